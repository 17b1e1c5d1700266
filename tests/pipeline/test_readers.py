"""Who reads: the model, a second reader, or both; how a ledger knows what was read by whom, and what it does when one is silent."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from lagebild.errors import InvalidFact
from lagebild.ledger import Ledger, open_ledger
from lagebild.pipeline import Added, Order, add, read
from lagebild.pipeline.endpoint import Endpoint
from lagebild.pipeline.llm_reader import Bounds
from lagebild.pipeline.readers import Kind, Readers, Second, names_of, second_reader
from lagebild.pipeline.rereading import reread
from lagebild.reading.reader import BUILT_IN, ModelReader
from lagebild.reports import Facts, sentences
from lagebild.reports.intake import take_in
from tests.pipeline.chat_server import ChatServer, chatting, well

TEXT = "Polen liefert der Ukraine 18 Panzer. Russland griff am Montag Kiew an.\n"


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with open_ledger(":memory:") as opened:
        yield opened


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf8")
    return path


def order(file: pathlib.Path, server: ChatServer, kind: Kind, model: str = "m") -> Order:
    second = Second(Endpoint(server.url, model, n_tries=1, timeout_s=0.5), Bounds(n_parallel=1), file.parent / "cache")
    return Order((str(file),), Facts(language="de"), n_jobs=4, readers=Readers(kind, second=second))


def claim(trigger: str, type_: str, **roles: str) -> dict[str, Any]:
    filled = [{"role": role, "quote": words, "entity": None} for role, words in roles.items()]
    return {
        "type": type_, "status": "done", "certainty": "certain", "polarity": "affirmed", "trigger": trigger, "roles": filled,
        "sources": [], "time": None, "place": None,
    }  # fmt: skip


def as_the_model_does(file: pathlib.Path) -> Any:
    """An answer that agrees with the built-in model on every claim whose sentence is the first, and differs on the others."""
    (report,) = take_in([str(file)], facts=Facts(language="de"))
    found = ModelReader().read(report, sentences(report.text, "de"))  # type: ignore[union-attr,arg-type]
    assert len(found) == 2

    def claims_of(sentence: str) -> list[dict[str, Any]]:
        if "Panzer" not in sentence:
            return [claim("griff", "engagement", target="Kiew")]
        return [{**claim(one.trigger.text, one.type), "roles": [{"role": r.role, "quote": r.span.text, "entity": None} for r in one.roles]}
                for one in found[:1]]

    return well(claims_of)


def test_a_second_reader_needs_an_endpoint_and_reads_in_one_process(file: pathlib.Path) -> None:
    with pytest.raises(InvalidFact):
        Readers("llm")
    with chatting(well(lambda _: [])) as server:
        assert order(file, server, "both").n_jobs == 1
        assert order(file, server, "model").n_jobs == 4


def test_both_agree_on_one_claim_with_more_confidence_and_keep_two_readings_of_another(file: pathlib.Path) -> None:
    with chatting(as_the_model_does(file)) as server:
        (alone,) = read(order(file, server, "model"))
        (reading,) = read(order(file, server, "both"))
    assert [one.read_by.reader for one in reading.claims] == ["model+llm", "model", "llm"]
    both, before = reading.claims[0], alone.claims[0]
    assert both.id == before.id
    assert both.read_by.version == f"{before.read_by.version} + m prompt/1"
    assert before.read_by.confidence is not None
    assert both.read_by.confidence == pytest.approx(1 - (1 - before.read_by.confidence) / 2, abs=0.001)
    assert reading.claims[1] == alone.claims[1]


def test_the_second_reader_alone_reads_languages_that_the_model_does_not(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "f.txt"
    path.write_text("Польща передає Україні 18 танків.\n", encoding="utf8")
    with chatting(well(lambda s: [claim("передає", "transfer", supplier="Польща")])) as server:
        asked = order(path, server, "llm")
        (reading,) = read(Order(asked.sources, Facts(language="uk"), readers=asked.readers))
    assert [(one.read_by.reader, one.roles[0].span.text) for one in reading.claims] == [("llm", "Польща")]
    assert reading.faults == ()


def outcomes(found: Iterator[Added]) -> list[str]:
    return [one.outcome for one in found]


def test_a_ledger_knows_which_reader_read_and_asks_again_only_what_is_missing(file: pathlib.Path, ledger: Ledger) -> None:
    with chatting(as_the_model_does(file)) as server:
        assert outcomes(add(order(file, server, "model"), ledger, "ada")) == ["added"]
        assert outcomes(add(order(file, server, "llm"), ledger, "ada")) == ["reread"]
        assert outcomes(add(order(file, server, "llm"), ledger, "ada")) == ["known"]
        assert outcomes(add(order(file, server, "both"), ledger, "ada")) == ["reread"]
        assert outcomes(add(order(file, server, "both"), ledger, "ada")) == ["known"]
        assert outcomes(add(order(file, server, "llm", "other"), ledger, "ada")) == ["reread"]
    with ledger.view() as view:
        (report,) = view.reports().items
        kept = view.claims_of(report.report.id)
    assert {one.claim.read_by.reader for one in kept if one.current} == {"model+llm", "model", "llm"}
    assert not ledger.verify(tables=True)
    assert not list(reread(ledger, "ada", Order(())))


def test_a_silent_endpoint_is_a_fault_leaves_claims_alone_and_is_asked_again(file: pathlib.Path, ledger: Ledger) -> None:
    with chatting(well(lambda s: [claim("griff", "engagement", target="Kiew")] if "Kiew" in s else [])) as server:
        list(add(order(file, server, "llm"), ledger, "ada"))
    with chatting(lambda _: 1.0) as silent:
        (one,) = add(order(file, silent, "llm", "newer"), ledger, "ada")
        assert "no whole answer" in one.faults[0].reason
        (both,) = add(order(file, silent, "both", "newer"), ledger, "ada")
        assert both.n_claims == 2
        with ledger.view() as view:
            kept = [one.claim.read_by.reader for one in view.claims_of(str(one.report)) if one.current]
        assert sorted(kept) == ["llm", "model", "model"]
        list(add(order(file, silent, "llm", "newer"), ledger, "ada"))
        assert len(silent.requests) == 3


def test_names_tell_every_version(file: pathlib.Path) -> None:
    assert names_of(Readers())[0] == "model"
    with chatting(well(lambda _: [])) as server:
        readers = order(file, server, "both").readers
        assert [name.split(" ")[0] for name in names_of(readers)] == ["model", "llm", "model+llm", "model", "llm", "model+llm"]
        assert readers.second is not None
        assert second_reader(readers.second) is second_reader(readers.second)


def test_a_learned_model_is_read_with_from_its_folder(file: pathlib.Path, tmp_path: pathlib.Path, ledger: Ledger) -> None:
    folder = tmp_path / "learned"
    folder.mkdir()
    for path in BUILT_IN.iterdir():
        (folder / path.name).symlink_to(path)
    facts = (folder / "model.json").read_text()
    (folder / "model.json").unlink()
    (folder / "model.json").write_text(facts.replace('"version": "', '"version": "learned '))
    learned = Order((str(file),), Facts(language="de"), readers=Readers(folder=folder))
    assert outcomes(add(Order((str(file),), Facts(language="de")), ledger, "ada")) == ["added"]
    assert outcomes(add(learned, ledger, "ada")) == ["reread"]
    assert outcomes(add(learned, ledger, "ada")) == ["known"]
    with ledger.view() as view:
        versions = {one.claim.read_by.version for one in view.every_claim()}
    assert all(version.startswith("learned ") for version in versions)
