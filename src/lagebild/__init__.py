"""Lagebild reads reports on arms transfers and deployments into claims pinned to their words.

As a library: `from lagebild import open_ledger`; docs/library.md shows how. A name is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lagebild.claims.claim import Claim
    from lagebild.claims.report import Report
    from lagebild.ledger import Filter, Ledger, Party, Query, open_ledger
    from lagebild.ledger.frames import claims_frame, claims_table
    from lagebild.picture import Wanted, estimates_frame, estimates_table
    from lagebild.pipeline import Order, Reading, add, read
    from lagebild.pipeline.weighed import Weighed
    from lagebild.reading.spellings import spelled
    from lagebild.reports import Facts, Limits

__all__ = [
    "Claim", "Facts", "Filter", "Ledger", "Limits", "Order", "Party", "Query", "Reading", "Report", "Wanted", "Weighed", "add",
    "claims_frame", "claims_table", "estimates_frame", "estimates_table", "open_ledger", "read", "spelled",
]  # fmt: skip

_HOMES: Final = {
    "Claim": "claims.claim", "Report": "claims.report", "Filter": "ledger", "Ledger": "ledger", "Party": "ledger", "Query": "ledger",
    "open_ledger": "ledger", "claims_frame": "ledger.frames", "claims_table": "ledger.frames", "Order": "pipeline",
    "Reading": "pipeline", "add": "pipeline", "read": "pipeline", "spelled": "reading.spellings", "Facts": "reports",
    "Limits": "reports", "Wanted": "picture", "Weighed": "pipeline.weighed", "estimates_frame": "picture.frames",
    "estimates_table": "picture.frames",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
