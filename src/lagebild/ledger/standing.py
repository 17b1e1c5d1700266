"""What stands of a claim: a pure function of its readings and the decisions that count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.decision import RULING, Decision
from lagebild.claims.kept import Reread, State
from lagebild.claims.record import claim_part, parse_claim
from lagebild.errors import InvalidClaim, InvalidDecision
from lagebild.ledger.rows import VersionRow

_STATES: Final[dict[str, State]] = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one claim; see `KeptClaim` for the words. `version` is the reading it rests on, None for one added by
    hand in the event `sequence`; `overlaid` says whether people changed what it says."""

    claim: Claim
    version: VersionRow | None
    sequence: int
    overlaid: bool
    state: State
    reread: Reread
    current: bool
    settled: bool | None
    n_dissents: int
    n_notes: int


@dataclass(slots=True)
class _Course:
    """The decisions on one claim, taken one after the other."""

    versions: Sequence[VersionRow]
    base: VersionRow | None = None
    added: tuple[int, Claim] | None = None
    ruling: str | None = None
    settled: bool | None = None
    n_dissents: int = 0
    n_notes: int = 0
    corrections: list[Decision] = field(default_factory=list)

    def take(self, sequence: int, decision: Decision) -> None:
        if decision.kind in RULING:
            self._rule(sequence, decision)
        elif decision.kind == "add" and decision.claim is not None:
            self.added = (sequence, decision.claim)
        elif decision.kind == "settle":
            self.settled = decision.outcome
        elif decision.kind == "dissent":
            self.n_dissents += 1
        elif decision.kind == "note":
            self.n_notes += 1

    def _rule(self, sequence: int, decision: Decision) -> None:
        """The first ruling fixes the reading that was there when it was made; a later one may name another."""
        self.ruling = decision.kind
        seen = [version for version in self.versions if version.sequence < sequence]
        if decision.version is not None:
            named = [version for version in seen if version.sequence == decision.version]
            if not named:
                raise InvalidDecision(decision.kind, f"event {decision.version} is no reading of {self.versions[0].claim}")
            self.base = named[0]
        elif self.base is None and seen:
            self.base = seen[-1]
        if decision.kind == "correct":
            self.corrections.append(decision)


def standing(
    versions: Sequence[VersionRow],
    decisions: Sequence[tuple[int, Decision]],
    newest: Mapping[str, int],
    read: Callable[[VersionRow], Claim],
) -> Standing | None:
    """What stands, None where nothing does (an addition that was undone).

    `versions` and `decisions` (with their sequences, only those that count) run in the order of the log; `newest` is the
    newest reading of the report by each reader; `read` gives the claim of a version. Raises `InvalidDecision` where the
    decisions contradict each other.
    """
    course = _Course(versions)
    for sequence, decision in decisions:
        course.take(sequence, decision)
    base = course.base or (versions[-1] if versions else None)
    if base is not None:
        start, sequence = read(base), base.sequence
    elif course.added is not None:
        sequence, start = course.added
    else:
        return None
    reread = _reread(base, versions, newest)
    return Standing(
        claim=corrected(start, course.corrections),
        version=base,
        sequence=sequence,
        overlaid=base is None or bool(course.corrections),
        state=_STATES[course.ruling] if course.ruling else "undecided" if base else "added",
        reread=reread,
        current=reread != "gone" or course.ruling is not None,
        settled=course.settled,
        n_dissents=course.n_dissents,
        n_notes=course.n_notes,
    )


def corrected(claim: Claim, decisions: Sequence[Decision]) -> Claim:
    """`claim` with the changes of `decisions` put in; raises `InvalidDecision` where the result is no claim."""
    if not decisions:
        return claim
    part = claim_part(claim)
    for decision in decisions:
        part |= decision.changes
    try:
        return parse_claim(part)
    except InvalidClaim as error:
        raise InvalidDecision("correct", f"{claim.id} would be no claim any more ({error})") from error


def changed_parts(before: Claim, after: Claim) -> tuple[str, ...]:
    """The parts in which two versions of a claim differ, who read it left out."""
    one, other = claim_part(before), claim_part(after)
    return tuple(part for part in one if part != "read_by" and one[part] != other[part])


def without_reader(claim: Claim) -> Claim:
    """`claim` as if nobody in particular had read it: what two readings are compared by."""
    return replace(claim, read_by=replace(claim.read_by, version="", confidence=None))


def _reread(base: VersionRow | None, versions: Sequence[VersionRow], newest: Mapping[str, int]) -> Reread:
    if base is None:
        return "same"
    if versions[-1].sequence < newest.get(versions[-1].reader, 0):
        return "gone"
    return "same" if versions[-1].digest == base.digest else "changed"
