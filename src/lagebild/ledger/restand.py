"""Sets anew what stands of some claims of one report, and writes the rows that say so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from lagebild.claims.canonical import canonical_json
from lagebild.claims.claim import Claim
from lagebild.claims.decision import Decision
from lagebild.claims.decision_record import parse_decision
from lagebild.claims.edtf import day_bounds
from lagebild.claims.event import Event
from lagebild.claims.record import claim_part, parse_claim
from lagebild.ledger.rows import (
    ClaimRow,
    DecisionRow,
    ReadingRow,
    ReportRow,
    TargetRow,
    VersionRow,
    rank_key,
)
from lagebild.ledger.standing import Standing, standing
from lagebild.ledger.store import Store
from lagebild.ledger.words import Words, document, party_mark, word_mark

#: Roles whose words are materiel.
_MATERIEL = ("object", "force", "losses")


def restand(store: Store, report: str, claims: Sequence[str], event: Event | None = None) -> None:
    """Computes what stands of `claims` (ids, all of `report`) and writes it. `event` saves reading the newest event again.

    Raises `InvalidDecision` where the decisions on a claim contradict each other.
    """
    if not claims:
        return
    known = {row.id: row for row in store.find(ClaimRow, "id", claims)}
    stood = _stood(store, report, claims, event)
    _drop(store, known.values())
    next_number = store.last_number(ClaimRow) + 1
    source = store.find(ReportRow, "id", [report])[0]
    rows: list[ClaimRow] = []
    words: dict[int, Words] = {}
    for id in claims:
        if (found := stood[id]) is None:
            continue
        number = known[id].number if id in known else next_number
        next_number += id not in known
        row = _row(found, source, number)
        rows.append(row)
        words[row.key] = claim_words(found, source)
    store.put(rows)
    store.put_words("claim", words)


def claim_words(found: Standing, report: ReportRow) -> Words:
    """What search keeps of a claim: the words of its evidence and of its materiel, and marks for its parties, its type, status
    and state, and whether it stands."""
    claim = found.claim
    parties = [(role.entity, role.role) for role in claim.roles]
    parties.extend((source.entity, "source") for source in claim.attribution)
    if claim.place is not None:
        parties.append((claim.place.country, "place"))
    marks = [word_mark(word) for word in (claim.type, claim.status, found.state)]
    if found.current and report.newer is None and found.state != "rejected":
        marks.append(word_mark("stands"))
    marks.extend(party_mark(entity, role) for entity, name in parties if entity for role in (None, name))
    objects = tuple(role.span.text for role in claim.roles if role.role in _MATERIEL)
    return document(claim.evidence.text, report.language, objects, tuple(dict.fromkeys(marks)))


def _drop(store: Store, rows: Iterable[ClaimRow]) -> None:
    keys = [row.key for row in rows]
    if keys:
        store.drop(ClaimRow, "key", keys)
        store.drop_words("claim", keys)


@dataclass(slots=True)
class _Past:
    """What the log holds about some claims."""

    versions: dict[str, list[VersionRow]]
    decisions: dict[str, list[tuple[int, Decision]]]
    newest: dict[str, int]
    events: dict[int, Event]

    def read(self, version: VersionRow) -> Claim:
        return parse_claim(self.events[version.sequence].payload["claims"][version.position])


def _stood(store: Store, report: str, claims: Sequence[str], event: Event | None) -> dict[str, Standing | None]:
    past = _past(store, report, claims, event)
    return {id: standing(past.versions[id], past.decisions[id], past.newest, past.read) for id in claims}


def _past(store: Store, report: str, claims: Sequence[str], event: Event | None) -> _Past:
    versions: dict[str, list[VersionRow]] = defaultdict(list)
    decisions: dict[str, list[tuple[int, Decision]]] = defaultdict(list)
    for version in store.find(VersionRow, "claim", claims):
        versions[version.claim].append(version)
    targets = store.find(TargetRow, "target", claims)
    live = {row.sequence for row in store.find(DecisionRow, "sequence", {target.sequence for target in targets}) if row.live}
    needed = live | {version.sequence for version in chain.from_iterable(versions.values())}
    events = {event.sequence: event} if event is not None else {}
    events |= store.events_at(needed - events.keys())
    for target in targets:
        if target.sequence in live:
            decided = events[target.sequence]
            decisions[target.target].append((decided.sequence, parse_decision(decided.payload, decided.actor, decided.time)))
    newest = {row.reader: row.sequence for row in store.find(ReadingRow, "report", [report])}
    return _Past(versions, decisions, newest, events)


def _row(found: Standing, report: ReportRow, number: int) -> ClaimRow:
    claim = found.claim
    acted_from, acted_to = day_bounds(claim.time.edtf if claim.time else None)
    told = acted_from is not None or acted_to is not None
    return ClaimRow(
        key=rank_key(report.published, number),
        number=number,
        id=claim.id,
        report=report.id,
        sequence=found.sequence,
        position=found.version.position if found.version else -1,
        overlay=canonical_json(claim_part(claim)) if found.overlaid else None,
        reader=claim.read_by.reader,
        type=claim.type,
        status=claim.status,
        certainty=claim.certainty,
        polarity=claim.polarity,
        state=found.state,
        reread=found.reread,
        current=int(found.current),
        latest=int(report.newer is None),
        settled=None if found.settled is None else int(found.settled),
        n_dissents=found.n_dissents,
        n_notes=found.n_notes,
        acted_from=acted_from or (date.min.isoformat() if told else ""),
        acted_to=acted_to or (date.max.isoformat() if told else ""),
        language=report.language,
        published=report.published,
        publisher=report.publisher,
    )
