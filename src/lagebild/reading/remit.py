"""Whether a whole report is about arms or forces at all: who drops a newspaper into the reader wants no claims from its sports pages."""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from lagebild.reading.materiel import find_materiel
from lagebild.reading.tables import either, known, table

#: Different words of the matter that a report has at least, and how many words it takes for one more. Of the corpus' 1,167 reports with
#: claims 1,148 have three or more and 3 a single one; of 318 Austrian news texts on sports, business and science 12 have.
_LEAST: Final = 1
_MOST: Final = 3
_WORDS_FOR_ONE: Final = 60
#: Log odds that each lacking word asks of every act.
_ODDS: Final = 1.3
_LOOKED_AT: Final = 20_000  # code points of a report: what it is about, it says by then
#: What stands behind it is not the head: "Soldaten aus Familien …".
_HANGING: Final = re.compile(r"\s(?:aus|von|mit|für|bei|from|of|with|for|who|die|der|das)\s")
_WORD: Final = re.compile(r"\w+")


def raised(thresholds: dict[str, float], text: str, language: str) -> dict[str, float]:
    """The probabilities from which on acts count in `text`: the higher the less it is about the matter."""
    more = odds(text, language)
    return {type_: _shifted(threshold, more) for type_, threshold in thresholds.items()} if more else thresholds


def odds(text: str, language: str) -> float:
    """The log odds, 0 or more, by which acts in `text` must be likelier. Short texts need fewer words of the matter."""
    head = text[:_LOOKED_AT]
    n_words = sum(1 for _ in _WORD.finditer(head))
    wanted = min(_MOST, _LEAST + n_words / _WORDS_FOR_ONE)
    found: set[str] = set()
    for match in _matter(known(language)).finditer(head.lower()):
        found.add(match.group())
        if len(found) >= wanted:
            return 0.0
    found.update(mention.materiel.family for mention in find_materiel(head, language))
    return _ODDS * max(0.0, wanted - len(found))


def _shifted(probability: float, more: float) -> float:
    return 1 / (1 + math.exp(-math.log(probability / (1 - probability)) - more)) if 0 < probability < 1 else probability


def of_civilians(forces: Sequence[str]) -> bool:
    """Whether those who are moved or stationed, told by their words, are all no force: refugees, passengers, pilgrims."""
    return bool(forces) and all(_civilians().search(_HANGING.split(words, maxsplit=1)[0]) for words in forces)


@cache
def _civilians() -> re.Pattern[str]:
    return re.compile(rf"(?:\b|\w){either(table('remit.toml')['civilians'].split())}\b(?!-)", re.IGNORECASE)


@cache
def _matter(language: str) -> re.Pattern[str]:
    words = either(table("remit.toml")[language].split())
    return re.compile(words if language == "de" else rf"\b{words}")
