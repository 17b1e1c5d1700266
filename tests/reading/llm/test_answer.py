"""Answers are read within limits: nothing that a model writes can break the reader or slip past the schema."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim
from lagebild.reading.llm import AnswerRefused, Gate, parse_answer, portions

TEXT = "Polen liefert der Ukraine 18 Panzer. Es regnet."
REPORT = Report.of(TEXT, language="de")
(PORTION,), _ = portions(REPORT, [(0, 36), (37, 47)])
WORDS = st.sampled_from(["Polen", "liefert", "der Ukraine", "18 Panzer", "Es regnet", "", "Panzer liefern", "transfer", "done", "x" * 700])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["claims", "sentence", "type", "roles", "role", "quote", "entity", "sources", "trigger"]), inner, max_size=4
    ),
    max_leaves=12,
)
CLAIM = st.fixed_dictionaries({
    "sentence": st.integers(-1, 4) | JSON, "type": st.sampled_from(["transfer", "gift"]), "status": st.sampled_from(["done", "x"]),
    "certainty": st.just("certain"), "polarity": st.just("affirmed"), "trigger": WORDS,
    "roles": st.lists(st.fixed_dictionaries({"role": st.sampled_from(["supplier", "object", "actor"]), "quote": WORDS, "entity": WORDS | st.none()}), max_size=3),
    "sources": st.lists(st.fixed_dictionaries({"sentence": st.integers(0, 3), "quote": WORDS, "kind": st.sampled_from(["media", "x"]), "cue": WORDS | st.none()}), max_size=2),
    "time": WORDS | st.none(), "place": WORDS | st.none(),
})  # fmt: skip


def gate(content: str) -> list[Any]:
    """What an answer comes to: claims, and the reasons of those that are refused."""
    found: list[Any] = []
    own = Gate(REPORT, "m prompt/1")
    entries, refused = parse_answer(content, 2)
    for entry in entries:
        try:
            found.append(own.admit(PORTION, entry))
        except InvalidClaim as error:
            found.append(str(error))
    return [*found, *refused]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | JSON.map(lambda value: json.dumps(value, allow_nan=True)))
def test_whatever_comes_is_read_or_refused(content: str) -> None:
    with suppress(AnswerRefused):
        gate(content)


@settings(max_examples=300, deadline=None)
@given(st.lists(CLAIM, max_size=4))
def test_every_claim_that_passes_stands_word_for_word_in_the_report(claims: list[dict[str, Any]]) -> None:
    for one in gate(json.dumps({"claims": claims}, allow_nan=True)) if "NaN" not in json.dumps(claims) and "Infinity" not in json.dumps(claims) else []:
        if not isinstance(one, str):
            assert all(span.stands_in(TEXT) for span in one.spans())
            assert one.read_by.reader == "llm"
            assert one.trigger.within(one.evidence)


@pytest.mark.parametrize("content", ['"' + '\\"' * 99_000 + "\\", "```" + "\n" * 199_990, "[" * 199_999, '{"claims":' + " " * 199_000 + "[]}"])
def test_long_answers_cost_little(content: str) -> None:
    try:
        parse_answer(content, 2)
    except AnswerRefused:
        pass
    else:
        assert content.startswith('{"claims"')


def test_an_entity_that_neither_tables_nor_report_know_is_not_taken() -> None:
    claim = {
        "sentence": 2, "type": "transfer", "status": "done", "certainty": "certain", "polarity": "affirmed", "trigger": "regnet",
        "roles": [{"role": "supplier", "quote": "Es", "entity": "Wakanda"}], "sources": [], "time": None, "place": None,
    }  # fmt: skip
    (one,) = gate(json.dumps({"claims": [claim]}))
    assert one.roles[0].entity != "Wakanda"
    claim["roles"][0]["entity"] = "RU"  # type: ignore[index]
    (one,) = gate(json.dumps({"claims": [claim]}))
    assert one.roles[0].entity == "RU"


def test_a_town_stands_for_its_state_as_with_the_built_in_reader() -> None:
    text = "Die Truppen kamen nach Baqubah, in der Stadt Darmstadt wird gefeiert."
    report = Report.of(text, language="de")
    (portion,), _ = portions(report, [(0, len(text))])
    claim = {
        "sentence": 1, "type": "deployment", "status": "done", "certainty": "certain", "polarity": "affirmed", "trigger": "kamen",
        "roles": [{"role": "destination", "quote": "Baqubah", "entity": None}], "sources": [], "time": None, "place": "der Stadt Darmstadt",
    }  # fmt: skip
    (entry,), _ = parse_answer(json.dumps({"claims": [claim]}), 1)
    one = Gate(report, "m prompt/1").admit(portion, entry)
    assert one.roles[0].entity == "IQ"
    assert one.place is not None
    assert one.place.country == "DE"
