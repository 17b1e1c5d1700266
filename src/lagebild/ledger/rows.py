"""The rows of the computed tables. Every one of them follows from the events; `project` says how."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Final, TypeVar

#: Bits of a rank key that hold the number: 268 million documents of one kind.
_NUMBER_BITS: Final = 28


def rank_key(published: str | None, number: int) -> int:
    """The place of a report or claim in time: later days of publication above earlier ones, then later numbers above
    earlier ones, unknown days below all. Being one integer it can be the row id, by which full-text search walks."""
    try:
        day = date.fromisoformat(published or "").toordinal()
    except ValueError:
        day = 0
    return day << _NUMBER_BITS | number


def first_key(day: str) -> int:
    """The lowest rank key of `day` (YYYY-MM-DD)."""
    return rank_key(day, 0)


def last_key(day: str) -> int:
    """The highest rank key of `day` (YYYY-MM-DD)."""
    return rank_key(day, (1 << _NUMBER_BITS) - 1)


class Row:
    """A row of a computed table; `KEY` names the columns of its primary key."""

    __slots__ = ()
    KEY: ClassVar[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReportRow(Row):
    """A report; its text stands in the event `sequence`, later events may fill in facts. `recorded` is that event's time."""

    KEY = ("id",)
    id: str
    number: int
    key: int
    sequence: int
    recorded: str
    language: str | None
    published: str | None
    publisher: str | None
    title: str | None
    source: str | None
    extractor: str | None
    original: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class CaptureRow(Row):
    """One capture. `series` is what it was captured from where the report is the whole of that, so that what comes from
    there later is its next version; a line of a file or a part of a mail has none."""

    KEY = ("sequence",)
    sequence: int
    report: str
    series: str | None
    original: str | None


@dataclass(frozen=True, slots=True)
class ReadingRow(Row):
    """The newest reading of a report by a reader."""

    KEY = ("report", "reader")
    report: str
    reader: str
    sequence: int


@dataclass(frozen=True, slots=True)
class VersionRow(Row):
    """What one reading made of a claim: entry `position` of event `sequence`. `digest` is equal for equal content."""

    KEY = ("claim", "sequence")
    claim: str
    sequence: int
    position: int
    report: str
    reader: str
    digest: str


@dataclass(frozen=True, slots=True)
class DecisionRow(Row):
    """A decision; `live` is 0 once it is undone."""

    KEY = ("sequence",)
    sequence: int
    kind: str
    actor: str
    live: int


@dataclass(frozen=True, slots=True)
class TargetRow(Row):
    """What a decision is about: a claim id, "entity:" and a code, or "decision:" and a sequence."""

    KEY = ("target", "sequence")
    target: str
    sequence: int


@dataclass(frozen=True, slots=True)
class ClaimRow(Row):
    """What stands of a claim. The machine's version is entry `position` of event `sequence` (position -1: added by hand);
    `overlay` is the JSON text of what stands where that differs, None elsewhere. `acted_from` and `acted_to` are the first and
    last day that the time may mean, "" where it tells none. Booleans are 0 and 1."""

    KEY = ("key",)
    key: int
    number: int
    id: str
    report: str
    sequence: int
    position: int
    overlay: str | None
    reader: str
    type: str
    status: str
    certainty: str
    polarity: str
    state: str
    reread: str
    current: int
    latest: int
    settled: int | None
    n_dissents: int
    n_notes: int
    acted_from: str
    acted_to: str
    language: str | None
    published: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class EntityRow(Row):
    """An entity that people judged the same as others; `chief` stands for all of its group."""

    KEY = ("entity",)
    entity: str
    chief: str


AnyRow = TypeVar("AnyRow", bound=Row)
_TABLES: Final = (ReportRow, CaptureRow, ReadingRow, VersionRow, DecisionRow, TargetRow, ClaimRow, EntityRow)
#: All computed tables.
ROWS: Final[tuple[type[Row], ...]] = _TABLES


def columns(row: type[Row]) -> tuple[str, ...]:
    """The columns of a table, in their order."""
    return _COLUMNS[row]


_COLUMNS: Final[dict[type[Row], tuple[str, ...]]] = {row: tuple(field.name for field in fields(row)) for row in _TABLES}


def values(row: Row) -> tuple[Any, ...]:
    """The values of a row, in the order of `columns`."""
    return tuple(getattr(row, name) for name in columns(type(row)))


def key_of(row: Row) -> tuple[Any, ...]:
    """The primary key of a row."""
    return tuple(getattr(row, name) for name in row.KEY)


#: The columns by which rows are found; each has an index.
INDEXED: Final[dict[type[Row], tuple[str, ...]]] = {
    ReportRow: ("id", "number", "key", "language"),
    CaptureRow: ("report", "series"),
    ReadingRow: ("report",),
    VersionRow: ("claim",),
    DecisionRow: ("sequence", "kind"),
    TargetRow: ("target", "sequence"),
    ClaimRow: ("key", "number", "id", "report"),
    EntityRow: ("entity", "chief"),
}
