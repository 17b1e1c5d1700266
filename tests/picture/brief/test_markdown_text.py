"""Briefs as Markdown: words stay words, and what is written is read back."""

import json
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.picture.brief import Brief, lint, markdown
from lagebild.picture.brief.edited import manuscript
from lagebild.picture.brief.markdown_text import escaped, unescaped
from lagebild.picture.brief.plain import plain
from tests.picture.brief.made import TRICKS, brief_of, words

pypandoc = pytest.importorskip("pypandoc")


def tree(text: str, reader: str) -> Any:
    """What Pandoc makes of a text."""
    command = [pypandoc.get_pandoc_path(), f"--from={reader}", "--to=json"]
    return json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)


def kinds(node: Any) -> set[str]:
    if isinstance(node, dict):
        return ({node["t"]} if "t" in node else set()).union(*(kinds(value) for value in node.values()))
    return set().union(*(kinds(value) for value in node)) if isinstance(node, list) else set()


def said(node: Any) -> str:
    if isinstance(node, dict):
        if node.get("t") == "Str":
            return str(node["c"])
        return " " if node.get("t") in ("Space", "SoftBreak") else said(node.get("c", []))
    return "".join(said(value) for value in node) if isinstance(node, list) else ""


@pytest.mark.parametrize("reader", ["markdown-smart", "gfm", "commonmark_x-smart"])
def test_no_trick_is_markup_for_any_reader_of_markdown(reader: str) -> None:
    lines = [f"A {escaped(plain(trick))} z" for trick in TRICKS]
    found = tree("\n\n".join(lines), reader)
    assert kinds(found) <= {"Para", "Str", "Space"}
    assert [said(block) for block in found["blocks"]] == [" ".join(f"A {plain(trick)} z".split()) for trick in TRICKS]


@given(st.lists(words, min_size=1, max_size=12))
@settings(max_examples=12, deadline=None)
def test_whatever_a_report_says_is_words(given_words: list[str]) -> None:
    for reader in ("markdown-smart", "gfm"):
        found = tree("\n\n".join(f"A {escaped(plain(one))} z" for one in given_words), reader)
        assert kinds(found) <= {"Para", "Str", "Space"}


@given(words)
def test_what_was_escaped_is_read_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(words)
def test_a_sentence_and_its_footnote_are_read_back(text: str) -> None:
    brief = brief_of(text)
    read = manuscript(markdown(brief))
    sentences = [sentence for sentence in read.sentences if sentence.notes]
    assert "".join(sentence.text for sentence in sentences).replace(" ", "").endswith("sagtes.")
    assert set(read.notes) == {"1"}


def test_a_whole_draft_is_read_back_sentence_by_sentence(whole: Brief) -> None:
    read = [(sentence.text, sentence.notes) for sentence in manuscript(markdown(whole)).sentences][1:]
    written = [(" ".join(sentence.text.split()), tuple(map(str, sentence.footnotes))) for sentence in whole.sentences()]
    joined = [one for one in written if one not in read]
    assert all(not notes for _, notes in joined)  # sentences of the annex may hold several


def test_a_draft_written_and_read_back_has_nothing_that_the_linter_minds(whole: Brief) -> None:
    assert lint(markdown(whole)) == ()
