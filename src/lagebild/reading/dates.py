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
from lagebild.reading.timewords import phrases, points

_OPEN_START: Final = re.compile(
    r"^(?:(?:noch|bereits|erst|schon) )?"
    r"(?:seit|ab|since|as of|(?:starting|beginning)(?: in| on)?|nach|after|following)\b(?: dem| der| den)?|^von\b(?=.* an$)",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(
    r"^(?:spätestens )?(?:bis|until|till|by|vor(?= (?:dem )?\d{4}| [A-Z])|before|through)\b(?: zum| zu| the)?", re.IGNORECASE
)
_RANGE: Final = re.compile(
    r"^(?:zwischen |von |vom |from |between |im |in |am |on )?(?P<a>.+?)"
    r"(?: ?[-–—] ?| (?:bis(?: zum| zur)?|und|to|until|till|through|and) )(?P<b>.+)$",
    re.IGNORECASE,
)
_BARE_DAY: Final = re.compile(r"(?:dem |the )?(?P<d>[12]\d|3[01]|0?[1-9])(?:\.|st|nd|rd|th)?$")
_GONE: Final = re.compile(r"\b(?:vergangen|letzt|vorig|last|past|previous)", re.IGNORECASE)
_AHEAD: Final = re.compile(r"\b(?:kommend|nächst|next|coming|upcoming)", re.IGNORECASE)


def moment_of(words: str, language: str, published: str | None) -> tuple[str | None, Basis]:
    """The EDTF expression of a time phrase and whether the words state it or it was resolved against `published` (YYYY-MM-DD).

    None where the words name no time, or are relative and the publication day is unknown.
    """
    words, language = " ".join(words.split()).strip(" ,;"), known(language)
    day = date.fromisoformat(published[:10]) if published else None
    edtf = _range(words, language, day) or _open(words, language, day) or _point(words, language, day)
    if edtf is None:
        return None, "relative" if _is_relative(words, language) else "stated"
    return edtf, "relative" if day is not None and _needs_day(words, language) else "stated"


def find_times(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """The half-open ranges of the time phrases of `text`, with their preposition, in text order."""
    return tuple(match.span() for match in phrases(known(language)).finditer(text))


def _needs_day(words: str, language: str) -> bool:
    """Whether the words alone, without a publication day, give no complete date."""
    alone = _range(words, language, None) or _open(words, language, None) or _point(words, language, None)
    return alone is None or alone.startswith("XXXX") or "/XXXX" in alone


def _is_relative(words: str, language: str) -> bool:
    """Whether the words name a time that only a publication day could date."""
    rule = next((name for name, pattern in points(language) if pattern.search(words)), None)
    return rule is not None and rule not in CALENDAR_RULES


def _range(words: str, language: str, day: date | None) -> str | None:
    """Both ends of a range; what the first end leaves out (month, year) it takes from the second."""
    match = _RANGE.match(words)
    if match is None:
        return None
    end = _american_end(match, language, day) or _point(match["b"], language, day)
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


def _open(words: str, language: str, day: date | None) -> str | None:
    """A time with one end: "seit August" begins there, "bis Ende Mai" ends there."""
    match = _OPEN_START.match(words)
    if match is not None:
        rest = words[match.end() :].strip()
        point = _lasting(rest, language, day) or _point(rest, language, day, due=words[:2].lower() == "ab")
        return f"{point.split('/')[0]}/.." if point else None
    match = _OPEN_END.match(words)
    if match is not None:
        point = _point(words[match.end() :].strip(), language, day, due=True)
        return f"../{point.split('/')[-1]}" if point else None
    return None


def _lasting(words: str, language: str, day: date | None) -> str | None:
    """The beginning of what has lasted for a while: "seit drei Jahren" began as "vor drei Jahren"."""
    return (
        _point(f"vor {words}" if language == "de" else f"{words} ago", language, day)
        if re.match(r"(?:\d{1,3}|[a-zäöü]+) [A-Za-z]+$", words)
        else None
    )


def _point(words: str, language: str, day: date | None, due: bool = False) -> str | None:
    """The first rule that finds a point or stretch of time in the words decides."""
    for name, pattern in points(language):
        match = pattern.search(words)
        if match is not None:
            facts = {key: value for key, value in match.groupdict().items() if value is not None}
            look: Look = "ahead" if _AHEAD.search(words) else "gone" if _GONE.search(words) else "due" if due else "back"
            return RULES[name](facts, language, day, look)
    return None
