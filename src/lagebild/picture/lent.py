"""What partners let us have, as the picture shows it: from whom it is, how far it may go, and what proves it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.claims.tlp import LEVELS, rank

#: Who reads it where it stays in the house; any other audience is a TLP 2.0 level.
OWN_USE: Final = "own"


@dataclass(frozen=True, slots=True)
class Giver:
    """From whom something is that is not our own: `partners` hold it out to us, `origins` made it where that is none of them. Names, as
    each calls itself; at least one partner."""

    partners: tuple[str, ...]
    origins: tuple[str, ...] = ()

    @classmethod
    def joint(cls, givers: Iterable["Giver"]) -> "Giver":
        """All of them together, each named once."""
        listed = list(givers)
        partners = dict.fromkeys(name for one in listed for name in one.partners)
        return cls(tuple(partners), tuple(dict.fromkeys(name for one in listed for name in one.origins if name not in partners)))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far something may go: `level` is its TLP 2.0 level, or a word that is none for a marking that nobody here can read. `allies` are
    the names of those whom it is for beside ourselves: None is everybody whom the level allows, an empty tuple is nobody."""

    level: str
    allies: tuple[str, ...] | None = None

    def allows(self, audience: str) -> bool:
        """Whether it may be shown to an audience: `OWN_USE`, or all who may have what is marked with a level."""
        if audience == OWN_USE:
            return True
        return self.level in LEVELS and rank(self.level) <= rank(audience) and self.allies != ()

    def meet(self, other: "Reach") -> "Reach":
        """How far both may go together: the higher level, and only those who may have either."""
        return Reach(max(self.level, other.level, key=rank), _both(self.allies, other.allies))


@dataclass(frozen=True, slots=True)
class Loan:
    """What is known of a claim that partners let us have. `object`, `version` and `hash` (of the content without its seal) name what came,
    `key` (None: none is named) sealed it, `came` (UTC) is when it was first held. Without `has_words` its words were withheld."""

    giver: Giver
    reach: Reach
    object: str
    version: str
    hash: str
    key: str | None
    came: datetime
    has_words: bool


@dataclass(frozen=True, slots=True)
class Lent:
    """What partners let us have, which weighs and is not in the ledger: claims and reports by id. `loans` says of each claim where it is
    from, `givers` of claims and reports from whom. `own` says how far those of our own claims and reports may go that are marked."""

    claims: Mapping[str, KeptClaim] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    loans: Mapping[str, Loan] = field(default_factory=dict)
    givers: Mapping[str, Giver] = field(default_factory=dict)
    own: Mapping[str, Reach] = field(default_factory=dict)

    def reach(self, claim: str, report: str) -> Reach | None:
        """How far a claim in a report may go; None where nothing says so."""
        if claim in self.loans:
            return self.loans[claim].reach
        found = [reach for reach in (self.own.get(claim), self.own.get(report)) if reach is not None]
        return together(found)


def together(reaches: Iterable[Reach]) -> Reach | None:
    """How far all of them may go together; None for none."""
    met: Reach | None = None
    for one in reaches:
        met = one if met is None else met.meet(one)
    return met


def _both(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(name for name in one if name in other)
