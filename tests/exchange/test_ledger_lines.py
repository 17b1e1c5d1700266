"""A ledger as JSON Lines: its whole text, with a frozen clock."""

import json

import pytest

from lagebild.claims.event import GENESIS
from lagebild.errors import NotRecorded
from lagebild.exchange.ledger_lines import ledger_lines
from lagebild.ledger import Ledger
from tests.exchange.ledgers import fill
from tests.ledger.samples import Clock, report


def lines(ledger: Ledger, **options: object) -> list[str]:
    with ledger.view() as view:
        return list(ledger_lines(view, **options))  # type: ignore[arg-type]


def test_the_text_of_a_small_ledger(ledger: Ledger) -> None:
    """Header, original, event, end: byte for byte, on every backend."""
    with ledger.writer("tester", now=Clock()) as writer:
        writer.add(report("Ähm."), original=b"abc")
    with ledger.view() as view:
        sequence, digest = view.head()
    text = "sha256:16c3b1ac0a0cdc82f21d76ad03c3bf1b1a8adae8ba83d0f5aa4fdd81ab6f2b9a"
    original = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    told = json.loads(lines(ledger)[2])["event"]["payload"]["report"]["id"]
    assert "".join(lines(ledger)).replace(told, text) == (
        f'{{"header":{{"after":{{"hash":"{GENESIS}","sequence":0}},"format":"lagebild-ledger",'
        f'"head":{{"hash":"{digest}","sequence":{sequence}}},"originals":true,"version":1}}}}\n'
        f'{{"original":{{"base64":"YWJj","hash":"{original}"}}}}\n'
        f'{{"event":{{"actor":"tester","hash":"{digest}","kind":"report","payload":{{"capture":null,"original":"{original}",'
        f'"report":{{"extractor":null,"id":"{text}","language":"de","published":null,"publisher":null,"source":null,"text":"Ähm.",'
        f'"title":null}},"text_hash":"{text}"}},"previous":"{GENESIS}","sequence":1,"time":"2026-11-25T12:00:01.000000Z"}}}}\n'
        '{"end":{"n_events":1,"n_missing":0,"n_originals":1}}\n'
    )


def test_an_original_comes_once(ledger: Ledger) -> None:
    """Two reports out of one file share their original."""
    with ledger.writer("tester") as writer:
        writer.add(report("Eins."), original=b"mail")
        writer.add(report("Zwei."), original=b"mail")
    assert [next(iter(json.loads(line))) for line in lines(ledger)] == ["header", "original", "event", "event", "end"]


def test_originals_can_stay_behind(ledger: Ledger) -> None:
    """Their hashes go out with the events all the same."""
    fill(ledger)
    assert not [line for line in lines(ledger, originals=False) if line.startswith('{"original"')]
    assert json.loads(lines(ledger, originals=False)[0])["header"]["originals"] is False


def test_a_part_continues_an_event(ledger: Ledger) -> None:
    """The header names the event that the part follows, by its hash; an event that is not there is refused."""
    fill(ledger)
    with ledger.view() as view:
        fourth = list(view.events())[3]
    part = lines(ledger, after=4, originals=False)
    assert json.loads(part[0])["header"]["after"] == {"sequence": 4, "hash": fourth.hash}
    assert json.loads(part[1])["event"]["sequence"] == 5
    for sequence in (1000, -1):
        with pytest.raises(NotRecorded):
            lines(ledger, after=sequence)
