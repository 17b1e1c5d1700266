"""Times in feeds, in the languages in which feeds write them."""

import re
from datetime import UTC, datetime
from typing import Final

_MAX_CHARACTERS: Final = 80
_MAIL: Final = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4}"
    r" [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? (?:[+-][0-9]{4}|GMT|UTC|UT|Z)"
)
_AMBIGUOUS: Final = re.compile(r"\s*[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}\b")
_LANGUAGES: Final = ("de", "ko", "uk", "ru", "en")


# feedparser's `published_parsed` is not used: it takes 2024년 11월 27일 for 1 November, and 1732701600 for a day in 2017.
def feed_time(words: str | None) -> datetime | None:
    """The moment that `words` give, in UTC to the second (UTC is taken where no zone is written), None unless they give one.

    Read are ISO 8601, mail dates, and what German, Korean, Ukrainian, Russian and English feeds write ("Mi, 27 Nov 2024 10:00
    +0100", "27 листопада 2024"). Not read are 03/04/2024, which is two days, and times relative to now.
    """
    if not words or len(words) > _MAX_CHARACTERS or _AMBIGUOUS.match(words):
        return None
    found = _iso(words.strip()) or _mail(words.strip()) or _phrase(words)
    try:
        return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):  # the year 1 or 9999, moved out of range by its zone
        return None


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words) if len(words) >= 10 else None
    except ValueError:
        return None


def _mail(words: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # 10 ms

    try:
        return parsedate_to_datetime(words) if _MAIL.fullmatch(words) else None
    except ValueError:
        return None


def _phrase(words: str) -> datetime | None:
    from dateparser import parse  # 80 ms, and 250 ms for its first phrase

    bounds = {"TIMEZONE": "UTC", "PARSERS": ["timestamp", "absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = parse(words, languages=list(_LANGUAGES), settings=bounds)
    # The edge to a parser that takes words from anywhere: what it raises for odd ones varies (IndexError, OverflowError, regex
    # errors …), and a date that cannot be read is only a date that is not known.
    except Exception:  # noqa: BLE001
        return None
    return found if isinstance(found, datetime) else None
