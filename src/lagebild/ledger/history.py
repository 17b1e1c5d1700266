"""What happened to a claim, and how each person coded it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lagebild.claims.claim import Claim
from lagebild.claims.decision import Decision
from lagebild.claims.decision_record import parse_decision
from lagebild.claims.event import Event
from lagebild.claims.record import parse_claim
from lagebild.ledger.rows import ClaimRow, DecisionRow, TargetRow, VersionRow
from lagebild.ledger.standing import changed_parts, corrected, standing
from lagebild.ledger.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a claim: a reading (`decision` is None, `claim` what was read) or a decision.

    `counts` is False for a decision that was undone. `changed` names the parts in which a reading differs from the one
    before it, or that a decision changes.
    """

    sequence: int
    time: datetime
    actor: str
    what: str
    changed: tuple[str, ...]
    counts: bool
    claim: Claim | None = None
    decision: Decision | None = None


def history(store: Store, claim: str) -> tuple[Step, ...]:
    """The steps of `claim` in the order of the log; readings that read the same again are left out."""
    return tuple(sorted([*_read(store, claim), *_decided(store, [claim])], key=lambda step: step.sequence))


def codings(store: Store, report: str) -> dict[str, dict[str, Claim | None]]:
    """What each person who decided on claims of `report` says of them: for each actor and claim what stood after their last
    decision on it (a dissent with its own changes), None for a rejection."""
    coded: dict[str, dict[str, Claim | None]] = {}
    for row in store.find(ClaimRow, "report", [report]):
        versions = store.find(VersionRow, "claim", [row.id])
        events = store.events_at([version.sequence for version in versions])
        decisions = [(step.sequence, step.decision) for step in _decided(store, [row.id]) if step.counts and step.decision]
        decisions = [(at, decision) for at, decision in decisions if decision.kind != "undo"]

        def read(version: VersionRow, events: dict[int, Event] = events) -> Claim:
            return parse_claim(events[version.sequence].payload["claims"][version.position])

        for number, (at, decision) in enumerate(decisions):
            if decision.kind in ("accept", "correct", "reject", "add", "dissent"):
                before = [version for version in versions if version.sequence < at]
                stood = standing(before, decisions[: number + 1], {}, read)
                if stood is not None:
                    coded.setdefault(decision.actor, {})[row.id] = _said(decision, stood.claim)
    return coded


def _said(decision: Decision, stood: Claim) -> Claim | None:
    if decision.kind == "reject":
        return None
    if decision.kind == "dissent" and decision.changes:
        return corrected(stood, [replace(decision, kind="correct")])
    return stood


def _read(store: Store, claim: str) -> list[Step]:
    versions = store.find(VersionRow, "claim", [claim])
    events = store.events_at([version.sequence for version in versions])
    steps: list[Step] = []
    digest = None
    for version in versions:
        event = events[version.sequence]
        read = parse_claim(event.payload["claims"][version.position])
        before = steps[-1].claim if steps else None
        changed = changed_parts(before, read) if before is not None else ()
        if version.digest != digest:
            steps.append(Step(event.sequence, event.time, event.actor, "read", changed, True, claim=read))
        digest = version.digest
    return steps


def _decided(store: Store, targets: Sequence[str]) -> list[Step]:
    """The decisions on `targets`, those that undo them, and so on, in the order of the log."""
    rows = store.find(TargetRow, "target", targets)
    if not rows:
        return []
    events = store.events_at([row.sequence for row in rows])
    live = {row.sequence: bool(row.live) for row in store.find(DecisionRow, "sequence", list(events))}
    steps = [_step(events[at], live[at]) for at in sorted(events)]
    return sorted([*steps, *_decided(store, [f"decision:{at}" for at in events])], key=lambda step: step.sequence)


def _step(event: Event, live: bool) -> Step:
    decision = parse_decision(event.payload, event.actor, event.time)
    return Step(event.sequence, event.time, event.actor, decision.kind, tuple(decision.changes), live, decision=decision)
