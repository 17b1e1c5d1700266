"""The sentences of a text, as ranges."""

import functools
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

_RULES: Final = Path(__file__).with_name("sentences.srx")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n\s*")
_LIST_ITEM: Final = re.compile(r"\s*(?:[-*•·◦▪‣–—]|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)])\s")
_CARRIES_ON: Final = re.compile(r"\s*[a-zß-öø-ÿа-яёіїєґ]")
#: Above this many code points a line is a paragraph, not a line that a mail program or an editor wrapped (usually at 72 to 80).
_WIDEST_WRAP: Final = 120


def sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as half-open ranges of code points: in order, apart, without white space around them, and
    together covering everything but white space.

    `text` is canonical or a ready report's. No sentence crosses a blank line, the start of a list item, or the end of a line that
    was not wrapped (as after a headline). `language` is an ISO 639-1 code; other than de, en, ko, uk, ru it has no abbreviations.
    """
    found: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        for segment in _segments(text[start:end], language):
            if bare := segment.strip():
                begin = start + len(segment) - len(segment.lstrip())
                found.append((begin, begin + len(bare)))
            start += len(segment)
    return tuple(found)


def _segments(block: str, language: str) -> Iterator[str]:
    """`block` cut by the rules; the segments join back to it."""
    from choppa import SrxTextIterator  # 0.2 s to import

    segments: Iterator[str] = SrxTextIterator(_rules(), language, block)
    return segments


@functools.cache
def _rules() -> Any:
    from choppa import SrxDocument

    return SrxDocument(ruleset=str(_RULES))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of `text` that no sentence leaves."""
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield from _runs(text, start, gap.start())
        start = gap.end()
    yield from _runs(text, start, len(text))


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraph at [start, end), cut at the ends of lines that were not wrapped."""
    if text.find("\n", start, end) < 0:
        yield start, end
        return
    lines = text[start:end].split("\n")
    width = max(map(len, lines))
    at = start
    for line, following in pairwise(lines):
        at += len(line) + 1
        if not _wrapped(line, following, width):
            yield start, at - 1
            start = at
    yield start, end


def _wrapped(line: str, following: str, width: int) -> bool:
    """Whether the break between two lines of a paragraph is mere layout: the next word had no room, or the text carries on."""
    if _LIST_ITEM.match(following):
        return False
    line = line.rstrip()  # ready reports may have \r\n
    if line.endswith(",") or _CARRIES_ON.match(following):
        return True
    first = following.split(maxsplit=1)
    return width <= _WIDEST_WRAP and bool(first) and len(line) + 1 + len(first[0]) > width
