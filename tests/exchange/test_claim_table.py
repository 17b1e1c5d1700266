"""The table of claims: one row a claim, all provenance."""

import csv
import io
from typing import Any

from lagebild.exchange.cells import EXCEL, armed
from lagebild.exchange.claim_table import COLUMNS, csv_lines
from lagebild.ledger import Filter, Ledger, Party
from tests.exchange.ledgers import EVERYTHING, drill, fill
from tests.ledger.samples import guns, korea

#: The names are a promise: add at the end, change nothing.
PREFIX = ["claim", "type", "status", "certainty", "polarity", "evidence", "evidence_at", "trigger", "trigger_at", "supplier"]


def table(ledger: Ledger, wanted: Filter = EVERYTHING, **style: Any) -> dict[str, dict[str, str]]:
    with ledger.view() as view:
        text = "".join(csv_lines(view, wanted, **style))
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";" if style else ",")
    return {row["claim"]: row for row in rows}


def test_columns_are_stable() -> None:
    """No name stands twice, the first ones stay where they are."""
    names = [column.name for column in COLUMNS]
    assert names[: len(PREFIX)] == PREFIX
    assert len(names) == len(set(names)) == 124


def test_every_part_of_a_claim_is_in_its_row(ledger: Ledger) -> None:
    """Roles with entities and places in the text, amounts, sources, time, place, report."""
    fill(ledger)
    row = table(ledger)[drill().id]
    assert row | {
        "type": "exercise", "status": "ongoing", "actor": "Polen | Litauen", "actor_entity": "PL | LT", "actor_at": "37..42 | 44..51",
        "object": "500 Soldaten", "object_entity": "", "object_form": "exact", "object_low": "500", "object_unit": "person",
        "source": "Yonhap", "source_kind": "media", "source_cue": "meldet", "time": "2025-01-31", "time_from": "2025-01-31",
        "place": "Suwałki", "place_country": "PL", "place_precision": "place", "reader": "model", "confidence": "0.5",
        "state": "undecided", "decided_by": "", "settled": "", "current": "true", "title": "Übung | Suwałki", "n_captures": "1",
    } == row  # fmt: skip
    assert row["evidence"].startswith("'=1+1")
    assert armed(row["evidence"]) == drill().evidence.text
    assert row["publisher"] == "'@Agentur"


def test_decisions_and_captures_are_in_the_row(ledger: Ledger) -> None:
    """Who decided what and why, what was corrected, where it was captured."""
    fill(ledger)
    rows = table(ledger)
    assert rows[korea()[1].id] | {
        "state": "accepted", "decided_by": "ada", "decided_at": "2026-11-25T13:00:05.000000Z", "settled": "true", "n_dissents": "1",
        "n_notes": "1", "remarks": "bob: siehe \\| auch | eve: nein", "reread": "gone", "captured_how": "url",
        "captured": "2026-11-25T12:00:00.000000Z", "captured_from": "https://example.org/a", "media_type": "text/html",
        "redirected_to": "https://example.org/b",
    } == rows[korea()[1].id]  # fmt: skip
    assert rows[guns()[1].id]["corrected_parts"] == "status"
    assert (rows[guns()[2].id]["state"], rows[guns()[2].id]["decision_reason"]) == ("rejected", "doppelt")


def test_a_filter_selects_rows(ledger: Ledger) -> None:
    """The table holds what the filter keeps."""
    fill(ledger)
    assert table(ledger, Filter(parties=(Party("PL"),))).keys() == {drill().id}


def test_excel_gets_a_mark_and_semicolons(ledger: Ledger) -> None:
    """The option marks the text as UTF-8 and parts columns as a German Excel does; the cells are the same."""
    fill(ledger)
    with ledger.view() as view:
        assert next(csv_lines(view, style=EXCEL)) == "\ufeff"
    assert table(ledger, style=EXCEL) == table(ledger)
