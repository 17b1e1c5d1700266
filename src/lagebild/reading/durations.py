"""Times that are no dates: durations ("drei Jahre"), recurrences ("jeden Montag"), references ("derzeit"), in TIMEX3.

What follows the calendar is found by `dates`, times of day by `clocktimes`; `timex` puts all of them in order.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from lagebild.reading.durationwords import ARTICLE, patterns, words
from lagebild.reading.numerals import digits_value, word_value
from lagebild.reading.tables import known, table

Kind = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Timex:
    """An expression of time at code points [start, end) of the text, without its preposition; `value` is that of TIMEX3.

    `value` is empty where a stretch of the calendar has no name. `edtf` is the time that it dates, read with its preposition
    ("seit vier Jahren" is P4Y and 2020/..), None where it dates none.
    """

    start: int
    end: int
    type: Kind
    value: str
    edtf: str | None = None


#: From the longest unit to the shortest: in this order "zwei Stunden und 30 Minuten" are one duration.
_ORDER: Final = ("Y", "M", "W", "D", "TH", "TM", "TS")
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)([YMWDHS])")
_EXACT: Final = re.compile(r"P(?:[0-9.]+[YMWD]){0,4}(?:T(?:[0-9.]+[HMS]){1,3})?")
_JOINS: Final = frozenset({" und ", " and ", ", ", " "})
#: The codes of TIMEX3 for the seasons of EDTF.
SEASONS: Final = {21: "SP", 22: "SU", 23: "FA", 24: "WI"}


def timeless(text: str, language: str) -> tuple[Timex, ...]:
    """Durations, recurrences and references of `text`, in text order; the caller chooses between those that overlap."""
    language = known(language)
    found = []
    for name, pattern in patterns(language):
        for match in pattern.finditer(text):
            facts = {key.rstrip("123"): value for key, value in match.groupdict().items() if value is not None}
            found.append(Timex(match.start(), match.end(), *_RULES[name](facts, language)))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def joined(text: str, found: Iterable[Timex]) -> Iterator[Timex]:
    """`found` (in order, without overlaps) with durations of falling units made one: "2 Stunden und 30 Minuten" is PT2H30M."""
    last: Timex | None = None
    for one in found:
        value = _sum(last, one) if last is not None and text[last.end : one.start] in _JOINS else None
        if last is not None and value is not None:
            last = Timex(last.start, one.end, "DURATION", value)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _sum(left: Timex, right: Timex) -> str | None:
    """The value of two durations as one, None where the second does not go on with a smaller unit."""
    if left.type != "DURATION" or right.type != "DURATION" or not (_EXACT.fullmatch(left.value) and _EXACT.fullmatch(right.value)):
        return None
    parts = _parts(left.value) + _parts(right.value)
    ranks = [_ORDER.index(unit) for _, unit in parts]
    return _iso(parts) if all(a < b for a, b in pairwise(ranks)) else None


def _parts(value: str) -> list[tuple[str, str]]:
    """Amounts and units of an exact duration."""
    date, _, time = value.partition("T")
    return _PART.findall(date) + [(n, f"T{unit}") for n, unit in _PART.findall(time)]


def _iso(parts: Iterable[tuple[str, str]]) -> str:
    """A duration of amounts and units as ISO 8601 writes it."""
    parts = list(parts)
    time = "".join(n + unit[1:] for n, unit in parts if unit.startswith("T"))
    return "P" + "".join(n + unit for n, unit in parts if not unit.startswith("T")) + ("T" + time if time else "")


def _amount(word: str, language: str) -> str:
    """A number in words or digits as ISO 8601 writes it; an article is one."""
    low = word.lower()
    if low[0].isdigit():
        count: Decimal | None = digits_value(low, language)
    elif re.fullmatch(ARTICLE[language], low):
        count = Decimal(1)
    else:
        count = word_value(low.removesuffix(" and a half"), language)
        count = count + Decimal("0.5") if count is not None and low.endswith(" and a half") else count
    return f"{count.normalize():f}" if count is not None else "X"


_Facts = dict[str, str]
_Told = tuple[Kind, str]


def _counted(facts: _Facts, language: str) -> _Told:
    """ "zwei bis drei Jahre" are an unknown number of years: TIMEX3 has no bounds."""
    amount = "X" if "low" in facts else _amount(facts["n"], language) if "n" in facts else "X"
    return "DURATION", _iso([(amount, words("units", language)[facts["unit"]])])


def _whole(facts: _Facts, language: str) -> _Told:
    return "DURATION", _iso([("1", words("units", language)[facts["unit"]])])


def _half(facts: _Facts, language: str) -> _Told:
    return "DURATION", words("halves", language)[facts["unit"]]


def _fixed(facts: _Facts, language: str) -> _Told:
    return "DURATION", words("fixed", language)[facts["word"]]


def _compound(facts: _Facts, language: str) -> _Told:
    amount = facts.get("digits") or (_amount(facts["n"], language) if "n" in facts else "1" if "one" in facts else "X")
    return "DURATION", _iso([(amount, words("compounds", language)[facts["unit"]])])


def _lasting(facts: _Facts, language: str) -> _Told:
    return "DURATION", words("lasting", language)[facts["word"].lower()]


def _stopwatch(facts: _Facts, language: str) -> _Told:
    """Minutes and seconds: "1:23,4 Minuten"."""
    seconds = Decimal(facts["s"].replace(",", "."))
    return "DURATION", _iso([(str(int(facts["m"])), "TM"), (f"{seconds:f}", "TS")])


def _each(facts: _Facts, language: str) -> _Told:
    dates, time = table("dates.toml"), _daytime(facts.get("time"), language)
    if "per" in facts:
        return "SET", _iso([("1", words("units", language)[facts["per"]])])
    if "wd" in facts:
        number = next(n for n, names in enumerate(dates["weekdays"][language], 1) if facts["wd"].capitalize() in names)
        return "SET", f"XXXX-WXX-{number}{time}"
    if "mon" in facts:
        return "SET", f"XXXX-{next(n for n, names in enumerate(dates['months'][language], 1) if facts['mon'] in names):02}"
    if "season" in facts:
        return "SET", "XXXX-" + SEASONS[dates["seasons"][language][facts["season"]]]
    if time:
        return "SET", f"XXXX-XX-XX{time}"
    unit = words("units", language)[facts["unit"]]
    return "SET", "XXXX-WXX-WE" if unit == "WE" and not facts.keys() & {"ord", "n"} else _iso([(_nth(facts, language), unit)])


def _daytime(word: str | None, language: str) -> str:
    if word is None:
        return ""
    codes: dict[str, str] = words("daytimes", language)
    return "T" + codes[word.capitalize() if language == "de" else word.lower()]


def _nth(facts: _Facts, language: str) -> str:
    """The amount of "jeder zweite Tag" and of "alle zwei Tage"."""
    if "ord" in facts:
        stem = facts["ord"].lower()
        return "2" if stem == "other" else str(table("dates.toml")["ordinals"][language][stem])
    return "X" if "vague" in facts else _amount(facts["n"], language) if "n" in facts else "1"


def _recurring(facts: _Facts, language: str) -> _Told:
    values: dict[str, str] = words("recurring", language)
    low = facts["word"][:1].lower() + facts["word"][1:]
    forms = [facts["word"], low, *(f"{low[: len(low) - cut]}-" for cut in range(3))]
    return "SET", next(values[form] for form in forms if form in values)


def _reference(facts: _Facts, language: str) -> _Told:
    return "DATE", next(value for value in words("references", language) if value in facts)


_RULES: Final[dict[str, Callable[[_Facts, str], _Told]]] = {
    "counted": _counted,
    "vague": _counted,
    "directed": _counted,
    "bare": _counted,
    "whole": _whole,
    "half": _half,
    "fixed": _fixed,
    "stopwatch": _stopwatch,
    "compound": _compound,
    "lasting": _lasting,
    "each": _each,
    "every": _each,
    "weekdays": _each,
    "times": _each,
    "recurring": _recurring,
    "reference": _reference,
}
