"""What weighing says: links, origins, things, verdicts, estimates and grades. All computed, never recorded as facts."""

from dataclasses import dataclass
from typing import Final, Literal

LinkKind = Literal["source", "cites", "verbatim", "quote", "anchors", "error", "person", "proposed"]
VerdictKind = Literal["compatible", "change", "scope", "conflict", "dispute", "correction", "apart"]
ThingKind = Literal["event", "series"]
Letter = Literal["A", "B", "C", "D", "E", "F"]

#: How strong each kind of evidence for one origin is, 1 the strongest; a person's word goes before all, and what
#: is proposed joins nothing.
STRENGTH: Final[dict[LinkKind, int]] = {
    "person": 0, "source": 1, "verbatim": 2, "quote": 3, "cites": 4, "anchors": 5, "error": 6, "proposed": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aligned:
    """Words that two reports share: code points [start_a, end_a) of the one and [start_b, end_b) of the other."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int
    n_words: int


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """Why two reports, or two claims, may go back to one origin. `bits` says how much, `rule` which version of which rule."""

    a: str
    b: str
    kind: LinkKind
    bits: float
    reason: str
    spans: tuple[Aligned, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """One speech act behind one or many claims.

    `speaker` is who is named as saying so (None where nobody is), `day` (YYYY-MM-DD) the first publication, `claims` all claims
    that go back to it in order of publication, `evidence` what joined them, in words.
    """

    id: str
    speaker: str | None
    day: str | None
    claims: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """What claims are about: one event, or a series (a level or a running total over time).

    The id derives from the first claim that was published about it. `first` and `last` (YYYY-MM-DD) bound the days meant.
    `ladder` holds the statuses that claims give it with the number of claims. `possible` names things that may be the same.
    """

    id: str
    kind: ThingKind
    type: str
    giver: str | None
    taker: str | None
    materiel: str | None
    place: str | None
    first: str | None
    last: str | None
    claims: tuple[str, ...]
    ladder: tuple[tuple[str, int], ...]
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two claims about one thing stand to each other, and why."""

    a: str
    b: str
    kind: VerdictKind
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One claim's part in an estimate.

    `low`, `best`, `high` are what its words mean, None at an open end. `weight` is its share of all weight (0 to 1): 0 for one that
    repeats its origin. `shift` is how far best would move (as a factor: best without it / best) if this claim were left out.
    """

    claim: str
    report: str
    words: str
    low: float | None
    best: float
    high: float | None
    origin: str
    speaker: str | None
    weight: float
    shift: float
    note: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much, from all origins, each counted once: best, and the range of 90%.

    `calibrated` says whether at least 30 settled cases of this bucket stand behind the 90%; `n_cases` how many there are.
    `valid_time` and `known_time` (YYYY-MM-DD): the day it is about, and the last publication day it may rest on.
    """

    thing: str
    valid_time: str | None
    known_time: str | None
    unit: str | None
    low: float
    best: float
    high: float
    n_reports: int
    n_origins_min: int
    n_origins_max: int
    calibrated: bool
    n_cases: int
    lines: tuple[Line, ...]
    n_disputes: int = 0


@dataclass(frozen=True, slots=True)
class Grade:
    """Admiralty reliability of a source for one type of claim, from settled claims alone.

    `share` is the expected share of its claims that turn out true (0 to 1), `n_cases` the settled ones (one per origin).
    """

    source: str
    type: str
    letter: Letter
    share: float
    n_cases: float
