"""Briefs as PDF."""

import pathlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from lagebild.errors import BriefUnwritable, MissingExtra
from lagebild.picture.brief import Brief, docx, pdf
from tests.picture.brief.made import brief_of, words

typst = pytest.importorskip("typst")
ROOT = pathlib.Path(__file__).parents[3]
HANGUL = any("CJK" in family or "Malgun" in family for family in typst.Fonts().families())
MADE = """
import hashlib, sys
from lagebild.picture.brief import docx, html, markdown, pdf
from tests.picture.brief.made import brief_of
brief = brief_of("12 000 військових *x* <y> #z")
for data in (markdown(brief).encode(), html(brief).encode(), docx(brief), pdf(brief)):
    print(hashlib.sha256(data).hexdigest())
"""


def text_of(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_brief_without_hangul_is_written_with_the_fonts_that_typst_brings() -> None:
    text = text_of(pdf(brief_of("12 000 військових")))
    assert "військових" in text
    assert "Seite 1 / 1" in text


@pytest.mark.skipif(not HANGUL, reason="no font with Hangul is installed")
def test_a_whole_brief_is_written_with_its_hangul(whole: Brief) -> None:
    data = pdf(whole)
    assert data.startswith(b"%PDF-")
    assert "대변인" in text_of(data)
    assert pdf(whole) == data


def test_a_sign_without_a_glyph_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_ = typst.compile
    monkeypatch.setattr(typst, "compile", lambda *given, **more: compile_(*given, **more, ignore_system_fonts=True))
    with pytest.raises(BriefUnwritable, match="Hangul") as refused:
        pdf(brief_of("북한군"))
    assert "docx" in str(refused.value)


@given(words)
@settings(max_examples=12, deadline=None)
def test_whatever_a_report_says_is_words(text: str) -> None:
    try:
        data = pdf(brief_of(text))
    except BriefUnwritable as error:  # a sign of a script that no font here has
        assert "docx" in str(error)  # noqa: PT017
        return
    assert b"/URI" not in data
    assert b"/JavaScript" not in data


@pytest.mark.parametrize(("module", "write"), [("typst", pdf), ("pypandoc", docx)])
def test_a_format_whose_library_is_not_there_names_what_to_install(
    module: str, write: Callable[[Brief], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"lagebild\[brief\]"):
        write(brief_of("words"))


def test_two_processes_write_the_same_bytes_in_every_format() -> None:
    pytest.importorskip("pypandoc")
    command = [sys.executable, "-c", MADE]
    found = [subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout for _ in range(2)]
    assert found[0] == found[1]
    assert len(found[0].split()) == 4
