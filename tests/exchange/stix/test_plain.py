"""The plain export: one bundle that stix2, the validator and MISP take, with every marking that people gave."""

import json
from dataclasses import replace
from typing import Any

import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from misp_stix_converter import ExternalSTIX2toMISPParser

from lagebild.exchange.markings import Marking, marking_payload
from lagebild.exchange.state import KIND
from lagebild.exchange.stix.marking import parse_rule, tlp_of
from lagebild.exchange.stix.plain import ledger_creator, stix_lines
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.told import STANDING
from lagebild.ledger import Filter, Ledger, open_ledger
from tests.exchange.ledgers import DRILL, all_claims, fill, fillings
from tests.exchange.stix.samples import WARSAW
from tests.exchange.stix.test_peers import complaints


def bundle(ledger: Ledger, wanted: Filter = STANDING) -> dict[str, Any]:
    with ledger.view() as view:
        value: dict[str, Any] = json.loads("".join(stix_lines(view, wanted)))
    return value


def of_type(value: dict[str, Any], type_: str) -> list[dict[str, Any]]:
    return [item for item in value["objects"] if item["type"] == type_]


def mark(ledger: Ledger, noun: str, id: str, marking: Marking, part: str = "") -> None:
    with ledger.writer("ada") as writer:
        writer.append(KIND, marking_payload(noun, [id], part, marking))


def test_claims_come_back_as_they_stand(ledger: Ledger) -> None:
    fill(ledger)
    arrived = read_objects(bundle(ledger)["objects"])
    assert arrived.refused == ()
    with ledger.view() as view:
        standing = [kept.claim for kept in view.every_claim(STANDING)]
    assert sorted((one.claim for one in arrived.claims if one.claim), key=lambda claim: claim.id) == sorted(standing, key=lambda claim: claim.id)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_bundle_of_any_ledger_is_valid_stix(data: st.DataObject) -> None:
    """Every reference leads somewhere, no id comes twice, and the validator of OASIS finds nothing wrong."""
    with open_ledger(":memory:") as ledger:
        data.draw(fillings(ledger))
        value = bundle(ledger)
        with ledger.view() as view:
            n_claims = view.count(STANDING)
    ids = [item["id"] for item in value["objects"]]
    assert len(set(ids)) == len(ids)
    refs = [ref for item in value["objects"] for ref in (*item.get("object_refs", ()), *item.get("object_marking_refs", ()))]
    assert set(refs) <= set(ids)
    assert len(of_type(value, "note")) == n_claims
    assert complaints(value["objects"]) == []
    stix2.parse(value, allow_custom=False)


def test_a_report_holds_its_notes_parties_and_countries(ledger: Ledger) -> None:
    fill(ledger)
    value = bundle(ledger)
    drill = next(item for item in of_type(value, "report") if item["name"] == "Übung | Suwałki")
    names = [item.get("name", item["type"]) for item in value["objects"] if item["id"] in drill["object_refs"]]
    assert sorted(names) == ["Lithuania", "Poland", "Poland", "note"]
    assert drill["published"] == "2025-02-01T00:00:00Z"


def test_texts_of_reports_stay_and_paths_too(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.view() as view:
        text = "".join(stix_lines(view))
    assert "Belarus dementiert" not in text
    assert not any("description" in item for item in of_type(json.loads(text), "report"))


def test_markings_go_with_what_is_marked(ledger: Ledger) -> None:
    """The level of a claim, a report or a part of a claim, and whom it is for; one that nobody knows says so in words."""
    fill(ledger)
    with ledger.view() as view:
        kept = list(view.every_claim(STANDING))
    first, second, third = (one.claim.id for one in kept[:3])
    mark(ledger, "claim", first, Marking("amber", (WARSAW.id,)))
    mark(ledger, "claim", second, Marking("green"), "place")
    mark(ledger, "claim", third, Marking("unknown", ()))
    value = bundle(ledger)
    notes = {one.claim.id: one.item for one in read_objects(value["objects"]).claims if one.claim}
    markings = {item["id"]: item for item in of_type(value, "marking-definition")}
    assert tlp_of(notes[first]) == "amber"
    _, rule = notes[first]["object_marking_refs"]
    assert parse_rule(markings[rule]).audience == (WARSAW.id,)
    assert tlp_of(notes[second]) == "green"
    told = [markings[ref]["definition"]["statement"] for ref in notes[third]["object_marking_refs"]]
    assert told == ["marked with a level that is not known: do not pass on", "for nobody only"]
    assert complaints(value["objects"]) == []


def test_the_same_ledger_gives_the_same_bytes_and_another_one_other_ids(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.view() as view:
        assert "".join(stix_lines(view)) == "".join(stix_lines(view))
        here = ledger_creator(view)
    with open_ledger(":memory:") as empty, empty.view() as view:
        assert ledger_creator(view).id != here.id
        assert json.loads("".join(stix_lines(view)))["type"] == "bundle"
    assert here.secret not in "".join(json.dumps(bundle(ledger))).encode()


def test_ids_stay_when_a_claim_is_corrected(ledger: Ledger) -> None:
    """So that a tool that imports again updates what it has, and sees which version is newer."""
    from lagebild.claims.decision import correct
    from tests.ledger.samples import by

    fill(ledger)
    before = {item["id"]: item for item in of_type(bundle(ledger), "note")}
    with ledger.view() as view:
        first = all_claims(view)[0]
    with ledger.writer("ada") as writer:
        writer.decide(correct([first.id], {"certainty": "possible"}, **by("ada", 86_400)))
    after = {item["id"]: item for item in of_type(bundle(ledger), "note")}
    assert before.keys() == after.keys()
    (changed,) = [id for id in before if before[id] != after[id]]
    assert after[changed]["modified"] > before[changed]["modified"]
    assert after[changed]["created"] == before[changed]["created"]


def test_misp_makes_an_event_of_each_report_with_its_claims(ledger: Ledger) -> None:
    fill(ledger)
    value = bundle(ledger)
    parser = ExternalSTIX2toMISPParser()
    parser.load_stix_bundle(stix2.parse(value))
    parser.parse_stix_bundle()
    events = [event.to_dict() for event in parser.misp_events]
    assert len(events) == len(of_type(value, "report"))
    notes = [note["note"] for event in events for note in event.get("Note", ())]
    assert len(notes) >= len(of_type(value, "note"))
    assert any("Suwałki" in note for note in notes)
    told = {line for lines in parser.errors.values() for line in lines}
    assert told <= {"Unknown STIX object type: note"}


def test_a_filter_keeps_out_what_it_keeps_out(ledger: Ledger) -> None:
    fill(ledger)
    value = bundle(ledger, replace(STANDING, types=("exercise",)))
    assert [item["labels"][0] for item in of_type(value, "note")] == ["exercise"]
    assert len(of_type(value, "report")) == 1
    assert DRILL not in json.dumps(value)
