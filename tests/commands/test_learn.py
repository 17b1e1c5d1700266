"""`learn`: what it needs, what it would learn from, and that it refuses a worse model; training itself needs PyTorch."""

import importlib.util
import pathlib
from dataclasses import replace

import pytest

from lagebild.commands.learn import shortfalls
from tests.commands.calls import Caller

TORCH = importlib.util.find_spec("torch") is not None


@pytest.fixture
def own(call: Caller, tmp_path: pathlib.Path) -> Caller:
    """Calls on a ledger with one report and one claim."""
    caller = replace(call, ledger=tmp_path / "own.db")
    report = tmp_path / "r.txt"
    report.write_text("Polen liefert der Ukraine 18 Panzer.\n", encoding="utf8")
    assert caller("add", str(report), "--language", "de").code == 0
    return caller


def test_a_preview_says_what_there_is_to_learn_from(own: Caller, tmp_path: pathlib.Path) -> None:
    done = own("learn", str(tmp_path / "m"), "--preview")
    assert (done.code, done.err) == (0, "0 reports, 0 claims that stand, 0 rejected\n")
    id = own("claims", "--format", "json").out.split('"id": "')[1].split('"')[0]
    assert own("accept", id).code == 0
    assert own("learn", str(tmp_path / "m"), "--preview").err == "1 reports, 1 claims that stand, 0 rejected\n"
    assert not (tmp_path / "m").exists()


def test_without_a_checkout_it_says_so(own: Caller, tmp_path: pathlib.Path) -> None:
    done = own("learn", str(tmp_path / "m"), "--preview", "--checkout", str(tmp_path))
    assert done.code == 2
    assert "source checkout" in done.err


@pytest.mark.skipif(TORCH, reason="PyTorch is installed")
def test_without_pytorch_the_extra_is_named(own: Caller, tmp_path: pathlib.Path) -> None:
    done = own("learn", str(tmp_path / "m"))
    assert done.code == 2
    assert "pip install lagebild[train]" in done.err


def test_a_figure_below_its_floor_is_told_with_how_much_is_missing() -> None:
    after = {"de": {"claims_f1": 56.1, "status": 76.1}}
    result = {"floors": {"de": {"claims_f1": 57.3, "status": 73.3}}, "before": {"de": {"claims_f1": 58.3, "status": 74.3}}, "after": after}
    assert shortfalls(result) == ["de claims_f1: 56.1 is 1.2 below its floor 57.3 (before: 58.3)"]
    assert len(shortfalls(result, 1.1)) == 1
    assert shortfalls(result, 1.2) == []
    after["de"]["claims_f1"] = 57.3
    assert shortfalls(result) == []
