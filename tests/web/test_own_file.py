"""A file of the workspace's own: made when first written to, for its owner alone, and whole."""

import pathlib
import stat

import pytest

from lagebild.web.own_file import OwnFile

TABLES = "CREATE TABLE IF NOT EXISTS words (word TEXT UNIQUE);"


def test_reading_makes_no_file_and_writing_makes_one_for_its_owner(tmp_path: pathlib.Path) -> None:
    file = OwnFile(tmp_path / "own.db", TABLES)
    assert file._rows("SELECT word FROM words") == []
    assert not file.path.exists()
    file._write("INSERT INTO words VALUES (?)", "a")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    file.close()
    assert OwnFile(file.path, TABLES)._rows("SELECT word FROM words") == [("a",)]


def test_what_ends_in_an_error_leaves_no_trace(tmp_path: pathlib.Path) -> None:
    file = OwnFile(tmp_path / "own.db", TABLES)
    with pytest.raises(ZeroDivisionError):
        _written_and_broken_off(file)
    assert file._rows("SELECT word FROM words") == []


def _written_and_broken_off(file: OwnFile) -> float:
    with file._open(write=True) as cursor:
        cursor.execute("INSERT INTO words VALUES ('a')")
        return 1 / 0
