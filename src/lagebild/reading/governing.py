"""Words that govern an act from outside it: belief that nobody is named for, and the seeking of a transfer."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.reading.tables import known, table

_CLAUSE_END: Final = re.compile(r"[;:]|, (?!d(?:er|ie|as|en|em)\b|who|which|that)")
_MARKS: Final = re.compile(r"[,.;:]")
_FROM: Final = re.compile(r"\b(?:von|vom|bei|aus|durch|from|by|of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_BEFORE: Final = 70  # code points before the act in which the words of seeking stand


@dataclass(frozen=True, slots=True)
class _Words:
    believed: re.Pattern[str]
    seeking: re.Pattern[str]
    sought: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    rows = table("governing.toml")[language]
    return _Words(*(re.compile(rows[name], re.IGNORECASE) for name in ("believed", "seeking", "sought")))


def believed(sentence: str, act: int, language: str) -> bool:
    """Whether the act at code point `act` stands in the clause of an impersonal belief ("Es wird angenommen, dass …")."""
    match = _words(known(language)).believed.match(sentence)
    return match is not None and match.end() <= act and not _CLAUSE_END.search(sentence, match.end(), act)


def sought(sentence: str, start: int, end: int, language: str) -> bool:
    """Whether the transfer whose word is [start, end) of `sentence` is something that somebody seeks, not gives."""
    words = _words(known(language))
    before = _MARKS.split(sentence[max(0, start - _BEFORE) : start])[-1]
    return words.seeking.search(before) is not None or words.sought.match(sentence[end:]) is not None


def seeks(sentence: str, start: int, act: int) -> bool:
    """Whether a party that begins at `start` stands before the act, and not behind a "from": the side that seeks receives."""
    return start < act and _FROM.search(sentence[:start]) is None
