"""Claims as an Arrow table or a pandas frame, for notebooks (extra `notebook`)."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from lagebild.claims.kept import KeptClaim
from lagebild.errors import LedgerUnusable
from lagebild.ledger.filters import Filter, Order
from lagebild.ledger.view import View

_ALL: Final = Filter()
_OLDEST: Final = Order("recorded", descending=False)


def claims_table(view: View, wanted: Filter = _ALL) -> Any:
    """A `pyarrow.Table` of the claims that `wanted` keeps, a row each in the order of their recording; columns as in `COLUMNS`.
    Roles and sources are lists of structs. Raises `LedgerUnusable` where pyarrow is not installed."""
    try:
        pyarrow = import_module("pyarrow")
    except ImportError as error:
        raise LedgerUnusable("in a notebook", "pyarrow is not installed", 'install "lagebild[notebook]"') from error
    rows = [{name: value(kept) for name, value in COLUMNS.items()} for kept in view.every_claim(wanted, _OLDEST)]
    return pyarrow.Table.from_pylist(rows, schema=pyarrow.schema([(name, _type(pyarrow, name)) for name in COLUMNS]))


def claims_frame(view: View, wanted: Filter = _ALL) -> Any:
    """The table of `claims_table` as a `pandas.DataFrame`."""
    return claims_table(view, wanted).to_pandas()


def _roles(kept: KeptClaim) -> list[dict[str, Any]]:
    return [
        {
            "role": role.role,
            "words": role.span.text,
            "entity": role.entity,
            "low": float(role.quantity.low) if role.quantity and role.quantity.low is not None else None,
            "high": float(role.quantity.high) if role.quantity and role.quantity.high is not None else None,
            "unit": role.quantity.unit if role.quantity else None,
        }
        for role in kept.claim.roles
    ]


def _sources(kept: KeptClaim) -> list[dict[str, Any]]:
    return [{"words": source.span.text, "kind": source.kind, "entity": source.entity} for source in kept.claim.attribution]


#: The columns, in their order, and what each holds.
COLUMNS: Final[dict[str, Callable[[KeptClaim], Any]]] = {
    "id": lambda kept: kept.claim.id,
    "report": lambda kept: kept.report,
    "published": lambda kept: kept.published,
    "publisher": lambda kept: kept.publisher,
    "type": lambda kept: kept.claim.type,
    "status": lambda kept: kept.claim.status,
    "certainty": lambda kept: kept.claim.certainty,
    "polarity": lambda kept: kept.claim.polarity,
    "state": lambda kept: kept.state,
    "settled": lambda kept: kept.settled,
    "current": lambda kept: kept.current,
    "latest": lambda kept: kept.latest,
    "evidence": lambda kept: kept.claim.evidence.text,
    "start": lambda kept: kept.claim.evidence.start,
    "end": lambda kept: kept.claim.evidence.end,
    "trigger": lambda kept: kept.claim.trigger.text,
    "time": lambda kept: kept.claim.time.edtf if kept.claim.time else None,
    "country": lambda kept: kept.claim.place.country if kept.claim.place else None,
    "place": lambda kept: kept.claim.place.span.text if kept.claim.place else None,
    "reader": lambda kept: kept.claim.read_by.reader,
    "version": lambda kept: kept.claim.read_by.version,
    "confidence": lambda kept: kept.claim.read_by.confidence,
    "roles": _roles,
    "sources": _sources,
}


def _type(pyarrow: Any, column: str) -> Any:
    """The Arrow type of a column."""
    text, number = pyarrow.string(), pyarrow.float64()
    role = {"role": text, "words": text, "entity": text, "low": number, "high": number, "unit": text}
    source = {"words": text, "kind": text, "entity": text}
    special = {
        "settled": pyarrow.bool_(), "current": pyarrow.bool_(), "latest": pyarrow.bool_(), "start": pyarrow.int64(),
        "end": pyarrow.int64(), "confidence": number, "roles": pyarrow.list_(pyarrow.struct(list(role.items()))),
        "sources": pyarrow.list_(pyarrow.struct(list(source.items()))),
    }  # fmt: skip
    return special.get(column, text)
