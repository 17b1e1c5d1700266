"""The record is a faithful and strictly checked form of reports and claims."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.record import parse_faults, parse_record, report_record
from lagebild.claims.report import Fault, Report
from lagebild.errors import InvalidClaim
from tests.claims.nouns import FAULTS, readings

TEXT = "Pjöngjang hat über 10.000 Truppen nach Russland entsandt."


def record() -> dict[str, Any]:
    return {
        "report": {"id": "r1", "language": "de", "published": "2024-11-28", "publisher": None, "title": None, "text": TEXT},
        "claims": [
            {
                "id": "claim--1", "type": "deployment", "status": "done", "certainty": "certain", "polarity": "affirmed",
                "evidence": {"start": 0, "end": 57, "text": TEXT}, "trigger": {"start": 48, "end": 56, "text": "entsandt"},
                "roles": [
                    {"role": "force", "span": {"start": 14, "end": 33, "text": "über 10.000 Truppen"}, "entity": "KP",
                     "quantity": {"form": "min", "low": 10000, "high": None, "unit": "person", "hedge": "über"}},
                ],
                "attribution": [], "time": None, "place": None,
                "read_by": {"reader": "model", "version": "1", "confidence": 0.9},
            }
        ],
        "faults": [],
    }  # fmt: skip


@settings(deadline=None)
@given(readings(), st.lists(FAULTS, max_size=2))
def test_what_is_written_is_read_back_equal(reading: Any, faults: list[Fault]) -> None:
    """A record through JSON text gives the same report, claims and faults, and the same record again."""
    report, claims = reading
    written = json.loads(json.dumps(report_record(report, claims, faults)))
    assert parse_record(written) == (report, claims)
    assert parse_faults(written) == tuple(faults)
    assert report_record(*parse_record(written), parse_faults(written)) == written


def test_the_example_of_the_schema_is_read() -> None:
    """Parts that the schema shows as optional may be absent."""
    report, claims = parse_record(record())
    assert report == Report(id="r1", text=TEXT, language="de", published="2024-11-28")
    assert claims[0].roles[0].entity == "KP"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("report", "text"), 3, "report.text: is no string but 3"),
        (("report", "text"), "a\0b", "report.text: holds NUL"),
        (("report", "wrong"), 1, "report.wrong: is no known part"),
        (("claims", 0, "type"), "gift", "claims[0].type: 'gift' is none of"),
        (("claims", 0, "trigger"), None, "claims[0].trigger: is missing"),
        (("claims", 0, "trigger", "end"), 55, "claims[0].trigger.span: [48, 55) does not hold 8"),
        (("claims", 0, "trigger", "text"), "entsendt", "claims[0]: 'entsendt' does not stand at 48-56"),
        (("claims", 0, "roles", 0, "role"), "supplier", "claims[0].roles[0].role: supplier carries no quantity"),
        (("claims", 0, "roles", 0, "quantity", "low"), True, "claims[0].roles[0].quantity.low: is no finite number"),
        (("claims", 0, "roles", 0, "quantity", "low"), float("nan"), "claims[0].roles[0].quantity.low: is no finite number"),
        (("claims", 0, "roles", 0, "span", "start"), 14.0, "claims[0].roles[0].span.start: is no whole number"),
        (("claims", 0, "roles"), {}, "claims[0].roles: is no list but an object"),
        (("claims", 0, "read_by", "confidence"), 2, "claims[0].read_by.confidence: 2 is no probability"),
        (("claims", 0, "id"), "", "claims[0].id: is empty"),
    ],
)
def test_what_breaks_the_schema_is_named_by_its_path(path: tuple[Any, ...], value: object, named: str) -> None:
    """Each refusal starts with the path of the part."""
    broken: Any = copy.deepcopy(record())
    part = broken
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(InvalidClaim) as caught:
        parse_record(broken)
    assert str(caught.value).startswith(named)


def test_two_claims_of_one_id_are_refused() -> None:
    """An id stands for one claim."""
    broken = record()
    broken["claims"] *= 2
    with pytest.raises(InvalidClaim, match=r"claims\[1\]\.id"):
        parse_record(broken)
