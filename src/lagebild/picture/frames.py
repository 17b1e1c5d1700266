"""Things with their estimates as an Arrow table or a pandas frame, for notebooks (extra `notebook`)."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from lagebild.errors import LedgerUnusable
from lagebild.picture.nouns import Row
from lagebild.picture.picture import Picture
from lagebild.picture.rows import every_row
from lagebild.picture.wanted import Wanted

_ALL: Final = Wanted()


def estimates_table(picture: Picture, wanted: Wanted = _ALL) -> Any:
    """A `pyarrow.Table` of the things that `wanted` keeps, a row each in its order; columns as in `COLUMNS`, the ladder a list of
    structs. Raises `LedgerUnusable` where pyarrow is not installed."""
    try:
        pyarrow = import_module("pyarrow")
    except ImportError as error:
        raise LedgerUnusable("in a notebook", "pyarrow is not installed", 'install "lagebild[notebook]"') from error
    rows = [{name: value(row) for name, value in COLUMNS.items()} for row in every_row(picture, wanted)]
    return pyarrow.Table.from_pylist(rows, schema=pyarrow.schema([(name, _type(pyarrow, name)) for name in COLUMNS]))


def estimates_frame(picture: Picture, wanted: Wanted = _ALL) -> Any:
    """The table of `estimates_table` as a `pandas.DataFrame`."""
    return estimates_table(picture, wanted).to_pandas()


def _field(name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(row, name)


def _ladder(row: Row) -> list[dict[str, Any]]:
    return [{"status": rung.status, "n_affirmed": rung.n_affirmed, "n_denied": rung.n_denied} for rung in row.ladder]


_TEXTS: Final = ("id", "kind", "type", "giver", "taker", "materiel", "place", "first", "last", "unit")
_NUMBERS: Final = ("low", "best", "high")
_COUNTS: Final = ("n_claims", "n_reports", "n_origins_min", "n_origins_max", "n_conflicts", "n_disputes", "credibility")
#: The columns, in their order, and what each holds.
COLUMNS: Final[dict[str, Callable[[Row], Any]]] = {
    **{name: _field(name) for name in (*_TEXTS, *_NUMBERS, "calibrated", *_COUNTS, "status")},
    "ladder": _ladder,
    **{name: _field(name) for name in ("published_first", "published_last", "newest_claim")},
}


def _type(pyarrow: Any, column: str) -> Any:
    """The Arrow type of a column."""
    if column in _NUMBERS:
        return pyarrow.float64()
    if column in _COUNTS:
        return pyarrow.int64()
    if column == "calibrated":
        return pyarrow.bool_()
    if column == "ladder":
        counts = [("n_affirmed", pyarrow.int64()), ("n_denied", pyarrow.int64())]
        return pyarrow.list_(pyarrow.struct([("status", pyarrow.string()), *counts]))
    return pyarrow.string()
