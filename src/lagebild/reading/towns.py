"""The state in which a town lies: a last resort for words that name where something happens and no state."""

import re
from functools import cache
from typing import Final

from lagebild.reading.tables import table

_NAME: Final = re.compile(r"\w[\w'’.]*")
_GENITIVE: Final = re.compile(r"(?<=[^sxz])(?:['’]?s)$")
_KIND_OF_PLACE: Final = re.compile(
    r"(?:stadt|ort|provinz|region|hafen|gebiet|bezirk|metropole|festung|dorf|stützpunkt|insel|lager|platz|basis|gemeinde|siedlung|kreis|"
    r"city|town|port|airport|province|village|district|base)$", re.IGNORECASE,
)
_LONGEST: Final = 4  # words of a town's name
_MOST: Final = 40  # words that are looked at; a phrase for a place has fewer


def town_of(words: str) -> str | None:
    """The state (ISO 3166-1 alpha-2) of the first town that `words` name, None if they name none that is known.

    The table has what GeoNames knows from some size on, without names that are words or people (`train/towns.py`). Not for parties
    that act: "Garcia" is a town too.
    """
    tokens = [(match.start(), match.end()) for match in _NAME.finditer(words)][:_MOST]
    for at, (start, _) in enumerate(tokens):
        if _goes_before(words, tokens[at - 1] if at else None, start):
            continue
        for last in reversed(tokens[at : at + _LONGEST]):
            name = words[start : last[1]]
            state = _towns().get(name) or _towns().get(_GENITIVE.sub("", name))
            if state is not None and words[start].isupper():
                return state
    return None


def _goes_before(words: str, before: tuple[int, int] | None, start: int) -> bool:
    """Whether a name that no table knows begins before: "Numan" in "Marat Numan" is another place; "die Stadt Asas" is one."""
    if before is None or not words[before[0]].isupper() or words[before[1] : start] not in (" ", "-"):
        return False
    return _KIND_OF_PLACE.search(words, before[0], before[1]) is None


@cache
def _towns() -> dict[str, str]:
    names = {state: towns for state, towns in table("towns.json").items() if state != "source"}
    return {name: state for state, towns in names.items() for name in towns.split("|")}
