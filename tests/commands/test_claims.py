"""`claims` and `show`: filters, forms, pages, ids by their beginning."""

import csv
import io
import json
import os
from unittest.mock import patch

import pytest

from lagebild.commands.claims import show_table
from lagebild.ledger import open_ledger
from tests.commands.calls import Caller
from tests.ledger.samples import claim, guns, korea, report

KOREA, TROOPS = korea()
GUNS, SENT, MORE = guns()


def ids(out: str) -> set[str]:
    return {json.loads(line)["claim"]["id"] for line in out.splitlines()}


@pytest.mark.parametrize(("options", "wanted"), [
    ([], {TROOPS.id, SENT.id, MORE.id}), (["--type", "deployment"], {TROOPS.id}), (["--status", "ongoing"], {MORE.id}),
    (["--certainty", "probable"], {MORE.id}), (["--party", "Kyjiw"], {SENT.id, MORE.id}), (["--party", "sender=북한"], {TROOPS.id}),
    (["--party", "recipient=DE"], set()), (["--materiel", "Haubitze"], {SENT.id}), (["--publisher", "dpa"], {TROOPS.id}),
    (["--from", "2025-01-01"], {SENT.id, MORE.id}), (["--to", "2024-12-31"], {TROOPS.id}), (["--acted-to", "2024-12-01"], {TROOPS.id}),
    (["--undecided", "--text", "geliefert"], {SENT.id, MORE.id}), (["--report", GUNS.id[:20]], {SENT.id, MORE.id}), (["--state", "rejected"], set()),
])
def test_each_filter_keeps_just_what_it_says(call: Caller, options: list[str], wanted: set[str]) -> None:
    assert ids(call("claims", "--format", "json", *options).out) == wanted


def test_pages_follow_each_other_and_end(call: Caller) -> None:
    first = call("claims", "--format", "json", "--limit", "2", "--sort", "recorded", "--ascending")
    cursor = first.err.split("--after ")[1].strip()
    second = call("claims", "--format", "json", "--limit", "2", "--sort", "recorded", "--ascending", "--after", cursor)
    assert ids(first.out) == {TROOPS.id, SENT.id}
    assert ids(second.out) == {MORE.id}
    assert "--after" not in second.err
    assert call("claims", "--count").out == "3\n"


def test_table_and_csv_name_act_parties_and_state(call: Caller) -> None:
    table = call("claims").out
    assert "transfer done" in table
    assert "DE → UA" in table
    rows = list(csv.DictReader(io.StringIO(call("claims", "--format", "csv", "--limit", "0").out)))
    assert [row["id"] for row in rows] == [MORE.id, SENT.id, TROOPS.id]
    assert rows[0]["state"] == "undecided"


@pytest.mark.parametrize("format", ["json", "csv"])
def test_json_and_csv_are_asked_for_as_of_the_picture(call: Caller, format: str) -> None:
    assert call("claims", f"--{format}").out == call("claims", "--format", format).out


def test_in_eighty_columns_no_word_of_what_was_done_is_broken(call: Caller) -> None:
    for id in (TROOPS.id, SENT.id, MORE.id):
        assert call("correct", id, "--set", "status=undisclosed").code == 0
    with open_ledger(call.ledger) as ledger, ledger.view() as view, patch.dict(os.environ, {"COLUMNS": "80"}):
        call.capsys.readouterr()
        show_table(view.claims(limit=10).items)
    lines = call.capsys.readouterr().out.splitlines()
    assert sum("undisclosed" in line for line in lines) == 3
    assert sum("corrected" in line for line in lines) == 3
    assert max(map(len, lines)) <= 80


def test_show_gives_words_in_context_sources_and_history(call: Caller) -> None:
    call("accept", TROOPS.id[:15], "--text", "geprüft")
    shown = call("show", TROOPS.id[7:17]).out
    for words in (TROOPS.id, "accepted", "Der Süden erwägt", "dpa, 2024-11-28", "https://example.org/a", "accept: “geprüft”"):
        assert words in shown
    record = json.loads(call("show", TROOPS.id, "--json").out)
    assert [step["what"] for step in record["history"]] == ["read", "accept"]
    assert "Haubitzen" in call("show", GUNS.id[:12]).out


def test_a_beginning_of_no_or_several_ids_is_answered_in_one_line(call: Caller) -> None:
    for given, words in (("claim--", "begins several"), ("zzz", "no claim or report begins")):
        done = call("show", given)
        assert done.code == 2
        assert words in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "words"), [
    (["claims", "--type", "gift"], "none of transfer"), (["claims", "--from", "gestern"], "YYYY-MM-DD"), (["claims", "--sort", "size"], "none of"),
    (["claims", "--after", "xyz"], "cursor"), (["claims", "--ledger", "/nowhere/x.db"], "none at this path"),
])
def test_what_is_wrong_with_a_call_is_said_in_one_line(call: Caller, arguments: list[str], words: str) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.err.count("\n") == 1


def test_hostile_text_does_not_reach_the_terminal(call: Caller) -> None:
    evil = report("Polen hat \x1b[2J\x9bPanzer entsandt. Ende.", published="2026-01-01", publisher="\x1b]0;owned\x07", title="\x1b[31m")
    with open_ledger(call.ledger) as ledger, ledger.writer("\x1b[5meve") as writer:
        writer.add(evil, [claim(evil)], readers=["model"])
    for arguments in (["claims"], ["show", evil.id], ["show", claim(evil).id], ["search", "Panzer"], ["reports"], ["versions", evil.id]):
        done = call(*arguments)
        assert done.code == 0, done.err
        assert not {"\x1b", "\x9b", "\x07"} & set(done.out + done.err)
