"""Times of day in TIMEX3, without their day: "20.30 Uhr" is T20:30, "am Morgen" TMO; `timex` adds the day."""

import re
from functools import cache
from typing import Final

from lagebild.reading.durations import Timex
from lagebild.reading.durationwords import words
from lagebild.reading.tables import either, known

_HOUR: Final = r"(?:[01]?\d|2[0-4])"
_MINUTE: Final = r"[0-5]\d"
_HALF_A_DAY: Final = 12
_EDGE: Final = r"(?<![\w/:–-])(?<!\d[.,])"


def clock_times(text: str, language: str) -> tuple[Timex, ...]:
    """Clock times and parts of the day of `text`, in text order; the caller chooses between those that overlap."""
    language = known(language)
    found = []
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            facts = {key.rstrip("123"): value for key, value in match.groupdict().items() if value is not None}
            found.append(Timex(match.start(), match.end(), "TIME", _value(facts, language)))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _value(facts: dict[str, str], language: str) -> str:
    if "part" in facts:
        return f"T{words('daytimes', language)[facts['part']]}"
    if "midnight" in facts:
        return "T24:00"
    hour = int(facts["h"]) if "h" in facts else words("hours", language).index(facts["word"].lower())
    minute = int(facts.get("m", 0))
    if "to" in facts:
        hour, minute = divmod((hour * 60 + _shift(facts)) % (24 * 60), 60)
    late = words("half_of_day", language).get(facts.get("half", "").lower())
    if late is not None and hour <= _HALF_A_DAY:
        hour = hour % _HALF_A_DAY + _HALF_A_DAY * late
    return f"T{hour:02}:{minute:02}{words('zones', 'both').get(facts.get('zone', ''), '')}"


def _shift(facts: dict[str, str]) -> int:
    """Minutes from the hour: "halb acht" lies before it, "half past seven" behind."""
    if facts["to"].lower() == "halb":
        return -30
    minutes = 30 if facts["to"] == "half" else 15
    return -minutes if facts["side"] in ("vor", "to") else minutes


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    sources = _german() if language == "de" else _english()
    # behind a hyphen only a range's second end is a time
    return tuple(re.compile(rf"{'' if source.startswith('(?<=[-') else _EDGE}(?:{source})(?!\w)") for source in sources)


def _zone() -> str:
    return f"(?: (?P<zone>{either(words('zones', 'both'))}))?"


def _german() -> tuple[str, ...]:
    named, number = f"(?P<word>(?i:{either(words('hours', 'de'))}))", rf"(?P<h>{_HOUR})(?:[.:](?P<m>{_MINUTE}))?"
    half = f"(?: (?P<half>(?i:{either(words('half_of_day', 'de'))})))?"
    parts = words("daytimes", "de")
    gone = "(?:(?:vergangenen|letzten|kommenden|folgenden|gleichen|selben|nächsten) )?"
    return (
        rf"(?:{number} ?[Uu]hr(?: (?P<m1>{_MINUTE})(?! Uhr))?|{named} Uhr){half}{_zone()}",
        rf"(?P<h>{_HOUR})(?:[.:](?P<m>{_MINUTE}))?(?= ?(?:[-–/,]|bis|und|oder) ?{_HOUR}(?:[.:]{_MINUTE})? ?Uhr(?!\w))",
        rf"(?<=[-–/]){number} ?Uhr",
        rf"(?:(?<=\bum )|(?<=\bUm )|(?<=\bab )|(?<=\bAb )|(?<=\bgegen )|(?<=\bGegen ))(?P<h>{_HOUR}):(?P<m>{_MINUTE})",
        rf"(?:(?P<to>[Hh]alb)|(?P<to1>Viertel) (?P<side>vor|nach)) (?:{named}|(?P<h>1?\d)(?![\w.,:]))(?: Uhr)?{half}",
        r"(?P<midnight>Mitternacht)",
        rf"(?:(?<=\b[Aa]m )|(?<=\b[Zz]u )|(?<=\bzum )|(?<=\bgegen )|(?<=\bGegen )|(?<=\bvom )|(?<=\bbis ))(?:(?:frühen|späten|heutigen) )?"
        rf"(?P<part>{either(word for word in parts if word != 'Nacht')})",
        rf"der (?:späten |frühen )?{gone}(?P<part>Nacht)(?! (?:zum|auf|vom|zu))",
        r"den (?:frühen |späten )?(?P<part>Morgen|Abend|Vormittag|Nachmittag)stunden",
    )


def _english() -> tuple[str, ...]:
    named, number = f"(?P<word>(?i:{either(words('hours', 'en'))}))", rf"(?P<h>{_HOUR})(?:[.:](?P<m>{_MINUTE}))?"
    half = f"(?P<half>(?i:{either(words('half_of_day', 'en'))}))"
    return (
        rf"(?:{number}(?::{_MINUTE})?|(?P<h1>[01]\d|2[0-3])(?P<m1>{_MINUTE})) ?{half}{_zone()}",
        rf"(?:{number}|{named}) o['’]clock(?: {half})?{_zone()}",
        rf"(?P<h>{_HOUR}):(?P<m>{_MINUTE})(?::{_MINUTE})?(?: hours)?{_zone()}",
        rf"(?P<h>[01]\d|2[0-3])(?P<m>{_MINUTE}) (?:hours|(?=(?:UTC|GMT)))(?P<zone>UTC|GMT)?",
        rf"(?P<to>half|quarter) (?P<side>past|to) {named}",
        r"(?P<midnight>midnight)",
        r"(?:(?<=\bin )|(?<=\bIn ))the (?:early |late )?(?P<part>morning|afternoon|evening)",
        r"(?:(?<=\bat )|(?<=\bAt )|(?<=\bby ))(?P<part>noon|midday|night)",
    )
