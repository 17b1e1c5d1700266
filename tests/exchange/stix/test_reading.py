"""Reading what others made: nothing raises, a bad object is refused with class, property and reason, and no other suffers."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.exchange.keys import SigningKey
from lagebild.exchange.sealing import seal
from lagebild.exchange.stix.extensions import CLAIM, REPORT, RULE, VIEW
from lagebild.exchange.stix.fields import ALL_FIELDS
from lagebild.exchange.stix.marking import Rule, release_rule
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.views import View, opinion_object
from tests.exchange.stix.samples import BERLIN, NOON, WARSAW, sent
from tests.exchange.stix.samples import CLAIM as SAMPLE

CREATOR, SOURCE, NOTE = sent(ALL_FIELDS)
OPINION = opinion_object(View("dissent", (NOTE["id"],), "nein"), WARSAW, NOON)


def changed(item: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of `item` with `value` at a path ("roles.0.role"); `...` takes the property away. Below the claim extension with "claim:"."""
    copied = copy.deepcopy(item)
    at: Any = copied["extensions"][CLAIM] if path.startswith("claim:") else copied
    *steps, last = path.removeprefix("claim:").split(".")
    for step in steps:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is ...:
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("type", 3), ("type", ""), ("type", ...), ("spec_version", "2.0"), ("spec_version", ...), ("id", "note--1"), ("id", ...),
        ("id", "report--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11"), ("id", "note--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11\n"), ("id", None),
        ("created", "yesterday"), ("created", ...), ("modified", "9999-01-01T00:00:00Z"), ("modified", 5), ("modified", ...),
        ("modified", "2026-10-01T12:00:00.000Z"), ("created_by_ref", NOTE["id"]), ("created_by_ref", None), ("revoked", "no"), ("revoked", 1),
        ("labels", "x"), ("labels", [1]), ("labels", [""]), ("lang", {}), ("confidence", 101), ("confidence", True), ("confidence", 0.5),
        ("external_references", [{}]), ("external_references", {}), ("object_marking_refs", ["tlp:red"]), ("object_marking_refs", "x"),
        ("granular_markings", [{"selectors": []}]), ("extensions", []), ("extensions", {"a": 1}), ("content", None), ("content", 5),
        ("content", "\0"), ("content", ...), ("object_refs", []), ("object_refs", ["x"]), ("object_refs", None), ("object_refs", ...),
        ("content", "x" * 2_000_001), ("abstract", []), ("labels", ["x"] * 10_001),
    ],
)  # fmt: skip
def test_a_wrong_common_property_is_refused_by_name(path: str, value: Any) -> None:
    arrived = read_objects([changed(NOTE, path, value), SOURCE])
    (refusal,) = arrived.refused
    assert refusal.part.startswith(path) or path == "modified"
    assert refusal.reason
    assert len(arrived.reports) == 1
    assert arrived.claims == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("extension_type", "new-sdo"), ("claim_type", "gift"), ("claim_type", ...), ("status", None), ("certainty", "sure"), ("polarity", 1),
        ("roles", {}), ("roles.0", "x"), ("roles.0.role", "thief"), ("roles.0.role", "sender"), ("roles.0.entity", 3),
        ("roles.0.words", "x"), ("roles.0.words.start", -1), ("roles.0.words.start", True), ("roles.0.words.end", ...),
        ("roles.0.words.text", ""), ("roles.0.words.start", 10**6), ("roles.2.quantity.form", "some"), ("roles.2.quantity.low", 0.5),
        ("roles.2.quantity.low", "many"), ("roles.2.quantity.low", "1e999"), ("roles.2.quantity.low", 10**7), ("roles.2.quantity", []),
        ("roles.0.quantity", {"form": "vague"}), ("attribution.0.kind", "spy"), ("attribution.0.cue", {"text": "x"}), ("attribution", 3),
        ("time.basis", ...), ("time", None), ("time.edtf", 5), ("place.precision", "metre"), ("place.country", []), ("evidence", "x"),
        ("evidence.end", 3), ("trigger", ...), ("trigger.start", 0), ("claim", ...), ("claim", ""), ("text_hash", "md5:x"), ("text_hash", ...),
        ("content_key", None), ("read_by.reader", ""), ("read_by.confidence", 0.5), ("read_by", []), ("withheld", ["everything"]),
        ("roles", [{"role": "object"}] * 201), ("published", 2024),
    ],
)  # fmt: skip
def test_a_wrong_part_of_a_claim_is_refused_by_name(path: str, value: Any) -> None:
    arrived = read_objects([changed(NOTE, f"claim:{path}", value)])
    assert arrived.claims == ()
    (refusal,) = arrived.refused
    assert (refusal.id, refusal.noun) == (NOTE["id"], "note")
    assert refusal.part
    assert refusal.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PLACES = [
    *NOTE, *(f"claim:{name}" for name in NOTE["extensions"][CLAIM]), "claim:roles.0.role", "claim:roles.0.words", "claim:roles.2.quantity",
    "claim:roles.2.quantity.low", "claim:withheld", "claim:attribution.0", "claim:attribution.0.words", "claim:time.edtf", "claim:place.words", "claim:evidence.start",
]  # fmt: skip


@given(st.sampled_from(PLACES), JSON)
def test_whatever_a_property_holds_nothing_raises_and_no_other_object_suffers(path: str, value: Any) -> None:
    arrived = read_objects([changed(NOTE, path, value), CREATOR, SOURCE])
    assert len(arrived.reports) + len(arrived.others) >= 2
    assert len(arrived.claims) + len(arrived.refused) + len(arrived.withdrawn) + len(arrived.others) + len(arrived.views) >= 2


@given(st.lists(JSON, max_size=4))
def test_what_is_no_object_is_refused_and_named_by_its_place(items: list[Any]) -> None:
    arrived = read_objects([*items, NOTE])
    assert len(arrived.refused) == len(items)
    assert len(arrived.claims) == 1


@given(st.dictionaries(st.text(st.characters(codec="ascii", categories=("Ll",)), min_size=3, max_size=9).map(lambda name: f"x_{name}"), JSON, max_size=3))
def test_unknown_properties_and_extensions_are_kept_as_they_came(more: dict[str, Any]) -> None:
    item = NOTE | more | {"extensions": NOTE["extensions"] | {"extension-definition--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11": dict(more)}}
    item["extensions"][CLAIM] = item["extensions"][CLAIM] | more
    arrived = read_objects([item])
    if arrived.refused:  # an integer, a float or a text that no wire can carry
        assert arrived.refused[0].reason
        return
    (claim,) = arrived.claims
    assert repr(claim.item) == repr(item)
    assert claim.claim == SAMPLE


def test_objects_of_other_tools_are_kept_and_not_misread() -> None:
    common = {"spec_version": "2.1", "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00.123456789Z"}
    plain = NOTE | {"extensions": {}}
    foreign = [
        {"type": "malware", "id": "malware--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "is_family": False, **common},
        {"type": "ipv4-addr", "id": "ipv4-addr--7c2d3a5e-1b7f-5c53-9c0e-0f4c1f6b2a11", "value": "198.51.100.3"},
        {"type": "location", "id": "location--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "latitude": 48.5, "longitude": 2.0, **common},
        plain,
    ]
    arrived = read_objects(foreign)
    assert (arrived.others, arrived.refused) == (tuple(foreign), ())


@pytest.mark.parametrize(("extension", "item"), [(CLAIM, SOURCE), (REPORT, NOTE), (VIEW, SOURCE), (RULE, NOTE)])
def test_an_extension_on_the_wrong_type_is_refused(extension: str, item: dict[str, Any]) -> None:
    arrived = read_objects([item | {"extensions": {extension: {}}}])
    assert "belongs on" in arrived.refused[0].reason


def test_a_text_that_is_not_the_one_with_its_hash_is_refused() -> None:
    arrived = read_objects([SOURCE | {"description": "etwas anderes"}, NOTE])
    assert [refusal.part for refusal in arrived.refused] == ["description"]
    assert len(arrived.claims) == 1


def test_a_claim_whose_words_do_not_stand_in_its_report_is_refused() -> None:
    lie = changed(NOTE, "claim:roles.0.words.text", "Pjöngjang06")
    arrived = read_objects([SOURCE, lie])
    assert (arrived.claims, len(arrived.reports)) == ((), 1)
    assert "do not stand" in arrived.refused[0].reason


def test_views_rules_and_tombstones_are_told_apart() -> None:
    rule = release_rule(BERLIN, Rule((WARSAW.id,)))
    gone = NOTE | {"revoked": True}
    foreign = {name: value for name, value in OPINION.items() if name != "extensions"}
    arrived = read_objects([OPINION, foreign, rule, gone, release_rule(BERLIN, Rule((WARSAW.id,))) | {"extensions": {RULE: {}}}])
    assert [view.part is None for view in arrived.views] == [False, True]
    assert arrived.views[0].about == (NOTE["id"],)
    assert arrived.rules == ((rule["id"], Rule((WARSAW.id,))),)
    assert arrived.withdrawn == (gone,)
    assert len(arrived.refused) == 1


def test_a_sealed_object_reads_like_the_one_inside() -> None:
    (claim,) = read_objects([seal(NOTE, SigningKey(b"\1" * 32, NOON), NOON)]).claims
    assert claim.claim == SAMPLE


def test_the_number_of_objects_is_bounded() -> None:
    arrived = read_objects([NOTE] * 5, max_objects=3)
    assert len(arrived.claims) == 3
    assert "more than 3" in arrived.refused[0].reason
