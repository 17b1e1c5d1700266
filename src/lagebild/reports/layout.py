"""Paragraphs out of lines that were broken to fit a page."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_FINAL: Final = re.compile(r"[.?!…:][\"”“»«’')\]]*(?:\[?[0-9]{1,3}\]?)?$")
_LIST_ITEM: Final = re.compile(r"(?:[-*•·◦▪‣–—]|\(?(?:[0-9]{1,3}|[a-z])[.)])\s")
_LOWER: Final = re.compile(r"[a-zß-öø-ÿа-яёіїєґ]")
_NUMBERS: Final = re.compile(r"[0-9]+")
_SOFT: Final = "\x02\xad\ufffe"
_HYPHENS: Final = ("-", "‐", *_SOFT)
#: Words after which a hyphen at the end of a line was the author's: "Waffen- und Munitionslieferungen".
_ELLIPTICAL: Final = re.compile(r"(?:und|oder|bzw|sowie|als|bis|and|or|to)\b")
#: A line under this share of the column's width ended because its paragraph or headline did. A judgement, not a measurement.
_FULL: Final = 0.75
#: The share of pages that a running head or foot must be on, and how many pages make it worth looking (judgements).
_RUNNING, _N_PAGES_LEAST = 0.6, 3


def paragraphs(lines: Sequence[str]) -> str:
    """`lines` (without line ends) joined into paragraphs, which are separated by blank lines; list items by line ends.

    A word cut by a hyphen at the end of a line is made whole. A line ends its paragraph when it is short and the next begins
    anew, when it is empty, or when a list item follows.
    """
    lines = [line.strip() for line in lines]
    width = _width(lines)
    pieces = lines[:1]
    for line, following in pairwise(lines):
        if not following:
            continue
        if not line or _ends(line, following, width):
            pieces.append("\n" if _LIST_ITEM.match(line) and _LIST_ITEM.match(following) else "\n\n")
        else:
            pieces[-1], between = _joint(line, following)
            pieces.append(between)
        pieces.append(following)
    return "".join(pieces)


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """`pages` without the lines that stand first or last on most of them but for their numbers: heads, feet, page numbers."""
    filled = [[line for line in page if line.strip()] for page in pages]
    if len(filled) < _N_PAGES_LEAST:
        return filled
    seen = Counter(mark for page in filled for mark in {_mark(line) for line in (*page[:1], *page[-1:])})
    running = {mark for mark, n_pages in seen.items() if n_pages >= _RUNNING * len(filled)}
    return [_cut(page, running) for page in filled]


def _cut(page: list[str], running: set[str]) -> list[str]:
    start = 1 if page and _mark(page[0]) in running else 0
    end = len(page) - 1 if len(page) > start and _mark(page[-1]) in running else len(page)
    return page[start:end]


def _mark(line: str) -> str:
    return _NUMBERS.sub("#", line.strip())


def _width(lines: Sequence[str]) -> int:
    """The width of the column: nine in ten lines are no longer, so that one overlong line does not make all others short."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _ends(line: str, following: str, width: int) -> bool:
    if _LIST_ITEM.match(following):
        return True
    if line.endswith(_HYPHENS) or _LOWER.match(following):
        return False
    return len(line) < _FULL * width or (bool(_FINAL.search(line)) and len(line) + 1 + len(following.split()[0]) <= width)


def _joint(line: str, following: str) -> tuple[str, str]:
    """`line` as it stands before `following` in one paragraph, and what comes between them."""
    if line.endswith(tuple(_SOFT)):
        return line[:-1], ""
    if not line.endswith(("-", "‐")) or line.endswith((" -", "--")) or _ELLIPTICAL.match(following):
        return line, " "
    # "Nord-" + "Korea" keeps its hyphen, "Liefe-" + "rung" was cut by the layout.
    return (line[:-1] if _LOWER.match(following) else line), ""
