"""What SQLite and PostgreSQL do alike: a store over one connection."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, or_, select, text, update

from lagebild.claims.canonical import canonical_json, from_canonical
from lagebild.claims.event import Event, parse_time, time_text
from lagebild.claims.fields import storable
from lagebild.ledger import schema
from lagebild.ledger.filters import Filter, Order, Wanted
from lagebild.ledger.query import Clause
from lagebild.ledger.rows import INDEXED, AnyRow, ClaimRow, ReportRow, Row, columns, first_key, last_key
from lagebild.ledger.store import Place, Shelf
from lagebild.ledger.words import Words

#: Values in one IN (…): SQLite's limit is 32,766 parameters.
_N_WANTED: Final = 1000
#: Events in memory while the log is walked.
_N_EVENTS: Final = 200
#: Walks an index from one language to the next instead of over all reports.
_LANGUAGES: Final = text(
    "WITH RECURSIVE one(language) AS (SELECT min(language) FROM reports UNION ALL"
    " SELECT (SELECT min(language) FROM reports WHERE language > one.language) FROM one WHERE one.language IS NOT NULL)"
    " SELECT language FROM one WHERE language IS NOT NULL"
)
_EVENT: Final = select(schema.events)
_HEAD: Final = select(schema.head.c.sequence, schema.head.c.hash)


class SqlStore(ABC):
    """See `Store`. `insert_or_replace` makes a dialect's statement; the words are each backend's own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @abstractmethod
    def upsert(self, row: type[Row]) -> Any:
        """The statement that writes a row of this table, or replaces the one with its key."""

    @abstractmethod
    def put_words(self, shelf: Shelf, words: Mapping[int, Words]) -> None:
        """See `Store.put_words`."""

    @abstractmethod
    def drop_words(self, shelf: Shelf, keys: Collection[int]) -> None:
        """See `Store.drop_words`."""

    @abstractmethod
    def clear_words(self) -> None:
        """Empties the word index."""

    @abstractmethod
    def matches(self, shelf: Shelf, found: Sequence[Clause], but: Clause | None, below: int | None, limit: int) -> list[int]:
        """See `Store.matches`."""

    @abstractmethod
    def having(self, statement: Select[Any], clauses: Sequence[Clause]) -> Select[Any]:
        """`statement`, which selects from claims, narrowed to those in whose words `clauses` hold."""

    def key(self, wanted: Wanted) -> ColumnElement[int]:
        """The column with the rank key in a statement that is narrowed to `wanted`."""
        return schema.claims.c.key

    def head(self) -> tuple[int, str]:
        """See `Store.head`."""
        row = self.connection.execute(_HEAD).one()
        return row[0], row[1]

    def append(self, event: Event) -> None:
        """See `Store.append`."""
        values = {
            "sequence": event.sequence, "kind": event.kind, "actor": event.actor, "time": time_text(event.time),
            "payload": event.text or canonical_json(event.payload), "previous": event.previous, "hash": event.hash,
        }  # fmt: skip
        self.connection.execute(insert(schema.events), values)
        self.connection.execute(update(schema.head).values(sequence=event.sequence, hash=event.hash))

    def events(self, after: int = 0, kind: str | None = None) -> Iterator[Event]:
        """See `Store.events`."""
        statement = _EVENT.where(schema.events.c.sequence > after).order_by(schema.events.c.sequence)
        if kind is not None:
            statement = statement.where(schema.events.c.kind == kind)
        for row in self.connection.execute(statement, execution_options={"yield_per": _N_EVENTS}):
            yield _event(row)

    def events_at(self, sequences: Collection[int]) -> dict[int, Event]:
        """See `Store.events_at`."""
        rows = self._among(_EVENTS_AT, sequences)
        return {row[0]: _event(row) for row in rows}

    def find(self, row: type[AnyRow], column: str, wanted: Collection[Any]) -> list[AnyRow]:
        """See `Store.find`."""
        could_be = [value for value in wanted if not isinstance(value, str) or storable(value)]
        found = [_row(row, values) for values in self._among(_FINDING[row, column], could_be)]
        return sorted(found, key=lambda one: [getattr(one, name) for name in row.KEY]) if len(could_be) > _N_WANTED else found

    def scan(self, row: type[AnyRow]) -> Iterator[AnyRow]:
        """See `Store.scan`."""
        table = schema.TABLES[row]
        statement = select(table).order_by(*(table.c[name] for name in row.KEY))
        found = self.connection.execute(statement, execution_options={"yield_per": _N_WANTED})
        return (_row(row, values) for values in found)

    def last_number(self, row: type[ReportRow] | type[ClaimRow]) -> int:
        """See `Store.last_number`."""
        return self.connection.scalar(_HIGHEST[row]) or 0

    def put(self, rows: Sequence[Row]) -> None:
        """See `Store.put`."""
        if rows:
            names = columns(type(rows[0]))
            self.connection.execute(self.upsert(type(rows[0])), [{name: getattr(row, name) for name in names} for row in rows])

    def drop(self, row: type[Row], column: str, unwanted: Collection[Any]) -> None:
        """See `Store.drop`."""
        for some in _batches(unwanted, _N_WANTED):
            self.connection.execute(_DROPPING[row, column], {"wanted": some})

    def clear(self) -> None:
        """See `Store.clear`."""
        for table in schema.TABLES.values():
            self.connection.execute(delete(table))
        self.clear_words()

    def page(self, wanted: Wanted, order: Order, after: Place | None, limit: int) -> list[ClaimRow]:
        """See `Store.page`."""
        statement = self._narrowed(select(schema.claims), wanted)
        places = _places(order, self.key(wanted))
        if after is not None:
            statement = statement.where(_behind(places, after, order.descending))
        statement = statement.order_by(*(place.desc() if order.descending else place.asc() for place in places)).limit(limit)
        return [_row(ClaimRow, values) for values in self.connection.execute(statement)]

    def count(self, wanted: Wanted) -> int:
        """See `Store.count`."""
        return self.connection.scalar(self._narrowed(select(func.count()).select_from(schema.claims), wanted)) or 0

    def languages(self) -> frozenset[str]:
        """See `Store.languages`."""
        return frozenset(self.connection.scalars(_LANGUAGES))

    def _narrowed(self, statement: Select[Any], wanted: Wanted) -> Select[Any]:
        statement = statement.where(*conditions(wanted.filter, self.key(wanted)))
        return self.having(statement, wanted.clauses) if wanted.clauses else statement

    def _among(self, statement: Select[Any], wanted: Collection[Any]) -> Iterator[Any]:
        for some in _batches(wanted, _N_WANTED):
            yield from self.connection.execute(statement, {"wanted": some})


def conditions(wanted: Filter, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """What the columns of a claim's row must be for `wanted` to keep it; `key` is the column with the rank key."""
    row = schema.claims.c
    listed = (
        (wanted.types, row.type), (wanted.statuses, row.status), (wanted.certainties, row.certainty),
        (wanted.polarities, row.polarity), (wanted.states, row.state), (wanted.rereads, row.reread),
        (wanted.publishers, row.publisher), (wanted.languages, row.language), (wanted.readers, row.reader),
        (wanted.reports, row.report),
    )  # fmt: skip
    flags = ((wanted.current, row.current), (wanted.latest, row.latest), (wanted.settled, row.settled))
    found = [column.in_(values) if len(values) > 1 else column == values[0] for values, column in listed if values]
    found.extend(column == int(flag) for flag, column in flags if flag is not None)
    if wanted.disputed is not None:
        found.append(row.n_dissents > 0 if wanted.disputed else row.n_dissents == 0)
    if wanted.published_from is not None:
        found.append(key >= first_key(wanted.published_from))
    if wanted.published_to is not None:
        found.append(key <= last_key(wanted.published_to))
        found.append(key >= first_key(date.min.isoformat()))  # unknown days lie below all others
    found.extend(_touching(row.acted_from, row.acted_to, wanted.acted_from, wanted.acted_to))
    return found


def _touching(
    first: ColumnElement[str], last: ColumnElement[str], start: str | None, end: str | None
) -> Iterator[ColumnElement[bool]]:
    if start is not None:
        yield last >= start
    if end is not None:
        yield first <= end
        yield first > ""


def _places(order: Order, key: ColumnElement[int]) -> Sequence[ColumnElement[Any]]:
    """The columns that a list is ordered by; the key and the number each are unique by themselves."""
    row = schema.claims.c
    places: dict[str, Sequence[ColumnElement[Any]]] = {
        "published": [key], "recorded": [row.number], "acted": [row.acted_from, row.number],
    }  # fmt: skip
    return places[order.by]


def _behind(places: Sequence[ColumnElement[Any]], after: Place, descending: bool) -> ColumnElement[bool]:
    if len(places) == 1:
        return places[0] < after[0] if descending else places[0] > after[0]
    first, second = places
    # Two comparisons instead of one of row values: SQLite walks an index by the first, which row values prevent.
    if descending:
        return (first <= after[0]) & or_(first < after[0], second < after[1])
    return (first >= after[0]) & or_(first > after[0], second > after[1])


def _one_of(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(bindparam("wanted", expanding=True))


# Statements are made once: making one takes SQLAlchemy longer than SQLite takes to answer it.
_EVENTS_AT: Final = _EVENT.where(_one_of(schema.events.c.sequence))


_FINDING: Final = {
    (row, column): select(table).where(_one_of(table.c[column])).order_by(*(table.c[name] for name in row.KEY))
    for row, table in schema.TABLES.items()
    for column in INDEXED[row]
}
_DROPPING: Final = {
    (row, column): delete(table).where(_one_of(table.c[column]))
    for row, table in schema.TABLES.items()
    for column in INDEXED[row]
}
_HIGHEST: Final[dict[type[Row], Select[Any]]] = {
    row: select(func.max(schema.TABLES[row].c.number)) for row in (ReportRow, ClaimRow)
}


def _batches(values: Collection[Any], size: int) -> Iterator[list[Any]]:
    listed = list(values)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def _event(row: Any) -> Event:
    sequence, kind, actor, time, payload, previous, hash_ = row
    return Event(sequence, kind, from_canonical(payload), actor, parse_time(time), previous, hash_, payload)


def _row(row: type[AnyRow], values: Any) -> AnyRow:
    return cast(Callable[..., AnyRow], row)(*values)
