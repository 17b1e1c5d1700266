"""A brief as Markdown with footnotes: to be edited, and read back by `lint`. A sentence stands on a line of its own, and the marking,
where there is one, on the first."""

import re
from collections.abc import Iterator
from typing import Final

from lagebild.picture.brief.notes import note_text, reach_text
from lagebild.picture.brief.nouns import Brief

#: What CommonMark, GFM or Pandoc could take for markup within a line; a backslash before punctuation always makes it plain.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>#|~^$@!&=]|(?<=\w):(?=/)|(?<=www)\.")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown(brief: Brief) -> str:
    """The whole brief as one text, ends with a line break."""
    return "\n".join(_lines(brief)) + "\n"


def escaped(words: str) -> str:
    """Plain words as Markdown that says just them. They must not begin a line."""
    return _MARKUP.sub(lambda found: "\\" + found.group(), words)


def unescaped(text: str) -> str:
    """Markdown without the backslashes that make punctuation plain."""
    return _ESCAPED.sub(r"\1", text)


def _lines(brief: Brief) -> Iterator[str]:
    if brief.reach is not None:
        yield from (escaped(reach_text(brief.reach, brief.language)), "")
    yield f"# {escaped(brief.title)}"
    yield from ("", escaped(brief.subtitle))
    for section in brief.sections:
        yield from ("", f"## {escaped(section.title)}")
        for paragraph in section.paragraphs:
            if paragraph.title:
                yield from ("", f"### {escaped(paragraph.title)}")
            yield ""
            for sentence in paragraph.sentences:
                yield escaped(sentence.text) + "".join(f"[^{number}]" for number in sentence.footnotes)
    yield ""
    for note in brief.footnotes:
        yield f"[^{note.number}]: {escaped(note_text(note, brief.language))}"
        yield ""
