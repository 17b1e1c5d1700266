"""Columns that grow together."""

import pytest

from lagebild.picture.columns import Columns


def test_what_is_written_stays_while_columns_grow_and_new_entries_hold_nothing() -> None:
    columns = Columns({"a": "i4", "b": "f8"})
    for n in range(1, 2000):
        columns.grow(n)
        assert (columns["a"][n - 1], columns["b"][n - 1]) == (0, 0)
        columns["a"][n - 1] = n
    columns.grow(5)
    assert len(columns) == 1999
    assert columns["a"].tolist() == list(range(1, 2000))


def test_bytes_give_the_columns_back_and_columns_that_do_not_fit_are_refused() -> None:
    layout = {"a": "u1", "b": "u8"}
    columns = Columns(layout)
    columns.grow(3)
    columns["b"][:] = (1, 2, 2**63)
    kept = columns.as_bytes()
    again = Columns.of_bytes(layout, kept)
    assert again["b"].tolist() == [1, 2, 2**63]
    again.grow(400)
    assert again["b"].tolist()[:4] == [1, 2, 2**63, 0]
    with pytest.raises(ValueError, match="entries"):
        Columns.of_bytes(layout, {**kept, "a": bytearray(1)})
