"""The measure of speakers counts a claim by the message that it stands in, and asks the model about messages."""

import json
import pathlib
from collections import Counter

import pytest

from evals.quotes import Asker, Text, in_use, main, texts
from lagebild.reading.reader import ModelReader

TEXT = "Die Ukraine habe am Montag 18 Panzer aus Polen erhalten, sagte Verteidigungsminister Boris Pistorius in Berlin."


def span(words: str) -> dict:
    start = TEXT.index(words)
    return {"spans": [{"charBegin": start, "charEnd": start + len(words)}]}


@pytest.fixture
def text(tmp_path: pathlib.Path) -> Text:
    value = {"documentName": "1 - X (2024-11-27)", "originalText": TEXT, "annotations": [
        {"quote": span("Die Ukraine habe am Montag 18 Panzer aus Polen erhalten"), "speaker": span("Verteidigungsminister Boris Pistorius")}]}
    (tmp_path / "1.json").write_text(json.dumps(value), encoding="utf8")
    (one,) = texts(tmp_path)
    return one


def test_a_text_comes_with_its_day_messages_and_speakers(text: Text) -> None:
    assert text.report.published == "2024-11-27"
    assert text.quotes[0].speaker[0].text == "Verteidigungsminister Boris Pistorius"


def test_a_claim_in_a_message_is_counted_with_its_speaker(text: Text) -> None:
    n: Counter[str] = Counter()
    in_use(ModelReader(), text, n)
    assert n["inside"] == n["claims"] >= 1
    assert n["outside"] == 0
    assert n["right"] <= n["named"] <= n["inside"]


def test_the_model_is_asked_about_every_message(text: Text) -> None:
    n: Counter[str] = Counter()
    Asker().count(text, n)
    assert n["wanted"] == 1
    assert n["right"] <= n["found"] <= 1


def test_the_command_prints_both_figures(text: Text, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path)])
    out = capsys.readouterr().out
    assert "in use: " in out
    assert "asked: " in out
