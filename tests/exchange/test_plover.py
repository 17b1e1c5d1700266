"""Claims as PLOVER events in POLECAT's columns."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from lagebild.claims.claim import Claim, Role
from lagebild.claims.vocabulary import ROLES, STATUSES, TYPES
from lagebild.exchange import plover
from lagebild.exchange.plover import COLUMNS, plover_lines, rule_for, rules
from lagebild.ledger import Ledger
from tests.exchange.ledgers import drill, fill
from tests.ledger.samples import KOREA, guns, korea, span

QUAD = {"VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"}


def events(ledger: Ledger) -> dict[str, dict[str, str]]:
    with ledger.view() as view:
        text = "".join(plover_lines(view))
    return {row["Event ID"]: row for row in csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")}


def coded(claim: Claim, **changes: Any) -> str | None:
    rule = rule_for(replace(claim, **changes))
    return rule and (f"{rule.event} {rule.mode}" if rule.mode else rule.event)


def test_the_mapping_is_sound() -> None:
    """Every rule names known words and has a quad and a score; no rule is hidden by one before it."""
    mapping = plover._mapping()
    seen: set[tuple[str, str, str | None]] = set()
    for rule in rules():
        assert rule.type in TYPES
        assert set(rule.status) <= set(STATUSES)
        assert mapping["quad"][rule.event] in QUAD
        assert -10 <= mapping["score"][f"{rule.event} {rule.mode}" if rule.mode else rule.event] <= 10
        for part in (rule.actor, rule.recipient):
            assert part is None or part.rpartition(" ")[2] in ROLES[rule.type]  # type: ignore[index]
        for status in rule.status:
            assert not {(rule.type, status, rule.when), (rule.type, status, None)} & seen
            seen.add((rule.type, status, rule.when))


def test_a_row_has_the_columns_of_polecat(ledger: Ledger) -> None:
    """Event, parties with country and words, place at the country, dates, source."""
    fill(ledger)
    rows = events(ledger)
    assert list(rows[korea()[1].id]) == list(COLUMNS)
    assert len(COLUMNS) == 44
    assert {name: value for name, value in rows[korea()[1].id].items() if value} == {
        "Event ID": korea()[1].id, "Event Date": "2024-11-28", "Event Type": "MOBILIZE", "Event Mode": "troops", "Intensity": "-6.5",
        "Quad Code": "MATERIAL CONFLICT", "Contexts": "military", "Actor Name": "North Korea", "Actor Country": "PRK",
        "Actor Name Raw": "Nordkorea", "Placename": "Russia", "Country": "RUS", "Latitude": "60.0", "Longitude": "100.0",
        "Feature Type": "PCLI", "Source": "dpa", "Publication Date": "2024-11-28", "Language": "de",
        "Version": "lagebild-plover-1", "Event Date Basis": "publication", "Status": "done", "Certainty": "certain",
        "Report": korea()[0].id,
    }  # fmt: skip


def test_a_correction_changes_the_event(ledger: Ledger) -> None:
    """What stands is coded, not what the machine read; what is rejected is no event."""
    fill(ledger)
    rows = events(ledger)
    assert (rows[guns()[1].id]["Event Type"], rows[guns()[1].id]["Event Date Basis"]) == ("AGREE", "claim")
    assert guns()[2].id not in rows


def test_a_joint_exercise_is_cooperation(ledger: Ledger) -> None:
    """The first party is the actor, the others are recipients; the words of a fine place stay behind."""
    fill(ledger)
    row = events(ledger)[drill().id]
    assert (row["Event Type"], row["Actor Country"], row["Recipient Country"]) == ("COOPERATE", "POL", "LTU")
    assert (row["Placename"], row["Raw Placename"], row["Event Date"]) == ("Poland", "", "2025-01-31")


@pytest.mark.parametrize(
    ("status", "event"),
    [("considered", None), ("requested", "REQUEST assist"), ("offered", "AGREE"), ("pledged", "AGREE"), ("agreed", "AGREE"),
     ("ongoing", "AID"), ("done", "AID"), ("halted", "SANCTION discontinue"), ("withheld", "REJECT assist"), ("undisclosed", None)],
)  # fmt: skip
def test_a_transfer_is_coded_by_its_status(status: Any, event: str | None) -> None:
    """From a request over a promise to aid; what is only considered is no event."""
    assert coded(guns()[1], status=status) == event


def test_a_request_turns_the_sides_round() -> None:
    """Who would receive is the one who asks."""
    rule = rule_for(replace(guns()[1], status="requested"))
    assert rule is not None
    assert (rule.actor, rule.recipient) == ("recipient", "supplier")


def test_a_withdrawal_is_a_retreat() -> None:
    """A deployment with an origin alone; announced, it is a concession."""
    roles = (Role("sender", span(KOREA, "Nordkorea"), "KP"), Role("origin", span(KOREA, "Russland"), "RU"))
    assert coded(korea()[1], roles=roles) == "RETREAT withdraw"
    assert coded(korea()[1], roles=roles, status="pledged") == "CONCEDE"


def test_what_was_denied_is_no_event() -> None:
    """PLOVER leaves out negated events."""
    assert coded(korea()[1], polarity="denied") is None
