"""Who took what from whom: the family tree of a text, with the words that were kept and what was lost, added or sharpened on the way.

A report's parent is the earlier report with which it shares most; among equals the one published last, which is what it most likely had
before it. Nothing is asserted about intent: a hedge that is gone is gone. Where texts repeat each other a lot, a family has thousands of
members, and its far ends say nothing of a text: then only those nearest to it are looked at.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
    """A report in a family: its id, and its day of publication (ordinal)."""

    id: str
    day: int | None


@dataclass(frozen=True, slots=True)
class Texts:
    """Where a family is read: a report by its number, its claims, and its links; `said` gives the words of a claim's amount."""

    text_of: Callable[[int], Text]
    claims_of: Callable[[int], Sequence[Entry]]
    links_of: Callable[[int], Iterable[TextLink]]
    said: Callable[[Entry], str]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The steps of a family, the earliest first; `n_beyond` reports that are linked to those looked at are not told of."""

    steps: tuple[Step, ...]
    n_beyond: int


def lineage(start: int, texts: Texts, most: int) -> Lineage:
    """The family of report `start`, or of a larger one the `most` reports that are fewest links away, the strongest links first. Each
    step leads from the parent that a report has among all reports."""
    links_of = cache(lambda report: _links(report, texts))
    near = _near(start, links_of, most)
    beyond = {other for report in near for other in links_of(report)}.difference(near)
    order = sorted(near, key=lambda report: _when(texts.text_of(report)))
    steps = tuple(step for report in order if (step := _step(report, texts, links_of(report))) is not None)
    return Lineage(steps, len({texts.text_of(report).id for report in beyond} - {step.parent for step in steps}))


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


def _links(report: int, texts: Texts) -> dict[int, TextLink]:
    """The links of a report by what they lead to, the strongest first."""
    found: dict[int, TextLink] = {}
    for link in texts.links_of(report):
        other = link.other if link.report == report else link.report
        if other not in found or _worth(link) > _worth(found[other]):
            found[other] = link
    return dict(sorted(found.items(), key=lambda item: (-_worth(item[1]), texts.text_of(item[0]).id)))


def _near(start: int, links_of: Callable[[int], Mapping[int, TextLink]], most: int) -> list[int]:
    family, waiting = {start: None}, deque([start])
    while waiting and len(family) < most:
        fresh = [other for other in links_of(waiting.popleft()) if other not in family][: most - len(family)]
        family.update(dict.fromkeys(fresh))
        waiting.extend(fresh)
    return list(family)


def _step(report: int, texts: Texts, links: Mapping[int, TextLink]) -> Step | None:
    child = texts.text_of(report)
    when = {other: _when(texts.text_of(other)) for other in links}
    earlier = [other for other in links if when[other] < _when(child)]
    if not earlier:
        return None
    parent = max(earlier, key=lambda other: (_worth(links[other]), when[other]))
    link = links[parent]
    passages = link.passages if link.report == report else tuple(turned(passage) for passage in link.passages)
    lost = changes(texts.claims_of(parent), texts.claims_of(report), texts.said)
    return Step(child.id, texts.text_of(parent).id, link.kind, link.share, passages, lost)


def _worth(link: TextLink) -> float:
    return round(_WORTH[link.kind] * link.share, 3)


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
