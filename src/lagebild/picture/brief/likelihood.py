"""Words of likelihood: the ladder of ICD 203, for the analyst's own judgements alone and never without the number.

The seven steps and their ranges are those of Intelligence Community Directive 203, section D.6.e(2); the German words are our own.
"""

from dataclasses import dataclass
from typing import Final

from lagebild.errors import InvalidBrief
from lagebild.picture.brief.nouns import Language


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: from `low` to `high` percent. All words are read; `de_clause` and `en_clause` are what is written."""

    low: int
    high: int
    de: tuple[str, ...]
    en: tuple[str, ...]
    de_clause: str
    en_clause: str


LADDER: Final = (
    Step(1, 5, ("nahezu ausgeschlossen", "so gut wie ausgeschlossen"), ("almost no chance", "remote chance", "remote possibility"),
         "nahezu ausgeschlossen", "there is almost no chance"),
    Step(5, 20, ("sehr unwahrscheinlich", "höchst unwahrscheinlich"), ("very unlikely", "highly improbable"), "sehr unwahrscheinlich",
         "it is very unlikely"),
    Step(20, 45, ("unwahrscheinlich",), ("unlikely", "improbable", "improbably"), "unwahrscheinlich", "it is unlikely"),
    Step(45, 55, ("etwa gleich wahrscheinlich",), ("roughly even chance", "roughly even odds"), "etwa gleich wahrscheinlich",
         "there is a roughly even chance"),
    Step(55, 80, ("wahrscheinlich",), ("likely", "probable", "probably"), "wahrscheinlich", "it is likely"),
    Step(80, 95, ("sehr wahrscheinlich", "höchst wahrscheinlich", "höchstwahrscheinlich"), ("very likely", "highly probable"),
         "sehr wahrscheinlich", "it is very likely"),
    Step(95, 99, ("nahezu sicher", "so gut wie sicher"), ("almost certain", "almost certainly", "nearly certain"), "nahezu sicher",
         "it is almost certain"),
)  # fmt: skip
#: Words by which trust in the basis of a judgement is told; they belong into a sentence of their own.
CONFIDENCE: Final = ("confidence", "confident", "Konfidenz", "Verlässlichkeit", "Vertrauensgrad", "Zuversicht", "zuversichtlich")


def step_of(percent: int) -> Step:
    """The step for a likelihood of 1 to 99 percent; one on a border belongs to the step nearer to even. Raises `InvalidBrief`."""
    if not 1 <= percent <= 99:
        raise InvalidBrief("likelihood", f"{percent} is not from 1 to 99 percent")
    fitting = [step for step in LADDER if step.low <= percent <= step.high]
    return min(fitting, key=lambda step: abs(step.low + step.high - 100))


def clause_of(percent: int, language: Language) -> str:
    """How a judgement of this likelihood begins: "it is likely", „wahrscheinlich“."""
    step = step_of(percent)
    return step.de_clause if language == "de" else step.en_clause
