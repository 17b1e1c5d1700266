"""What the user knows about a report, and days of publication."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from lagebild.errors import InvalidFact
from lagebild.reports.language import READABLE

_ISO: Final = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_COMPACT: Final = re.compile(r"\s*([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}Z?)?\s*")
_DOTTED: Final = re.compile(r"\s*(?P<day>[0-9]{1,2})\.\s?(?P<month>[0-9]{1,2})\.\s?(?P<year>[0-9]{4})\s*")
_NAMED: Final = re.compile(
    r"(?:\s*[A-Za-z]{3},)?\s*(?P<day>[0-9]{1,2})\s+(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(?P<year>[0-9]{4})\b"
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the user says of every report taken in; it overrides what the document says. None leaves it to the document.

    `published` is YYYY-MM-DD, `language` one of `READABLE`; anything else raises `InvalidFact`.
    """

    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        if self.published is not None and day_of(self.published) != self.published:
            raise InvalidFact("published", self.published, "is no day written YYYY-MM-DD")
        if self.language is not None and self.language not in READABLE:
            raise InvalidFact("language", self.language, f"is none of {', '.join(READABLE)}")


def day_of(words: str | None) -> str | None:
    """The day (YYYY-MM-DD, in the zone in which it is written) that `words` give, None unless they give exactly one day.

    Read are ISO 8601 (2024-11-27, with or without a time; 20241127), mail headers (Wed, 27 Nov 2024 …) and 27.11.2024. Other
    dotted or slashed orders are not: 03/04/2024 is two different days in London and New York.
    """
    if words is None:
        return None
    if found := _ISO.match(words) or _COMPACT.fullmatch(words):
        return _day(*(int(part) for part in found.groups()))
    if found := _DOTTED.fullmatch(words):
        return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _NAMED.match(words):
        return _day(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 February is no day
        return None
