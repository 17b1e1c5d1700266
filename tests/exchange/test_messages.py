"""Messages: notes that any STIX reader keeps, whose bodies are held against their kind."""

from datetime import UTC, datetime

import pytest
import stix2

from lagebild.errors import Refused
from lagebild.exchange.keys import new_key
from lagebild.exchange.messages import MESSAGE_EXTENSION, Message, message, message_of
from lagebild.exchange.stix.wire import StixObject

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SENDER, TO = "identity--8c6af861-7b20-41ef-9b59-6344fd872a8f", "identity--2c6af861-7b20-41ef-9b59-6344fd872a8f"
RECEIPT = {"stream": f"{SENDER}>{TO}", "sequence": 3, "hash": "sha256:0"}


def note(kind: str = "receipt", body: object = RECEIPT) -> StixObject:
    return message(Message(kind, SENDER, TO, body), "Applied 3 objects.", new_key(NOON), NOON, "x")  # type: ignore[arg-type]


def test_a_message_survives_its_way_and_stix2_takes_it_for_a_note() -> None:
    made = note()
    said = message_of(made)
    assert said is not None
    assert (said.kind, said.sender, said.to, said.body) == ("receipt", SENDER, TO, RECEIPT)
    parsed = stix2.parse(made)
    assert (parsed["type"], parsed["content"]) == ("note", "Applied 3 objects.")


def test_a_message_that_is_made_again_is_the_same_message() -> None:
    assert note()["id"] == note()["id"]
    assert message(Message("receipt", SENDER, TO, RECEIPT), "x", new_key(NOON), NOON, "y")["id"] != note()["id"]


def test_another_object_carries_no_message() -> None:
    made = note()
    del made["extensions"][MESSAGE_EXTENSION]
    assert message_of(made) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [("receipt", {**RECEIPT, "sequence": "3"}), ("receipt", {**RECEIPT, "sequence": True}), ("receipt", {**RECEIPT, "more": 1}),
     ("receipt", {}), ("recall", {"objects": [1]}), ("gossip", {}), ("consent", {"holder": "x"})],
)  # fmt: skip
def test_a_body_that_does_not_fit_its_kind_is_refused(kind: str, body: object) -> None:
    made = note()
    made["extensions"][MESSAGE_EXTENSION] |= {"kind": kind, "body": body}
    with pytest.raises(Refused):
        message_of(made)
