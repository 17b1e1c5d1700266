"""Time phrases as EDTF (ISO 8601-2 level 1): "am 27. November" is XXXX-11-27, with a publication day the latest such day.

Seasons take the codes 21 to 24, quarters and weeks become intervals, half-known dates keep X. A year that the words leave out
is the latest that lies not after the publication day, unless the coming one is near or the words look ahead ("bis Ende Mai").
"""

import re
from datetime import date
from typing import Final

from lagebild.claims.vocabulary import Basis
from lagebild.reading.reckoning import CALENDAR_RULES, RULES, Look
from lagebild.reading.tables import known
from lagebild.reading.timewords import phrases, points, recurs

_OPEN_START: Final = re.compile(
    r"^(?:(?:noch|bereits|erst|schon) )?"
    r"(?:seit|ab|frühestens|nicht vor|since|as of|(?:starting|beginning)(?: in| on)?|not before|no earlier than|nach|after|following)\b"
    r"(?: dem| der| den)?|^vo[nm]\b(?=.* an$)|^from\b(?=.* on(?:wards?)?$)",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(
    r"^(?:spätestens |noch )?(?:bis|until|till|by|vor(?= (?:dem )?\d{4}| [A-Z])|before|through)\b(?: zum| zu| the)?", re.IGNORECASE
)
#: What begins behind such a word has not begun.
_COMING: Final = re.compile(r"(?:ab|frühestens|nicht vor|not before|no earlier)\b", re.IGNORECASE)
_RANGE: Final = re.compile(
    r"^(?:zwischen |von |vom |from |between |im |in |am |on )?(?P<a>.+?)"
    r"(?: ?[-–—] ?| (?:bis(?: zum| zur)?|und|to|until|till|through|and) )(?P<b>.+)$",
    re.IGNORECASE,
)
_BARE_DAY: Final = re.compile(r"(?:dem |the )?(?P<d>[12]\d|3[01]|0?[1-9])(?:\.|st|nd|rd|th)?$")
_GONE: Final = re.compile(r"\b(?:vergangen|letzt|vorig|last|past|previous)", re.IGNORECASE)
_AHEAD: Final = re.compile(r"\b(?:kommend|nächst|next|coming|upcoming)", re.IGNORECASE)


def moment_of(words: str, language: str, published: str | None, look: Look = "back") -> tuple[str | None, Basis]:
    """The EDTF expression of a time phrase and whether the words state it or it was resolved against `published` (YYYY-MM-DD).

    `look` says where the act lies for what the words leave out: of something pledged, "am Freitag" is the coming Friday.
    None where the words name no time, name a recurrence, or are relative and the publication day is unknown.
    """
    words, language = " ".join(words.split()).strip(" ,;"), known(language)
    if recurs(words, language):
        return None, "stated"
    day = date.fromisoformat(published[:10]) if published else None
    edtf = _range(words, language, day, look) or _open(words, language, day, look) or _point(words, language, day, look)
    if edtf is None:
        return None, "relative" if _is_relative(words, language) else "stated"
    return edtf, "relative" if day is not None and _needs_day(words, language) else "stated"


def find_times(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The half-open ranges of the time phrases of `text`, with their preposition, in text order."""
    language = known(language)
    return tuple(match.span() for match in phrases(language).finditer(text) if not recurs(text[: match.end()], language, match.start()))


def _needs_day(words: str, language: str) -> bool:
    """Whether the words alone, without a publication day, give no complete date."""
    alone = _range(words, language, None) or _open(words, language, None) or _point(words, language, None)
    return alone is None or alone.startswith("XXXX") or "/XXXX" in alone


def _is_relative(words: str, language: str) -> bool:
    """Whether the words name a time that only a publication day could date."""
    rule = next((name for name, pattern in points(language) if pattern.search(words)), None)
    return rule is not None and rule not in CALENDAR_RULES


def _range(words: str, language: str, day: date | None, look: Look = "back") -> str | None:
    """Both ends of a range; what the first end leaves out (month, year) it takes from the second."""
    match = _RANGE.match(words)
    if match is None:
        return None
    end = _american_end(match, language, day) or _point(match["b"], language, day, look)
    start = _completed(match["a"], end, language, day) if end else None
    if start is None or end is None:
        return None
    left, right = start.split("/")[0], end.split("/")[-1]
    return f"{left}/{right}" if left.startswith("XXXX") or right.startswith("XXXX") or left <= right else None


def _american_end(match: re.Match[str], language: str, day: date | None) -> str | None:
    """The end of "May 3-5, 2024": the month stands before the first day."""
    month = re.match(r"\w+\.?(?= \d)", match["a"])
    return _point(f"{month.group()} {match['b']}", language, day) if month and re.match(r"\d{1,2}\b(?!\d)", match["b"]) else None


def _completed(words: str, end: str, language: str, day: date | None) -> str | None:
    """The first end of a range, with the month and year of the second where it has none of its own."""
    bare = _BARE_DAY.fullmatch(words)
    if bare is not None:
        return f"{end[:7]}-{int(bare['d']):02}" if len(end) == 10 else None
    start = _point(words, language, None)
    if start is None:
        return _point(words, language, day)
    return end[:4] + start[4:] if start.startswith("XXXX") and not end.startswith("XXXX") else start


def _open(words: str, language: str, day: date | None, look: Look = "back") -> str | None:
    """A time with one end: "seit August" begins there, "bis Ende Mai" ends there."""
    match = _OPEN_START.match(words)
    if match is not None:
        rest = words[match.end() :].strip()
        point = _lasting(rest, language, day) or _point(rest, language, day, look="due" if _COMING.match(words) else "back")
        return f"{point.split('/')[0]}/.." if point else None
    match = _OPEN_END.match(words)
    if match is not None:
        point = _point(words[match.end() :].strip(), language, day, look if look == "gone" else "due")
        return f"../{point.split('/')[-1]}" if point else None
    return None


def _lasting(words: str, language: str, day: date | None) -> str | None:
    """The beginning of what has lasted for a while: "seit drei Jahren" began as "vor drei Jahren"."""
    return (
        _point(f"vor {words}" if language == "de" else f"{words} ago", language, day)
        if re.match(r"(?:\d{1,3}|[a-zäöü]+) [A-Za-z]+$", words)
        else None
    )


def _point(words: str, language: str, day: date | None, look: Look = "back") -> str | None:
    """The first rule that finds a point or stretch of time in the words decides."""
    for name, pattern in points(language):
        match = pattern.search(words)
        if match is not None:
            facts = {key: value for key, value in match.groupdict().items() if value is not None}
            told: Look = "ahead" if _AHEAD.search(words) else "gone" if _GONE.search(words) else look
            return RULES[name](facts, language, day, told)
    return None
