"""What the picture shows, in nouns. Days are YYYY-MM-DD, ids whole, amounts in the unit beside them; None is what no claim tells."""

from dataclasses import dataclass

from lagebild.claims.claim import Source
from lagebild.claims.estimate import Estimate, Letter, Origin, Thing, ThingKind, VerdictKind
from lagebild.picture.lent import Giver
from lagebild.weighing import Change


@dataclass(frozen=True, slots=True)
class Rung:
    """A status, how many claims give it to the thing, and how many deny that it is so."""

    status: str
    n_affirmed: int
    n_denied: int


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in one line.

    `first` and `last` bound the days that are meant, `published_first` and `published_last` those of publication. `low`, `best` and
    `high` are the estimate in `unit`, `calibrated` says whether 90% may be said of it. Origins are counted as a range: the least takes
    all claims that name nobody as one, the most each unlinked one as its own. `status` is the furthest that a claim gives without
    denying it; `ladder` holds them all. Conflicts and disputes are pairs of origins. `credibility` is the digit 1 to 6 of the claim
    with most weight.
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
    unit: str | None
    low: float | None
    best: float | None
    high: float | None
    calibrated: bool
    n_claims: int
    n_reports: int
    n_origins_min: int
    n_origins_max: int
    status: str | None
    ladder: tuple[Rung, ...]
    n_conflicts: int
    n_disputes: int
    published_first: str | None
    published_last: str | None
    newest_claim: str
    credibility: int

    @property
    def contested(self) -> bool:
        """Whether two origins contradict each other."""
        return bool(self.n_conflicts or self.n_disputes)


@dataclass(frozen=True, slots=True)
class Cell:
    """What `giver` does towards `taker` with one family of materiel: the furthest status, and the things (ids) behind it, where they are
    not too many.

    `n_origins_max` adds up the origins of the things; one source may speak of several, so `n_origins_min` is the most that one of them has.
    """

    giver: str | None
    taker: str | None
    materiel: str | None
    status: str | None
    n_things: int
    n_claims: int
    n_origins_min: int
    n_origins_max: int
    contested: bool
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by who gives and who takes; the three lists hold what occurs, the most frequent first. `n_left_out` cells with fewer things
    than these are left out."""

    givers: tuple[str | None, ...]
    takers: tuple[str | None, ...]
    families: tuple[str | None, ...]
    cells: tuple[Cell, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """An estimate on one day: the day that it is about, or the last day of publication that it may rest on."""

    day: str | None
    low: float
    best: float
    high: float
    n_reports: int
    n_origins_min: int
    n_origins_max: int
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One claim with an amount, to be drawn on the day it is about; `low` or `high` is None at an open end. `giver` says from whom a
    partner's is."""

    claim: str
    report: str
    day: str | None
    published: str | None
    low: float | None
    best: float
    high: float | None
    origin: str
    speaker: str | None
    publisher: str | None
    words: str
    weight: float
    note: str
    giver: Giver | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The amount of a thing over the days it is about (`valid`; one point for an event), over the days of publication (`known`: what
    would have been said on each; only days on which it changed), and the claims. `units` are all in which claims count."""

    thing: str
    unit: str | None
    units: tuple[str, ...]
    valid: tuple[Point, ...]
    known: tuple[Point, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """When a thing was: surely within `first` to `last`, and by all that is told in `core_first` to `core_last` (None where the
    claims have no day in common). `edtf` are the expressions; an end is open where one says so, `approximate` where one is qualified.
    `dated` is False where no claim tells a time, so that only publication bounds it."""

    thing: str
    first: str | None
    last: str | None
    core_first: str | None
    core_last: str | None
    edtf: tuple[str, ...]
    open_start: bool
    open_end: bool
    approximate: bool
    dated: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: a claim, who says it where, its sentence, and the words and range of its amount. `giver` says from whom
    a partner's claim is."""

    claim: str
    report: str
    title: str | None
    publisher: str | None
    published: str | None
    speaker: str | None
    origin: str
    sentence: str
    words: str | None
    low: float | None
    best: float | None
    high: float | None
    denied: bool
    status: str
    giver: Giver | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims about one thing that cannot both be so, each the first of its origin."""

    thing: str
    kind: VerdictKind
    reason: str
    a: Side
    b: Side


@dataclass(frozen=True, slots=True)
class Moved:
    """A thing whose best figure moved by `factor` (after / before), and the new claims that carry weight in it. A first figure has
    no `before`, and factor 1."""

    row: Row
    before: Point | None
    after: Point
    factor: float
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewOrigin:
    """An origin that a known thing did not have before."""

    row: Row
    origin: str
    speaker: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusMove:
    """A known thing that came further, or was halted, by these claims."""

    row: Row
    before: str | None
    after: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since a day: `by` says whether by publication or by recording. `conflicts` are some of the new contradictions, a few for
    each thing; `n_left_out` things changed beyond the limit."""

    since: str
    by: str
    new: tuple[Row, ...]
    moved: tuple[Moved, ...]
    conflicts: tuple[Contradiction, ...]
    origins: tuple[NewOrigin, ...]
    statuses: tuple[StatusMove, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A report in a family of texts; `parent` is the report it took most from, `depth` how many steps lie above it. `giver` says from whom
    it is where it is a partner's."""

    report: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    parent: str | None
    depth: int
    giver: Giver | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a report shares with its parent: code points [start, end) of its text, [parent_start, parent_end) of the parent's."""

    start: int
    end: int
    words: str
    parent_start: int
    parent_end: int
    parent_words: str
    n_words: int


@dataclass(frozen=True, slots=True)
class Passed:
    """What one report took from its parent, and what became of the parent's claims on the way.

    `kind` and `share` say how the texts are linked. `sharpened`: a hedge or source was lost; `softened`: one came in; `changed`:
    a number, status, denial or source is another.
    """

    report: str
    parent: str
    kind: str
    share: float
    passages: tuple[Passage, ...]
    dropped: tuple[Change, ...]
    added: tuple[Change, ...]
    sharpened: tuple[Change, ...]
    softened: tuple[Change, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """The family of a report: its members, the earliest first, and each step from parent to child. In a large family only the nearest
    are told; `n_left_out` others that are linked to them are not."""

    report: str
    members: tuple[Member, ...]
    steps: tuple[Passed, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A settled claim of a source."""

    claim: str
    report: str
    published: str | None
    sentence: str
    right: bool
    thing: str | None


@dataclass(frozen=True, slots=True)
class SourceGrade:
    """How far a source was right with one type of claim, and the cases that say so."""

    source: str
    type: str
    letter: Letter
    share: float
    n_cases: float
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """What takes place in a country (ISO 3166-1 alpha-2), with the regions that claims name, as words; never a finer place."""

    country: str
    n_claims: int
    n_things: int
    regions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim as the page of a thing shows it: who says what where, in which words, and what it does to the estimate.

    `low`, `best`, `high`, `weight` and `shift` as in `claims.estimate.Line`; `best` is None for a claim that gives no amount.
    `sources` runs from the outermost to the innermost, `joins` says why it is about the same thing as the first claim, part by part:
    (what is compared, bits, why). `giver` says from whom a partner's claim is."""

    claim: str
    report: str
    title: str | None
    publisher: str | None
    published: str | None
    sentence: str
    words: str
    low: float | None
    best: float | None
    high: float | None
    origin: str
    speaker: str | None
    sources: tuple[Source, ...]
    weight: float
    shift: float
    note: str
    status: str
    denied: bool
    certainty: str
    state: str
    time: str | None
    credibility: int
    joins: tuple[tuple[str, float, str], ...]
    giver: Giver | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """All that stands behind a thing: `told` holds its claims in order of publication (`n_left_out` more are left out).

    `pairs` are the verdicts on pairs of claims by kind with their number; `corrections` those that supersede, `contradictions`
    those that cannot both be so."""

    row: Row
    thing: Thing
    estimate: Estimate | None
    origins: tuple[Origin, ...]
    told: tuple[Told, ...]
    contradictions: tuple[Contradiction, ...]
    corrections: tuple[Contradiction, ...]
    pairs: tuple[tuple[str, int], ...]
    possible: tuple[Row, ...]
    n_left_out: int = 0
