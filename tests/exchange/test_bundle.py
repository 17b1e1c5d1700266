"""Bundles: what was written is read, and nothing else is taken for it."""

import gzip
import os
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import ExportFailed, ImportRefused, Refused
from lagebild.exchange.bundle import BUNDLE_TYPE, Bundle, BundleLimits, Header, Part, Reader, peek, read_bundle, write_bundle
from lagebild.exchange.keys import KeyRing, PublicKey, SigningKey
from lagebild.exchange.sealing import seal_bytes
from lagebild.exchange.stix.wire import WireLimits, canonical_bytes, parsed_object
from lagebild.exchange.stream import Place

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEY = SigningKey(b"\1" * 32, NOON)
OTHER = SigningKey(b"\2" * 32, NOON)
GIVER, TAKER = "identity--a", "identity--b"
RING = KeyRing(GIVER, (KEY.public,))
START, MIDDLE, END = Place(), Place(7, "sha256:" + "7" * 64), Place(9, "sha256:" + "9" * 64)
OBJECTS: list[dict[str, Any]] = [{"id": f"note--{number}", "content": "über\nzwei Zeilen", "n": number} for number in range(5)]


def written(path: Path, objects: list[dict[str, Any]] = OBJECTS, after: Place = START, place: Place = MIDDLE, key: SigningKey = KEY) -> Header:
    return write_bundle(path, Part(GIVER, TAKER, after, place, objects), key, NOON)


def read(path: Path, position: Place = START, limits: BundleLimits = BundleLimits()) -> Bundle:  # noqa: B008
    return read_bundle(path, Reader(RING, TAKER, position), limits)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for properties, whose cases follow each other."""
    return tmp_path_factory.mktemp("bundle") / "a"


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)


@given(st.lists(st.dictionaries(WORDS, st.none() | st.booleans() | st.integers(-9, 9) | WORDS, max_size=3), max_size=5))
def test_what_was_written_is_read_in_its_order(once: Path, objects: list[dict[str, Any]]) -> None:
    header = written(once, objects)
    with read(once) as bundle:
        assert [item for _, item in bundle.objects()] == objects
        assert (bundle.header, bundle.fit, bundle.refused) == (header, "continues", [])


def test_the_same_part_makes_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path / "a")
    written(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_empty_bundle_says_that_there_is_nothing_new(tmp_path: Path) -> None:
    written(tmp_path / "a", [], MIDDLE, MIDDLE)
    with read(tmp_path / "a", MIDDLE) as bundle:
        assert (bundle.fit, list(bundle.objects())) == ("known", [])


def test_reading_that_broke_off_goes_on_behind_the_last_object_taken(tmp_path: Path) -> None:
    written(tmp_path / "a")
    with read(tmp_path / "a") as bundle:
        first = next(bundle.objects())
    with read(tmp_path / "a") as bundle:
        assert [number for number, _ in bundle.objects(first[0] + 1)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("after", "place", "position", "fit"),
    [
        (START, MIDDLE, START, "continues"),
        (MIDDLE, END, MIDDLE, "continues"),
        (START, END, MIDDLE, "overlaps"),
        (START, MIDDLE, MIDDLE, "known"),
        (START, MIDDLE, END, "known"),
    ],
)
def test_a_bundle_is_held_against_the_readers_place(after: Place, place: Place, position: Place, fit: str, tmp_path: Path) -> None:
    """Read twice, or in the wrong order, it changes nothing: what is known is known."""
    written(tmp_path / "a", after=after, place=place)
    with read(tmp_path / "a", position) as bundle:
        assert bundle.fit == fit


def test_a_missing_bundle_is_noticed_and_said_which(tmp_path: Path) -> None:
    written(tmp_path / "second", after=MIDDLE, place=END)
    with pytest.raises(Refused, match="continues entry 7, and 0 is the last"):
        read(tmp_path / "second")


@pytest.mark.parametrize(("after", "place"), [(Place(7, "sha256:" + "8" * 64), END), (START, Place(7, "sha256:" + "8" * 64))])
def test_another_history_of_the_stream_is_noticed(after: Place, place: Place, tmp_path: Path) -> None:
    written(tmp_path / "a", after=after, place=place)
    with pytest.raises(Refused, match="two views"):
        read(tmp_path / "a", MIDDLE)


@given(st.data())
def test_no_byte_can_be_changed_left_out_or_added(once: Path, data: st.DataObject) -> None:
    written(once)
    whole = once.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["change", "drop", "insert", "cut", "append"]))
    byte = bytes([data.draw(st.integers(0, 255))])
    changed = {
        "change": whole[:at] + byte + whole[at + 1 :], "drop": whole[:at] + whole[at + 1 :], "insert": whole[:at] + byte + whole[at:],
        "cut": whole[:at], "append": whole + byte,
    }[how]  # fmt: skip
    if changed == whole:
        return
    once.write_bytes(changed)
    with pytest.raises(Refused):
        read(once)


def test_another_history_is_noticed_at_every_place_that_is_known(tmp_path: Path) -> None:
    """Also where the reader has come further since."""
    written(tmp_path / "a", after=START, place=MIDDLE)
    with pytest.raises(Refused, match="two views"):
        read_bundle(tmp_path / "a", Reader(RING, TAKER, END, {0: START.hash, 7: "sha256:other"}))


def test_a_reader_who_missed_a_change_of_keys_learns_it_from_the_card(tmp_path: Path) -> None:
    """From a card that continues the known one; another card is refused, and without one the signature proves nothing."""
    part = Part(GIVER, TAKER, START, MIDDLE, OBJECTS, ("statement 1", "statement 2"))
    write_bundle(tmp_path / "a", part, OTHER, NOON)

    def vouch(card: Sequence[Any]) -> KeyRing:
        if tuple(card) != part.card:
            raise Refused("card", "", "does not continue")
        return KeyRing(GIVER, (KEY.public, OTHER.public))

    with read_bundle(tmp_path / "a", Reader(RING, TAKER, vouch=vouch)) as bundle:
        assert bundle.header.card == part.card
    with pytest.raises(Refused, match="none is by a key"):
        read(tmp_path / "a")
    write_bundle(tmp_path / "b", replace(part, card=("forged",)), OTHER, NOON)
    with pytest.raises(Refused, match="does not continue"):
        read_bundle(tmp_path / "b", Reader(RING, TAKER, vouch=vouch))


def test_whose_bundle_it_says_it_is_can_be_told_before_it_is_proved(tmp_path: Path) -> None:
    header = written(tmp_path / "a", key=OTHER)
    assert peek(tmp_path / "a") == header
    (tmp_path / "b").write_bytes(b'{"payload":"%"}\n')
    with pytest.raises(Refused):
        peek(tmp_path / "b")
    with pytest.raises(ImportRefused):
        peek(tmp_path / "missing")


def test_objects_in_another_order_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "a")
    head, first, second, *rest = (tmp_path / "a").read_bytes().splitlines(keepends=True)
    (tmp_path / "a").write_bytes(b"".join([head, second, first, *rest]))
    with pytest.raises(Refused, match="not in that order"):
        read(tmp_path / "a")


def test_the_objects_of_one_bundle_do_not_go_under_the_head_of_another(tmp_path: Path) -> None:
    written(tmp_path / "a")
    written(tmp_path / "b", [item | {"content": "etwas anderes"} for item in OBJECTS], MIDDLE, END)
    mixed = (tmp_path / "a").read_bytes().splitlines(keepends=True)[:1] + (tmp_path / "b").read_bytes().splitlines(keepends=True)[1:]
    (tmp_path / "a").write_bytes(b"".join(mixed))
    with pytest.raises(Refused):
        read(tmp_path / "a")


def test_a_bundle_for_somebody_else_or_of_somebody_else_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "a")
    with pytest.raises(Refused, match="for identity--b"):
        read_bundle(tmp_path / "a", Reader(RING, "identity--c"))
    with pytest.raises(Refused, match="from identity--a"):
        read_bundle(tmp_path / "a", Reader(KeyRing("identity--c", (KEY.public,)), TAKER))


def test_a_forged_or_revoked_signature_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "a", key=OTHER)
    with pytest.raises(Refused, match="none is by a key"):
        read(tmp_path / "a")
    written(tmp_path / "b")
    revoked = KeyRing(GIVER, (PublicKey(KEY.public.data, NOON, revoked_at=NOON + timedelta(hours=1)),))
    with pytest.raises(Refused, match="revoked"):
        read_bundle(tmp_path / "b", Reader(revoked, TAKER))


def test_what_is_compressed_is_refused_unopened(tmp_path: Path) -> None:
    """So no bomb ever unpacks, and no path in an archive leads anywhere."""
    bomb = gzip.compress(b"\0" * 10_000_000)
    (tmp_path / "gz").write_bytes(bomb)
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    for name in ("gz", "zip"):
        with pytest.raises(Refused):
            read(tmp_path / name)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[1]\n", b"x" * 100_000, b"\xff\n", b'{"payload":1}\n', b"[" * 60_000 + b"\n"])
def test_what_is_no_bundle_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(Refused):
        read(tmp_path / "a")


def test_a_pipe_a_folder_and_a_missing_file_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refused, match="no regular file"):
        read(tmp_path / "pipe")
    for name in ("folder", "missing"):
        with pytest.raises(ImportRefused):
            read(tmp_path / name)


def signed_head(**change: Any) -> bytes:
    """The head of a bundle as a hostile partner would sign it."""
    place = {"sequence": 1, "hash": "x"}
    head = {
        "format": "lagebild-bundle", "version": 1, "giver": GIVER, "taker": TAKER, "after": {"sequence": 0, "hash": START.hash},
        "place": place, "n_objects": 0, "n_bytes": 0, "digest": "x", "made": "x", "card": [],
    }  # fmt: skip
    return canonical_bytes(seal_bytes(canonical_bytes(head | change), BUNDLE_TYPE, KEY, NOON)) + b"\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 2}, "newer than this Lagebild"),
        ({"version": "1"}, "version"),
        ({"format": "tar"}, "format"),
        ({"n_bytes": 10**15}, "larger than is read"),
        ({"n_bytes": -1}, "below 0"),
        ({"after": {"sequence": -1, "hash": "x"}}, "before the first"),
        ({"place": {"sequence": 0, "hash": "x", "path": "../../x"}}, "no known part"),
        ({"after": None}, "missing"),
        ({"n_objects": 3}, "0 lines"),
        ({"more": 1}, "no known part"),
    ],
)  # fmt: skip
def test_a_signed_head_that_makes_no_sense_is_refused(change: dict[str, Any], reason: str, tmp_path: Path) -> None:
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (tmp_path / "a").write_bytes(signed_head(**({"digest": empty} | change)))
    with pytest.raises(Refused, match=reason):
        read(tmp_path / "a")


def test_a_bad_object_in_a_signed_bundle_harms_no_other(tmp_path: Path) -> None:
    """Of a partner who signs nonsense: a line that is too long, one that nests too deep, one that is no object."""
    objects = [{"id": "a"}, {"long": "x" * 500}, {"deep": [[[[[[[[[[]]]]]]]]]]}, {"id": "b"}]
    written(tmp_path / "a", objects)
    with read(tmp_path / "a", limits=BundleLimits(object=WireLimits(max_bytes=100, max_depth=5))) as bundle:
        assert [item for _, item in bundle.objects()] == [{"id": "a"}, {"id": "b"}]
        assert [error.noun for error in bundle.refused] == ["objects[1]", "objects[2]"]


def test_an_object_that_has_no_canonical_form_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        written(tmp_path / "a", [{"share": 0.5}])
    with pytest.raises(ExportFailed):
        written(tmp_path / "missing" / "a")
    assert list(tmp_path.iterdir()) == []


def test_the_head_names_what_it_signs(tmp_path: Path) -> None:
    header = written(tmp_path / "a")
    lines = (tmp_path / "a").read_bytes().splitlines(keepends=True)
    assert (header.n_objects, header.n_bytes) == (5, sum(map(len, lines[1:])))
    assert parsed_object(lines[1]) == OBJECTS[0]
