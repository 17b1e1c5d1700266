"""The rules behind `dates`: what one matched point or stretch of time is in EDTF, given the publication day."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

from lagebild.reading.tables import table

#: Where what the words leave out is looked for: back (the rule), behind us ("vergangenen", what is done), ahead ("kommenden"), or
#: where a term or a promise falls due ("bis Ende Mai", what is pledged).
Look = Literal["back", "gone", "due", "ahead"]
_MONTHS_A_YEAR: Final = 12
_SEVERAL: Final = {
    "de": frozenset(("Tage", "Tagen", "Wochen", "Monate", "Monaten", "Jahre", "Jahren", "Jahrzehnte", "Jahrzehnten", "Stunden", "Minuten")),
    "en": frozenset(("days", "weeks", "months", "years", "decades", "hours", "minutes")),
}
#: Two-digit years: 70 to 99 belong to the last century.
_PIVOT: Final = 70
#: A date without a year that would lie this many months ahead or fewer is the coming one: on KRAUTS (192 German dates with
#: known value) 135 come out right when every such date is past, 167 with this rule.
_SOON: Final = 3
#: A term ("bis Ende Mai") that passed fewer months ago than this is meant as past, any other as the next.
_JUST_PASSED: Final = 3


def _date(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """A calendar date, month or year, as complete as the words and the publication day make it."""
    month = int(facts["m"]) if "m" in facts else _months(language)[facts["mon"]] if "mon" in facts else None
    number = int(facts["d"]) if "d" in facts else None
    year = _year(facts, language, day)
    if year is None and day is not None and month is not None:
        year = _fitting_year(month, number, day, look)
    if month is not None and number is not None and number > monthrange(year or 2024, month)[1]:
        return None
    parts = [f"{year:04}" if year is not None else "XXXX", *(f"{part:02}" for part in (month, number) if part is not None)]
    return "-".join(parts)


def _year(facts: dict[str, str], language: str, day: date | None) -> int | None:
    if "y" in facts:
        year = int(facts["y"])
        return year if len(facts["y"]) == 4 else year + (1900 if year >= _PIVOT else 2000)
    if "rel" in facts and day is not None:
        return day.year + _direction(facts["rel"], language)
    return None


def _fitting_year(month: int, number: int | None, day: date, look: Look) -> int:
    """The year that the words left out: the latest that lies not after `day`, or the next where that is near at hand."""
    begun = (month, number or 1) <= (day.month, day.day)
    past = day.year if begun else day.year - 1
    back = (day.year - past) * _MONTHS_A_YEAR + day.month - month
    if look == "gone":
        return past
    keeps = {"back": _MONTHS_A_YEAR - back > _SOON, "due": back < _JUST_PASSED, "ahead": back == 0 and number is None}[look]
    return past if keeps else past + 1


def _quarter(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """A quarter or half year as an interval of months."""
    year = _year(facts, language, day) or (day.year if day else None)
    if year is None:
        return None
    long = facts.get("span", "").lower() in ("halbjahr", "jahreshälfte", "half")
    count = int(facts["q"]) if "q" in facts else _ordinal(facts["ord"], language)
    months = 6 if long else 3
    count = min(count, _MONTHS_A_YEAR // months)
    if look in ("ahead", "due") and day is not None and not facts.keys() & {"y", "rel"} and count * months < day.month:
        year += 1
    return f"{year:04}-{(count - 1) * months + 1:02}/{year:04}-{count * months:02}"


def _season(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    code = table("dates.toml")["seasons"][language][facts["season"].lower() if language == "en" else facts["season"]]
    year = _year(facts, language, day)
    if year is None:
        if day is None:
            return f"XXXX-{code}"
        year = _season_year((code - 20) * 3, day, look, facts.get("dir", "").lower())
    return f"{year:04}-{code}"


def _season_year(begins: int, day: date, look: Look, way: str) -> int:
    """The year of a season that begins in a month: the last one that has begun, or the next."""
    begun, over = begins <= day.month, begins + 2 < day.month
    if way == "last":
        return day.year if over else day.year - 1
    if way == "next":
        return day.year + begun
    if look in ("ahead", "due"):
        return day.year + over
    return day.year if begun else day.year - 1


def _century(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    return f"{int(facts['century']) - 1:02}XX"


def _decade(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    if "tens" in facts:
        return f"19{table('dates.toml')['tens'][language][facts['tens'][:-2].lower()]}X"
    decade = facts["decade"]
    return (decade if len(decade) == 4 else "19" + decade)[:3] + "X"


def _ago(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    return _shifted(day, -_amount(facts["n"], language), _unit(facts, language)) if day else None


def _in(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    if day is None:
        return None
    goal = _shifted(day, _amount(facts["n"], language), _unit(facts, language))
    return f"{day.isoformat()[: len(goal)]}/{goal}" if goal and "within" in facts else goal


def _past(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """A stretch up to the publication day ("in den vergangenen drei Jahren") or from it ("in the next two weeks")."""
    if day is None:
        return None
    direction = _direction(facts["dir"], language) or -1
    far = _shifted(day, direction * _amount(facts["n"], language), _unit(facts, language))
    if far is None:
        return None
    here = day.isoformat()[: len(far)]
    return f"{far}/{here}" if direction < 0 else f"{here}/{far}"


def _relative(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The week, month, year before, around or after the publication day; weeks run from Monday to Sunday."""
    if day is None:
        return None
    direction, unit = _direction(facts["dir"], language), _unit(facts, language)
    if facts["unit"] in _SEVERAL[language]:
        return None  # "in den vergangenen Tagen": nobody says how many
    if unit in ("week", "weekend"):
        return _week(day, direction, unit)
    return _shifted(day, direction, unit)


def _week(day: date, direction: int, unit: str) -> str:
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=direction)
    first = monday + timedelta(days=5) if unit == "weekend" else monday
    return f"{first}/{monday + timedelta(days=6)}"


def _before(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    if day is None:
        return None
    word = facts["before"].lower()
    if word == "heuer":
        return f"{day.year:04}"
    return _week(day, -1, "week") if "woche" in word else _shifted(day, -1, "year" if "jahr" in word else "month")


def _turn(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The year or month of publication, whose end or beginning is meant."""
    if day is None:
        return None
    return day.isoformat()[:7] if "mon" in facts["turn"].lower() else f"{day.year:04}"


def _feast(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    month, number = map(int, table("dates.toml")["feasts"][language][facts["feast"]].split("-"))
    return _date({**{key: facts[key] for key in ("y",) if key in facts}, "m": str(month), "d": str(number)}, language, day, look)


def _now(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The month of publication; what begins at once begins on its day."""
    if day is None:
        return None
    return f"{day.isoformat()}/.." if facts["now"].lower() in ("ab sofort", "effective immediately") else day.isoformat()[:7]


def _hours(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The day of publication, or of the night before it."""
    if day is None:
        return None
    return (day - timedelta(days=facts["hours"].lower() in ("last night", "overnight"))).isoformat()


def _weekday(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The last such weekday on or before the publication day; "this" is that of its week, "last" one before it.

    Looking ahead it is the first after it.
    """
    if day is None:
        return None
    number = _weekdays(language)[facts["wd"]]
    if look in ("ahead", "due"):
        return (day + timedelta(days=(number - day.weekday() - 1) % 7 + 1)).isoformat()
    direction = _direction(facts["dir"], language) if "dir" in facts else None
    back = day.weekday() - number if direction == 0 else (day.weekday() - number) % 7
    if back == 0 and direction == -1:
        back = 7
    return (day - timedelta(days=back)).isoformat()


def _near(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    return (day + timedelta(days=table("dates.toml")["days"][language][facts["near"].lower()])).isoformat() if day else None


def _weekend(facts: dict[str, str], language: str, day: date | None, look: Look) -> str | None:
    """The last weekend that had begun by the publication day."""
    return _week(day, 0 if day.weekday() >= 5 else -1, "weekend") if day else None


def _shifted(day: date, count: float, unit: str) -> str | None:
    """The day, month or year that lies `count` units from `day`, only as precise as the unit; None outside the years 1 to 9999."""
    if unit == "hour":
        return day.isoformat()
    if unit in ("day", "week"):
        return (day + timedelta(days=round(count * (7 if unit == "week" else 1)))).isoformat()
    months = round(count * {"month": 1, "year": 12, "decade": 120}.get(unit, 1))
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return f"{year:04}" if unit in ("year", "decade") else f"{year:04}-{month + 1:02}"


def _amount(word: str, language: str) -> float:
    return float(word) if word.isdigit() else float(table("dates.toml")["few"][language][word.lower()])


def _unit(facts: dict[str, str], language: str) -> str:
    return str(table("dates.toml")["units"][language][facts["unit"]])


def _direction(words: str, language: str) -> int:
    directions: dict[str, int] = table("dates.toml")["directions"][language]
    return next((value for stem, value in directions.items() if words.lower().startswith(stem)), 0)


def _ordinal(word: str, language: str) -> int:
    return int(table("dates.toml")["ordinals"][language][word.lower()])


@cache
def _months(language: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(table("dates.toml")["months"][language], 1) for name in names}


@cache
def _weekdays(language: str) -> dict[str, int]:
    return {name: number for number, names in enumerate(table("dates.toml")["weekdays"][language]) for name in names}


_Rule = Callable[[dict[str, str], str, date | None, Look], str | None]
RULES: Final[dict[str, _Rule]] = {
    "iso": _date,
    "numeric": _date,
    "day": _date,
    "american": _date,
    "month": _date,
    "year": _date,
    "quarter": _quarter,
    "season": _season,
    "century": _century,
    "decade": _decade,
    "ago": _ago,
    "ahead": _in,
    "past": _past,
    "relative": _relative,
    "before": _before,
    "weekday": _weekday,
    "near": _near,
    "weekend": _weekend,
    "turn": _turn,
    "feast": _feast,
    "now": _now,
    "hours": _hours,
}
#: Rules whose words are a calendar date: what they cannot date does not exist ("31. Februar").
CALENDAR_RULES: Final = frozenset({"iso", "numeric", "day", "american", "month", "year"})
