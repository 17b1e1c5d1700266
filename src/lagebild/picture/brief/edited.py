"""A brief in Markdown read back, as an analyst left it: its sentences with their footnotes, and where each stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.picture.brief.markdown_text import unescaped
from lagebild.picture.brief.nouns import LANGUAGES
from lagebild.picture.brief.phrases import phrases

#: Longer texts, and lines, are no brief.
MOST_CHARACTERS: Final = 4_000_000
_MOST_LINE: Final = 40_000
_DEFINITION: Final = re.compile(r"\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
#: The line that says how far a brief may go, also where an editor has set it in bold.
_MARKING: Final = re.compile(r"[*_\s]{0,8}TLP:([A-Z]+(?:\+[A-Z]+)?)(?![\w+])")
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_REFERENCE: Final = re.compile(r"(?<!\\)\[\^([^\]\s]{1,40})\]")
_BULLET: Final = re.compile(r"^\s{0,12}(?:[-*+•]|\d{1,4}[.)])\s+")
#: Words in quotation marks.
QUOTED: Final = re.compile(r"„[^“”]{0,2000}[“”]|“[^”]{0,2000}”|\"[^\"]{0,2000}\"|«[^»]{0,2000}»|»[^«]{0,2000}«")
_BRACKETED: Final = re.compile(r"\([^()]{0,300}(?:\([^()]{0,100}\)[^()]{0,300})?\)")
_SHORT: Final = (
    "Dr", "Mr", "Mrs", "Nr", "No", "St", "Gen", "Lt", "Col", "Prof", "vgl", "bzw", "ca", "etc", "Jan", "Feb", "Aug", "Sep", "Okt", "Oct",
    "Nov", "Dez", "Dec",
)  # fmt: skip
#: The end of a sentence: its mark, closing quotes, its footnotes, then a space and something that can begin one. A number of one or two
#: digits, a single letter or a common abbreviation before the full stop (27. November, z. B., Gen.) does not end it.
_END: Final = re.compile(
    "".join(rf"(?<!\b{word})" for word in _SHORT)
    + r"(?<!\b\w)(?<!\b\d\d)[.!?][“”\"»’)\]]*((?:\[\^[^\]\s]{1,40}\])*)\s+(?=[\"„“«(]*[^\W\d_a-zäöü])"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence: `text` without markup and footnotes, `notes` the names of its footnotes, `line` and `column` count from 1.
    `exempt` is what stands between the title and the first section, and in the method annex: it needs no footnotes."""

    text: str
    notes: tuple[str, ...]
    section: str
    exempt: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Definition:
    """What a footnote says, without markup, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The sentences of a text, its footnotes by name, and the TLP level that its first line names, in small letters (None: none)."""

    sentences: tuple[Written, ...]
    notes: dict[str, Definition]
    level: str | None = None


def manuscript(text: str) -> Manuscript:
    """What `text` says; nothing is refused. What needs no footnotes is marked as such."""
    notes: dict[str, Definition] = {}
    sentences: list[Written] = []
    section, exempt, noted = "", False, None
    level, is_first = None, True
    for number, line in enumerate(text[:MOST_CHARACTERS].splitlines(), start=1):
        line = line[:_MOST_LINE]
        marked = _MARKING.match(unescaped(line)) if is_first else None
        is_first = is_first and not line.strip()
        if marked:
            level = marked[1].lower()
        elif found := _DEFINITION.match(line):
            noted = found[1]
            notes.setdefault(noted, Definition(unescaped(found[2]), number))
        elif noted is not None and line[:1] in (" ", "\t") and line.strip():
            notes[noted] = Definition(f"{notes[noted].text} {unescaped(line.strip())}", notes[noted].line)
        elif found := _HEADING.match(line):
            noted = None
            if len(found[1]) <= 2:
                section = unescaped(found[2])
                exempt = len(found[1]) == 1 or section in _method_titles()
        elif line.strip():
            noted = None
            sentences.extend(_sentences(line, number, section, exempt))
    return Manuscript(tuple(sentences), notes, level)


@cache
def _method_titles() -> frozenset[str]:
    return frozenset(phrases(language).of("text", "method") for language in LANGUAGES)


def _sentences(line: str, number: int, section: str, exempt: bool) -> Iterator[Written]:
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    ends = [found.end() for found in _END.finditer(_masked(line), start)]
    for begin, end in zip([start, *ends], [*ends, len(line)], strict=True):
        piece = line[begin:end]
        bare = " ".join(unescaped(_REFERENCE.sub("", piece)).split())
        if bare:
            yield Written(bare, tuple(_REFERENCE.findall(piece)), section, exempt, number, begin + 1)


def _masked(line: str) -> str:
    """The line with what stands in quotation marks or brackets blotted out, sign for sign: a sentence ends at most where they do."""
    for pattern in (QUOTED, _BRACKETED):
        line = pattern.sub(lambda found: _blotted(found.group()), line)
    return line


def _blotted(words: str) -> str:
    inner = words[1:-1]
    last = inner[-1:] if inner[-1:] in (".", "!", "?") else ""
    return words[0] + "X" * (len(inner) - len(last)) + last + words[-1]
