"""What a backend must be able to do, within one transaction. Everything else is written once, above it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from lagebild.claims.event import Event
from lagebild.ledger.filters import Order, Wanted
from lagebild.ledger.query import Clause
from lagebild.ledger.rows import AnyRow, ClaimRow, ReportRow, Row
from lagebild.ledger.words import Words

Shelf = Literal["report", "claim"]
#: Where a page ended: the value it is sorted by, and the number of the claim.
Place = tuple[int | str, int]


class Store(Protocol):
    """The log, the computed tables and the word index, as one transaction sees them."""

    def head(self) -> tuple[int, str]:
        """Sequence and hash of the last event; (0, GENESIS) before the first."""

    def append(self, event: Event) -> None:
        """Adds `event` to the log."""

    def events(self, after: int = 0, kind: str | None = None) -> Iterator[Event]:
        """The events with a sequence above `after` in the order of their sequences, of one `kind` if given."""

    def events_at(self, sequences: Collection[int]) -> dict[int, Event]:
        """The events of `sequences`; those that are not there are left out."""

    def find(self, row: type[AnyRow], column: str, wanted: Collection[Any]) -> list[AnyRow]:
        """The rows whose `column` is one of `wanted`, in the order of their keys."""

    def scan(self, row: type[AnyRow]) -> Iterator[AnyRow]:
        """All rows of a table, in the order of their keys."""

    def last_number(self, row: type[ReportRow] | type[ClaimRow]) -> int:
        """The highest number given so far, 0 for none."""

    def put(self, rows: Sequence[Row]) -> None:
        """Writes rows of one table; one with the same key is replaced."""

    def drop(self, row: type[Row], column: str, unwanted: Collection[Any]) -> None:
        """Removes the rows whose `column` is one of `unwanted`."""

    def put_words(self, shelf: Shelf, words: Mapping[int, Words]) -> None:
        """Indexes documents under their rank keys; one with the same key is replaced."""

    def drop_words(self, shelf: Shelf, keys: Collection[int]) -> None:
        """Takes documents out of the index."""

    def clear(self) -> None:
        """Empties the computed tables and the word index. The log stays."""

    def matches(self, shelf: Shelf, found: Sequence[Clause], but: Clause | None, below: int | None, limit: int) -> list[int]:
        """The rank keys, descending from `below`, of documents in which every clause of `found` holds and `but` does not."""

    def page(self, wanted: Wanted, order: Order, after: Place | None, limit: int) -> list[ClaimRow]:
        """The claims that `wanted` keeps, in `order`, behind the place `after`."""

    def count(self, wanted: Wanted) -> int:
        """How many claims `wanted` keeps."""

    def languages(self) -> frozenset[str]:
        """The languages of the reports."""
