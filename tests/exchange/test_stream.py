"""Streams: whatever is left out, rolled back or told otherwise to the same partner shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.stream import MAX_ENTRIES, Entry, Followed, Head, Place, advance, head_part, heads_of, parse_head

STREAM = "identity--a>identity--b"
ENTRIES = [Entry(f"note--{number}", f"2026-01-01T00:00:{number:02}.000Z", f"sha256:{number}") for number in range(10)]


def heads(*sizes: int) -> list[Head]:
    """Heads over the entries, each naming so many."""
    place, start, found = Place(), 0, []
    for size in sizes:
        found += heads_of(STREAM, place, ENTRIES[start : start + size])
        place, start = found[-1].place, start + size
    return found


def follow(some: list[Head], arrived: list[Entry]) -> tuple[Followed, list[str]]:
    followed, kinds = Followed(), []
    for head in some:
        gap = followed.take(head)
        kinds += [gap.kind] if gap else []
    for entry in arrived:
        followed.arrived(entry.id, entry.modified, entry.hash)
    return followed, kinds + [gap.kind for gap in followed.omitted()]


def test_a_whole_stream_has_no_gap() -> None:
    followed, kinds = follow(heads(3, 4, 3), ENTRIES)
    assert not kinds
    assert followed.place == advance(STREAM, Place(), ENTRIES)


@given(st.sets(st.integers(0, 9), min_size=1))
def test_every_omitted_object_shows(left_out: set[int]) -> None:
    _, kinds = follow(heads(3, 4, 3), [entry for number, entry in enumerate(ENTRIES) if number not in left_out])
    assert kinds == ["omitted"] * len(left_out)


def test_a_missing_head_shows_and_what_follows_is_not_followed() -> None:
    first, _, third = heads(3, 4, 3)
    followed, kinds = follow([first, third], ENTRIES[:3])
    assert kinds == ["missing"]
    assert followed.place == first.place


def test_another_view_of_a_known_place_shows() -> None:
    first, second = heads(3, 4)
    other = heads_of(STREAM, first.place, [*ENTRIES[3:6], Entry("note--x", "2026-01-01T00:00:00.000Z", "sha256:x")])[0]
    assert follow([first, second, other], ENTRIES[:7])[1] == ["split"]


def test_a_stream_that_begins_anew_shows() -> None:
    first, second = heads(3, 4)
    anew = heads_of(STREAM, Place(), ENTRIES[5:7])[0]
    assert follow([first, second, anew], ENTRIES[:7])[1] == ["split"]


def test_a_head_that_comes_again_changes_nothing() -> None:
    first, second = heads(3, 4)
    assert follow([first, second, first, second], ENTRIES[:7])[1] == []


def test_an_object_in_a_newer_version_answers_the_entry_of_an_older() -> None:
    followed, _ = follow(heads(1), [])
    followed.arrived("note--0", "2026-01-01T00:00:00.000Z", "sha256:other")
    assert followed.omitted()
    followed.arrived("note--0", "2026-01-01T00:00:01.000Z", "sha256:newer")
    assert not followed.omitted()


def test_a_head_survives_being_written_and_read_and_a_forged_one_is_refused() -> None:
    head = heads(4)[0]
    assert parse_head(head_part(head)) == head
    for key, value in (("hash", "sha256:0"), ("sequence", 5), ("after", 1), ("entries", []), ("entries", [["a"]]), ("stream", "x>y"), ("more", 1)):
        with pytest.raises(Refused):
            parse_head({**head_part(head), key: value})


def test_many_entries_take_several_heads() -> None:
    many = [Entry(f"note--{number}", "2026-01-01T00:00:00.000Z", "sha256:0") for number in range(MAX_ENTRIES + 1)]
    found = heads_of(STREAM, Place(), many)
    assert [len(head.entries) for head in found] == [MAX_ENTRIES, 1]
    assert found[1].after == found[0].place
