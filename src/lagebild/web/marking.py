"""A text cut into pieces at the edges of its marks, so that marks may overlap; and long texts into windows."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.vocabulary import ROLES

#: Code points of a text on one page.
WINDOW: Final = 12_000
#: How far before the end of a window a paragraph's end is looked for.
_SLACK: Final = 3_000
#: Characters that steer the order or are invisible, by which a text can look like another.
_STEERING: Final = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words [start, end) of a claim: `kind` is "evidence", "trigger", "source", "cue", "time", "place" or "role-N" with N the
    place of the role among those of its type; `label` is the key of its name."""

    start: int
    end: int
    kind: str
    claim: str
    label: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text from `start` on under the same marks. `control` names a character that is shown by its number ("U+202E")."""

    start: int
    text: str
    marks: tuple[Mark, ...]
    control: str | None = None

    @property
    def kinds(self) -> str:
        """The kinds of its marks, each once, as class names."""
        return " ".join(sorted({f"m-{mark.kind}" for mark in self.marks} | {f"s-{mark.state}" for mark in self.marks if mark.state}))


def control_name(sign: str) -> str | None:
    """How a character is named that must not act or hide in a page; None for all others."""
    if sign in "\n\t":
        return None
    if sign in _STEERING or unicodedata.category(sign) in ("Cc", "Cs"):
        return f"U+{ord(sign):04X}"
    return None


def marks_of(claim: Claim, state: str = "") -> tuple[Mark, ...]:
    """The marks of a claim, widest meaning first."""
    found = [Mark(claim.evidence.start, claim.evidence.end, "evidence", claim.id, "mark.evidence", state)]
    order = ROLES[claim.type]
    found.extend(
        Mark(role.span.start, role.span.end, f"role-{order.index(role.role)}", claim.id, f"role.{role.role}") for role in claim.roles
    )
    for source in claim.attribution:
        found.append(Mark(source.span.start, source.span.end, "source", claim.id, "mark.source"))
        if source.cue is not None:
            found.append(Mark(source.cue.start, source.cue.end, "cue", claim.id, "mark.cue"))
    if claim.time is not None:
        found.append(Mark(claim.time.span.start, claim.time.span.end, "time", claim.id, "mark.time"))
    if claim.place is not None:
        found.append(Mark(claim.place.span.start, claim.place.span.end, "place", claim.id, "mark.place"))
    found.append(Mark(claim.trigger.start, claim.trigger.end, "trigger", claim.id, "mark.trigger"))
    return tuple(found)


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """The pieces of text[start:end] in order; joined they are that text. Marks may overlap in any way, and reach out of it."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(max(start, mark.start) for mark in inside), *(min(end, mark.end) for mark in inside)})
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(max(start, mark.start), []).append(mark)
    found: list[Piece] = []
    here: list[Mark] = []
    for left, right in pairwise(edges):
        here = [mark for mark in here if mark.end > left] + opening.get(left, [])
        found.extend(_plain(text[left:right], left, tuple(here)))
    return found


def windows(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that are shown one at a time, cut at the ends of lines where there are any."""
    found = []
    start = 0
    while len(text) - start > WINDOW:
        line = text.rfind("\n", start + WINDOW - _SLACK, start + WINDOW)
        end = line + 1 if line >= 0 else start + WINDOW
        found.append((start, end))
        start = end
    return [*found, (start, len(text))]


def window_at(text: str, place: int) -> int:
    """The number (from 0) of the window in which code point `place` stands."""
    return max(0, bisect_right([start for start, _ in windows(text)], place) - 1)


def around(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """[start, end) with about `reach` code points on either side, from and to the ends of lines or words where they are near."""
    left, right = max(0, start - reach), min(len(text), end + reach)
    if left:
        cut = max(text.find("\n", left, start), text.find(" ", left, min(start, left + 40)))
        left = cut + 1 if cut >= 0 else left
    if right < len(text):
        cut = text.rfind(" ", max(end, right - 40), right)
        right = cut if cut >= 0 else right
    return left, right


def _plain(text: str, start: int, marks: tuple[Mark, ...]) -> list[Piece]:
    """The stretch, with each character that must not act in a piece of its own."""
    found: list[Piece] = []
    begun = 0
    for at, sign in enumerate(text):
        if not (sign.isprintable() or sign == "\n") and (name := control_name(sign)) is not None:
            if begun < at:
                found.append(Piece(start + begun, text[begun:at], marks))
            found.append(Piece(start + at, sign, marks, name))
            begun = at + 1
    if begun < len(text):
        found.append(Piece(start + begun, text[begun:], marks))
    return found
