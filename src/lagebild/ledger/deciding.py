"""Whether a decision may be recorded: what it names is there, and what it changes fits the text."""

from collections.abc import Sequence

from lagebild.claims.decision import Decision
from lagebild.claims.record import check_claims, claim_part, parse_claim
from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim, InvalidDecision, NotRecorded
from lagebild.ledger.keeping import kept_claims
from lagebild.ledger.rows import ClaimRow, DecisionRow, ReportRow
from lagebild.ledger.store import Store

#: Decisions about claims that are there.
_ON_CLAIMS = ("accept", "correct", "reject", "note", "dissent", "settle")


def check_decision(store: Store, decision: Decision) -> None:
    """Raises `NotRecorded` where `decision` names what is not there, and `InvalidDecision` where it does not fit. What
    decisions say against each other is found when they are applied."""
    if decision.kind in _ON_CLAIMS:
        _check_targets(store, decision)
    elif decision.kind == "add":
        _check_addition(store, decision)
    elif decision.kind == "undo":
        _check_undo(store, decision)


def _check_targets(store: Store, decision: Decision) -> None:
    rows = {row.id: row for row in store.find(ClaimRow, "id", decision.targets)}
    for target in decision.targets:
        if target not in rows:
            raise NotRecorded("claim", target)
    if decision.changes:
        for kept in kept_claims(store, list(rows.values())):
            _check_change(store, kept.report, decision, claim_part(kept.claim) | dict(decision.changes))


def _check_change(store: Store, report: str, decision: Decision, part: dict[str, object]) -> None:
    try:
        check_claims(_report(store, report), [parse_claim(part)])
    except InvalidClaim as error:
        raise InvalidDecision(decision.kind, str(error)) from error


def _check_addition(store: Store, decision: Decision) -> None:
    if decision.claim is None or decision.report is None:
        raise InvalidDecision("add", "needs a claim and its report")
    if store.find(ClaimRow, "id", [decision.claim.id]):
        raise InvalidDecision("add", f"{decision.claim.id} is there already")
    _check_change(store, decision.report, decision, claim_part(decision.claim))


def _check_undo(store: Store, decision: Decision) -> None:
    wanted: Sequence[int] = [int(target) for target in decision.targets]
    rows = {row.sequence: row for row in store.find(DecisionRow, "sequence", [at for at in wanted if at < 2**62])}
    for sequence in wanted:
        if sequence not in rows:
            raise NotRecorded("decision", str(sequence))
        if not rows[sequence].live:
            raise InvalidDecision("undo", f"decision {sequence} is undone already")


def _report(store: Store, id: str) -> Report:
    rows = store.find(ReportRow, "id", [id])
    if not rows:
        raise NotRecorded("report", id)
    text = store.events_at([rows[0].sequence])[rows[0].sequence].payload["report"]["text"]
    return Report(id=id, text=text)
