"""`picture`, `why`, `matrix`, `changes`, `lineage`, `sources`: the weighed picture in a terminal, as JSON and as CSV."""

import csv
import io
import json
import pathlib
from typing import Any

import pytest

from lagebild.claims import decision as decide
from lagebild.ledger import open_ledger
from tests.commands.calls import Caller
from tests.picture.telling import KURSK, LONG, Says, Told


@pytest.fixture
def call(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """A caller on a ledger with a contested figure, a copy, and a settled claim."""
    path = tmp_path / "w.db"
    told = Told(open_ledger(path))
    told.says(Says(10000, form="min", speaker="KR", extra=LONG, **KURSK), published="2024-11-27", publisher="Yonhap", title="First")
    told.says(Says(10000, extra=LONG, **KURSK), published="2024-11-28", publisher="dpa", title="Copy")
    told.says(Says(11000, speaker="UA", **KURSK), published="2024-11-29", publisher="Ukrinform")
    told.says(Says(15000, speaker="US", **KURSK), published="2024-11-30", publisher="AP")
    (settled,) = told.says(Says(300, sender="IR", time="2024-11-15"), published="2024-11-20", publisher="AP")
    told.decide(decide.settle, [settled.id], True, ["https://example.org"])
    told.ledger.close()
    return Caller(path, monkeypatch, capsys)


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_picture_is_a_table_lines_of_json_or_csv(call: Caller) -> None:
    table = call("picture").out
    assert "deployment · KP → RU" in table
    found = records(call("picture", "--json").out)
    assert len(found) == int(call("picture", "--count").out)
    listed = list(csv.DictReader(io.StringIO(call("picture", "--csv").out)))
    assert [row["id"] for row in listed] == [one["id"] for one in found]
    assert "not calibrated" in call("picture").err


def test_parties_are_found_in_any_spelling(call: Caller) -> None:
    assert {one["giver"] for one in records(call("picture", "--giver", "Nordkorea", "--json").out)} == {"KP"}
    assert {one["giver"] for one in records(call("picture", "--party", "Iran", "--party", "Russland", "--json").out)} == {"IR"}
    assert {one["giver"] for one in records(call("picture", "--contested", "--json").out)} == {"KP"}
    assert call("picture", "--type", "survey").err == "no such things\n"


def test_pages_follow_each_other(call: Caller) -> None:
    first = call("picture", "--json", "--limit", "1")
    cursor = first.err.split("--after ")[1].strip()
    second = call("picture", "--json", "--limit", "0")
    rest = call("picture", "--json", "--limit", "50", "--after", cursor)
    assert records(first.out) + records(rest.out) == records(second.out)


def test_why_explains_line_by_line(call: Caller) -> None:
    thing = records(call("picture", "--contested", "--json").out)[0]
    shown = call("why", thing["id"][7:17]).out
    for words in (thing["id"], "conflict: the same time and scope", "“15,000 soldiers”", "US/government", "not calibrated", "same giver"):
        assert words in shown
    record = records(call("why", thing["newest_claim"], "--json").out)[0]
    assert record["row"]["id"] == thing["id"]
    assert sum(one["weight"] for one in record["told"]) == pytest.approx(1)
    lines = list(csv.DictReader(io.StringIO(call("why", thing["id"], "--csv").out)))
    assert {line["claim"] for line in lines} == {one["claim"] for one in record["told"]}
    assert "as known on 2024-11-29" in call("why", thing["id"], "--known", "2024-11-29").out


def test_the_matrix_is_of_transfers_unless_told_otherwise(call: Caller) -> None:
    assert call("matrix").err == "no such things\n"
    assert "contested" in call("matrix", "--type", "deployment").out
    cells = records(call("matrix", "--type", "deployment", "--json").out)
    assert {(cell["giver"], cell["taker"]) for cell in cells} == {("KP", "RU"), ("IR", "RU")}
    assert len(list(csv.DictReader(io.StringIO(call("matrix", "--type", "deployment", "--csv").out)))) == len(cells)


def test_changes_name_what_is_new(call: Caller) -> None:
    assert "contradictions (1)" in call("changes", "--since", "2024-11-30").out
    assert call("changes", "--since", "2025-01-01").out == "nothing new since 2025-01-01\n"
    record = records(call("changes", "--since", "2024-12-01", "--recorded", "--json").out)[0]
    assert len(record["new"]) == len(records(call("picture", "--json").out))


def test_lineage_shows_what_was_lost(call: Caller) -> None:
    copy = next(one["id"] for one in records(call("reports", "--json").out) if one["publisher"] == "dpa")
    shown = call("lineage", copy[7:19]).out
    for words in ("sharpened: hedge lost", "sharpened: source lost", "Yonhap", "words in common"):
        assert words in shown
    assert "“" + LONG[:10] not in call("lineage", copy, "--no-passages").out
    assert records(call("lineage", copy, "--json").out)[0]["report"] == copy


def test_sources_come_with_their_cases(call: Caller) -> None:
    assert "F  AP on deployment: cannot be judged" in call("sources").out
    assert records(call("sources", "--json").out)[0]["cases"][0]["right"] is True
    assert next(csv.DictReader(io.StringIO(call("sources", "--csv").out)))["right"] == "true"
    assert "300 soldiers" not in call("sources", "--no-cases").out


def test_a_snapshot_is_kept_where_weighing_takes_long_and_never_changes_what_is_shown(call: Caller) -> None:
    expected = call("picture", "--json").out
    snapshot = call.ledger.with_name("w.db.weighed")
    assert not snapshot.exists()
    call.monkeypatch.setattr("lagebild.commands.weighing._WORTH_S", -1.0)
    assert call("picture", "--json").out == expected
    assert snapshot.exists()
    written = snapshot.stat().st_mtime_ns
    assert call("picture", "--json").out == expected
    assert snapshot.stat().st_mtime_ns == written
    snapshot.write_bytes(b"damaged")
    assert call("picture", "--json").out == expected
    assert snapshot.read_bytes() != b"damaged"


@pytest.mark.parametrize(("arguments", "words"), [
    (["why", "zzz"], "no thing that begins with zzz"), (["why", "thing--"], "begins several"), (["lineage", "zzz"], "no report begins"),
    (["picture", "--since", "gestern"], "YYYY-MM-DD"), (["picture", "--sort", "size"], "none of"), (["picture", "--type", "gift"], "none of"),
    (["picture", "--after", "xyz"], "cursor"), (["changes", "--since", "gestern"], "YYYY-MM-DD"), (["why", "zzz", "--on", "x"], "YYYY-MM-DD"),
    (["picture", "--ledger", "/nowhere/x.db"], "none at this path"),
])  # fmt: skip
def test_what_is_wrong_with_a_call_is_said_in_one_line(call: Caller, arguments: list[str], words: str) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.err.count("\n") == 1


def test_hostile_words_do_not_reach_the_terminal(call: Caller) -> None:
    told = Told(open_ledger(call.ledger))
    told.says(Says(700, sender="BY", extra="\x1b[2J\x9b[bold]x[/bold]"), published="2024-11-28", publisher="\x1b]0;owned\x07", title="\x1b[31m\n")
    told.ledger.close()
    report = next(one["id"] for one in records(call("reports", "--json").out) if one["title"])
    thing = records(call("picture", "--giver", "BY", "--json").out)[0]["id"]
    for arguments in (["picture"], ["why", thing], ["lineage", report], ["changes", "--since", "2024-01-01"], ["matrix", "--type", "deployment"]):
        done = call(*arguments)
        assert done.code == 0, done.err
        assert not {"\x1b", "\x9b", "\x07"} & set(done.out + done.err)
