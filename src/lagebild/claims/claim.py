"""A claim: one act that one report presents, pinned to its words."""

from dataclasses import dataclass

from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import (
    CERTAINTIES,
    COUNTED_ROLES,
    POLARITIES,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
    Certainty,
    Polarity,
    SourceKind,
    Status,
    Type,
)
from lagebild.errors import InvalidClaim


@dataclass(frozen=True, slots=True)
class Role:
    """A party to or object of the act. `entity` is an ISO 3166-1 alpha-2 code or a body's short name, None if untold."""

    role: str
    span: Span
    entity: str | None = None
    quantity: Quantity | None = None

    def __post_init__(self) -> None:
        if self.quantity is not None and self.role not in COUNTED_ROLES:
            raise InvalidClaim("role", f"{self.role} carries no quantity")


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody whom the report names as saying so; `cue` holds the words that say so ("laut", "sagte")."""

    span: Span
    kind: SourceKind
    cue: Span | None = None
    entity: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in SOURCE_KINDS:
            raise InvalidClaim("attribution", f"kind {self.kind!r} is none of {', '.join(SOURCE_KINDS)}")


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who read the claim out of the report: a person, the built-in model or another reader, and which version.

    `confidence` is the reader's probability (0 to 1) that the claim's type and trigger are right, None where it gives none.
    """

    reader: str
    version: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One act as one report presents it. Attribution runs from the outermost source to the innermost."""

    id: str
    type: Type
    status: Status
    evidence: Span
    trigger: Span
    read_by: ReadBy
    certainty: Certainty = "certain"
    polarity: Polarity = "affirmed"
    roles: tuple[Role, ...] = ()
    attribution: tuple[Source, ...] = ()
    time: Moment | None = None
    place: Place | None = None

    def __post_init__(self) -> None:
        if self.type not in ROLES:
            raise InvalidClaim("type", f"{self.type!r} is none of {', '.join(ROLES)}")
        for value, allowed, part in (
            (self.status, STATUSES, "status"),
            (self.certainty, CERTAINTIES, "certainty"),
            (self.polarity, POLARITIES, "polarity"),
        ):
            if value not in allowed:
                raise InvalidClaim(part, f"{value!r} is none of {', '.join(allowed)}")
        for role in self.roles:
            if role.role not in ROLES[self.type]:
                raise InvalidClaim("role", f"a {self.type} has no {role.role}; it has {', '.join(ROLES[self.type])}")
        if not self.trigger.within(self.evidence):
            raise InvalidClaim("trigger", "stands outside the evidence")

    def fillers(self, role: str) -> tuple[Role, ...]:
        """The fillers of `role`, in text order."""
        return tuple(filler for filler in self.roles if filler.role == role)

    def spans(self) -> tuple[Span, ...]:
        """Every span of the claim: evidence, trigger, roles, sources and cues, time, place."""
        found = [self.evidence, self.trigger, *(role.span for role in self.roles)]
        for source in self.attribution:
            found.append(source.span)
            if source.cue is not None:
                found.append(source.cue)
        found.extend(part.span for part in (self.time, self.place) if part is not None)
        return tuple(found)
