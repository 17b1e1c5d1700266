"""`demo`: the example in the terminal."""

import pathlib

from tests.commands.calls import Caller, process


def test_the_demo_shows_in_the_terminal_what_the_example_is_about(tmp_path: pathlib.Path) -> None:
    done = process(tmp_path / "other.db", "demo", "--terminal")
    assert (done.code, done.err) == (0, "reading sixteen reports …\n")
    text = " ".join(done.out.split())
    assert "16 reports (de, en, ko, uk)" in text
    assert "The agreement to share information: 11 reports" in text
    for words in ("12 000 військових", "etwa 12.000 Soldaten", "more than 10,000 troops", "not calibrated"):
        assert words in text
    assert "Undisclosed in 8 claims; reportedly yes in 1" in text
    assert "82% against 64%, two polls side by side" in text
    assert "GlobeBrief (de) ← GlobeBrief (en) ← Seoul Morning Post (en) ← Hangang News Agency (en)" in text
    assert not (tmp_path / "other.db").exists()


def test_the_demo_keeps_its_ledger_where_it_is_told_and_shows_it_again(call: Caller, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "seoul.db"
    first = call("demo", "--terminal", "--ledger", str(path))
    assert first.code == 0
    again = call("demo", "--terminal", "--ledger", str(path))
    assert again.out == first.out
    assert "82" in call("claims", "--ledger", str(path), "--type", "survey").out


def test_the_demo_does_not_put_its_reports_between_others(call: Caller) -> None:
    done = call("demo", "--terminal", "--ledger", str(call.ledger))
    assert done.code == 2
    assert "holds other reports" in done.err
