"""Reports in, readings out: in order, none lost, no fault stopping another."""

import io
import json
import pathlib

import pytest

from lagebild.claims.report import Report
from lagebild.pipeline import Order, Reading, read
from lagebild.pipeline import reading as pipeline_reading
from lagebild.reports import Facts, Limits

GERMAN = "Deutschland liefert der Ukraine 18 Panzer, teilte das Verteidigungsministerium in Berlin mit."
ENGLISH = "The United States has delivered 200 missiles to Poland, the Pentagon said on Monday."


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps({"text": t, "language": c}) for t, c in (
        (ENGLISH, "en"), ("북한이 러시아에 병력을 보냈다고 국정원이 밝혔다.", "ko"))) + "\nnot json\n", encoding="utf8")
    (tmp_path / "d.txt").write_text(ENGLISH, encoding="utf8")
    return tmp_path


def outcome(order: Order) -> list[tuple[str, int, list[str]]]:
    return [
        (pathlib.Path((r.report.source if r.report else r.faults[0].source) or "").name, len(r.claims), [f.reason for f in r.faults])
        for r in read(order)
    ]


def test_each_report_has_its_reading_and_each_fault_its_place(folder: pathlib.Path) -> None:
    found = outcome(Order((str(folder),)))
    assert [name for name, *_ in found] == ["a.txt", "b.txt", "c.jsonl:1", "c.jsonl:2", "c.jsonl:3", "d.txt"]
    assert found[0][1] >= 1
    assert "empty" in found[1][2][0]
    assert found[2][1] >= 1
    assert "ko" in found[3][2][0]
    assert found[4][2]
    assert found[5][1] == found[2][1]


def test_several_processes_give_the_same_readings_in_the_same_order(folder: pathlib.Path) -> None:
    assert outcome(Order((str(folder),), n_jobs=2)) == outcome(Order((str(folder),)))


def test_every_span_stands_in_the_text(folder: pathlib.Path) -> None:
    for reading in read(Order((str(folder),))):
        for claim in reading.claims:
            assert reading.report is not None
            assert all(span.stands_in(reading.report.text) for span in claim.spans())


def test_reading_again_gives_the_same_claims(folder: pathlib.Path) -> None:
    order = Order((str(folder / "a.txt"),), Facts(published="2024-05-03"))
    assert [r.claims for r in read(order)] == [r.claims for r in read(order)]


def test_standard_input_is_a_source() -> None:
    (reading,) = read(Order(("-",), Facts(language="de")), io.BytesIO(GERMAN.encode()))
    assert reading.report is not None
    assert reading.report.source == "-"


def test_a_text_over_the_limit_is_a_fault(tmp_path: pathlib.Path) -> None:
    (tmp_path / "long.txt").write_text(GERMAN * 100, encoding="utf8")
    (reading,) = read(Order((str(tmp_path / "long.txt"),), limits=Limits(max_characters=1000)))
    assert reading.report is None
    assert "too large" in reading.faults[0].reason


def test_a_report_that_kills_its_process_is_a_fault_and_the_others_are_read(
    folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = folder / "deadly.txt"
    deadly.write_text(GERMAN, encoding="utf8")
    monkeypatch.setattr(pipeline_reading, "_read_source", die_on_deadly)
    found = list(read(Order((str(folder),), n_jobs=2)))
    dead = [r for r in found if r.faults and "died" in r.faults[0].reason]
    assert [pathlib.Path(r.faults[0].source).name for r in dead] == ["deadly.txt"]
    assert [r.report.source for r in found if r.report and r.report.source == str(folder / "d.txt")]


def die_on_deadly(source: str, order: Order) -> list[Reading]:
    """Stands in for the worker: kills its process where a hostile file would."""
    import os

    if source.endswith("deadly.txt"):
        os._exit(9)
    return [Reading(Report.of("x", source=source))]
