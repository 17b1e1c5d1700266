"""Two nodes that no network joins: cards, an agreement, claims, corrections and confirmations travel in files alone."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.calls import Caller, Done

TEXT = "Nordkorea hat nach Angaben des NIS am 28. November 2024 über 10.000 Soldaten nach Russland entsandt. Deutschland liefert der Ukraine zehn Panzer."


class Link:
    """Two nodes, and a folder for the stick that goes between them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.stick = folder
        self.berlin = Caller(folder / "berlin.db", monkeypatch, capsys)
        self.warsaw = Caller(folder / "warsaw.db", monkeypatch, capsys)

    def write(self, caller: Caller, to: str, name: str, *options: str) -> Path:
        path = self.stick / name
        done = caller("bundle", "write", to, str(path), *options)
        assert done.code == 0, done.err
        return path

    def read(self, caller: Caller, path: Path) -> Done:
        return caller("bundle", "read", str(path), "--json")


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Link:
    """Partners that have an agreement; Berlin has two claims of one report, which are marked green."""
    made = Link(tmp_path, monkeypatch, capsys)
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf8")
    assert made.berlin("add", str(tmp_path / "t.txt"), "--published", "2024-11-29", "--publisher", "Blatt").code == 0
    prints = {}
    for caller, name in ((made.berlin, "Berlin"), (made.warsaw, "Warschau")):
        prints[name] = re.findall(r"(?:[0-9a-f]{4} ){9}[0-9a-f]{4}", caller("node", "init", name).out)[0]
        assert caller("node", "card", "--output", str(tmp_path / f"{name}.card")).code == 0
    for caller, name in ((made.berlin, "Warschau"), (made.warsaw, "Berlin")):
        assert caller("partner", "add", str(tmp_path / f"{name}.card"), "--fingerprint", prints[name]).code == 0
    options = ("--part", "all", "--tlp", "amber", "--unmarked", "green", "--expires", "2099-12-31")
    assert made.berlin("agree", "propose", "Warschau", *options).code == 0
    done = made.read(made.warsaw, made.write(made.berlin, "Warschau", "1"))
    assert json.loads(done.out)["fit"] == "continues"
    assert made.warsaw("agree", "sign", "Berlin", "--yes").code == 0
    assert made.read(made.berlin, made.write(made.warsaw, "Berlin", "2")).code == 0
    return made


def held(caller: Caller) -> list[dict[str, object]]:
    return [json.loads(line)["told"] for line in caller("exchange", "claims", "--json").out.splitlines()]


def test_claims_corrections_and_confirmations_travel_by_stick(link: Link) -> None:
    """What is confirmed is not written again; a correction arrives as a new version of the same claim."""
    first = link.write(link.berlin, "Warschau", "3")
    done = link.read(link.warsaw, first)
    assert done.code == 0, done.err + done.out
    assert {told["claim_type"] for told in held(link.warsaw)} == {"deployment", "transfer"}
    assert link.read(link.berlin, link.write(link.warsaw, "Berlin", "4")).code == 0
    claim = next(str(told["claim"]) for told in held(link.warsaw) if told["claim_type"] == "transfer")
    assert link.berlin("correct", claim, "--set", "status=pledged").code == 0
    second = link.write(link.berlin, "Warschau", "5")
    assert len(second.read_bytes()) < len(first.read_bytes())
    assert link.read(link.warsaw, second).code == 0
    assert {told["status"] for told in held(link.warsaw) if told["claim_type"] == "transfer"} == {"pledged"}


def test_reading_again_takes_nothing_new(link: Link) -> None:
    path = link.write(link.berlin, "Warschau", "3")
    first, again = json.loads(link.read(link.warsaw, path).out), json.loads(link.read(link.warsaw, path).out)
    assert first["n_new"] > 0
    assert (again["fit"], again["n_new"], again["gaps"], again["refused"]) == ("known", 0, [], [])


def test_a_withdrawal_travels_by_stick(link: Link) -> None:
    link.read(link.warsaw, link.write(link.berlin, "Warschau", "3"))
    claim = str(held(link.warsaw)[0]["claim"])
    assert link.berlin("reject", claim).code == 0
    assert link.read(link.warsaw, link.write(link.berlin, "Warschau", "4")).code == 0
    assert claim not in {told.get("claim") for told in held(link.warsaw)}
    assert len(held(link.warsaw)) == 1


def test_a_bundle_that_was_lost_is_noticed_and_asked_for(link: Link) -> None:
    """For a link on which nothing comes back the giver names the place from which it writes."""
    lost = json.loads(link.berlin("bundle", "write", "Warschau", str(link.stick / "3"), "--json").out)
    claim = re.findall(r"\b[0-9a-f]{10}\b", link.berlin("claims").out)[0]
    assert link.berlin("reject", claim).code == 0
    late = link.write(link.berlin, "Warschau", "4", "--after", str(lost["place"]))
    done = link.read(link.warsaw, late)
    assert done.code == 2
    assert "read the bundles between first" in done.err
    assert link.read(link.warsaw, link.stick / "3").code == 0
    assert link.read(link.warsaw, late).code == 0


def test_a_change_of_keys_while_nobody_came_by_is_proved(link: Link) -> None:
    for _ in range(2):
        assert link.berlin("node", "rotate").code == 0
    done = link.read(link.warsaw, link.write(link.berlin, "Warschau", "3"))
    assert done.code == 0, done.err + done.out
    assert len(held(link.warsaw)) == 2


def test_what_was_changed_or_is_for_somebody_else_is_refused_with_the_reason(link: Link) -> None:
    path = link.write(link.berlin, "Warschau", "3")
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert "cut off" in link.read(link.warsaw, path).err
    path.write_bytes(whole.replace(b"deployment", b"transfer!!"))
    assert "not those that were signed" in link.read(link.warsaw, path).err
    path.write_bytes(whole)
    assert "there is no partner" in link.read(link.berlin, path).err
    assert held(link.warsaw) == []


def test_what_was_written_is_said(link: Link) -> None:
    done = link.berlin("bundle", "write", "Warschau", str(link.stick / "3"))
    assert re.fullmatch(r"\d+ objects for Warschau in .*: entries \d+ to \d+\n", done.out)
    done = link.warsaw("bundle", "read", str(link.stick / "3"))
    assert re.fullmatch(r"Berlin: \d+ new objects, \d+ known, 0 refused; it goes on where the last one ended\n", done.out)
    assert "nothing is there" not in link.warsaw("bundle", "read", str(link.stick / "3")).out
