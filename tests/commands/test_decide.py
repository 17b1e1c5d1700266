"""Decisions: one, many, taken back; entities; by hand."""

import json

import pytest

from lagebild.ledger import open_ledger
from tests.commands.calls import Caller, Done
from tests.ledger.samples import guns, korea

TROOPS = korea()[1]
GUNS, SENT, MORE = guns()


def state(call: Caller, id: str) -> dict[str, object]:
    return dict(json.loads(call("show", id, "--json").out))


def event(done: Done) -> str:
    assert done.code == 0, done.err
    return done.out.split(":")[0].removeprefix("event ")


def test_a_correction_stands_beside_what_was_read_and_is_taken_back(call: Caller) -> None:
    number = event(call("correct", SENT.id, "--set", "status=agreed", "--set", "time=null"))
    now = state(call, SENT.id)
    assert now["state"] == "corrected"
    assert (now["claim"]["status"], now["claim"]["time"], now["machine"]["status"]) == ("agreed", None, "done")  # type: ignore[index]
    call("undo", number)
    assert state(call, SENT.id)["state"] == "undecided"


def test_dissent_note_and_settling_stand_beside_a_decision(call: Caller) -> None:
    call("accept", SENT.id)
    call("dissent", SENT.id, "--set", "certainty=probable", actor="bob")
    call("note", "siehe auch", SENT.id)
    call("settle", "true", SENT.id, "--evidence", "https://example.org/x")
    now = state(call, SENT.id)
    assert (now["state"], now["n_dissents"], now["n_notes"], now["settled"]) == ("accepted", 1, 1, True)
    assert SENT.id[7:17] in call("claims", "--disputed").out
    assert SENT.id[7:17] in call("claims", "--settled", "true").out


def test_a_bulk_decision_is_shown_first_and_one_undo_takes_all_of_it_back(call: Caller) -> None:
    preview = call("reject", "--filter", "type=transfer party=UA undecided")
    assert "2 claims" in preview.err
    assert call("claims", "--state", "rejected", "--count").out == "0\n"
    number = event(call("reject", "--filter", "type=transfer party=UA undecided", "--yes"))
    assert call("claims", "--state", "rejected", "--count").out == "2\n"
    call("undo", number)
    assert call("claims", "--undecided", "--count").out == "3\n"


@pytest.mark.parametrize(("arguments", "words"), [
    (["accept"], "--filter"), (["accept", "--filter", "typ=x"], "none of"), (["accept", "--filter", "'"], "quotation"),
    (["correct", SENT.id, "--set", "status=gone"], "none of"), (["correct", SENT.id, "--set", "id=1"], "PART one of"),
    (["correct", SENT.id, "--set", "time={"], "JSON"), (["settle", "true", SENT.id], "--evidence"), (["settle", "perhaps", SENT.id], "none of"),
    (["undo", "99"], "no decision 99"), (["same", "Kiew", "Kyjiw"], "UA"), (["same", "Kiew"], "two"),
    (["not-same", SENT.id[7:17], "000000000000"], "no claim begins with '000000000000'"), (["same", SENT.id[7:17], "Kiew"], "name claims, or"),
    (["same", SENT.id, SENT.id[7:17]], "named before"), (["same", SENT.id], "two"), (["not-same", "thing--00", SENT.id], "no claim begins"),
])
def test_a_decision_that_makes_no_sense_is_refused_in_one_line(call: Caller, arguments: list[str], words: str) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.err.count("\n") == 1


def test_names_judged_the_same_are_found_under_each_other(call: Caller) -> None:
    assert call("claims", "--party", "Kimistan", "--count").out == "0\n"
    number = event(call("same", "Kimistan", "DVRK"))
    assert call("claims", "--party", "Kimistan", "--count").out == "1\n"
    assert call("not-same", "Kimistan", "Nordkorea").code == 0
    assert call("claims", "--party", "Kimistan", "--count").out == "0\n"
    assert call("undo", number).code == 0


@pytest.mark.parametrize("command", ["same", "not-same"])
def test_beginnings_of_ids_judge_claims_and_not_entities(call: Caller, command: str) -> None:
    whole, short = call(command, SENT.id, MORE.id), call(command, SENT.id[7:17], MORE.id[:17])
    assert short.code == 0, short.err
    assert "2 claims" in short.out
    assert "2 claims" in whole.out
    with open_ledger(call.ledger) as ledger, ledger.view() as view:
        first, second = (event.payload["targets"] for event in view.events() if event.kind == "decision")
    assert first == second == [SENT.id, MORE.id]


def test_a_claim_by_hand_is_found_in_its_sentence(call: Caller) -> None:
    line = "transfer considered | Waffenhilfe | supplier: Der Süden =KR"
    done = call("claim", "add", korea()[0].id[:20], line, actor="bob")
    assert done.code == 0, done.err
    assert "transfer considered" in done.out
    assert call("claims", "--reader", "bob", "--format", "json").out.count("\n") == 1
    assert call("claim", "add", korea()[0].id[:20], line, actor="ada").code == 0
    part = json.loads(call("claims", "--reader", "bob", "--format", "json").out)["claim"]
    del part["id"], part["read_by"]
    assert call("claim", "add", korea()[0].id[:20], json.dumps(part), actor="cy").code == 0
    wrong = call("claim", "add", korea()[0].id[:20], "transfer done | Panzer")
    assert wrong.code == 2
    assert "stands in no sentence" in wrong.err


def test_agreement_is_computed_for_each_field(call: Caller) -> None:
    for actor in ("ada", "bob"):
        call("accept", SENT.id, MORE.id, actor=actor)
    call("correct", MORE.id, "--set", "status=pledged", actor="cy")
    call("accept", SENT.id, actor="cy")
    found = json.loads(call("agreement", GUNS.id, "--json").out)
    assert found["coders"] == ["ada", "bob", "cy"]
    assert found["n_units"] == 2
    assert found["alpha"]["status"] is not None
