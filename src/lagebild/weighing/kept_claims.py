"""Claims and reports as rows: about 150 bytes a claim, made into nouns when they are read."""

from collections.abc import Sequence
from math import isnan, nan
from typing import Any, Final

from lagebild.claims.vocabulary import STATUSES
from lagebild.weighing.entries import Entry, Info
from lagebild.weighing.facet_rows import FacetRows
from lagebild.weighing.hedges import Interval
from lagebild.weighing.rows import NO_DAY, NONE, Distinct, Ids, Names, Rows

#: Nouns that are remembered; more than one thing and its neighbours have.
_MOST_KEPT: Final = 20_000
_OPEN_LOW, _OPEN_HIGH, _BARE = 1, 2, 4


class Entries:
    """Claims by number."""

    PARTS = ("ids", "_rows", "_intervals")

    def __init__(self, names: Names, facets: FacetRows) -> None:
        self._names = names
        self._facets = facets
        self.ids = Ids("claim--", 16)
        self._rows = Rows("IIIIIiiIIIIdBB")
        self._intervals = Distinct("dddB")
        self._kept: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Entry:
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[number] = self._worded(number)
        return found

    def put(self, entry: Entry) -> tuple[int, bool]:
        """The number of the claim, and whether it is new; what was kept of it is replaced."""
        number = self.ids.find(entry.id)
        new = number < 0
        if new:
            number = self.ids.add(entry.id)
            self._rows.append(*self._row(entry))
        else:
            self._rows.put(number, *self._row(entry))
            self._kept.pop(number, None)
        return number, new

    def report(self, number: int) -> int:
        """The number of the claim's report."""
        return int(self._rows[number][0])

    def facets(self, number: int) -> int:
        """The number of the claim's facets."""
        return int(self._rows[number][1])

    def with_facets(self, facets: Sequence[int]) -> list[int]:
        """The claims with one of these facets."""
        wanted = set(facets)
        return [number for number in range(len(self)) if self._rows[number][1] in wanted] if wanted else []

    def _row(self, entry: Entry) -> tuple[Any, ...]:
        name = self._names.number
        start, end = entry.amount or (NONE, NONE)
        return (
            entry.report, self._facets.number(entry.facets), self._interval(entry.interval), name(entry.speaker), name(entry.cited),
            NO_DAY if entry.first is None else entry.first, NO_DAY if entry.last is None else entry.last,
            entry.start, entry.end, start, end,
            nan if entry.figure is None else float(entry.figure), STATUSES.index(entry.status), entry.denied,
        )  # fmt: skip

    def _interval(self, interval: Interval | None) -> int:
        if interval is None:
            return NONE
        flags = _OPEN_LOW * interval.open_low | _OPEN_HIGH * interval.open_high | _BARE * interval.bare
        return self._intervals.number(interval.low, interval.best, interval.high, flags)

    def _worded(self, number: int) -> Entry:
        report, facets, amount, speaker, cited, first, last, start, end, from_, to, figure, status, denied = self._rows[number]
        interval = None
        if amount != NONE:
            low, best, high, flags = self._intervals[amount]
            interval = Interval(low, best, high, bool(flags & _OPEN_LOW), bool(flags & _OPEN_HIGH), bool(flags & _BARE))
        return Entry(
            self.ids[number], report, self._facets[facets], STATUSES[status], bool(denied), interval, None if isnan(figure) else figure,
            self._names[speaker], self._names[cited], None if first == NO_DAY else first, None if last == NO_DAY else last, start, end,
            None if from_ == NONE else (from_, to),
        )  # fmt: skip


class Infos:
    """Reports by number."""

    PARTS = ("ids", "_rows")

    def __init__(self, names: Names) -> None:
        self._names = names
        self.ids = Ids("sha256:", 32)
        self._rows = Rows("IIIi")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Info:
        publisher, outlet, language, _ = self._rows[number]
        return Info(self.ids[number], self._names[publisher], self._names[outlet], self._names[language], self.day(number))

    def add(self, info: Info) -> int:
        """The number of the new report."""
        name = self._names.number
        self.ids.add(info.id)
        return self._rows.append(name(info.publisher), name(info.outlet), name(info.language), NO_DAY if info.day is None else info.day)

    def day(self, number: int) -> int | None:
        """The day of publication (ordinal)."""
        day = self._rows[number][3]
        return None if day == NO_DAY else int(day)
