"""Briefs as Word documents."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from lagebild.picture.brief import Brief, docx, note_text
from tests.picture.brief.made import brief_of, words

pytest.importorskip("pypandoc")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return ElementTree.fromstring(file.read(name))


def text_of(element: ElementTree.Element) -> str:
    return "".join(found.text or "" for found in element.iter(f"{W}t"))


def test_footnotes_are_real_ones_with_their_words(whole: Brief) -> None:
    data = docx(whole)
    notes = [text_of(note).strip() for note in part(data, "word/footnotes.xml").iter(f"{W}footnote")]
    cited = [note_text(note, whole.language) for note in whole.footnotes]
    assert [note for note in notes if note] == [" ".join(text.split(" ")) for text in cited]
    body = part(data, "word/document.xml")
    assert len(list(body.iter(f"{W}footnoteReference"))) == len(whole.footnotes)


def test_the_same_brief_gives_the_same_bytes(whole: Brief) -> None:
    assert docx(whole) == docx(whole)


def test_a_file_tells_no_time_but_the_ledgers(whole: Brief) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(whole))) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert re.findall(r">(\d{4}-\d\d-\d\dT[\d:]+Z)<", core) == [whole.as_of.strftime("%Y-%m-%dT%H:%M:%SZ")] * 2


@given(words)
@settings(max_examples=8, deadline=None)
def test_whatever_a_report_says_is_words(text: str) -> None:
    brief = brief_of(text)
    data = docx(brief)
    assert text_of(part(data, "word/document.xml")).endswith(brief.sections[0].paragraphs[0].sentences[0].text)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert not re.search(rb'TargetMode="External"', file.read("word/_rels/document.xml.rels"))
