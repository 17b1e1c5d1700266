"""Ledgers for the export tests: a small one with all that can be told, and random ones that keep every rule."""

from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st

from lagebild.claims.capture import HOWS, Capture
from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.decision import accept, add, correct, dissent, note, reject, same, settle, undo
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.record import span_part
from lagebild.claims.span import Span
from lagebild.errors import InvalidDecision
from lagebild.exchange.told import RECORDED
from lagebild.ledger import Filter, Ledger, View, open_ledger
from tests.claims.nouns import FAULTS, TEXTS, readings
from tests.ledger.samples import START, Clock, by, capture, claim, guns, korea, report, span

EVERYTHING = Filter(current=None, latest=None)
DRILL = "=1+1 meldet Yonhap: 500 Soldaten aus Polen, Litauen üben bei Suwałki. Belarus dementiert."


def opened(backend: str, folder: Path) -> Ledger:
    return open_ledger(":memory:" if backend == "memory" else folder / "x.db")


def drill() -> Claim:
    """A claim with a place, an amount, a source and a text that a spreadsheet would run."""
    source = report(DRILL, publisher="@Agentur", title="Übung | Suwałki", published="2025-02-01")
    roles = (
        Role("actor", span(DRILL, "Polen"), "PL"),
        Role("actor", span(DRILL, "Litauen"), "LT"),
        Role("object", span(DRILL, "500 Soldaten"), None, Quantity("exact", 500, 500, "person")),
    )
    said = (Source(span(DRILL, "Yonhap"), "media", span(DRILL, "meldet"), "Yonhap"),)
    place = Place(span(DRILL, "Suwałki"), "PL", "place")
    word = span(DRILL, "üben")
    return Claim(
        id=claim_id(source.id, "exercise", (word.start, word.end), 0, "model"),
        type="exercise",
        status="ongoing",
        evidence=Span.of(DRILL, 0, DRILL.index(" Belarus")),
        trigger=word,
        read_by=ReadBy("model", "1", 0.5),
        roles=roles,
        attribution=said,
        time=Moment("2025-01-31", word),
        place=place,
    )


def fill(ledger: Ledger) -> None:
    """Three reports with captures and originals, decisions of every kind, a re-reading, a feed."""
    (north, deployed), (sent, one, other) = korea(source="https://example.org/a"), guns()
    with ledger.writer("tester", now=Clock()) as writer:
        writer.add(north, [deployed], capture=capture("https://example.org/a"), original=b"<html>")
        writer.add(sent, [one, other], capture=capture("guns.txt", "file"), original=b"guns")
        writer.add(report(DRILL, publisher="@Agentur", title="Übung | Suwałki", published="2025-02-01"), [drill()])
        writer.append("feed", {"address": "https://example.org/feed", "etag": '"1"', "share": 0.5})
        writer.decide(
            accept([deployed.id], text="+stimmt", **by("ada")),
            correct([one.id], {"trigger": span_part(one.trigger), "status": "pledged"}, **by("ada", 1)),
            reject([other.id], text="doppelt", **by("bob", 2)),
            note([deployed.id], "siehe | auch", **by("bob", 3)),
            dissent([deployed.id], text="nein", **by("eve", 4)),
            settle([deployed.id], True, ["https://example.org/proof"], **by("ada", 5)),
            same(["KP", "DPRK"], **by("ada", 6)),
            add(claim(sent, "holding", "Haubitzen", reader="ada", status="ongoing"), sent.id, **by("ada", 7)),
        )
    with ledger.writer("tester", now=Clock()) as writer:
        writer.add(north, [], readers=["model"])


def all_claims(view: View) -> list[Claim]:
    return [kept.claim for kept in view.every_claim(EVERYTHING, RECORDED)]


CAPTURES = st.builds(
    Capture,
    st.sampled_from(HOWS),
    st.integers(0, 10**6).map(lambda seconds: START + timedelta(seconds=seconds)),
    TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    st.none() | TEXTS,
)
_VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
_FACTS = st.dictionaries(TEXTS.filter(lambda key: key != "float"), _VALUES)


@st.composite
def fillings(draw: st.DrawFn, ledger: Ledger) -> Ledger:
    """`ledger`, filled at random: reports read once or twice, captured, decided on, undone, with other rooms' facts between."""
    clock = Clock()
    with ledger.writer("tester", now=clock, batch=draw(st.integers(1, 4))) as writer:
        for source, claims in draw(st.lists(readings(), min_size=1, max_size=4)):
            original = draw(st.none() | st.binary(max_size=20))
            writer.add(source, claims, draw(st.lists(FAULTS, max_size=1)), capture=draw(st.none() | CAPTURES), original=original)
            if claims and draw(st.booleans()):
                writer.add(source, claims[1:], readers=["model"])
        writer.flush()
        for number in range(draw(st.integers(0, 4))):
            _decide(draw, ledger, writer, number)
        if draw(st.booleans()):
            writer.append("feed", draw(_FACTS))
    return ledger


def _decide(draw: st.DrawFn, ledger: Ledger, writer, number: int) -> None:  # type: ignore[no-untyped-def]
    with ledger.view() as view:
        ids = [one.id for one in all_claims(view)]
        decided = [event.sequence for event in view.events(kind="decision")]
    if not ids:
        return
    some, who = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True)), by("ada", number)
    options = [
        accept(some, **who), reject(some, **who), correct(some, {"certainty": "possible"}, text=draw(st.none() | TEXTS), **who),
        note(some, draw(TEXTS), **who), dissent(some, changes={"polarity": "denied"}, **who), settle(some, True, ["x"], **who),
        same(["KP", "DPRK"], **who), *([undo([draw(st.sampled_from(decided))], **who)] if decided else []),
    ]  # fmt: skip
    try:
        writer.decide(draw(st.sampled_from(options)))
    except InvalidDecision:  # an undo of what is undone already
        return
