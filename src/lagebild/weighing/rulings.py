"""Which decisions count, and what they say about sameness, entities and outcomes: a pure function of all decisions so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lagebild.claims.decision import Decision

_CLAIM: Final = "claim--"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rulings:
    """`ties` says of pairs of claims whether they are about one thing, `alias` what entity a name stands for, `settled` what turned
    out true. Of decisions on the same pair or claim the last counts."""

    ties: Mapping[Pair, bool] = field(default_factory=dict)
    alias: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, bool] = field(default_factory=dict)
    _pairs_of: dict[str, list[Pair]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for pair in self.ties:
            for claim in pair:
                self._pairs_of.setdefault(claim, []).append(pair)

    def ties_of(self, claim: str) -> list[tuple[Pair, bool]]:
        """What is said of pairs with this claim."""
        return [(pair, self.ties[pair]) for pair in self._pairs_of.get(claim, ())]


def rulings(decisions: Mapping[int, Decision]) -> Rulings:
    """What the decisions that count say, in the order of their sequences."""
    ties: dict[Pair, bool] = {}
    names: dict[Pair, bool] = {}
    settled: dict[str, bool] = {}
    for sequence in counting(decisions):
        decision = decisions[sequence]
        if decision.kind == "settle" and decision.outcome is not None:
            settled.update(dict.fromkeys(decision.targets, decision.outcome))
        elif decision.kind in ("same", "different"):
            kept = ties if decision.targets[0].startswith(_CLAIM) else names
            for other in decision.targets[1:]:
                kept[_pair(decision.targets[0], other)] = decision.kind == "same"
    return Rulings(ties, _aliases(names), settled)


def counting(decisions: Mapping[int, Decision]) -> list[int]:
    """The sequences of the decisions that no undo that itself counts has undone."""
    undone: set[int] = set()
    kept: list[int] = []
    for sequence in sorted(decisions, reverse=True):
        if sequence in undone:
            continue
        kept.append(sequence)
        if decisions[sequence].kind == "undo":
            undone.update(int(target) for target in decisions[sequence].targets)
    return kept[::-1]


def _aliases(names: Mapping[Pair, bool]) -> dict[str, str]:
    """Each name to the one that stands for its group: a country code before a name, then the alphabet."""
    group: dict[str, set[str]] = {}
    for (one, other), same in names.items():
        if same:
            together = group.get(one, {one}) | group.get(other, {other})
            for name in together:
                group[name] = together
    return {name: min(together, key=lambda found: (len(found) != 2, found)) for name, together in group.items()}


def _pair(one: str, other: str) -> Pair:
    return min(one, other), max(one, other)
