"""Other tools take what is sent: stix2, OASIS's validator, misp-stix, and the JSON Schemas of the extensions themselves."""

import json
from typing import Any

import jsonschema
import pytest
import stix2
from hypothesis import given, settings
from misp_stix_converter import ExternalSTIX2toMISPParser
from stix2validator import ValidationOptions, validate_string

from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.exchange.keys import KeyRing, SigningKey
from lagebild.exchange.sealing import SEAL_EXTENSION, check_seal, seal
from lagebild.exchange.stix.extensions import CLAIM, DEFINITIONS, REPORT, RULE, VIEW, definition, project_identity, schema
from lagebild.exchange.stix.fields import ALL_FIELDS, Fields
from lagebild.exchange.stix.mapping import claim_objects
from lagebild.exchange.stix.marking import Rule, release_rule
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.versions import tombstone
from lagebild.exchange.stix.views import View, opinion_object
from lagebild.exchange.stix.wire import StixObject, canonical_bytes
from tests.exchange.stix.samples import BERLIN, FIELDS, NOON, WARSAW, cases, sent
from tests.exchange.stix.samples import CLAIM as SAMPLE

KEY = SigningKey(b"\1" * 32, NOON)
#: Derived ids are UUIDv5 (design, and section 2.9 allows it), addresses have no hash of what stands there.
_ACCEPTED_WARNINGS = ("{103}", "{302}")


def everything() -> list[StixObject]:
    """All kinds of objects, with those that they refer to."""
    objects = [project_identity(), *(definition(id) for id, *_ in DEFINITIONS), *sent(ALL_FIELDS, marking="amber+strict", graph=True)]
    note = objects[-1]
    objects += sent(Fields(frozenset({"time"})), derived_from=note["id"])[-3:]
    objects.append(release_rule(BERLIN, Rule((WARSAW.id,), "allies", (BERLIN.id,), NOON)))
    objects.append(opinion_object(View("corrected", (note["id"],), "nein", changes={"status": "pledged"}), BERLIN, NOON))
    objects += [tombstone(item, NOON) for item in objects if item["type"] in ("note", "report", "opinion", "identity", "location", "relationship")]
    return objects


def bundle(objects: list[StixObject]) -> StixObject:
    return {"type": "bundle", "id": "bundle--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "objects": objects}


def complaints(objects: list[StixObject]) -> list[str]:
    """What OASIS's validator finds wrong or unwise."""
    found = validate_string(json.dumps(bundle(objects)), ValidationOptions(version="2.1"))
    results = found.object_results if hasattr(found, "object_results") else [found]
    told = [str(one) for result in results for one in (*(result.errors or ()), *(result.warnings or ()))]
    return [line for line in told if not any(code in line for code in _ACCEPTED_WARNINGS)]


def test_the_validator_of_oasis_finds_nothing_wrong() -> None:
    assert complaints(everything()) == []


@settings(max_examples=25, deadline=None)
@given(cases(), FIELDS)
def test_the_validator_finds_nothing_wrong_with_random_claims(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    objects = claim_objects(*case, BERLIN, fields, created=NOON, marking="green")
    assert complaints([seal(item, KEY, NOON) if item["type"] == "note" else item for item in objects]) == []


def test_stix2_parses_every_object_strictly_and_writes_the_same() -> None:
    """No custom content, and a seal survives what stix2 writes. Extension-definitions have no extensions, so they carry no seal."""
    objects = [item for item in everything() if item["type"] != "extension-definition"]
    parsed = stix2.parse(bundle([seal(item, KEY, NOON) for item in objects]), allow_custom=False)
    written = json.loads(parsed.serialize())["objects"]
    ring = KeyRing(BERLIN.id, (KEY.public,))
    for item, back in zip(objects, written, strict=True):
        assert check_seal(back, ring), item["type"]
        assert canonical_bytes({name: value for name, value in back.items() if name != "extensions"}) == canonical_bytes(
            {name: value for name, value in item.items() if name != "extensions"}
        )


def test_a_claim_survives_stix2() -> None:
    objects = json.loads(stix2.parse(bundle(list(sent(ALL_FIELDS)))).serialize())["objects"]
    assert [one.claim for one in read_objects(objects).claims] == [SAMPLE]


def test_misp_gets_an_event_with_the_text_and_a_readable_note() -> None:
    """It complains of notes and opinions that stand outside of a report, and attaches them all the same."""
    objects = [item for item in everything() if not item.get("revoked")]
    parser = ExternalSTIX2toMISPParser()
    parser.load_stix_bundle(stix2.parse(bundle(objects)))
    parser.parse_stix_bundle()
    events = [event.to_dict() for event in parser.misp_events]
    assert {event["info"] for event in events} == {"Überschrift14", "Report of 2024-11-28"}
    (event,) = [event for event in events if event["info"] == "Überschrift14"]
    assert "tlp:amber+strict" in {tag["name"] for tag in event["Tag"]}
    assert any("supplier North Korea (KP)" in note["note"] for note in event["Note"])
    told = {line for lines in parser.errors.values() for line in lines}
    assert told <= {"Unknown STIX object type: note", "Unknown STIX object type: opinion"}


def validates(file: str, part: Any) -> None:
    jsonschema.Draft202012Validator(schema(file)).validate(part)


@given(cases(), FIELDS)
def test_extensions_are_what_their_schemas_say(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    *_, source, note = claim_objects(*case, BERLIN, fields, created=NOON)
    validates("claim", note["extensions"][CLAIM])
    validates("report", source["extensions"][REPORT])
    validates("seal", seal(note, KEY, NOON)["extensions"][SEAL_EXTENSION])


def test_views_and_rules_are_what_their_schemas_say() -> None:
    for item in everything():
        for id, file in ((VIEW, "view"), (RULE, "rule")):
            if id in item.get("extensions", {}):
                validates(file, item["extensions"][id])


@pytest.mark.parametrize("file", ["claim", "report", "view", "rule", "seal"])
def test_schemas_are_schemas(file: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(file))
    (text,) = [definition(id)["schema"] for id, name, *_ in DEFINITIONS if name == file]
    assert json.loads(text) == schema(file)
