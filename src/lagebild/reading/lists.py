"""Items of a list or fact sheet that the sentence above it introduces ("The package includes:")."""

import re
from collections.abc import Sequence
from typing import Final

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import Type

#: The role that the items of a list have in an act that its introduction names.
LISTED: Final[dict[Type, str]] = {"transfer": "object", "holding": "object", "deployment": "force", "exercise": "object"}
_BULLET: Final = re.compile(r"\s*(?:[-*•–·▪]|\d{1,2}[.)]|[a-z][.)])\s+")
_NUMBER: Final = r"(?:over |more than |about |up to |some |an additional |rund |etwa |über |mehr als |bis zu )?\d"
_PARTS: Final = re.compile(rf"(?:,| and| und|, and)\s+(?={_NUMBER})", re.IGNORECASE)
_TAIL: Final = re.compile(r"[;,.]?(?:\s+(?:and|und|sowie))?[;,.]?\s*$")
_LONGEST_LIST: Final = 60
_LONGEST_ITEM: Final = 300  # code points; a longer "item" is prose


def items_after(text: str, sentences: Sequence[tuple[int, int]], introduction: int) -> tuple[Span, ...]:
    """The items below sentence `introduction`, each with its own span, none if the sentence does not end with a colon.

    An item is a line that begins with a bullet or does not end like a sentence; where one line counts several things, each is
    an item. The list ends with the first line that is neither.
    """
    start, end = sentences[introduction]
    if not text[start:end].rstrip().endswith(":"):
        return ()
    found: list[Span] = []
    for first, last in sentences[introduction + 1 : introduction + 1 + _LONGEST_LIST]:
        if not _is_item(text, first, last):
            break
        found.extend(_parts(text, first, last))
    return tuple(found)


def _is_item(text: str, start: int, end: int) -> bool:
    own_line = start == 0 or "\n" in text[max(0, start - 3) : start]
    line = text[start:end]
    return own_line and len(line) <= _LONGEST_ITEM and (_BULLET.match(line) is not None or line[-1] not in ".!?:")


def _parts(text: str, start: int, end: int) -> list[Span]:
    bullet = _BULLET.match(text, start, end)
    first = bullet.end() if bullet else start
    last = first + len(_TAIL.sub("", text[first:end]))
    spans, position = [], first
    for cut in _PARTS.finditer(text, first, last):
        spans.append((position, cut.start()))
        position = cut.end()
    return [Span.of(text, a, b) for a, b in [*spans, (position, last)] if b > a]
