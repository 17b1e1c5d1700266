"""Objects that are packed away come back as they were, whoever else writes, and what was spoilt on the disk is noticed."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.errors import StoreUnusable
from lagebild.exchange.bodies import Bodies, BodyFile

JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda part: st.lists(part) | st.dictionaries(st.text(), part))
OBJECTS = st.dictionaries(st.text(max_size=9), JSON, max_size=4)
KEYS = st.tuples(st.text(max_size=5), st.text(max_size=5))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(KEYS, OBJECTS, st.booleans()), max_size=12))
def test_whatever_is_put_away_comes_back_from_memory_and_from_the_file(tmp_path_factory: pytest.TempPathFactory, puts: list) -> None:  # type: ignore[type-arg]
    file = BodyFile(tmp_path_factory.mktemp("bodies") / "b")
    bodies, expected = Bodies(), {}
    for key, item, settle in puts:
        bodies[key] = expected[key] = item
        if settle:
            bodies.settle(file)
    assert dict(bodies.items()) == expected
    assert list(bodies) == list(expected)


def test_what_two_write_one_after_the_other_stays_where_it_is(tmp_path: Path) -> None:
    one, other = Bodies(), Bodies()
    one["a", "1"], other["a", "1"] = {"seal": "old"}, {"seal": "new"}
    one.settle(BodyFile(tmp_path / "b"))
    other.settle(BodyFile(tmp_path / "b"))
    assert (one["a", "1"], other["a", "1"]) == ({"seal": "old"}, {"seal": "new"})


def test_what_lies_in_one_file_is_moved_when_the_rest_goes_to_another_even_if_the_first_is_removed(tmp_path: Path) -> None:
    bodies = Bodies()
    bodies["a", "1"] = {"x": 1}
    bodies.settle(BodyFile(tmp_path / "first"))
    (tmp_path / "first").unlink()
    bodies["b", "1"] = {"x": 2}
    bodies.settle(BodyFile(tmp_path / "second"))
    assert dict(bodies.items()) == {("a", "1"): {"x": 1}, ("b", "1"): {"x": 2}}


def test_what_was_changed_or_cut_off_on_the_disk_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "b"
    bodies = Bodies()
    bodies["a", "1"] = {"x": "y" * 100}
    bodies.settle(BodyFile(path))
    data = bytearray(path.read_bytes())
    data[3] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreUnusable, match="made anew"):
        _ = bodies["a", "1"]
    os.truncate(path, 2)
    with pytest.raises(StoreUnusable):
        _ = bodies["a", "1"]


def test_each_look_gives_an_object_of_its_own() -> None:
    bodies = Bodies()
    bodies["a", "1"] = {"x": [1]}
    bodies["a", "1"]["x"].append(2)
    assert bodies["a", "1"] == {"x": [1]}
    del bodies["a", "1"]
    assert ("a", "1") not in bodies
    assert len(bodies) == 0
