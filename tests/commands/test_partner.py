"""`partner`: other nodes, known by card and fingerprint."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from lagebild.exchange.waits import Wait, note_wait
from tests.commands.calls import Caller
from tests.commands.exchanging import acquaint, card, node


def test_a_partner_is_added_only_with_the_fingerprint_that_was_read_aloud(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    path, fingerprint = card(beta, "Beta")
    assert alpha("partner", "add", str(path)).code == 2
    assert alpha("partner", "add", str(path), "--fingerprint", "0000 1111").code == 2
    assert alpha("partner", "add", str(path), "--fingerprint", fingerprint.replace(" ", "").upper()).code == 0
    assert alpha("partner", "add", str(path), "--fingerprint", fingerprint).code == 2
    assert "no agreement in force" in alpha("partner", "list").out
    assert "nothing" in alpha("partner", "show", "Beta").out


def test_a_newer_card_proves_itself_and_a_strangers_does_not(call: Caller) -> None:
    alpha, beta, other = node(call, "Alpha"), node(call, "Beta"), node(call, "Other")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    beta("node", "rotate")
    path = beta.ledger.with_name("new.card")
    beta("node", "card", "--output", str(path))
    assert "statement 2" in alpha("partner", "update", str(path)).out
    assert alpha("partner", "update", str(card(other, "Other")[0])).code == 2


def test_a_token_is_shown_once_and_only_its_hash_is_in_the_ledger(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    token = alpha("partner", "token", "Beta").out.strip()
    assert len(token) >= 43
    assert token.encode() not in alpha.ledger.read_bytes()
    beta.monkeypatch.setattr(sys, "stdin", io.StringIO(f"{token}\n"))
    assert beta("partner", "token", "Alpha", "--keep").code == 0
    assert [path.stat().st_mode & 0o777 for path in beta.ledger.with_name("Beta.db.node").glob("tokens/*")] == [0o600]


def test_a_dropped_partner_stays_on_record_and_can_come_back(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    assert alpha("partner", "drop", "Beta").code == 0
    assert json.loads(alpha("partner", "list", "--json").out)["dropped"] is True
    path, fingerprint = card(beta, "Beta")
    assert alpha("partner", "add", str(path), "--fingerprint", fingerprint).code == 0
    assert json.loads(alpha("partner", "list", "--json").out)["dropped"] is False


def test_a_partner_that_nobody_knows_is_named_in_the_error(call: Caller) -> None:
    alpha = node(call, "Alpha")
    assert "Nobody" in alpha("partner", "show", "Nobody").err
    assert "no partner" in alpha("partner", "list").err


def test_the_list_says_when_a_partner_was_told_to_wait(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    told = json.loads(alpha("partner", "list", "--json").out)
    assert (told["refused_until"], told["waits"], told["quota"]["requests_a_minute"]) == (None, [], 1_200)
    time = datetime(2026, 11, 25, 10, tzinfo=UTC)
    note_wait(Path(f"{alpha.ledger}.node"), told["identity"], Wait("day", time, datetime(2026, 11, 26, tzinfo=UTC)))
    assert "2026-11-25 10:00 UTC told to wait until 2026-11-26 00:00 UTC: too much for a day" in alpha("partner", "list").out
    assert [one["for"] for one in json.loads(alpha("partner", "list", "--json").out)["waits"]] == ["day"]
