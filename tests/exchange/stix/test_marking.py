"""Markings: TLP 2.0 in its published form, and release rules that are kept wholly or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from misp_stix_converter.misp_stix_mapping import TLP2MarkingDefinitions

from lagebild.errors import Refused
from lagebild.exchange.keys import SigningKey
from lagebild.exchange.markings import LEVELS
from lagebild.exchange.sealing import seal
from lagebild.exchange.stix.extensions import RULE
from lagebild.exchange.stix.marking import ONWARD, Rule, parse_rule, release_rule, tlp_object, tlp_of, tlp_ref
from tests.exchange.stix.samples import BERLIN, NOON, WARSAW

TLP_1 = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear", "34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "f88d31f6-486f-44da-b317-01333bde0b82": "amber", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_tlp_markings_are_those_that_others_know(level: str) -> None:
    """Property by property what another implementation of TLP 2.0 has under the same id."""
    known = TLP2MarkingDefinitions.by_uuid(tlp_ref(level))
    assert known is not None
    assert tlp_object(level)["name"] == known.name
    assert tlp_object(level)["extensions"] == known.extensions
    assert known.created.isoformat() == "2022-10-01T00:00:00+00:00"
    assert tlp_of({"object_marking_refs": [tlp_ref(level)]}) == level


@given(st.sets(st.sampled_from(LEVELS)))
def test_of_several_levels_the_highest_counts(levels: set[str]) -> None:
    assert tlp_of({"object_marking_refs": [tlp_ref(level) for level in levels]}) == max(levels, key=[*LEVELS].index, default=None)


def test_levels_of_tlp_1_are_read() -> None:
    assert {id: tlp_of({"object_marking_refs": [f"marking-definition--{id}"]}) for id in TLP_1} == TLP_1


@pytest.mark.parametrize("item", [{}, {"object_marking_refs": []}, {"object_marking_refs": ["x", 3, None]}, {"object_marking_refs": "x"}])
def test_no_known_marking_is_no_level(item: dict[str, Any]) -> None:
    assert tlp_of(item) is None


@pytest.mark.parametrize("level", ["purple", "", "CLEAR"])
def test_an_unknown_level_has_no_marking(level: str) -> None:
    with pytest.raises(Refused):
        tlp_ref(level)


IDENTITIES = st.lists(st.sampled_from([BERLIN.id, WARSAW.id, "identity--c"]), min_size=1, unique=True).map(lambda ids: tuple(sorted(ids)))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    onward = draw(st.sampled_from(ONWARD))
    until = draw(st.none() | st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds)))
    return Rule(draw(IDENTITIES), onward, draw(IDENTITIES) if onward == "allies" else (), until)


@given(rules())
def test_a_rule_survives_its_object(rule: Rule) -> None:
    assert parse_rule(release_rule(BERLIN, rule)) == rule
    assert parse_rule(seal(release_rule(BERLIN, rule), SigningKey(b"\1" * 32, NOON), NOON)) == rule


@given(rules(), rules())
def test_another_rule_is_another_marking(one: Rule, other: Rule) -> None:
    """Markings have no versions (section 7.2.1)."""
    assert (release_rule(BERLIN, one) == release_rule(BERLIN, other)) == (one == other)
    assert (release_rule(BERLIN, one)["id"] == release_rule(BERLIN, other)["id"]) == (one == other)
    assert release_rule(BERLIN, one)["id"] != release_rule(WARSAW, one)["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"audience": []}, {"audience": "all"}, {"audience": ["everybody"]}, {"audience": None}, {"onward": "all"}, {"onward": None},
        {"onward": "allies"}, {"allies": [BERLIN.id]}, {"until": "never"}, {"until": "9999-01-01T00:00:00Z"}, {"unless": "asked"},
    ],
)  # fmt: skip
def test_a_rule_that_is_not_wholly_understood_is_refused(change: dict[str, Any]) -> None:
    """An empty audience, an unknown word, a part that a later version has: nobody gets what carries it."""
    item = release_rule(BERLIN, Rule((WARSAW.id,)))
    part = {name: value for name, value in (item["extensions"][RULE] | change).items() if value is not None}
    with pytest.raises(Refused):
        parse_rule(item | {"extensions": {RULE: part}})


@pytest.mark.parametrize("item", [{}, {"extensions": 3}, {"extensions": {}}, {"extensions": {RULE: 3}}, {"extensions": {RULE: {}}}])
def test_what_is_no_rule_is_refused(item: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        parse_rule(item)


def test_a_rule_with_another_extension_is_refused() -> None:
    """What it adds may be a condition."""
    item = release_rule(BERLIN, Rule((WARSAW.id,)))
    with pytest.raises(Refused, match="beside"):
        parse_rule(item | {"extensions": item["extensions"] | {"extension-definition--x": {}}})
    for more in ({"definition": {"statement": "free for all"}}, {"x_only_if": "asked"}):
        with pytest.raises(Refused, match="not known here"):
            parse_rule(item | more)


@pytest.mark.parametrize(("audience", "onward", "allies"), [((), "none", ()), (("a",), "some", ()), (("a",), "none", ("b",)), (("a",), "allies", ())])
def test_a_rule_is_checked_at_birth(audience: tuple[str, ...], onward: str, allies: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        Rule(audience, onward, allies)
