"""Claims as STIX objects: everything survives when everything travels, and nothing is told that may not."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.kept import KeptClaim
from lagebild.claims.moment import Place
from lagebild.claims.report import Report
from lagebild.errors import Refused
from lagebild.exchange.markings import LEVELS, PARTS
from lagebild.exchange.stix.extensions import CLAIM as CLAIM_EXTENSION
from lagebild.exchange.stix.fields import ALL_FIELDS, NO_FIELDS, Fields
from lagebild.exchange.stix.ids import Creator
from lagebild.exchange.stix.mapping import claim_objects, web_address
from lagebild.exchange.stix.part import number, number_text
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.wire import canonical_bytes, parsed_object
from tests.exchange.stix.samples import BERLIN, CLAIM, FIELDS, KEPT, NOON, REPORT, TEXT, WARSAW, cases, kept, sent, span

#: What each part tells, by the mark (a number) of the words in the samples. The oracle for what may stand in an object.
TOLD = {
    "title": {"Überschrift14"},
    "address": {"artikel15"},
    "confidence": {"leser18", "fassung19", "0.9134"},
    "time": {"2024-11-26"},
    "quantity": {"3400017", "einheit20", "rund07"},
}


def oracle(parts: frozenset[str]) -> set[str]:
    """The words and facts of the samples that may be told under `parts`."""
    told = {"Marke21"}  # entities of roles are core
    for part, facts in TOLD.items():
        told |= facts if part in parts else set()
    attributed = {"attribution", "source_names"} <= parts
    if attributed:
        told |= {"Yonhap03", "Gewährsmann04", "Agentur22"}
    if "source_names" in parts and "attribution" in parts:
        told |= {"Zeitung13"}
    if {"place", "place_site"} <= parts and "materiel" in parts:
        told |= {"Wonsan09"}  # named as a place and as an object: it takes both
    if {"materiel", "quantity"} <= parts:
        told |= {"Granaten08"}
    if {"words", "attribution", "source_names", "time", "place", "place_site", "quantity", "materiel"} <= parts:
        told |= {"Laut02", "Yonhap03", "Gewährsmann04", "Pjöngjang05", "Dienstag06", "rund07", "Granaten08", "Wonsan09", "Moskau10"}
        told |= {"geliefert11", "kennung17", "auszug16"}
        if "title" in parts and "text" in parts:
            told |= {"Einleitung01", "Schluss12"}
    return told


ALL_MARKS = set(re.findall(r"[^\W\d]+\d\d\b", TEXT)) | {
    "3400017", "Zeitung13", "Überschrift14", "artikel15", "auszug16", "kennung17", "leser18", "fassung19", "0.9134", "einheit20",
    "Marke21", "Agentur22", "2024-11-26",
}  # fmt: skip


def marks_in(objects: tuple[dict[str, Any], ...]) -> set[str]:
    """The marks that stand anywhere in `objects`: keys, ids, references, labels and sentences included."""
    text = json.dumps(objects, ensure_ascii=False)
    return {mark for mark in ALL_MARKS if mark in text}


@given(FIELDS)
def test_exactly_what_may_travel_stands_in_the_objects(fields: Fields) -> None:
    """In no property, sentence, id, label or reference is more, and nothing that is permitted is missing."""
    assert marks_in(sent(fields)) == oracle(fields.parts)


def test_the_oracle_knows_every_mark() -> None:
    assert oracle(frozenset(PARTS)) == ALL_MARKS
    assert marks_in(sent(ALL_FIELDS)) == ALL_MARKS


@given(FIELDS)
def test_a_place_is_told_as_finely_as_it_may_be(fields: Fields) -> None:
    part = sent(fields)[-1]["extensions"][CLAIM_EXTENSION]
    assert part.get("place", {}).get("country") == ("KP" if "place" in fields else None)
    assert part.get("place", {}).get("precision") == ("place" if {"place", "place_site"} <= fields.parts else None)


@given(FIELDS, FIELDS)
def test_fewer_fields_never_tell_more(one: Fields, other: Fields) -> None:
    narrow = Fields(one.parts & other.parts)
    assert marks_in(sent(narrow)) <= marks_in(sent(one))


@given(cases(), FIELDS)
def test_random_claims_tell_no_words_that_are_held_back(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    """With the spans of a random claim: without "words" no offset and no trigger, without a part none of its keys."""
    one, report = case
    objects = claim_objects(one, report, BERLIN, fields, created=NOON)
    part = objects[-1]["extensions"][CLAIM_EXTENSION]
    closed = fields.closed(one.claim)
    assert closed.parts <= fields.parts
    for name, key in (("time", "time"), ("place", "place"), ("attribution", "attribution"), ("confidence", "read_by"), ("words", "evidence")):
        assert (key in part) <= (name in closed)
    if "words" not in closed:
        assert not {"trigger", "claim", "text_hash", "content_key"} & part.keys()
        assert '"start"' not in json.dumps(part)
    if "quantity" not in closed:
        assert not any("quantity" in role for role in part.get("roles", ()))
    assert set(part.get("withheld", ())) == set(PARTS) - closed.parts


@given(cases())
def test_every_field_of_a_claim_survives_when_all_may_travel(case: tuple[KeptClaim, Report]) -> None:
    """Over canonical bytes, as partners get them; the report, too, but for a source that is a path of the sender's machine."""
    one, report = case
    objects = claim_objects(one, report, BERLIN, ALL_FIELDS, created=NOON)
    arrived = read_objects(parsed_object(canonical_bytes(item)) for item in objects)
    assert arrived.refused == ()
    assert [found.claim for found in arrived.claims] == [one.claim]
    assert [found.report for found in arrived.reports] == [replace(report, source=web_address(report))]


@given(cases(), FIELDS)
def test_what_is_sent_is_always_accepted_and_canonical(case: tuple[KeptClaim, Report], fields: Fields) -> None:
    one, report = case
    objects = claim_objects(one, report, BERLIN, fields, created=NOON, marking="amber", graph=True)
    arrived = read_objects(parsed_object(canonical_bytes(item)) for item in objects)
    assert arrived.refused == ()
    assert len(arrived.claims) == len(arrived.reports) == 1
    assert (arrived.claims[0].claim is not None) == ({"words", "confidence"} <= fields.closed(one.claim).parts)


@given(FIELDS)
def test_the_same_call_makes_the_same_objects(fields: Fields) -> None:
    assert sent(fields, marking="green") == sent(fields, marking="green")


@given(FIELDS)
def test_no_id_is_named_that_is_not_sent(fields: Fields) -> None:
    """References are the easiest way to tell that something hidden exists."""
    objects = sent(fields, marking="red", graph=True)
    named = set(re.findall(r"[a-z-]+--[0-9a-f]{8}-[0-9a-f-]{27}", json.dumps(objects)))
    extensions = {id for id in named if id.startswith("extension-definition--")}
    assert named - extensions == {item["id"] for item in objects}


def test_two_partners_who_read_the_same_sentence_share_no_id_but_a_content_key() -> None:
    ours, theirs = sent(ALL_FIELDS)[-1], sent(ALL_FIELDS, WARSAW)[-1]
    assert ours["id"] != theirs["id"]
    assert ours["extensions"][CLAIM_EXTENSION]["content_key"] == theirs["extensions"][CLAIM_EXTENSION]["content_key"]


@given(FIELDS, FIELDS)
def test_other_fields_are_another_object(one: Fields, other: Fields) -> None:
    """What is redacted otherwise never has the same id: one id stands for one content."""
    same = one.closed(CLAIM) == other.closed(CLAIM)
    assert (sent(one)[-1]["id"] == sent(other)[-1]["id"]) == same
    assert sent(one)[-1] == sent(other)[-1] or not same


@given(FIELDS)
def test_who_guesses_the_words_cannot_prove_them_by_an_id(fields: Fields) -> None:
    """The ids of redacted objects depend on a secret; with everything told they do not."""
    other = replace(BERLIN, secret=b"another secret of 32 characters.")
    here, there = sent(fields), sent(fields, other)
    assert (here[-1]["id"] == there[-1]["id"]) == fields.whole
    assert (here[-2]["id"] == there[-2]["id"]) == ("words" in fields.closed(CLAIM))


@pytest.mark.parametrize("secret", [b"", b"fifteen bytes.."])
def test_without_a_secret_nothing_redacted_goes_out(secret: bytes) -> None:
    creator = Creator(BERLIN.id, BERLIN.name, NOON, secret)
    with pytest.raises(Refused, match="keyed"):
        sent(NO_FIELDS, creator)
    assert sent(ALL_FIELDS, creator)


def test_a_generation_is_another_object_with_the_same_content() -> None:
    """Revocation is final, so what is given anew needs a new id."""
    first, second = sent(ALL_FIELDS), sent(ALL_FIELDS, generation=1)
    assert first[-1]["id"] != second[-1]["id"]
    assert first[-1]["extensions"] == second[-1]["extensions"]


def test_a_corrected_claim_keeps_its_id() -> None:
    corrected = replace(KEPT, claim=replace(CLAIM, status="pledged", evidence=span("Moskau10 geliefert11")))
    (*_, before), (*_, after) = sent(ALL_FIELDS), claim_objects(corrected, REPORT, BERLIN, ALL_FIELDS, created=NOON)
    assert before["id"] == after["id"]
    assert before != after


def test_the_claims_of_one_report_refer_to_one_object() -> None:
    other = kept(replace(CLAIM, id="claim--other", type="agreement", roles=()), REPORT)
    (*_, source, _), (*_, second, _) = sent(ALL_FIELDS), claim_objects(other, REPORT, BERLIN, ALL_FIELDS, created=NOON + timedelta(days=1))
    assert source == second


@pytest.mark.parametrize("level", LEVELS)
def test_the_marking_stands_on_note_and_report(level: str) -> None:
    creator, marking, source, note = sent(ALL_FIELDS, marking=level)
    assert note["object_marking_refs"] == source["object_marking_refs"] == [marking["id"]]
    assert "object_marking_refs" not in creator


def test_an_unknown_marking_stops_everything() -> None:
    with pytest.raises(Refused):
        sent(ALL_FIELDS, marking="purple")


def test_what_takes_the_place_of_another_says_so() -> None:
    """Section 3.7: a relationship to the object that the reader holds already."""
    old = sent(ALL_FIELDS)[-1]["id"]
    *_, relation, note = sent(NO_FIELDS, derived_from=old, marking="green")
    assert (relation["relationship_type"], relation["source_ref"], relation["target_ref"]) == ("derived-from", note["id"], old)
    assert relation["object_marking_refs"] == note["object_marking_refs"]


def test_the_graph_has_parties_and_countries_once() -> None:
    objects = sent(ALL_FIELDS, graph=True)
    names = [(item["type"], item.get("name")) for item in objects]
    assert names[1:-2] == [("identity", "North Korea"), ("identity", "Russia"), ("identity", "Marke21"), ("location", "North Korea")]
    assert set(objects[-1]["object_refs"]) == {item["id"] for item in objects[1:-1]}


def test_a_note_can_be_read_without_lagebild() -> None:
    assert sent(ALL_FIELDS)[-1]["content"] == (
        "transfer, done (probable): supplier North Korea (KP) “Pjöngjang05”; recipient Russia (RU) “Moskau10”; object “Granaten08” "
        "(about 3,400,017 einheit20, “rund07”); object Marke21 “Wonsan09”. Said by: Agentur22 (media), Gewährsmann04 (unnamed). "
        "Time: 2024-11-26 (relative) “Dienstag06”. Place: North Korea (KP) (place) “Wonsan09”. Published: 2024-11-28. "
        f"Words: “{CLAIM.evidence.text}”"
    )
    assert sent(NO_FIELDS)[-1]["content"] == (
        "transfer, done (probable): supplier North Korea (KP); recipient Russia (RU); object; object Marke21. Published: 2024-11-28. "
        "Withheld: address, attribution, confidence, materiel, place, place_site, quantity, source_names, text, time, title, words."
    )
    denied = replace(CLAIM, polarity="denied", roles=(), certainty="certain")
    assert claim_objects(kept(denied, REPORT), REPORT, BERLIN, NO_FIELDS, created=NOON)[-1]["abstract"] == "denied: transfer, done"


@pytest.mark.parametrize("source", ["/home/ada/geheim/meldung.txt", "-", "brief.eml#attachment:1:x.pdf", None, "ftp://intern/x"])
def test_a_path_of_the_own_machine_never_goes_out(source: str | None) -> None:
    report = replace(REPORT, source=source)
    text = json.dumps(claim_objects(KEPT, report, BERLIN, ALL_FIELDS, created=NOON), ensure_ascii=False)
    assert source is None or source == "-" or source not in text


@pytest.mark.parametrize("published", ["2024-02-30", "0001-01-01", "9999-12-31", "letzte Woche", "2024-11", None])
def test_a_day_that_stix_cannot_write_stands_in_the_extension_alone(published: str | None) -> None:
    report = replace(REPORT, published=published)
    objects = claim_objects(kept(CLAIM, report), report, BERLIN, ALL_FIELDS, created=NOON)
    assert objects[-2]["published"] == "2026-11-01T12:00:00Z"
    arrived = read_objects(objects)
    assert arrived.refused == ()
    assert arrived.reports[0].part.get("published") == published


def test_a_place_of_unknown_precision_counts_as_a_fine_one() -> None:
    claim = replace(CLAIM, place=Place(span("Wonsan09"), "KP"))
    fields = Fields(frozenset(PARTS) - {"place_site"})
    assert "words" not in fields.closed(claim)
    assert "words" in fields.closed(replace(CLAIM, place=Place(span("Wonsan09"), "KP", "country")))


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_value_and_kind_without_floats(value: float) -> None:
    written = number_text(value)
    assert not isinstance(written, float)
    canonical_bytes(written)
    back = number(written)
    assert (type(back), back) == (type(value), value)
