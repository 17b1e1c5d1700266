"""Why the weighing says what it says, in the language of the page: it gives its reasons in English alone, for the record."""

import re
from typing import Final

from lagebild.web.thing_words import speaker_words
from lagebild.web.wording import messages, say

#: From a reason as it is recorded to its message; groups named `who` are sources, the others stand as they are.
_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"both name (?P<who>.+)", "both_name"),
        (r"both published by (?P<what>.+)", "both_published"),
        (r"cites (?P<what>.+)", "cites"),
        (r"both cite (?P<what>.+)", "both_cite"),
        (r"(?P<who>.+) is (?P<who_too>.+/.+)", "part_of"),
        (r"(?P<n>\d+) words in common around both claims", "verbatim"),
        (r"the same quotation of (?P<n>\d+) words", "quote"),
        (r"the same unusual number and names in another language", "anchors"),
        (r"both give (?P<n>\S+), which was wrong", "error"),
        (r"one thing with a probability of (?P<n>\S+)", "proposed"),
        (r"one denies what the other affirms", "denies"),
        (r"(?P<stage>\w+) and (?P<stage_too>\w+) are two steps of one act", "steps"),
        (r"there is no common quantity", "apart"),
        (r"the ranges that their words give overlap", "overlap"),
        (r"the same origin gives another figure later", "correction"),
        (r"the figures are for days (?P<n>\d+) apart", "days_apart"),
        (r"the figures are for a part and for the whole", "scope"),
        (r"the same time and scope, and no amount fits both", "conflict"),
        (r"denies it", "denies_it"),
        (r"gives no amount", "no_amount"),
        (r"its origin is counted once", "counted_once"),
    )
)


def reason_words(language: str, reason: str) -> str:
    """A reason in the language; one that is not known stays as it is."""
    for pattern, key in _PATTERNS:
        found = pattern.fullmatch(reason)
        if found:
            return say(language, f"reason.{key}", **{name: _told(language, name, words) for name, words in found.groupdict().items()})
    return reason


def _told(language: str, name: str, words: str) -> str:
    if name.startswith("who"):
        return speaker_words(language, words)
    if name.startswith("stage"):
        known = messages(language)
        return known.get(f"stage.{words}") or known.get(f"status.{words}", words)
    return words.replace(",", "\u202f").replace(".", ",") if language == "de" and name == "n" else words
