"""All expressions of time in a text, as TIMEX3: dates and stretches of the calendar, times of day, durations, recurrences, references.

Prepositions stand outside an expression, articles inside ("in [den vergangenen zwei Jahren]", "am [15. März]"); the two ends of a
range are two expressions. What dates a claim is `dates`' business and follows its preposition, which `Timex.edtf` keeps.
"""

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lagebild.reading.clocktimes import clock_times
from lagebild.reading.dates import find_times, moment_of
from lagebild.reading.durations import SEASONS, Timex, joined, timeless
from lagebild.reading.tables import known

__all__ = ["Timex", "expressions", "inline"]

_LEAD: Final = {
    "de": re.compile(
        r"(?:(?:noch|bereits|erst|schon|am|im|vom|von|zum|zwischen|seit|ab|bis|zu|in|an|vor|nach|mit|für) )*"
        r"(?:(?:der|die|das|den|dem) (?=\d|(?:heut|gestr|morg)ig|der ))?",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:(?:on|in|at|by|since|until|from|between|before|after|during|over|within|for|as of) )*(?:the (?=\d{4}))?", re.IGNORECASE
    ),
}
_JOIN: Final = {
    "de": re.compile(r" ?[-–/] ?| (?:bis(?: zum| Ende| Anfang| Mitte)?|und) "),
    "en": re.compile(r" ?[-–] ?| (?:to|until|till|through|and) "),
}
#: Parts of the day in a phrase of the calendar, the longer word before the one it holds; no part is "Heiligabend" or "Weihnachten".
_DAYTIMES: Final = {
    "de": {
        r"(?<!heilig)(?<!sonn)abend": "TEV",
        r"(?<!weih)nacht": "TNI",
        "nachmittag": "TAF",
        "vormittag": "TMO",
        "mittag": "TMI",
        r"(?<=tag)morgen|(?<=mittwoch)morgen|(?<= )morgen| früh": "TMO",
    },
    "en": {"evening": "TEV", "night": "TNI", "afternoon": "TAF", "morning": "TMO"},
}
_NIGHT: Final = re.compile(r"(?:in )?der Nacht (?:zum|auf) ", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ANY_DAY: Final = "XXXX-XX-XX"
_AT: Final = frozenset({" ", " um ", " ab ", " gegen ", " at ", " from ", ", "})
#: A sentence's end, or a paragraph's.
_STOP: Final = re.compile(r"[.!?][\"'“”»)]* (?=[A-ZÄÖÜ\"„“»(])|\n")
#: A day named further away than this is not the sentence's; also keeps the search linear.
_SENTENCE: Final = 300


def expressions(text: str, language: str, published: str | None = None, *, narrative: bool = False) -> tuple[Timex, ...]:
    """The expressions of time in `text`, in text order and without overlaps, relative ones resolved against `published` (YYYY-MM-DD).

    A clock time takes the day that its sentence names, or the last one named before, or the day of publication.
    Without `published` relative dates are left out, and a clock time that no day is named for keeps XXXX-XX-XX.
    A `narrative` (a history, a chronicle) does not turn on its day of publication: its dates without a year take the year named last.
    Offsets are code points of `text`. ValueError where `published` is no date.
    """
    language, published = known(language), None if narrative or not published else date.fromisoformat(published[:10]).isoformat()
    plain, places = _plain(text)
    dated = [one for span in find_times(plain, language) for one in _dated(plain, span, language, published)]
    chosen = _of_days(plain, _apart([*timeless(plain, language), *clock_times(plain, language), *dated]))
    found = joined(plain, _clocked(plain, _with_years(chosen) if narrative else chosen, published))
    since = (_since(plain, one, language, published) for one in found)
    return tuple(replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in since)


def inline(text: str, found: Iterable[Timex]) -> str:
    """`text` with its expressions in TIMEX3 tags, escaped as XML; expressions without a value keep an empty one."""
    parts, at = [], 0
    for number, one in enumerate(found, 1):
        head = f'<TIMEX3 tid="t{number}" type="{one.type}" value={quoteattr(one.value)}>'
        parts += [escape(text[at : one.start]), head, escape(text[one.start : one.end]), "</TIMEX3>"]
        at = one.end
    return "".join(parts) + escape(text[at:])


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` with every run of white space one space (a newline where it holds a blank line), and where each character stood."""
    parts: list[str] = []
    places: list[int] = []
    for match in re.finditer(r"\s+|\S+", text):
        run = match.group()
        piece = ("\n" if run.count("\n") > 1 else " ") if run.isspace() else run
        parts.append(piece)
        places += range(match.start(), match.start() + len(piece))
    return "".join(parts), places


def _apart(found: Iterable[Timex]) -> list[Timex]:
    """Those of `found` that do not overlap, in order: the longest stays, of equally long ones the first.

    A duration takes over what the calendar makes of the same words ("vor vier Jahren").
    """
    starts: list[int] = []
    kept: list[Timex] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        at = bisect_left(starts, one.start)
        same = at < len(kept) and (kept[at].start, kept[at].end, kept[at].type) == (one.start, one.end, "DURATION")
        if same and kept[at].edtf is None:
            kept[at] = replace(kept[at], edtf=one.edtf)
        if (at == 0 or kept[at - 1].end <= one.start) and (at == len(kept) or one.end <= kept[at].start):
            starts.insert(at, one.start)
            kept.insert(at, one)
    return kept


def _dated(text: str, span: tuple[int, int], language: str, published: str | None) -> Iterator[Timex]:
    """What stands in one phrase of the calendar: nothing where it cannot be dated, two expressions where it is a range."""
    start, end = span
    words = text[start:end]
    edtf, _ = moment_of(words, language, published)
    if edtf is None:
        return
    night = _NIGHT.match(words)
    if night is not None and _DAY.fullmatch(edtf):
        yield Timex(start + 3 * words[:3].lower().startswith("in "), end, "TIME", f"{_day_before(edtf)}TNI", edtf)
        return
    first = start + _lead(words, language)
    values = [part for part in edtf.split("/") if part != ".."]
    join = _JOIN[language].search(text, first, end)
    if len(values) == 2 and join is not None:
        yield Timex(first, join.start(), "DATE", _point(values[0]), values[0])
        yield Timex(join.end(), end, "DATE", _point(values[1]), values[1])
    elif first < end:
        yield _single(Timex(first, end, "DATE", _named(edtf) or "", edtf), words, language)


def _single(one: Timex, words: str, language: str) -> Timex:
    """An expression with its part of the day; a stretch without a name is a duration."""
    if not one.value:
        return replace(one, type="DURATION")
    low = words.lower()
    part = next((code for pattern, code in _DAYTIMES[language].items() if re.search(pattern, low)), None)
    return replace(one, type="TIME", value=one.value + part) if part and _DAY.fullmatch(one.value) else one


def _lead(words: str, language: str) -> int:
    match = _LEAD[language].match(words)
    return match.end() if match else 0


def _since(text: str, one: Timex, language: str, published: str | None) -> Timex:
    """A duration with what "seit" makes of it: a beginning."""
    if one.type != "DURATION" or one.edtf or text[max(0, one.start - 5) : one.start].lower() != "seit ":
        return one
    return replace(one, edtf=moment_of(text[one.start - 5 : one.end], language, published)[0])


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _with_years(found: Iterable[Timex]) -> Iterator[Timex]:
    """`found` with the year that was named last where a date has none."""
    year = None
    for one in found:
        if one.type in ("DATE", "TIME") and re.match(r"\d{4}(?:-|$)", one.value):
            year = one.value[:4]
        if year is not None and one.value.startswith("XXXX-") and one.type != "SET":
            yield replace(one, value=year + one.value[4:], edtf=one.edtf.replace("XXXX", year) if one.edtf else None)
        else:
            yield one


def _of_days(text: str, found: Sequence[Timex]) -> Iterator[Timex]:
    """`found` with "am Morgen des 22. Juni" made one expression."""
    held: Timex | None = None
    for one in found:
        if held is not None and one.type == "DATE" and text[held.end : one.start] in (" des ", " vom ", " of ") and _DAY.match(one.value):
            held = Timex(held.start, one.end, "TIME", one.value + held.value, one.edtf)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _clocked(text: str, found: Iterable[Timex], published: str | None) -> Iterator[Timex]:
    """`found` with the days of its clock times."""
    found = list(found)
    days = [one for one in found if one.type in ("DATE", "TIME") and _DAY.match(one.value)]
    starts = [one.start for one in days]
    default = published or _ANY_DAY
    last: Timex | None = None
    for one in found:
        if one.type == "TIME" and one.value.startswith("T"):
            at = bisect_left(starts, one.start)
            near = _recurring_day(text, last, one) or _near_day(text, one, days[max(at - 1, 0) : at], days[at : at + 1])
            yield replace(one, value=(near or default) + one.value)
        else:
            yield one
        last = one


def _recurring_day(text: str, last: Timex | None, clock: Timex) -> str | None:
    """The day of a clock time directly behind a recurrence: "jeden Montag um 9 Uhr" is no one Monday."""
    if last is None or last.type != "SET" or text[last.end : clock.start] not in _AT:
        return None
    day = re.match(r"XXXX-WXX-\d(?!\d)", last.value)
    return day.group() if day else _ANY_DAY


def _near_day(text: str, clock: Timex, before: Sequence[Timex], after: Sequence[Timex]) -> str | None:
    """The day that the sentence names before or after a clock time, else the last one that the text named."""
    if before and _within(text, before[0].end, clock.start):
        return before[0].value[:10]
    if after and _within(text, clock.end, after[0].start):
        return after[0].value[:10]
    return before[0].value[:10] if before else None


def _within(text: str, start: int, end: int) -> bool:
    return end - start <= _SENTENCE and _STOP.search(text, start, end) is None


def _named(edtf: str) -> str | None:
    """The TIMEX3 value of one point or named stretch of the calendar, None for a stretch that has no name."""
    low, _, high = edtf.partition("/")
    if not high or ".." in (low, high):
        return _point(low if low != ".." else high)
    months = re.fullmatch(r"(\d{4})-(\d\d)/\1-(\d\d)", edtf)
    if months is not None:
        first, last = int(months[2]), int(months[3])
        if last - first == 2 and first % 3 == 1:
            return f"{months[1]}-Q{(first + 2) // 3}"
        if last - first == 5 and first in (1, 7):
            return f"{months[1]}-H{1 if first == 1 else 2}"
    return _week(low, high) if _DAY.fullmatch(low) and _DAY.fullmatch(high) else None


def _point(point: str) -> str:
    season = re.fullmatch(r"(\d{4}|XXXX)-(2[1-4])", point)
    return f"{season[1]}-{SEASONS[int(season[2])]}" if season else re.sub(r"(?<=\d)X+$", "", point)


def _week(low: str, high: str) -> str | None:
    first, last = date.fromisoformat(low), date.fromisoformat(high)
    year, week, day = first.isocalendar()
    if last - first == timedelta(days=6) and day == 1:
        return f"{year}-W{week:02}"
    return f"{year}-W{week:02}-WE" if last - first == timedelta(days=1) and day == calendar.SATURDAY + 1 else None
