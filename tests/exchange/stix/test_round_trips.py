"""There and back: what OpenCTI and MISP make of an export, and what is read of what they give."""

import json
from typing import Any

import stix2
from misp_stix_converter import ExternalSTIX2toMISPParser, MISPtoSTIX21Parser
from pymisp import MISPEvent

from lagebild.claims.report import Fault
from lagebild.exchange.markings import Marking, marking_payload
from lagebild.exchange.state import KIND
from lagebild.exchange.stix.extensions import CLAIM
from lagebild.exchange.stix.plain import stix_lines
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.texts import Text, texts
from lagebild.ledger import Ledger
from tests.exchange.ledgers import fill

#: As OpenCTI writes its exports: properties of its own beside those of STIX, an extension in every object, markings it knows by old ids.
OCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"


def exported(ledger: Ledger) -> dict[str, Any]:
    fill(ledger)
    with ledger.view() as view:
        first = next(iter(view.every_claim()))
    with ledger.writer("ada") as writer:
        writer.append(KIND, marking_payload("report", [first.report], "", Marking("green")))
    with ledger.view() as view:
        found: dict[str, Any] = json.loads("".join(stix_lines(view)))
    return found


def through_opencti(item: dict[str, Any]) -> dict[str, Any]:
    """An object as OpenCTI gives it back: with its ids and scores beside, with null for what is empty, and its own extension."""
    extension = {"extension_type": "property-extension", "id": "7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "type": item["type"], "created_at": None}
    return item | {"x_opencti_id": "7c2d3a5e", "x_opencti_type": item["type"].title(), "confidence": 100, "lang": item.get("lang")} | {
        "extensions": item.get("extensions", {}) | {OCTI: extension}
    }


def told(value: dict[str, Any]) -> list[Text]:
    found = list(texts(json.dumps(value).encode(), "b.json"))
    assert not [one for one in found if isinstance(one, Fault)]
    return [one for one in found if isinstance(one, Text)]


def test_claims_survive_opencti_with_its_own_properties_and_extension(ledger: Ledger) -> None:
    """What it adds is kept with the object and changes no claim; its nulls are read where just texts are wanted."""
    value = exported(ledger)
    before = read_objects(value["objects"])
    back = [through_opencti(item) for item in value["objects"]]
    after = read_objects([{name: part for name, part in item.items() if part is not None} for item in back])
    assert after.refused == ()
    assert [one.claim for one in after.claims] == [one.claim for one in before.claims]
    assert len(after.claims) > 3
    assert all("x_opencti_id" in one.item for one in after.claims)
    assert told(value | {"objects": back}) == [], "claims of ours are not taken for texts of theirs, and texts stayed at home"


def test_a_report_that_was_written_in_opencti_becomes_a_text_with_its_source(ledger: Ledger) -> None:
    author = {
        "type": "identity", "id": "identity--3d2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "spec_version": "2.1", "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z", "name": "Lagezentrum", "identity_class": "organization",
    }  # fmt: skip
    report = {
        "type": "report", "id": "report--4d2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "spec_version": "2.1", "created": "2026-01-02T00:00:00.000Z",
        "modified": "2026-01-02T00:00:00.000Z", "created_by_ref": author["id"], "name": "Lieferung", "description": "Polen liefert Panzer.",
        "published": "2026-01-02T09:00:00.000Z", "report_types": ["threat-report"], "object_refs": [author["id"]],
        "external_references": [{"source_name": "Lagezentrum", "url": "https://example.org/1", "hashes": {"SHA-256": "0" * 64}}],
    }  # fmt: skip
    value = exported(ledger)
    (text,) = told(value | {"objects": [*value["objects"], *map(through_opencti, (author, report))]})
    assert (text.text, text.publisher, text.published, text.address) == (
        "Polen liefert Panzer.", "Lagezentrum", "2026-01-02", "https://example.org/1"
    )  # fmt: skip


def to_misp(value: dict[str, Any]) -> list[MISPEvent]:
    parser = ExternalSTIX2toMISPParser()
    parser.load_stix_bundle(stix2.parse(value, allow_custom=True))
    parser.parse_stix_bundle()
    return list(parser.misp_events)


def from_misp(event: MISPEvent) -> dict[str, Any]:
    """As misp-stix writes the event; without its analysts' notes, whose times pymisp gives two offsets that it cannot read again."""
    parser = MISPtoSTIX21Parser()
    parser.parse_misp_event({name: part for name, part in json.loads(event.to_json()).items() if name not in ("Note", "Opinion")})
    found: dict[str, Any] = json.loads(parser.bundle.serialize())
    return found


def test_misp_makes_an_event_of_each_report_with_the_sentences_of_its_claims_and_its_marking(ledger: Ledger) -> None:
    value = exported(ledger)
    events = to_misp(value)
    reports = [item for item in value["objects"] if item["type"] == "report"]
    assert sorted(event.info for event in events) == sorted(item["name"] for item in reports)
    notes = [note.note for event in events for note in event.notes]
    claims = [item for item in value["objects"] if CLAIM in item.get("extensions", {})]
    assert {item["content"] for item in claims} <= set(notes)
    assert any(tag.name == "tlp:green" for event in events for tag in event.tags)


def test_what_misp_gives_back_is_read_without_a_fault(ledger: Ledger) -> None:
    """Events and their reports' words come back as texts; nothing of it is refused, and no claim comes back as somebody else's."""
    for event in to_misp(exported(ledger)):
        event.add_event_report(name="Lage", content="Polen schickt Truppen nach Litauen.")
        value = from_misp(event)
        arrived = read_objects(value["objects"])
        assert not [one for one in arrived.refused if one.noun in ("report", "note", "identity")]
        assert arrived.claims == ()
        found = told(value)
        assert any("Polen schickt Truppen" in one.text for one in found)
