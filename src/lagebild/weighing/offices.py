"""Who a named source is, as a comparable name: "KR/government" for a state as a whole, "KR/government/president" for one of its offices.

A president and a minister who both give a number have said it twice; "Seoul" and "the presidential office" may be one and the same.
People are told apart by their offices only: a name without its office counts as its state.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from lagebild.claims.claim import Source
from lagebild.weighing.facets import fold

#: Kinds of sources that are one body each, without offices that speak for themselves.
_WITH_OFFICES: Final = frozenset({"government", "military", "person"})


def name_of(source: Source) -> str:
    """The comparable name of a source."""
    if not source.entity:
        return fold(source.span.text)
    office = office_of(source.span.text) if source.kind in _WITH_OFFICES else None
    return f"{source.entity}/{source.kind}" + (f"/{office}" if office else "")


@lru_cache(maxsize=65536)
def office_of(words: str) -> str | None:
    """The office that the words of a source name, None for none."""
    low = words.casefold()
    return next((office for office, pattern in _offices() if pattern.search(low)), None)


def whole_of(speaker: str) -> str:
    """The body that a speaker is an office of; the speaker itself where it is none."""
    return "/".join(speaker.split("/")[:2])


def compatible(one: str, other: str) -> bool:
    """Whether two named sources can be the same: equal, or one is the whole that the other is an office of."""
    return one == other or one == whole_of(other) or other == whole_of(one)


def least(speakers: Iterable[str | None]) -> int:
    """The least number of sources behind these: all that is nobody's is one, and a whole whose office is there is no other."""
    found = set(speakers)
    offices = {whole_of(speaker) for speaker in found if speaker is not None and speaker != whole_of(speaker)}
    return len(found - offices)


@cache
def _offices() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads((files("lagebild.weighing") / "data" / "offices.toml").read_text(encoding="utf8"))["office"]
    begin = {office: "|".join(re.escape(word.casefold()) for word in words) for office, words in table.items()}
    return tuple((office, re.compile(rf"(?<!\w)(?:{words})")) for office, words in begin.items())
