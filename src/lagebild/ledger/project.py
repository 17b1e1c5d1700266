"""From an event to the computed tables: the one way in which they ever change.

The tables are a pure function of the log. The writer applies each event as it is appended, `rebuild` applies all of them to
empty tables, and both end with the same rows.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from lagebild.claims.canonical import content_hash
from lagebild.claims.decision import Decision
from lagebild.claims.decision_record import parse_decision
from lagebild.claims.event import Event, time_text
from lagebild.ledger.entities import groups
from lagebild.ledger.restand import restand
from lagebild.ledger.rows import (
    CaptureRow,
    ClaimRow,
    DecisionRow,
    EntityRow,
    ReadingRow,
    ReportRow,
    TargetRow,
    VersionRow,
    rank_key,
)
from lagebild.ledger.store import Store
from lagebild.ledger.words import document

_FACTS: Final = ("language", "published", "publisher", "title", "source", "extractor")


def project(store: Store, event: Event) -> None:
    """Applies `event` to the tables. Raises `InvalidDecision` where a decision contradicts what stands; the transaction must
    then be given up. Kinds that have no tables (later rooms keep their own facts in the log) change nothing."""
    apply = _KINDS.get(event.kind)
    if apply is not None:
        apply(store, event)


def _report(store: Store, event: Event) -> None:
    part = event.payload["report"]
    known = store.find(ReportRow, "id", [part["id"]])
    original = event.payload.get("original")
    row = _known_again(known[0], part, original) if known else _new_row(store, event, part, original)
    store.put([row])
    if not known or _indexed(known[0]) != _indexed(row):
        if known:
            store.drop_words("report", [known[0].key])
        text = part["text"] if not known else store.events_at([row.sequence])[row.sequence].payload["report"]["text"]
        store.put_words("report", {row.key: document(f"{row.title or ''}\n{text}", row.language)})
    if known and known[0] != row:
        _restand_report(store, row.id)
    _capture(store, event, row)


def _indexed(row: ReportRow) -> tuple[object, ...]:
    """What the word index takes from a row."""
    return row.key, row.title, row.language


def _new_row(store: Store, event: Event, part: dict[str, Any], original: str | None) -> ReportRow:
    number = store.last_number(ReportRow) + 1
    return ReportRow(
        id=part["id"],
        number=number,
        key=rank_key(part["published"], number),
        sequence=event.sequence,
        recorded=time_text(event.time),
        original=original,
        newer=None,
        **{fact: part[fact] for fact in _FACTS},
    )


def _known_again(row: ReportRow, part: dict[str, Any], original: str | None) -> ReportRow:
    """`row` with what the newer event knows: facts that are given count, the source stays where it came from first."""
    facts = {fact: part[fact] if part[fact] is not None and fact != "source" else getattr(row, fact) for fact in _FACTS}
    return ReportRow(
        id=row.id,
        number=row.number,
        key=rank_key(facts["published"], row.number),
        sequence=row.sequence,
        recorded=row.recorded,
        original=row.original or original,
        newer=row.newer,
        **facts,
    )


def _capture(store: Store, event: Event, row: ReportRow) -> None:
    """Notes the capture; what came from the same place before it now has a newer version."""
    capture = event.payload.get("capture")
    whole = capture and capture["source"] == event.payload["report"]["source"] and capture["how"] != "stdin"
    series = capture["source"] if capture and whole else None
    earlier = store.find(CaptureRow, "series", [series]) if series is not None else []
    store.put([CaptureRow(event.sequence, row.id, series, event.payload.get("original"))])
    if earlier and earlier[-1].report != row.id:
        _set_newer(store, earlier[-1].report, row.id)
        _set_newer(store, row.id, None)


def _set_newer(store: Store, report: str, newer: str | None) -> None:
    row = store.find(ReportRow, "id", [report])[0]
    if row.newer != newer:
        store.put([replace(row, newer=newer)])
        _restand_report(store, report)


def _restand_report(store: Store, report: str) -> None:
    restand(store, report, [row.id for row in store.find(ClaimRow, "report", [report])])


def _reading(store: Store, event: Event) -> None:
    report, readers = event.payload["report"], event.payload["readers"]
    store.put([ReadingRow(report, reader, event.sequence) for reader in readers])
    versions = [
        VersionRow(part["id"], event.sequence, position, report, part["read_by"]["reader"], claim_digest(part))
        for position, part in enumerate(event.payload["claims"])
    ]
    store.put(versions)
    known = [row.id for row in store.find(ClaimRow, "report", [report]) if row.reader in readers]
    restand(store, report, [*dict.fromkeys([*(version.claim for version in versions), *known])], event)


def claim_digest(part: dict[str, Any]) -> str:
    """The hash of a claim in its JSON form, who read it left out."""
    return content_hash(json.dumps({key: value for key, value in part.items() if key != "read_by"}, sort_keys=True))


def _decision(store: Store, event: Event) -> None:
    decision = parse_decision(event.payload, event.actor, event.time)
    store.put([DecisionRow(event.sequence, decision.kind, event.actor, 1)])
    store.put([TargetRow(target, event.sequence) for target in target_keys(decision)])
    touched = _flipped(store, [int(target) for target in decision.targets]) if decision.kind == "undo" else [event.sequence]
    events = store.events_at(touched)
    decided = [parse_decision(one.payload, one.actor, one.time) for one in events.values()]
    if any(one.kind in ("same", "different") for one in decided):
        _regroup(store)
    _restand_claims(store, (target for one in decided if one.kind not in ("same", "different", "undo") for target in one.targets))


def target_keys(decision: Decision) -> list[str]:
    """What `decision` is about, as `TargetRow` names it."""
    noun = {"undo": "decision:", "same": "entity:", "different": "entity:"}.get(decision.kind, "")
    return [noun + target for target in decision.targets]


def _flipped(store: Store, sequences: Iterable[int]) -> list[int]:
    """Sets anew whether each of these decisions counts, and so on down through undone undos; those that changed.

    A decision counts while no undo of it does. An undo is always later than what it undoes, so this ends.
    """
    changed = []
    for sequence in sequences:
        row = store.find(DecisionRow, "sequence", [sequence])[0]
        undos = [target.sequence for target in store.find(TargetRow, "target", [f"decision:{sequence}"])]
        live = int(not any(undo.live for undo in store.find(DecisionRow, "sequence", undos)))
        if live != row.live:
            store.put([replace(row, live=live)])
            changed.append(sequence)
            if row.kind == "undo":
                targets = store.events_at([sequence])[sequence].payload["targets"]
                changed.extend(_flipped(store, [int(target) for target in targets]))
    return changed


def _regroup(store: Store) -> None:
    rows = [row for kind in ("same", "different") for row in store.find(DecisionRow, "kind", [kind]) if row.live]
    events = store.events_at([row.sequence for row in rows])
    decisions = [parse_decision(events[at].payload, events[at].actor, events[at].time) for at in sorted(events)]
    new = [EntityRow(entity, chief) for entity, chief in sorted(groups(decisions).items())]
    store.drop(EntityRow, "entity", [row.entity for row in store.scan(EntityRow)])
    store.put(new)


def _restand_claims(store: Store, claims: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(claims))
    reports: dict[str, list[str]] = {}
    for row in store.find(TargetRow, "target", wanted):
        reports.setdefault(_report_of(store, row), []).append(row.target)
    for report, ids in reports.items():
        restand(store, report, list(dict.fromkeys(ids)))


def _report_of(store: Store, target: TargetRow) -> str:
    """The report of the claim that a decision is about: its row says, or the decision that adds it."""
    rows = store.find(ClaimRow, "id", [target.target])
    if rows:
        return rows[0].report
    added = store.events_at([row.sequence for row in store.find(TargetRow, "target", [target.target])])
    return str(next(event.payload["report"] for event in added.values() if event.payload["kind"] == "add"))


_KINDS: Final[dict[str, Callable[[Store, Event], None]]] = {"report": _report, "reading": _reading, "decision": _decision}
