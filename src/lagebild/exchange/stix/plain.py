"""A selection of claims as one plain STIX 2.1 bundle, for OpenCTI, MISP and others: no partner, no seal, nothing withheld but texts.

Claims that are marked carry their markings. Reports' texts stay: they may be somebody's work; the words of the claims go, as in `csv`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from lagebild.claims.canonical import content_hash
from lagebild.claims.kept import KeptReport
from lagebild.exchange.markings import LEVELS, PARTS, Marking, MarkingBook
from lagebild.exchange.stix.extensions import CLAIM, REPORT, RULE, definition, project_identity
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.ids import Creator, derived_id, identity_id
from lagebild.exchange.stix.mapping import claim_objects
from lagebild.exchange.stix.marking import Rule, release_rule, tlp_object
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.told import STANDING, Told, told
from lagebild.ledger import Filter, View

_FIELDS: Final = Fields(frozenset(PARTS) - {"text"})
_UNKNOWN: Final = "marked with a level that is not known: do not pass on"
#: Reports, and events, that are kept at hand.
_N_AT_HAND: Final = 256


@dataclass(slots=True)
class _Bundle:
    """What was written so far: ids of shared objects, and of each report the ids that it refers to."""

    creator: Creator
    book: MarkingBook
    seen: set[str] = field(default_factory=set)
    reports: dict[str, StixObject] = field(default_factory=dict)
    refs: dict[str, list[str]] = field(default_factory=dict)


def stix_lines(view: View, wanted: Filter = STANDING) -> Iterator[str]:
    """The claims that `wanted` keeps as one STIX bundle, an object a line: definitions, then for each claim what it needs and its note,
    then the reports, each with its notes. Holds the reports and an id for each claim in memory. The same ledger gives the same
    bytes."""
    yield f'{{"type":"bundle","id":"{_bundle_id(view, wanted)}","objects":[\n'
    separator = ""
    for item in _objects(view, wanted):
        yield separator + json.dumps(item, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        separator = ",\n"
    yield "\n]}\n"


def ledger_creator(view: View) -> Creator:
    """Whom a plain export names as creator: the ledger itself, known by its first event. The secret is in no export."""
    first = next(view.events(), None)
    what = {"ledger": first.hash if first is not None else ""}
    id = identity_id(what)
    created = first.time if first is not None else datetime.fromisoformat("2026-11-25T00:00:00Z")
    return Creator(id, f"Lagebild ledger {id[10:18]}", created, content_hash(f"plain export of {what['ledger']}").encode())


def _objects(view: View, wanted: Filter) -> Iterator[StixObject]:
    bundle = _Bundle(ledger_creator(view), _markings(view))

    @lru_cache(_N_AT_HAND)
    def report(id: str) -> KeptReport:
        return view.report(id)

    @lru_cache(_N_AT_HAND)
    def event_time(sequence: int) -> datetime:
        return next(islice(view.events(after=sequence - 1), 1)).time

    yield from (project_identity(), definition(CLAIM), definition(REPORT))
    for one in told(view, wanted):
        yield from _told_objects(bundle, one, report(one.kept.report), event_time(one.kept.sequence))
    for id, item in bundle.reports.items():
        yield item | {"object_refs": list(dict.fromkeys(bundle.refs[id]))}


def _told_objects(bundle: _Bundle, one: Told, source: KeptReport, read: datetime) -> Iterator[StixObject]:
    """What of one claim was not written yet."""
    ruled = one.ruling.time if one.ruling is not None and one.ruling.time is not None else read
    marks = _marks(bundle, one.kept.claim.id, one.kept.report)
    *others, report, note = claim_objects(
        one.kept, source.report, bundle.creator, _FIELDS, created=source.recorded, modified=max(source.recorded, read, ruled),
        markings=marks, graph=True,
    )  # fmt: skip
    before = bundle.reports.get(report["id"], report)
    bundle.reports[report["id"]] = report | {"modified": max(before["modified"], report["modified"], note["modified"])}
    bundle.refs.setdefault(report["id"], []).extend([note["id"], *note["object_refs"][1:]])
    if any(RULE in item.get("extensions", {}) for item in marks):
        others.insert(0, definition(RULE))
    for item in others:
        if item["id"] not in bundle.seen:
            bundle.seen.add(item["id"])
            yield item
    yield note


def _markings(view: View) -> MarkingBook:
    from lagebild.exchange.state import KIND

    book = MarkingBook()
    for event in view.events(kind=KIND):
        if event.payload["what"] == "marking":
            book.apply(event.payload)
    return book


def _marks(bundle: _Bundle, claim: str, report: str) -> list[StixObject]:
    """The markings of a claim: its own and its report's, and those of its parts, since all of it goes out."""
    marks = bundle.book.marks(claim, report)
    given = [one for one in (marks.claim, marks.report, *marks.fields.values()) if one is not None]
    found = {item["id"]: item for marking in given for item in _marked(bundle.creator, marking)}
    return list(found.values())


def _marked(creator: Creator, marking: Marking) -> Iterator[StixObject]:
    yield tlp_object(marking.level) if marking.level in LEVELS else _statement(creator, _UNKNOWN)
    if marking.release_to:
        identities = tuple(one for one in marking.release_to if one.startswith("identity--"))
        if identities == tuple(marking.release_to):
            yield release_rule(creator, Rule(identities))
            return
    if marking.release_to is not None:
        audience = ", ".join(marking.release_to) or "nobody"
        yield _statement(creator, f"for {audience} only")


def _statement(creator: Creator, text: str) -> StixObject:
    """A marking in words (section 7.2.1.3)."""
    told: dict[str, Any] = {"definition_type": "statement", "definition": {"statement": text}}
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": derived_id("marking-definition", {"creator": creator.id, "text": text}),
        "created_by_ref": creator.id, "created": stix_time(creator.created), **told,
    }  # fmt: skip


def _bundle_id(view: View, wanted: Filter) -> str:
    """The id of the bundle: the same for the same state of the ledger and filter."""
    return derived_id("bundle", {"head": view.head()[1], "wanted": repr(wanted)})
