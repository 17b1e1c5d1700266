"""The ledger's nouns refuse what they cannot mean, and their JSON forms are faithful."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.canonical import canonical_json, from_canonical
from lagebild.claims.capture import Capture
from lagebild.claims.decision import Decision, accept, add, correct, different, dissent, note, reject, same, settle, undo
from lagebild.claims.decision_record import capture_part, decision_part, parse_capture, parse_decision
from lagebild.claims.edtf import day_bounds
from lagebild.claims.event import GENESIS, Event, parse_time, time_text
from lagebild.errors import InvalidClaim, InvalidDecision
from tests.claims.nouns import TEXTS, readings

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
BY: Any = {"actor": "ada", "time": NOON}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(JSON)
def test_canonical_text_is_read_back_equal(value: Any) -> None:
    """A value and what its canonical text gives are the same, and so is the text again."""
    text = canonical_json(value)
    assert from_canonical(text) == value
    assert canonical_json(from_canonical(text)) == text


def test_canonical_text_holds_no_floats() -> None:
    """Floats are strings, keys are sorted, nothing is escaped that need not be."""
    assert canonical_json({"b": [0.1, 1], "a": "ü\n"}) == '{"a":"ü\\n","b":[{"float":"0.1"},1]}'


@settings(deadline=None)
@given(readings())
def test_decisions_are_read_back_equal(reading: Any) -> None:
    """A decision through JSON text is the same decision."""
    report, claims = reading
    made = [settle(["c"], False, ["x"], **BY), correct(["c"], {"status": "done"}, text="y", **BY), accept(["c"], version=3, **BY)]
    made += [note(["c"], "n", **BY), dissent(["c"], **BY), reject(["c"], **BY), same(["a", "b"], **BY), different("a", "b", **BY)]
    made += [undo([1, 2], **BY), *(add(claim, report.id, **BY) for claim in claims)]
    for decision in made:
        assert parse_decision(json.loads(json.dumps(decision_part(decision))), "ada", NOON) == decision


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "like"}, {"targets": ()}, {"targets": ("a", "a")}, {"actor": " "}, {"kind": "correct"}, {"kind": "note"},
        {"kind": "add"}, {"kind": "settle", "outcome": True}, {"kind": "same"}, {"kind": "different"}, {"kind": "undo"},
        {"changes": {"status": "done"}}, {"kind": "correct", "changes": {"id": "x"}},
    ],
)  # fmt: skip
def test_a_decision_without_its_parts_is_refused(broken: dict[str, Any]) -> None:
    """What a kind needs must be there, and nothing else."""
    with pytest.raises(InvalidDecision):
        Decision(**{"kind": "accept", "targets": ("a",), **BY, **broken})


def test_times_are_utc_to_the_microsecond() -> None:
    """Times in other zones are turned to UTC, times without a zone refused."""
    time = datetime(2026, 11, 25, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert time_text(time) == "2026-11-25T11:00:00.000005Z"
    assert parse_time(time_text(time)) == time
    with pytest.raises(InvalidClaim):
        accept(["a"], actor="ada", time=datetime(2026, 1, 1))  # noqa: DTZ001, RUF100
    with pytest.raises(InvalidClaim):
        parse_time("2026-11-25")


def test_an_event_covers_all_that_it_says() -> None:
    """Each field is under the hash."""
    one = Event.following((0, GENESIS), "feed", {"a": 1}, "ada", NOON)
    others = [
        Event.following((1, GENESIS), "feed", {"a": 1}, "ada", NOON), Event.following((0, GENESIS), "seed", {"a": 1}, "ada", NOON),
        Event.following((0, GENESIS), "feed", {"a": 2}, "ada", NOON), Event.following((0, GENESIS), "feed", {"a": 1}, "bo", NOON),
        Event.following((0, GENESIS), "feed", {"a": 1}, "ada", NOON + timedelta(microseconds=1)),
        Event.following((0, one.hash), "feed", {"a": 1}, "ada", NOON),
    ]  # fmt: skip
    assert len({one.hash, *(other.hash for other in others)}) == 7
    with pytest.raises(InvalidClaim):
        Event.following((0, GENESIS), "feed", {"a": "\ud800"}, "ada", NOON)


def test_captures_are_read_back_equal() -> None:
    """Headers keep their order and repetitions."""
    capture = Capture("url", NOON, "https://a", ("https://b",), (("x", "1"), ("x", "2")), "text/html")
    assert parse_capture(json.loads(json.dumps(capture_part(capture)))) == capture
    with pytest.raises(InvalidClaim, match=r"capture\.headers\[0\]"):
        parse_capture(capture_part(capture) | {"headers": [["x"]]})


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2024-11-27", "2024-11-27", "2024-11-27"),
        ("2024-11~", "2024-11-01", "2024-11-30"), ("202X", "2020-01-01", "2029-12-31"), ("2024-XX", "2024-01-01", "2024-12-31"),
        ("2024-24", "2024-12-01", "2025-02-28"), ("2024-34", "2024-04-01", "2024-06-30"), ("2024/2025-03", "2024-01-01", "2025-03-31"),
        ("2024-11-27/..", "2024-11-27", None), ("../2024", None, "2024-12-31"), ("XXXX-11-27", None, None), ("2024-02-31", None, None),
        ("morgen", None, None), (None, None, None), ("2024-13", None, None), ("0000", None, None),
    ],
)  # fmt: skip
def test_days_of_edtf(edtf: str | None, first: str | None, last: str | None) -> None:
    """An expression covers the days that it may mean."""
    assert day_bounds(edtf) == (first, last)
