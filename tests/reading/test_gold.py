"""Annotated reports in three forms are read; a bad line is named with its number and takes no other with it."""

import json
import pathlib

import pytest

from lagebild.claims.record import report_record
from lagebild.reading.gold import BadLine, GoldReport, read_gold
from lagebild.reading.notation import parse

NOTATION = """# a comment
=== a
language: de
split: test

Polen liefert 18 Panzer.
> transfer done | liefert | supplier: Polen =PL | object: 18 Panzer {exact 18 piece}

=== b
language: de

Ein Satz.
> transfer done | fehlt

=== c
language: de

Noch ein Satz.
"""
SHORT = {
    "type": "transfer", "status": "done", "certainty": "certain", "polarity": "affirmed", "sentence": [0, 24], "trigger": [6, 13],
    "roles": [{"role": "supplier", "span": [0, 5], "entity": "PL"}, {"role": "object", "span": [14, 23], "entity": None}],
    "quantity": [{"role": "object", "form": "exact", "low": 18, "high": 18, "unit": "piece"}],
    "attribution": [{"span": [0, 5], "kind": "government"}], "time": None, "place": {"country": "PL", "span": [0, 5]},
}  # fmt: skip
TEXT = "Polen liefert 18 Panzer."


def split(path: pathlib.Path) -> tuple[list[GoldReport], list[BadLine]]:
    found = list(read_gold(path))
    return [one for one in found if isinstance(one, GoldReport)], [one for one in found if isinstance(one, BadLine)]


def test_a_bad_report_in_the_notation_is_named_by_its_line_and_the_others_are_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text(NOTATION, encoding="utf8")
    good, bad = split(tmp_path / "a.txt")
    assert [(one.line, one.split, len(one.claims)) for one in good] == [(2, "test", 1), (15, "train", 0)]
    assert [(line.file, line.line) for line in bad] == [("a.txt", 13)]
    assert "does not stand in" in bad[0].reason


def test_a_record_comes_back_as_it_was_written(tmp_path: pathlib.Path) -> None:
    one = parse(NOTATION[: NOTATION.index("=== b")])[0]
    (tmp_path / "a.jsonl").write_text(json.dumps(report_record(one.report, one.claims)) + "\n\n", encoding="utf8")
    (found,), bad = split(tmp_path)
    assert (found.report, found.claims, bad) == (one.report, one.claims, [])


@pytest.mark.parametrize("beside", [True, False])
def test_short_lines_find_their_text_in_the_line_or_beside_the_file(beside: bool, tmp_path: pathlib.Path) -> None:
    own = {} if beside else {"text": TEXT}
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "x", "language": "de", "claims": [SHORT], **own}), encoding="utf8")
    (tmp_path / "in.jsonl").write_text('7\n{"id": "x", "text": ""}\n' + json.dumps({"id": "x", "published": "2024-01-01", "text": TEXT}))
    (found,), bad = split(tmp_path)
    (claim,) = found.claims
    assert bad == []
    assert found.report.published == ("2024-01-01" if beside else None)
    assert [(role.role, role.span.text, role.entity, role.quantity is not None) for role in claim.roles] == [
        ("supplier", "Polen", "PL", False), ("object", "18 Panzer", None, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"), ("7", "no object"), ("[" * 100_000, "nested too deeply"), ('{"id": "y", "claims": []}', "has no text"),
        ('{"report": 7}', "report"), (json.dumps({"id": "x", "text": TEXT, "claims": [{**SHORT, "trigger": [6, 99]}]}), "no stretch"),
        (json.dumps({"id": "x", "text": TEXT, "claims": [{**SHORT, "trigger": [True, 9]}]}), "no stretch"),
        (json.dumps({"id": "x", "text": TEXT, "claims": [{**SHORT, "type": "gift"}]}), "gift"),
        (json.dumps({"id": "x", "text": TEXT, "claims": [{**SHORT, "roles": []}]}), "no object for it"),
        (json.dumps({"id": "x", "text": TEXT, "claims": [{**SHORT, "sentence": [8, 24]}]}), "outside"),
    ],
)  # fmt: skip
def test_every_bad_line_is_named_with_its_reason(line: str, reason: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "x", "text": TEXT, "claims": [SHORT]}) + "\n" + line + "\n", encoding="utf8")
    good, bad = split(tmp_path)
    assert len(good) == 1
    (found,) = bad
    assert found.line == 2
    assert reason in found.reason


def test_a_file_that_is_no_gold_at_all_is_said_to_be_none(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe prose")
    assert split(tmp_path)[1][0].reason.startswith("a report begins")
