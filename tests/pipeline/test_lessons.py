"""Only what people decided on teaches, and never a text that is kept apart for evaluation."""

import pathlib
from collections.abc import Iterator

import pytest

from lagebild.claims.decision import accept, correct, reject
from lagebild.claims.event import utc_now
from lagebild.ledger import Ledger, open_ledger
from lagebild.pipeline import Order, add
from lagebild.pipeline.lessons import Lesson, NoLesson, lessons, sentences_kept_apart
from lagebild.reading.notation import parse
from lagebild.reports import Facts

CORPUS = pathlib.Path(__file__).parents[2] / "corpus"
TEXT = "Polen liefert der Ukraine 18 Panzer. Russland griff am Montag Kiew an.\n"


@pytest.fixture
def ledger(tmp_path: pathlib.Path) -> Iterator[Ledger]:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf8")
    with open_ledger(":memory:") as opened:
        list(add(Order((str(tmp_path / "a.txt"),), Facts(language="de")), opened, "ada"))
        yield opened


def taught(ledger: Ledger, kept_apart: frozenset[str] = frozenset()) -> list[Lesson | NoLesson]:
    with ledger.view() as view:
        return list(lessons(view, kept_apart))


def ids(ledger: Ledger) -> list[str]:
    with ledger.view() as view:
        return [one.claim.id for one in sorted(view.every_claim(), key=lambda one: one.claim.trigger)]


def test_silence_teaches_nothing(ledger: Ledger) -> None:
    assert taught(ledger) == []
    with ledger.writer("ada") as writer:
        writer.decide(accept(ids(ledger)[:1], actor="ada", time=utc_now()))
    (one,) = taught(ledger)
    assert isinstance(one, NoLesson)
    assert "undecided" in one.reason


def test_accepted_and_corrected_claims_stand_and_rejected_ones_are_words_without_an_act(ledger: Ledger) -> None:
    first, second = ids(ledger)
    with ledger.writer("ada") as writer:
        writer.decide(correct([first], {"status": "pledged"}, actor="ada", time=utc_now()), reject([second], actor="ada", time=utc_now()))
    (one,) = taught(ledger)
    assert isinstance(one, Lesson)
    assert (one.n_claims, one.n_rejected, one.language) == (1, 1, "de")
    (document,) = parse(one.block)
    assert [(claim.type, claim.status, claim.trigger.text) for claim in document.claims] == [("transfer", "pledged", "liefert")]
    assert len(document.sentences) == 2
    assert document.split == "train"


def test_an_evaluation_text_is_no_lesson(ledger: Ledger) -> None:
    with ledger.writer("ada") as writer:
        writer.decide(accept(ids(ledger), actor="ada", time=utc_now()))
    (one,) = taught(ledger, frozenset({"Russland griff am Montag Kiew an."}))
    assert isinstance(one, NoLesson)
    assert "evaluation" in one.reason
    assert isinstance(taught(ledger)[0], Lesson)


def test_the_corpus_test_part_is_kept_apart() -> None:
    kept = sentences_kept_apart(CORPUS)
    assert len(kept) > 300
    assert all(len(sentence) >= 40 for sentence in kept)
