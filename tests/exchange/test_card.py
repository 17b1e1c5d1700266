"""Cards: an identity follows from its first key, every later statement from the one before, and nothing is ever taken back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lagebild.errors import Refused
from lagebild.exchange.card import Card, Statement, card_text, identity_of, open_card, read_card, sign_statement
from lagebild.exchange.keys import SigningKey, fingerprint, new_key

START = datetime(2026, 1, 1, tzinfo=UTC)


def begun() -> tuple[Card, SigningKey]:
    key = new_key(START)
    first = Statement(identity_of(key.public), 1, "Alpha", None, (key.public,), START)
    return open_card([sign_statement(first, key, START)]), key


def continued(card: Card, signer: SigningKey, **changed: object) -> Card:
    last = card.last
    time = last.time + timedelta(days=1)
    said = replace(last, version=last.version + 1, time=time, **changed)  # type: ignore[arg-type]
    return open_card([*card.envelopes, sign_statement(said, signer, time)])


def test_a_card_survives_being_written_and_read() -> None:
    card, key = begun()
    assert read_card(card_text(card).encode()) == card
    assert card.fingerprint == fingerprint(key.public)


def test_a_new_key_is_proved_by_the_one_before_and_changes_the_fingerprint() -> None:
    card, key = begun()
    fresh = new_key(START + timedelta(hours=1))
    later = continued(card, key, keys=(replace(key.public, valid_until=fresh.valid_from), fresh.public))
    assert later.continues(card)
    assert not card.continues(later)
    assert later.fingerprint == fingerprint(fresh.public)
    assert later.last.identity == card.last.identity


def test_a_key_that_nobody_vouched_for_cannot_continue_a_card() -> None:
    card, key = begun()
    thief = new_key(START)
    with pytest.raises(Refused):
        continued(card, thief, name="Mine")
    with pytest.raises(Refused):
        continued(card, thief, keys=(key.public, thief.public))


def test_an_identity_cannot_be_taken_over_with_another_first_key() -> None:
    card, _ = begun()
    thief = new_key(START)
    forged = Statement(card.last.identity, 1, "Alpha", None, (thief.public,), START)
    with pytest.raises(Refused, match="first key"):
        open_card([sign_statement(forged, thief, START)])


def test_keys_are_neither_forgotten_nor_brought_back() -> None:
    card, key = begun()
    fresh = new_key(START + timedelta(hours=1))
    both = continued(card, key, keys=(replace(key.public, valid_until=fresh.valid_from), fresh.public))
    revoked = continued(both, fresh, keys=(replace(both.last.keys[0], revoked_at=START + timedelta(hours=2)), fresh.public))
    for keys in ((fresh.public,), (both.last.keys[0], fresh.public), (replace(revoked.last.keys[0], valid_until=None), fresh.public)):
        with pytest.raises(Refused, match=r"final|gone"):
            continued(revoked, fresh, keys=keys)


def test_a_revoked_key_cannot_continue_a_card() -> None:
    card, key = begun()
    fresh = new_key(START + timedelta(hours=1))
    both = continued(card, key, keys=(key.public, fresh.public))
    revoked = continued(both, fresh, keys=(replace(key.public, revoked_at=START), fresh.public))
    with pytest.raises(Refused):
        continued(revoked, key, name="Mine")


def test_what_is_no_card_is_refused() -> None:
    card, _ = begun()
    whole = json.loads(card_text(card))
    for wrong in (b"", b"{}", b"[]", json.dumps({**whole, "lagebild_card": 2}).encode(), json.dumps({**whole, "statements": []}).encode(),
                  json.dumps({**whole, "statements": [{"payload": "*"}]}).encode(), json.dumps({**whole, "statements": [1]}).encode(),
                  json.dumps({**whole, "statements": whole["statements"] * 2}).encode()):  # fmt: skip
        with pytest.raises(Refused):
            read_card(wrong)
