"""Things as tables for notebooks."""

import pytest

from lagebild.picture import Picture, Wanted, every_row


def test_a_frame_has_a_row_for_each_thing(picture: Picture) -> None:
    """In the order of the filter, an empty one with the same columns."""
    pytest.importorskip("pyarrow", reason="pyarrow (extra notebook) is not installed")
    pytest.importorskip("pandas", reason="pandas (extra notebook) is not installed")
    from lagebild.picture.frames import COLUMNS, estimates_frame, estimates_table

    frame = estimates_frame(picture)
    assert list(frame["id"]) == [one.id for one in every_row(picture)]
    assert estimates_table(picture, Wanted(types=("survey",))).schema.names == list(COLUMNS)
    assert frame["ladder"][0][0]["status"] in ("done", "withheld")
