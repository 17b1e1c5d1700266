"""When partners were told to wait is kept in a small file, the last time of each kind, and a file that cannot be used costs nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lagebild.exchange.waits import Wait, note_wait, waits_in

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = Wait("day", NOON, NOON + timedelta(hours=12))
MINUTE = Wait("minute", NOON + timedelta(seconds=1), NOON + timedelta(minutes=1))
SIZE = Wait("size", NOON - timedelta(days=1), None)


def test_the_last_wait_of_each_kind_is_kept_by_partner_the_newest_first(tmp_path: Path) -> None:
    for partner, wait in (("a", SIZE), ("a", DAY), ("b", DAY), ("a", MINUTE), ("b", Wait("day", NOON + timedelta(days=1), None))):
        note_wait(tmp_path, partner, wait)
    assert waits_in(tmp_path) == {"a": (MINUTE, DAY, SIZE), "b": (Wait("day", NOON + timedelta(days=1), None),)}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"day": 1}}', '{"a": {"day": ["noon", null]}}', '{"a": {"day": [null, null]}}', "\udcff"])
def test_a_damaged_file_says_nothing_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "waits.json").write_text(text, encoding="utf8", errors="surrogateescape")
    assert waits_in(tmp_path) == {}
    note_wait(tmp_path, "a", DAY)
    assert waits_in(tmp_path) == {"a": (DAY,)}


def test_what_a_later_version_tells_beside_it_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "waits.json").write_text('{"a": {"moon": ["2026-11-25T12:00:00.000000Z", null]}}')
    assert waits_in(tmp_path) == {"a": ()}


def test_without_a_folder_nothing_is_known_and_nothing_fails(tmp_path: Path) -> None:
    assert waits_in(None) == {}
    note_wait(tmp_path / "nowhere", "a", DAY)
    assert waits_in(tmp_path / "nowhere") == {}
