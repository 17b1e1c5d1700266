"""Reports into a ledger: each told of once it is safe, nothing twice, no fault stopping another."""

import io
import json
import pathlib
from collections.abc import Iterator

import pytest

from lagebild.claims.decision import accept
from lagebild.claims.event import utc_now
from lagebild.errors import LedgerBusy
from lagebild.ledger import Ledger, open_ledger
from lagebild.pipeline import Added, Order, add, recording
from lagebild.pipeline import known as pipeline_known
from lagebild.pipeline import reading as pipeline_reading
from lagebild.pipeline.rereading import reread
from lagebild.pipeline.watching import watch_folder
from lagebild.reports import Facts
from lagebild.reports.watch import Rhythm
from tests.reports.servers import answer, local, serving

GERMAN = "Deutschland liefert der Ukraine {} Panzer, teilte das Verteidigungsministerium in Berlin mit."
KOREAN = "북한이 러시아에 병력을 보냈다고 국정원이 밝혔다."


@pytest.fixture
def ledger(tmp_path: pathlib.Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.txt").write_text(GERMAN.format(18), encoding="utf8")
    (inside / "b.txt").write_bytes(b"")
    lines = (json.dumps({"text": text, "language": code}) for text, code in ((GERMAN.format(19), "de"), (KOREAN, "ko")))
    (inside / "c.jsonl").write_text("\n".join(lines) + "\nnot json\n", encoding="utf8")
    return inside


def added(folder: pathlib.Path, ledger: Ledger, **order: object) -> list[Added]:
    return list(add(Order((str(folder),), **order), ledger, "ada"))  # type: ignore[arg-type]


def outcomes(found: list[Added]) -> dict[str, str]:
    return {pathlib.Path(one.source).name: one.outcome for one in found}


def n_events(ledger: Ledger) -> int:
    with ledger.view() as view:
        return view.head()[0]


def test_a_folder_is_added_with_its_originals_and_its_faults(ledger: Ledger, folder: pathlib.Path) -> None:
    found = added(folder, ledger)
    assert outcomes(found) == {"a.txt": "added", "b.txt": "failed", "c.jsonl:1": "added", "c.jsonl:2": "added", "c.jsonl:3": "failed"}
    first = next(one for one in found if one.source.endswith("a.txt"))
    with ledger.view() as view:
        (captured,) = view.captures(str(first.report))
        assert captured.capture is not None
        assert (captured.capture.how, captured.capture.source) == ("file", str(folder / "a.txt"))
        assert view.original(str(captured.original)) == (folder / "a.txt").read_bytes()
        assert len(view.claims_of(str(first.report))) == first.n_claims
        assert [event.payload["reason"] for event in view.events(kind="fault")]
    assert not ledger.verify(tables=True)
    assert not ledger.audit()


def test_adding_again_adds_nothing_and_reads_nothing(ledger: Ledger, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added(folder, ledger)
    before = n_events(ledger)
    (folder / "b.txt").unlink()
    (folder / "c.jsonl").write_text((folder / "c.jsonl").read_text(encoding="utf8").replace("not json\n", ""), encoding="utf8")
    monkeypatch.setattr(pipeline_reading, "ModelReader", None)
    pipeline_reading.reader.cache_clear()
    assert set(outcomes(added(folder, ledger)).values()) == {"known"}
    assert n_events(ledger) == before


def test_a_fault_is_recorded_once(ledger: Ledger, folder: pathlib.Path) -> None:
    for _ in range(2):
        found = added(folder / "b.txt", ledger)
        assert [one.outcome for one in found] == ["failed"]
    assert n_events(ledger) == 1


def test_a_changed_file_is_a_new_version_and_new_facts_are_told(ledger: Ledger, folder: pathlib.Path) -> None:
    (old,) = added(folder / "a.txt", ledger)
    (folder / "a.txt").write_text(GERMAN.format(20), encoding="utf8")
    (new,) = added(folder / "a.txt", ledger)
    assert (new.outcome, new.before) == ("version", old.report)
    (again,) = added(folder / "a.txt", ledger, facts=Facts(publisher="dpa"))
    assert again.outcome == "again"
    with ledger.view() as view:
        assert [kept.report.id for kept in view.versions(str(new.report))] == [old.report, new.report]
        assert "-Deutschland liefert der Ukraine 18" in view.diff(str(old.report), str(new.report))
        assert view.report(str(new.report)).report.publisher == "dpa"


def test_several_processes_add_the_same(ledger: Ledger, folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    found = added(folder, ledger)
    with open_ledger(tmp_path / "other.db") as other:
        assert added(folder, other, n_jobs=2) == found


def test_a_report_is_told_of_only_once_it_is_committed(ledger: Ledger, folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    with open_ledger(tmp_path / "l.db") as other:
        for one in add(Order((str(folder),)), ledger, "ada"):
            if one.report is not None:
                with other.view() as view:
                    assert view.report(one.report).report.text


def test_a_ledger_that_is_held_tells_nothing_and_loses_nothing(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    with open_ledger(tmp_path / "l.db") as holder, open_ledger(tmp_path / "l.db", patience_s=0.1) as ledger:
        with holder.transaction(write=True), pytest.raises(LedgerBusy):
            added(folder / "a.txt", ledger)
        assert outcomes(added(folder / "a.txt", ledger)) == {"a.txt": "added"}


def test_standard_input_and_an_address_are_sources(ledger: Ledger) -> None:
    page = f"<html><body><article><p>{GERMAN.format(21)}</p><p>{GERMAN.format(22)}</p></article></body></html>".encode("cp1252")
    with serving({"/a": answer(page, Content_Type="text/html; charset=windows-1252"), "/b": answer(status=500)}) as server:
        urls = tuple(f"http://127.0.0.1:{server.port}/{name}" for name in "ab")
        found = list(add(Order((*urls, "-", "ftp://x/y"), Facts(language="de")), ledger, "ada", policy=local(server), stdin=io.BytesIO(GERMAN.format(1).encode())))
    assert [one.outcome for one in found] == ["added", "failed", "added", "failed"]
    with ledger.view() as view:
        (captured,) = view.captures(str(found[0].report))
        assert captured.capture is not None
        assert (captured.capture.how, captured.capture.source) == ("url", urls[0])
        assert ("content-type", "text/html; charset=windows-1252") in captured.capture.headers
        assert view.original(str(captured.original)) == page


def test_a_newer_model_adds_and_supersedes_but_what_a_person_decided_stays(
    ledger: Ledger, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "readers", lambda: ("model", "model older"))
    (one,) = added(folder / "a.txt", ledger)
    with ledger.view() as view:
        before = view.claims_of(str(one.report))
    assert before
    with ledger.writer("ada") as writer:
        writer.decide(accept([before[0].claim.id], actor="ada", time=utc_now()))
    from lagebild.pipeline import rereading

    monkeypatch.setattr(rereading, "read_one", lambda report, *_: pipeline_reading.Reading(report))
    assert [len(found.changes) for found in reread(ledger, "ada", Order(()), preview=True)] == [len(before)]
    (found,) = reread(ledger, "ada", Order(()))
    assert {change.before.claim.id for change in found.changes if change.before} == {kept.claim.id for kept in before}
    with ledger.view() as view:
        after = {kept.claim.id: kept for kept in view.claims_of(str(one.report))}
        assert [event.kind for event in view.events()].count("report") == 1
    assert (after[before[0].claim.id].current, after[before[0].claim.id].reread) == (True, "gone")
    assert not any(kept.current for id, kept in after.items() if id != before[0].claim.id)
    assert not list(reread(ledger, "ada", Order(())))
    assert pipeline_known.readers()[1].startswith("model ")


def test_a_watched_folder_is_added_file_by_file(ledger: Ledger, folder: pathlib.Path) -> None:
    looks = iter([False] * 3 + [True] * 9)
    rhythm = Rhythm(settled_s=0, every_s=0, stopped=lambda: next(looks))
    found = list(watch_folder(str(folder), Order(()), ledger, "ada", rhythm=rhythm))
    assert outcomes(found)["a.txt"] == "added"
    assert outcomes(found)["c.jsonl:2"] == "added"
