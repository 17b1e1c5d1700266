"""`evaluate` and `--reader` on the command line."""

import json
import pathlib

import pytest

from tests.commands.calls import Caller
from tests.pipeline.chat_server import chatting, well

GOLD = """=== a
language: de

Russland griff am Montag Kiew an.
> engagement done | griff | actor: Russland =RU | target: Kiew =UA

=== b
language: de

Ein Satz.
> engagement done | fehlt
"""


@pytest.fixture
def gold(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "gold.txt"
    path.write_text(GOLD, encoding="utf8")
    return path


def test_evaluate_prints_a_table_names_bad_lines_and_ends_with_one(call: Caller, gold: pathlib.Path) -> None:
    done = call("evaluate", str(gold))
    assert done.code == 1
    assert "engagement" in done.out
    assert "claims, F1" in done.out
    assert "gold.txt:11: " in done.err


def test_evaluate_gives_the_same_as_json(call: Caller, gold: pathlib.Path) -> None:
    gold.write_text(GOLD[: GOLD.index("=== b")], encoding="utf8")
    done = call("evaluate", str(gold), "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert found["n_reports"] == {"de": 1}
    assert found["figures"]["de"]["claims_recall"] == 100.0
    assert call("evaluate", str(gold), "--split", "test").out.count("no report was scored") == 1


def test_the_second_reader_needs_its_settings_and_says_which(call: Caller, gold: pathlib.Path) -> None:
    done = call("read", str(gold), "--reader", "llm")
    assert (done.code, done.err) == (2, "lagebild: LAGEBILD_LLM_URL: is not set; the second reader needs an endpoint and a model\n")
    assert "--reader" in call("read", str(gold), "--reader", "oracle").err
    call.monkeypatch.setenv("LAGEBILD_LLM_MODEL", "m")
    call.monkeypatch.setenv("LAGEBILD_LLM_URL", "http://models.example/v1")
    assert "LAGEBILD_LLM_URL: " in call("add", str(gold), "--reader", "both").err
    call.monkeypatch.setenv("LAGEBILD_LLM_URL", "https://models.example/v1")
    call.monkeypatch.setenv("LAGEBILD_LLM_KEY", "geheim\n")
    done = call("read", str(gold), "--reader", "llm")
    assert done.err.startswith("lagebild: LAGEBILD_LLM_KEY: ")
    assert "geheim" not in done.err + done.out


def test_read_and_add_ask_the_second_reader_and_say_what_it_cost(call: Caller, tmp_path: pathlib.Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("Russland griff am Montag Kiew an.\n", encoding="utf8")
    found = {
        "type": "engagement", "status": "done", "certainty": "certain", "polarity": "affirmed", "trigger": "griff",
        "roles": [{"role": "actor", "quote": "Russland", "entity": "RU"}], "sources": [], "time": "am Montag", "place": None,
    }  # fmt: skip
    with chatting(well(lambda _: [found])) as server:
        for name, value in (("URL", server.url), ("MODEL", "m"), ("KEY", "geheim"), ("CACHE", str(tmp_path / "cache"))):
            call.monkeypatch.setenv(f"LAGEBILD_LLM_{name}", value)
        done = call("read", str(report), "--reader", "llm", "--json", "--language", "de")
        kept = call("add", str(report), "--reader", "llm", "--language", "de")
    assert json.loads(done.out)["claims"][0]["read_by"] == {"reader": "llm", "version": "m prompt/1", "confidence": None}
    assert "second reader m: 1 requests" in done.err
    assert kept.code == 0
    assert "1 claim" in kept.out
    assert server.keys == ["Bearer geheim"]
    assert "geheim" not in done.out + done.err + kept.out + kept.err
