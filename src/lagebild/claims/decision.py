"""A decision: what a person says about claims or entities. It stands beside what a machine made, never over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypedDict, Unpack

from lagebild.claims.claim import Claim
from lagebild.claims.event import time_text
from lagebild.errors import InvalidDecision

Kind = Literal["accept", "correct", "reject", "add", "note", "dissent", "same", "different", "settle", "undo"]
KINDS: Final[tuple[Kind, ...]] = (
    "accept", "correct", "reject", "add", "note", "dissent", "same", "different", "settle", "undo",
)  # fmt: skip
#: The parts of a claim that a person can correct; its id and who read it are history.
CORRECTABLE: Final = (
    "type", "status", "certainty", "polarity", "evidence", "trigger", "roles", "attribution", "time", "place",
)  # fmt: skip
#: Decisions that say what stands: after one of them a new reading no longer changes the claim.
RULING: Final[frozenset[Kind]] = frozenset({"accept", "correct", "reject"})


class By(TypedDict):
    """Who decides, and when (UTC)."""

    actor: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision by `actor` at `time` (UTC).

    `targets` are claim ids; for same and different entity codes or names; for undo the sequence numbers of the decisions that
    are undone, in digits. `changes` (correct, and dissent where the dissenter says what it should be) holds parts of a claim
    in their JSON form. `claim` and `report` belong to add, `outcome` and `evidence` (ids or addresses of what decided it) to
    settle. `version` belongs to accept: the sequence of the reading that is accepted, None for the one that stands. `text` is
    the reason or the note. Raises `InvalidDecision` where a part is missing.
    """

    kind: Kind
    targets: tuple[str, ...]
    actor: str
    time: datetime
    changes: Mapping[str, Any] = field(default_factory=dict)
    claim: Claim | None = None
    report: str | None = None
    text: str | None = None
    outcome: bool | None = None
    evidence: tuple[str, ...] = ()
    version: int | None = None

    def __post_init__(self) -> None:
        time_text(self.time)
        for wrong, reason in (
            (self.kind not in KINDS, f"{self.kind!r} is none of {', '.join(KINDS)}"),
            (not self.actor.strip(), "nobody is named who decides"),
            (not self.targets, "nothing is named that is decided on"),
            (len(set(self.targets)) != len(self.targets), "a target is named twice"),
            (self.kind == "correct" and not self.changes, "a correction needs a change"),
            (bool(self.changes) and self.kind not in ("correct", "dissent"), f"{self.kind} changes nothing"),
            (self.kind == "add" and (self.claim is None or self.report is None), "add needs a claim and its report"),
            (self.kind == "note" and not self.text, "a note needs a text"),
            (self.kind == "settle" and (self.outcome is None or not self.evidence), "settle needs outcome and evidence"),
            (self.kind == "same" and len(self.targets) < 2, "same needs two entities or more"),
            (self.kind == "different" and len(self.targets) != 2, "different needs two entities"),
            (self.kind == "undo" and not all(target.isdecimal() for target in self.targets), "undo needs sequence numbers"),
        ):
            if wrong:
                raise InvalidDecision(self.kind, reason)
        for part in self.changes:
            if part not in CORRECTABLE:
                raise InvalidDecision(self.kind, f"{part} cannot be corrected; {', '.join(CORRECTABLE)} can")


def accept(claims: Sequence[str], *, text: str | None = None, version: int | None = None, **by: Unpack[By]) -> Decision:
    """What the claims say is what their reports say."""
    return Decision("accept", tuple(claims), text=text, version=version, **by)


def correct(claims: Sequence[str], changes: Mapping[str, Any], *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """The reports say this instead; `changes` maps parts of a claim to their JSON form."""
    return Decision("correct", tuple(claims), changes=dict(changes), text=text, **by)


def reject(claims: Sequence[str], *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """The reports do not say this."""
    return Decision("reject", tuple(claims), text=text, **by)


def add(claim: Claim, report: str, *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """The report says this too, and no reader found it."""
    return Decision("add", (claim.id,), claim=claim, report=report, text=text, **by)


def note(claims: Sequence[str], text: str, **by: Unpack[By]) -> Decision:
    """A remark, which changes nothing."""
    return Decision("note", tuple(claims), text=text, **by)


def dissent(
    claims: Sequence[str], *, changes: Mapping[str, Any] | None = None, text: str | None = None, **by: Unpack[By]
) -> Decision:
    """Somebody sees it otherwise; what was decided stands, and so does the dissent."""
    return Decision("dissent", tuple(claims), changes=dict(changes or {}), text=text, **by)


def same(entities: Sequence[str], *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """These names stand for one entity."""
    return Decision("same", tuple(entities), text=text, **by)


def different(one: str, other: str, *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """These names stand for two entities."""
    return Decision("different", (one, other), text=text, **by)


def settle(
    claims: Sequence[str], outcome: bool, evidence: Sequence[str], *, text: str | None = None, **by: Unpack[By]
) -> Decision:
    """What the claims say turned out true or false; `evidence` decided it."""
    return Decision("settle", tuple(claims), outcome=outcome, evidence=tuple(evidence), text=text, **by)


def undo(sequences: Sequence[int], *, text: str | None = None, **by: Unpack[By]) -> Decision:
    """These decisions no longer count; an undo can itself be undone."""
    return Decision("undo", tuple(str(sequence) for sequence in sequences), text=text, **by)
