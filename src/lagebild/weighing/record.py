"""How far a source has been right: Admiralty letters from settled claims alone, and the digit from agreement alone.

A (completely reliable) to E (unreliable), F (cannot be judged), after AJP-2.1; the digit 1 (confirmed) to 6 (cannot be judged) never
looks at the letter. A claim that a person has not settled counts for nothing: our own estimate settles nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp
from typing import Final

from lagebild.claims.estimate import Grade, Letter

#: Below so many settled cases a share says too little (the design note's bound).
LEAST_CASES: Final = 10.0
#: Before anything is known of a source it is taken to be right in three of four.
_PRIOR: Final = (1.5, 0.5)
_LETTERS: Final[tuple[tuple[float, Letter], ...]] = ((0.9, "A"), (0.8, "B"), (0.65, "C"), (0.45, "D"), (0.0, "E"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A settled claim: its source, type, thing, and whether it was right. Several of one source on one thing are one case."""

    source: str
    type: str
    thing: str
    right: bool


def grades(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], Grade]:
    """The grade of each (source, type) with a settled claim."""
    shares: dict[tuple[str, str], dict[str, list[bool]]] = {}
    for outcome in outcomes:
        shares.setdefault((outcome.source, outcome.type), {}).setdefault(outcome.thing, []).append(outcome.right)
    return {key: _grade(*key, things) for key, things in sorted(shares.items())}


def _grade(source: str, type_: str, things: Mapping[str, list[bool]]) -> Grade:
    right = sum(sum(found) / len(found) for found in things.values())
    wrong = len(things) - right
    share = (right + _PRIOR[0]) / (right + wrong + sum(_PRIOR))
    return Grade(source, type_, letter(share, len(things)), share, float(len(things)))


def letter(share: float, n_cases: float) -> Letter:
    """The letter of a share of claims that turned out true (0 to 1) over `n_cases`."""
    if n_cases < LEAST_CASES:
        return "F"
    return next(found for least, found in _LETTERS if share >= least)


def digit(n_agreeing: int, n_against: int) -> int:
    """Credibility 1 to 6 of a claim from the other independent origins that fit it and those that do not."""
    if n_against == 0:
        return 1 if n_agreeing >= 2 else 2 if n_agreeing == 1 else 6
    if n_agreeing > n_against:
        return 3
    return 4 if n_agreeing or n_against == 1 else 5


def source_sd(grade: Grade | None, usual: float) -> float:
    """A source's standard deviation on the log scale: its record moves the usual one by at most half up or a third down."""
    if grade is None or grade.letter == "F":
        return usual
    return usual * min(1.5, max(0.67, exp(1.2 * (0.8 - grade.share))))
