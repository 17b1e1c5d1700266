"""Three real nodes in processes of their own, over real TAXII: whatever happens, each holds exactly what an independent oracle allows.

`LAGEBILD_OPERATIONS` makes the course longer; `python -m tests.exchange.conduct --operations 20000 --seed 1` runs one by itself.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.conduct import Wrong, _same, conduct
from tests.exchange.living import told
from tests.exchange.oracle import PARTS, Book, Told, may_pass, signs_of
from tests.exchange.telling_signs import PUBLISHED, Sign, signs_in

OPERATIONS = int(os.environ.get("LAGEBILD_OPERATIONS", "80"))
WIDE = {
    "types": None, "parties": None, "materiel": None, "since": None, "until": None, "highest": "amber", "unmarked": "green",
    "parts": sorted(PARTS), "checked": False, "onward": "none", "allies": [], "approval": [], "expires": "2099-12-31",
}  # fmt: skip


def test_three_nodes_come_to_hold_exactly_what_the_oracle_allows_and_then_send_nothing(tmp_path: Path) -> None:
    """Seed 2 meets, in its first 80 operations, agreements, releases and looks of partners at servers."""
    course = conduct(OPERATIONS, 2, tmp_path, every=40)
    assert course.n_looks > 0
    assert course.n_told > 0


def test_the_oracle_knows_none_of_the_code_that_it_holds_to_account() -> None:
    script = "import sys, tests.exchange.oracle; print([name for name in sys.modules if name.startswith('lagebild')])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def book(**gives: object) -> Book:
    """Alpha's book after it told claim 1 and agreed with Beta."""
    one = Book(identity="alpha")
    one.read([
        {"kind": "reading", "payload": {"report": "r", "claims": [{"id": "c", "roles": [{"entity": "LOT1x"}]}]}},
        {"kind": "exchange", "payload": {
            "what": "agreement", "action": "sign", "envelopes": ["alpha", "beta"],
            "document": {"id": "a", "version": 1, "parties": ["alpha", "beta"], "terms": {"alpha": WIDE | gives, "beta": WIDE}},
        }},
    ])  # fmt: skip
    return one


def said(what: str, **facts: object) -> dict[str, object]:
    return {"kind": "exchange", "payload": {"what": what, **facts}}


def test_the_oracle_allows_what_both_signed_and_nothing_that_one_did() -> None:
    assert book().may("beta", "2026-01-01").keys() == {1}
    assert book().may("gamma", "2026-01-01") == {}
    assert book(types=["holding"]).may("beta", "2026-01-01") == {}
    assert book(expires="2020-01-01").may("beta", "2026-01-01") == {}
    assert book(unmarked=None).may("beta", "2026-01-01") == {}


def test_the_oracle_takes_sentences_back_where_they_would_tell_what_stays() -> None:
    (held,) = book(parts=sorted(PARTS - {"quantity"})).may("beta", "2026-01-01").values()
    assert not {"words", "text", "quantity"} & held.parts
    assert (1, "amount") not in signs_of(1, held)


def test_the_oracle_obeys_markings_releases_and_narrowings() -> None:
    mark = {"noun": "claim", "targets": ["c"], "part": "", "level": "red", "release_to": None}
    one = book()
    one.read([said("marking", **mark)])
    assert one.may("beta", "2026-01-01") == {}
    one = book(approval=["all"])
    assert one.may("beta", "2026-01-01") == {}
    one.read([said("approval", action="approve", claims=[["c", "x"]], partner=None, parts=["time"])])
    assert [told.parts for told in one.may("beta", "2026-01-01").values()] == [frozenset({"time"})]
    one = book()
    one.read([said("agreement", action="narrow", document={"agreement": "a", "version": 1, "giver": "alpha", "terms": WIDE | {"types": []}})])
    assert one.may("beta", "2026-01-01") == {}


def test_the_oracle_lets_pass_on_only_to_named_allies_or_with_consent() -> None:
    maker, holder = book(), Book(identity="beta")
    holder.versions["x"] = ({"id": "b", "version": 1, "parties": ["beta", "gamma"], "terms": {"beta": WIDE, "gamma": WIDE}}, {"beta", "gamma"})
    held = {1: (frozenset({"note--1", "report--1"}), Told("green", PARTS, "certain"))}
    assert may_pass(maker, holder, "gamma", held, "2026-01-01") == {}
    maker.consents["n"] = {"holder": "beta", "allies": ["gamma"], "objects": ["note--1", "report--1"], "until": "2099-12-31"}
    assert may_pass(maker, holder, "gamma", held, "2026-01-01").keys() == {1}
    strict = {1: (frozenset({"note--1", "report--1"}), Told("amber+strict", PARTS, "certain"))}
    assert may_pass(maker, holder, "gamma", strict, "2026-01-01") == {}


@pytest.mark.parametrize("number", [1, 4, 5, 6, 12, 30_000])
def test_every_sign_of_a_claim_is_found_in_what_is_told_of_it(number: int) -> None:
    import json

    from lagebild.claims.record import claim_part, report_part

    report, claim = told(Sign(number))
    text = json.dumps([report_part(report), claim_part(claim)], ensure_ascii=False)
    assert report.published == PUBLISHED
    assert signs_in(text) == signs_of(number, Told("green", PARTS, "certain"))


def test_a_difference_is_an_error() -> None:
    row = {"level": "green", "parts": [], "certainty": "certain", "signs": [[1, "LOT"]]}
    _same("x", {1: row}, {1: Told("green", frozenset(), "certain")})
    for wrong in ({}, {1: row, 2: row}, {1: row | {"level": "amber"}}, {1: row | {"signs": [[1, "LOT"], [1, "Wort"]]}}):
        with pytest.raises(Wrong):
            _same("x", wrong, {1: Told("green", frozenset(), "certain")})
