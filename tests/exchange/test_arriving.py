"""An event that arrives with a right hash and wrong content is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from lagebild.claims.canonical import canonical_json, from_canonical
from lagebild.claims.event import Event
from lagebild.errors import LagebildError
from lagebild.exchange.arriving import take_over
from lagebild.ledger import Ledger, open_ledger
from tests.exchange.ledgers import fill


def log() -> list[Event]:
    ledger = open_ledger(":memory:")
    fill(ledger)
    with ledger.view() as view:
        return list(view.events())


def forged(events: list[Event], number: int, change: Callable[[Any], object]) -> list[Event]:
    """The log up to event `number`, whose payload is changed and whose hash is made to fit."""
    event = events[number - 1]
    payload = from_canonical(canonical_json(event.payload))
    change(payload)
    last = (event.sequence - 1, event.previous)
    return [*events[: number - 1], Event.following(last, event.kind, payload, event.actor, event.time)]


def taken(ledger: Ledger, events: list[Event]) -> None:
    with ledger.transaction(write=True) as store:
        for event in events:
            take_over(store, event)


@pytest.mark.parametrize(
    ("number", "change", "reason"),
    [
        (1, lambda it: it.pop("report"), "report: is missing"),
        (1, lambda it: it.update(extra=1), "extra: is no known part"),
        (1, lambda it: it["report"].update(text="Anderes."), "text_hash: the text has another hash"),
        (1, lambda it: it.update(original="../../etc/passwd"), "original: is no SHA-256"),
        (1, lambda it: it["capture"].update(time="gestern"), "is no UTC time"),
        (3, lambda it: it.update(report={**it["report"], "id": log()[0].payload["report"]["id"]}), "stands for another text"),
        (2, lambda it: it.update(report="sha256:0"), "no report sha256:0"),
        (2, lambda it: it.update(readers=["eve"]), "readers: do not name all"),
        (2, lambda it: it["claims"][0].update(type="gift"), r"claims\[0\].type"),
        (2, lambda it: it["claims"][0]["trigger"].update(text="ENTSANDT"), "does not stand at"),
        (8, lambda it: it.update(targets=["claim--0"]), "no claim claim--0"),
        (8, lambda it: it.update(kind="bless"), "'bless' is none of"),
    ],
)  # fmt: skip
def test_what_no_writer_could_have_written_is_refused(
    number: int, change: Callable[[Any], object], reason: str, ledger: Ledger
) -> None:
    """Each rule of the writer holds for what arrives; a batch with such an event leaves no trace."""
    with pytest.raises(LagebildError, match=reason):
        taken(ledger, forged(log(), number, change))
    with ledger.view() as view:
        assert view.head()[0] == 0


def test_an_honest_log_is_taken_over(ledger: Ledger) -> None:
    """Event by event, as it is."""
    events = log()
    taken(ledger, events)
    with ledger.view() as view:
        assert list(view.events()) == events
