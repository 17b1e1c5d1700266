"""How far people who coded the same report agree: Krippendorff's alpha, field by field.

Klaus Krippendorff, Content Analysis, 4th ed. (2019), chapter 12. Every field is nominal here: two values are the same or not.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.vocabulary import ROLE_NAMES

Coding = Mapping[str, Claim | None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`alpha` by field: 1 is full agreement, 0 what chance would give, below 0 worse; None where too little was coded twice
    or everybody always gave the same value. `n_units` counts claims coded by two people or more."""

    coders: tuple[str, ...]
    n_units: int
    alpha: dict[str, float | None]


def agreement(codings: Mapping[str, Coding]) -> Agreement:
    """The agreement of the coders in `codings` (what each says of each claim, None for "the report does not say this")."""
    coders = tuple(sorted(codings))
    units = _units(codings)
    alpha = {field: krippendorff_alpha([_values(unit, value) for unit in units]) for field, value in _FIELDS.items()}
    alpha["present"] = krippendorff_alpha([[claim is not None for claim in unit] for unit in units])
    return Agreement(coders, sum(len(unit) > 1 for unit in units), alpha)


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Alpha for nominal values; each unit holds the values that its coders gave. None where it is undefined: no unit has two
    values, or all values are one and the same."""
    pairable = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in pairable for value in unit)
    n_values = sum(totals.values())
    expected = n_values * n_values - sum(count * count for count in totals.values())
    if not expected:
        return None
    observed = sum(_disagreements(unit) / (len(unit) - 1) for unit in pairable)
    return 1 - (n_values - 1) * observed / expected


def _disagreements(unit: Sequence[Hashable]) -> int:
    """Ordered pairs of different values."""
    return len(unit) ** 2 - sum(count**2 for count in Counter(unit).values())


def _units(codings: Mapping[str, Coding]) -> list[list[Claim | None]]:
    """What is said of each claim by all who decided on it. A claim that was added by hand is one with others added at the
    same words; who coded the report and did not add it says that it is not there."""
    added: dict[tuple[int, int], dict[str, Claim | None]] = {}
    units: dict[str, dict[str, Claim | None]] = {}
    for coder, coding in codings.items():
        for id, claim in coding.items():
            if claim is not None and claim.read_by.reader in codings:
                added.setdefault((claim.trigger.start, claim.trigger.end), {})[coder] = claim
            else:
                units.setdefault(id, {})[coder] = claim
    found = [list(unit.values()) for unit in units.values()]
    return found + [[unit.get(coder) for coder in codings] for unit in added.values()]


def _values(unit: list[Claim | None], value: Callable[[Claim], Hashable]) -> list[Hashable]:
    return [value(claim) for claim in unit if claim is not None]


def _role(name: str) -> Callable[[Claim], Hashable]:
    return lambda claim: tuple(
        (role.entity or role.span.text, role.quantity) for role in sorted(claim.fillers(name), key=lambda role: role.span)
    )


_FIELDS: Final[dict[str, Callable[[Claim], Hashable]]] = {
    "type": lambda claim: claim.type,
    "status": lambda claim: claim.status,
    "certainty": lambda claim: claim.certainty,
    "polarity": lambda claim: claim.polarity,
    "trigger": lambda claim: (claim.trigger.start, claim.trigger.end),
    **{name: _role(name) for name in ROLE_NAMES},
    "attribution": lambda claim: tuple((source.entity or source.span.text, source.kind) for source in claim.attribution),
    "time": lambda claim: claim.time.edtf if claim.time else None,
    "place": lambda claim: (claim.place.country, claim.place.precision) if claim.place else None,
}
