"""Who took what from whom: the family tree of a text, with the words that were kept and what was lost, added or sharpened on the way.

A report's parent is the earlier report with which it shares most; among equals the one published last, which is what it most likely had
before it. Nothing is asserted about intent: a hedge that is gone is gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lagebild.claims.estimate import Aligned
from lagebild.weighing.entries import Entry
from lagebild.weighing.hedges import Interval
from lagebild.weighing.reuse import TextLink, turned

ChangeKind = Literal["hedge lost", "hedge added", "source lost", "source added", "source changed", "number changed", "status changed",
                     "denial turned", "claim dropped", "claim added"]  # fmt: skip
#: Anchors in common weigh less than words: a translation is the parent only where no words are shared.
_WORTH: Final[Mapping[str, float]] = {"near": 3.0, "verbatim": 2.0, "quote": 1.5, "anchors": 1.0}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one claim between two reports; `before` and `after` are the words or values, None where there are none."""

    kind: ChangeKind
    before: str | None
    after: str | None
    claim: str


@dataclass(frozen=True, slots=True)
class Step:
    """`report` took `passages` (a is the report's side, b its parent's) from `parent`. `kind` and `share` as in `TextLink`."""

    report: str
    parent: str
    kind: str
    share: float
    passages: tuple[Aligned, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A report in a family: its id, day of publication (ordinal) and claims."""

    id: str
    day: int | None
    claims: Sequence[Entry]


def lineage(
    start: int, text_of: Callable[[int], Text], links_of: Callable[[int], Iterable[TextLink]], said: Callable[[Entry], str]
) -> tuple[Step, ...]:
    """The steps of the whole family of report `start`, the earliest first. `said` gives the words of a claim's amount."""
    family, waiting = {start}, [start]
    while waiting:
        report = waiting.pop()
        others = {link.other if link.report == report else link.report for link in links_of(report)} - family
        family |= others
        waiting += others
    order = sorted(family, key=lambda report: _when(text_of(report)))
    steps = (_step(report, at, order, text_of, links_of, said) for at, report in enumerate(order))
    return tuple(step for step in steps if step is not None)


def changes(before: Sequence[Entry], after: Sequence[Entry], said: Callable[[Entry], str]) -> tuple[Change, ...]:
    """What became of the claims of a parent in its child."""
    found: list[Change] = []
    left = list(after)
    for old in before:
        new = max(left, key=lambda entry: _alike(old, entry), default=None)
        if new is None or _alike(old, new) <= 0:
            found.append(Change("claim dropped", said(old), None, old.id))
            continue
        left.remove(new)
        found += _changed(old, new, said)
    found += [Change("claim added", None, said(new), new.id) for new in left]
    return tuple(found)


def _step(
    report: int, at: int, order: Sequence[int], text_of: Callable[[int], Text], links_of: Callable[[int], Iterable[TextLink]],
    said: Callable[[Entry], str],
) -> Step | None:  # fmt: skip
    earlier = {other: place for place, other in enumerate(order[:at])}
    known = [(link.other if link.report == report else link.report, link) for link in links_of(report)]
    parents = [(other, link) for other, link in known if other in earlier]
    if not parents:
        return None
    parent, link = max(parents, key=lambda item: (round(_WORTH[item[1].kind] * item[1].share, 3), earlier[item[0]]))
    passages = link.passages if link.report == report else tuple(turned(passage) for passage in link.passages)
    child, its = text_of(report), text_of(parent)
    return Step(child.id, its.id, link.kind, link.share, passages, changes(its.claims, child.claims, said))


def _when(text: Text) -> tuple[int, str]:
    return text.day if text.day is not None else 10**7, text.id


def _alike(one: Entry, other: Entry) -> float:
    """How surely two claims of related texts are the same sentence."""
    mine, theirs = one.facets, other.facets
    if mine.type != theirs.type:
        return 0.0
    same = [mine.giver == theirs.giver, mine.taker == theirs.taker, mine.materiel == theirs.materiel, one.figure == other.figure]
    return 1.0 + sum(same)


def _changed(old: Entry, new: Entry, said: Callable[[Entry], str]) -> Iterable[Change]:
    if old.denied != new.denied:
        yield Change("denial turned", said(old), said(new), new.id)
    if old.status != new.status:
        yield Change("status changed", old.status, new.status, new.id)
    mine, theirs = old.speaker or old.cited, new.speaker or new.cited
    if mine != theirs:
        kind: ChangeKind = "source lost" if theirs is None else "source added" if mine is None else "source changed"
        yield Change(kind, mine, theirs, new.id)
    if old.figure != new.figure:
        yield Change("number changed", said(old), said(new), new.id)
    elif _hedged(old.interval) != _hedged(new.interval):
        yield Change("hedge lost" if _hedged(old.interval) else "hedge added", said(old), said(new), new.id)


def _hedged(interval: Interval | None) -> bool:
    """Whether the words leave more open than a round number does."""
    return interval is not None and (interval.censored or interval.high > 1.25 * interval.low)
