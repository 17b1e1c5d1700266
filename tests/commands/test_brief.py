"""`brief`: drafts in every format, and the linter."""

import pathlib
import shutil

import pytest

from lagebild.ledger import open_ledger
from lagebild.pipeline.example import Demo, prepare
from tests.commands.calls import Caller


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[pathlib.Path, Demo]:
    path = tmp_path_factory.mktemp("brief") / "seoul.db"
    with open_ledger(str(path), create=True) as ledger:
        return path, prepare(ledger)


@pytest.fixture
def seoul(
    prepared: tuple[pathlib.Path, Demo], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Caller, Demo]:
    shutil.copy(prepared[0], tmp_path / "seoul.db")
    return Caller(tmp_path / "seoul.db", monkeypatch, capsys), prepared[1]


Seoul = tuple[Caller, Demo]


def test_a_brief_on_a_thing_goes_to_standard_output_as_markdown(seoul: Seoul) -> None:
    call, demo = seoul
    done = call("brief", demo.things["poll"].removeprefix("claim--")[:12])
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Situation brief\n")
    assert "## Contested" in done.out
    assert "[^1]: “" in done.out


def test_things_are_chosen_by_a_filter_in_any_spelling_and_a_period(seoul: Seoul) -> None:
    call, _ = seoul
    done = call("brief", "--filter", "type=deployment&party=Nordkorea", "--until", "2024-11-28", "--language", "de", "--title", "Truppen")
    assert done.out.startswith("# Truppen\n\nVeröffentlicht bis 2024-11-28; ")
    assert "Nordkorea" in done.out
    assert "Radio Donau" not in done.out


@pytest.mark.parametrize(("format", "magic"), [("html", b"<!doctype html>"), ("docx", b"PK\x03\x04"), ("pdf", b"%PDF-")])
def test_a_brief_is_written_to_a_file_and_twice_the_same(format: str, magic: bytes, seoul: Seoul, tmp_path: pathlib.Path) -> None:
    pytest.importorskip({"html": "html", "docx": "pypandoc", "pdf": "typst"}[format])
    call, demo = seoul
    one, two = tmp_path / f"1.{format}", tmp_path / f"2.{format}"
    for path in (one, two):  # in Latin and Cyrillic letters, for which every machine has a font
        done = call("brief", demo.things["troops"], "--format", format, "--out", str(path))
        assert done.code == 0, done.err
        assert f"bytes written to {path}" in done.err
    assert one.read_bytes().startswith(magic)
    assert one.read_bytes() == two.read_bytes()


def test_a_judgement_stands_first_with_word_and_number(seoul: Seoul) -> None:
    call, demo = seoul
    done = call("brief", demo.things["request"], "--judge", f"70 {demo.things['request']} Seoul will send no arms")
    assert "## Own judgement\n\nIn our judgement it is likely (70%) that Seoul will send no arms.[^1]" in done.out


def test_an_edited_brief_is_checked(seoul: Seoul, tmp_path: pathlib.Path) -> None:
    call, demo = seoul
    path = tmp_path / "b.md"
    call("brief", demo.things["troops"], "--out", str(path))
    clean = call("brief", "--lint", str(path))
    assert (clean.code, clean.err) == (0, "nothing found\n")
    path.write_text(path.read_text(encoding="utf8").replace("at least 10,000", "at least 20,000"), encoding="utf8")
    edited = call("brief", "--lint", str(path))  # the footnote was changed too: the ledger knows better
    assert edited.code == 1
    assert ": number-not-in-claims: " in edited.out
    assert "20,000" in edited.out


def test_a_footnote_that_no_longer_quotes_its_claim_is_found(seoul: Seoul, tmp_path: pathlib.Path) -> None:
    call, demo = seoul
    path = tmp_path / "b.md"
    call("brief", demo.things["poll"], "--out", str(path))
    text = path.read_text(encoding="utf8")
    path.write_text(text.replace("82 percent of South Koreans are against", "92 percent of South Koreans are against"), encoding="utf8")
    assert ": words-changed: " in call("brief", "--lint", str(path)).out
    path.write_text(text.replace(f"claim {demo.things['poll'][7:19]}", "claim 000000000000"), encoding="utf8")
    assert ": unknown-claim: " in call("brief", "--lint", str(path)).out


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["nothing-begins-so"], ["--filter", "type=party"], ["--filter", "type=survey", "--format", "docx"],
        ["--filter", "type=survey", "--format", "odt"], ["--filter", "type=survey", "--language", "fr"], ["--filter", "type=survey", "--since", "soon"],
        ["--filter", "type=survey", "--judge", "very likely"], ["--filter", "type=exercise"],
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_line(arguments: list[str], seoul: Seoul) -> None:
    done = seoul[0]("brief", *arguments)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert done.err.startswith("lagebild: ")
