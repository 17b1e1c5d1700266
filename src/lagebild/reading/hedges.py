"""Words that lower a statement's certainty or deny it: a check beside the model, which decides what they belong to."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from lagebild.claims.vocabulary import Certainty, Polarity
from lagebild.reading.tables import either, known, table

Cue = Literal["probable", "possible", "unknown", "denied"]
_CUES: Final[tuple[Cue, ...]] = ("probable", "possible", "unknown", "denied")
#: "May" with a capital is the month unless it opens the sentence.
_MONTH: Final = re.compile(r"May$")


@dataclass(frozen=True, slots=True)
class Hedge:
    """The cue [start, end) of a sentence: it lowers `certainty`, or turns `polarity`; the other of the two is None."""

    start: int
    end: int
    certainty: Certainty | None = None
    polarity: Polarity | None = None


def hedges(sentence: str, language: str) -> tuple[Hedge, ...]:
    """The cues of certainty and denial in `sentence`, in text order; the longest cue at each place, "unlikely" as two."""
    language = known(language)
    meanings = _meanings(language)
    found: list[Hedge] = []
    for match in _pattern(language).finditer(sentence):
        if match.start() > 0 and _MONTH.match(match.group()):
            continue
        found.extend(_hedge(match, cue) for cue in meanings[match.group().lower()])
    return tuple(found)


def _hedge(match: re.Match[str], cue: Cue) -> Hedge:
    if cue == "denied":
        return Hedge(match.start(), match.end(), polarity="denied")
    return Hedge(match.start(), match.end(), certainty=cue)


@cache
def _meanings(language: str) -> dict[str, tuple[Cue, ...]]:
    """Cue in lower case to what it does; phrases that hold a cue and are none do nothing, but hide it."""
    data = table("hedges.toml")[language]
    found: dict[str, tuple[Cue, ...]] = dict.fromkeys((*data["quiet"]["words"], *data["not_denied"]["words"]), ())
    for cue in _CUES:
        for word in dict.fromkeys(data[cue]["words"]):
            found[word] = (*found.get(word, ()), cue)
    return found


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Any cue as a whole word; in English also the clipped "n't" at a word's end."""
    clipped = r"|(?<=[a-z])n['’]t\b" if language == "en" else ""
    return re.compile(rf"(?<!\w){either(_meanings(language))}(?!\w){clipped}", re.IGNORECASE)
