"""A saved picture comes back as it was, and goes on as if it had never been saved; what is no such file is refused."""

import pathlib
import tempfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims import decision as decide
from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.errors import SnapshotUnusable
from lagebild.weighing import Balance
from tests.weighing.pictures import BY, READINGS, of, picture
from tests.weighing.told import exactly, told


def through_a_file(balance: Balance, sequence: int = 7) -> tuple[Balance, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "picture"
        balance.save(path, sequence)
        return Balance.load(path, lambda words, language: None)


@settings(max_examples=40, deadline=None)
@given(READINGS, READINGS, st.data())
def test_a_loaded_picture_is_the_saved_one_and_goes_on_like_it(
    readings: list[tuple[Report, Claim]], more: list[tuple[Report, Claim]], data: st.DataObject
) -> None:
    balance = of(*readings)
    if len(readings) > 1:
        kind: Any = data.draw(st.sampled_from([decide.same, lambda pair, **by: decide.different(*pair, **by)]))
        balance.decide(1, kind([readings[0][1].id, readings[-1][1].id], **BY))
    balance.decide(2, decide.same(["KP", "IR"], **BY))
    balance.decide(3, decide.settle([readings[0][1].id], True, ["x"], **BY))
    if data.draw(st.booleans()):
        picture(balance)
    loaded, sequence = through_a_file(balance)
    assert sequence == 7
    assert picture(loaded) == picture(balance)
    assert loaded.grades() == balance.grades()
    for report, claim in more:
        for one in (balance, loaded):
            one.add(report, [claim])
            one.decide(9, decide.undo([1], **BY)) if len(readings) > 1 else None
    assert picture(loaded) == picture(balance)


@pytest.fixture
def saved(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "picture"
    of(told("a text", id="1", number=exactly(900)), told("b text", id="2", number=exactly(901))).save(path, 3)
    return path


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_file_with_one_byte_changed_or_cut_off_is_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "picture"
        of(told("a text", id="1", number=exactly(900))).save(path, 3)
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[at] ^= data.draw(st.integers(1, 255))
        else:
            del content[at:]
        path.write_bytes(content)
        with pytest.raises(SnapshotUnusable):
            Balance.load(path, lambda words, language: None)


def test_a_file_of_something_else_or_none_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "other").write_text("a table")
    for name in ("other", "missing"):
        with pytest.raises(SnapshotUnusable):
            Balance.load(tmp_path / name, lambda words, language: None)


def test_a_picture_made_by_other_rules_or_another_classifier_is_refused(saved: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SnapshotUnusable, match="made with"):
        Balance.load(saved, lambda words, language: None, made_with="materiel 2")
    monkeypatch.setattr("lagebild.weighing.snapshot.rules", lambda: "others")
    with pytest.raises(SnapshotUnusable, match="another version"):
        Balance.load(saved, lambda words, language: None)


def test_saving_where_nothing_can_be_written_is_refused_and_leaves_the_old_picture(tmp_path: pathlib.Path, saved: pathlib.Path) -> None:
    before = saved.read_bytes()
    (saved.parent / "picture.part").mkdir()
    with pytest.raises(SnapshotUnusable):
        of(told("a text", id="1")).save(saved, 4)
    assert saved.read_bytes() == before


def test_texts_come_from_the_reader_that_is_given(tmp_path: pathlib.Path) -> None:
    report, claim = told("a text", id="1", number=exactly(900))
    balance = Balance(text_of={report.id: report.text}.__getitem__)
    balance.add(report, [claim])
    balance.save(tmp_path / "picture", 1)
    loaded, _ = Balance.load(tmp_path / "picture", lambda words, language: None, {report.id: report.text}.__getitem__)
    assert picture(loaded) == picture(balance)
    with pytest.raises(SnapshotUnusable, match="no texts"):
        Balance.load(tmp_path / "picture", lambda words, language: None)
