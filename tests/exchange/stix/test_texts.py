"""Texts out of others' bundles: reports and notes, newest versions, and nothing that raises."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.report import Fault
from lagebild.exchange.stix.fields import ALL_FIELDS
from lagebild.exchange.stix.texts import Text, is_bundle, texts
from lagebild.exchange.stix.versions import tombstone
from tests.exchange.stix.samples import NOON, TEXT, sent

UUID = "7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11"
COMMON = {"spec_version": "2.1", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-02T00:00:00Z"}
AGENCY = {"type": "identity", "id": f"identity--{UUID}", "name": "Agentur", **COMMON}
REPORT = {
    "type": "report", "id": f"report--{UUID}", **COMMON, "created_by_ref": AGENCY["id"], "name": "Lieferung", "published": "2026-01-03T09:00:00Z",
    "description": "Deutschland liefert Panzer.", "object_refs": [AGENCY["id"]], "report_types": ["threat-report"],
    "external_references": [{"source_name": "Blatt", "url": "https://example.org/a"}],
}  # fmt: skip
NOTE = {"type": "note", "id": f"note--{UUID}", **COMMON, "content": "Polen schickt Truppen.", "object_refs": [REPORT["id"]]}


def read(*objects: Any, **more: Any) -> list[Text | Fault]:
    return list(texts(json.dumps({"type": "bundle", "id": f"bundle--{UUID}", "objects": objects} | more).encode(), "b.json"))


def told(*objects: Any) -> list[str]:
    return [one.text for one in read(*objects) if isinstance(one, Text)]


def test_reports_and_notes_give_their_texts_with_what_is_told_of_them() -> None:
    report, note = read(REPORT, AGENCY, NOTE)
    assert report == Text(REPORT["id"], "Deutschland liefert Panzer.", "Lieferung", "2026-01-03", "Agentur", "https://example.org/a", REPORT)
    assert note == Text(NOTE["id"], "Polen schickt Truppen.", None, "2026-01-01", None, None, NOTE)


def test_nulls_and_objects_of_stix_2_0_are_read_all_the_same() -> None:
    older = {name: value for name, value in REPORT.items() if name != "spec_version"} | {"labels": ["threat-report"], "lang": None}
    assert told(older, NOTE | {"abstract": None, "created_by_ref": None}) == [REPORT["description"], NOTE["content"]]
    (text,) = read(older)
    assert isinstance(text, Text)
    assert text.original == older


def test_only_the_newest_version_is_read() -> None:
    newer = REPORT | {"modified": "2026-01-02T00:00:00.000000001Z", "description": "Deutschland liefert keine Panzer."}
    assert told(newer, REPORT) == told(REPORT, newer) == [newer["description"]]


def test_what_is_withdrawn_empty_or_a_claim_of_ours_is_passed_over() -> None:
    *_, source, note = sent(ALL_FIELDS)
    assert told(source, note) == [TEXT]
    assert told(tombstone(source, NOON), NOTE | {"content": " "}, {name: value for name, value in REPORT.items() if name != "description"}) == []
    assert told(source, tombstone(source, NOON)) == []


@pytest.mark.parametrize("change", [{"description": 3}, {"published": "gestern"}, {"id": "report--1"}, {"object_refs": []}, {"name": 5}])
def test_a_wrong_object_is_a_fault_that_names_it_and_stops_no_other(change: dict[str, Any]) -> None:
    fault, note = read(REPORT | change, NOTE)
    assert isinstance(fault, Fault)
    assert fault.source.startswith("b.json#")
    assert next(iter(change)) in fault.reason
    assert isinstance(note, Text)


@pytest.mark.parametrize("objects", [["x", None, 3], [{"type": "report"}], [{"type": []}], [{"type": "malware", "id": 7}]])
def test_what_is_no_object_is_passed_over_or_a_fault(objects: list[Any]) -> None:
    assert told(*objects, NOTE) == [NOTE["content"]]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"type":"bundle","objects":{}}', b'{"type":"report"}', b"\xff", b'{"type":"bundle","objects":' + b"[" * 9999]
)
def test_what_is_no_bundle_is_one_fault(data: bytes) -> None:
    (fault,) = texts(data, "b.json")
    assert isinstance(fault, Fault)


def test_a_bundle_that_is_too_large_is_a_fault() -> None:
    (fault,) = texts(json.dumps({"type": "bundle", "objects": [REPORT]}).encode(), "b.json", max_bytes=100)
    assert isinstance(fault, Fault)
    assert "100 bytes" in fault.reason


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=6)


@given(st.sampled_from(list(REPORT)), JSON)
def test_nothing_that_a_report_holds_raises(name: str, value: Any) -> None:
    data = json.dumps({"type": "bundle", "objects": [REPORT | {name: value}, NOTE]}).encode()
    assert list(texts(data, "b.json"))


def test_a_bundle_is_told_from_a_ledger_by_its_ends() -> None:
    whole = json.dumps({"objects": [NOTE] * 99, "type": "bundle"}).encode()
    assert is_bundle(whole, whole)
    assert is_bundle(b'\xef\xbb\xbf {"type" : "bundle"')
    assert not is_bundle(b'{"header":{"format":"lagebild-ledger"}}\n', b'{"end":{}}\n')
    assert not is_bundle(b'[{"type":"bundle"}]')


def bundled(*pieces: str) -> bytes:
    """A bundle whose objects are written so."""
    return f'{{"type":"bundle","id":"bundle--{UUID}","objects":[{",".join(pieces)}]}}'.encode("utf8", "surrogateescape")


GOOD = json.dumps(NOTE)
OTHER = json.dumps(REPORT | {"object_refs": [NOTE["id"]]})
POISON = {
    "nested": '{"type":"note","id":"note--x","a":' + "[" * 100_000 + "]" * 100_000 + "}",
    "number": f'{{"type":"report","id":"report--{UUID}","x":{"9" * 5_000}}}',
    "twice": f'{{"type":"note","type":"note","id":"note--{UUID}"}}',
    "surrogate": f'{{"type":"note","id":"note--{UUID}","content":"\\ud800"}}',
    "nan": f'{{"type":"note","id":"note--{UUID}","x":NaN}}',
    "utf8": f'{{"type":"note","id":"note--{UUID}","content":"\udcff"}}',
    "huge": json.dumps(NOTE | {"content": "x" * 2_000_001}),
    "comma": f'{{"type":"note",,"id":"note--{UUID}"}}',
    "bytes": json.dumps(NOTE | {"x_more": "x" * 10_000_000}),
}  # fmt: skip


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_a_poisonous_object_is_a_fault_and_takes_no_other_with_it(poison: str) -> None:
    """Before it and behind it everything is read; the fault says which object and why."""
    found = list(texts(bundled(OTHER, poison, GOOD), "b.json"))
    assert [one.text for one in found if isinstance(one, Text)] == [REPORT["description"], NOTE["content"]]
    (fault,) = [one for one in found if isinstance(one, Fault)]
    assert fault.source.startswith("b.json#")
    assert fault.reason


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_what_poisons_an_object_of_another_type_is_passed_over_like_the_object(poison: str) -> None:
    other = poison.replace('"note"', '"malware"').replace('"report"', '"malware"').replace(f'"note--{UUID}"', '"malware--1"')
    assert [one.text for one in texts(bundled(other, GOOD), "b.json") if isinstance(one, Text)] == [NOTE["content"]]


def test_a_bundle_that_breaks_off_gives_what_stood_before_it() -> None:
    whole = bundled(OTHER, GOOD, GOOD.replace("Truppen", "Panzer"))
    for end in range(len(whole) - 300, len(whole) - 1, 13):
        found = list(texts(whole[:end], "b.json"))
        assert [one.text for one in found if isinstance(one, Text)][:1] == [REPORT["description"]]
        assert "breaks off" in [one.reason for one in found if isinstance(one, Fault)][-1]


def test_one_version_with_two_contents_is_a_conflict_that_is_told_and_the_first_is_read() -> None:
    (fault, text) = read(NOTE, NOTE, NOTE | {"content": "Polen schickt niemanden."})
    assert isinstance(fault, Fault)
    assert isinstance(text, Text)
    assert (fault.source, text.text) == (f"b.json#{NOTE['id']}", NOTE["content"])
    assert "same id and other content" in fault.reason


def test_what_is_not_known_is_kept_with_the_object_and_harms_nothing() -> None:
    odd = NOTE | {"x_opencti_score": 5.5, "extensions": {"extension-definition--" + UUID: {"extension_type": "new-sdo", "a": {"b": [None]}}}}
    (text,) = read(odd)
    assert isinstance(text, Text)
    assert text.original == odd


def test_long_names_and_titles_are_cut_and_long_addresses_are_none() -> None:
    long = "x" * 9_000
    (text,) = read(AGENCY | {"name": long}, REPORT | {"name": long, "external_references": [{"source_name": long, "url": f"https://e.example/{long}"}]})
    assert isinstance(text, Text)
    assert (len(text.title or ""), len(text.publisher or ""), text.address) == (2_000, 2_000, None)


@pytest.mark.parametrize("hostile", ['"\\', '\\"', '"', "{", "[", "{[", '{"a":"', "\\\\", '{"type":"bundle","objects":["', '"objects":['])
def test_text_that_is_made_to_be_slow_is_not(hostile: str) -> None:
    """So many of these are read once each; that this ends is what is held here."""
    data = b'{"type":"bundle","objects":[' + hostile.encode() * 200_000
    assert all(isinstance(one, Fault) for one in texts(data, "b.json"))


def test_many_objects_that_are_no_texts_are_passed_over_one_by_one() -> None:
    piece = '{"type":"indicator","id":"indicator--1","pattern":"[a:b = \'{}\']"}'
    assert [one.text for one in texts(bundled(*[piece] * 20_000, GOOD), "b.json") if isinstance(one, Text)] == [NOTE["content"]]
