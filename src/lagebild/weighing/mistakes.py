"""Errors in common: claims that give the same wrong figure on a thing of which a claim is settled go back to one origin.

Two sources may well be right together; that they are wrong by the same unusual figure independently is unlikely. It is the weakest
evidence, and like all evidence it never joins two different named sources.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lagebild.claims.estimate import LinkEvidence
from lagebild.weighing.clusters import pairs_to_first
from lagebild.weighing.entries import Entry
from lagebild.weighing.hedges import significant_digits
from lagebild.weighing.verdicts import overlap

#: Which version of these rules made a link.
RULE: Final = "mistakes-1"
#: Digits that are not zeros at the end below which a wrong figure may be two people's own rounding.
_UNUSUAL_DIGITS: Final = 2
#: Bits for each such digit: a digit hit by chance is one in ten.
_BITS_A_DIGIT: Final = 3.3


def shared_errors(entries: Iterable[Entry], settled: Mapping[str, bool]) -> list[LinkEvidence]:
    """Links between the claims of a thing that give the same figure where it turned out wrong. `settled` says of claims whether they
    turned out true."""
    told = sorted((entry for entry in entries if entry.figure is not None and not entry.denied), key=lambda entry: entry.id)
    true = [entry for entry in told if settled.get(entry.id) and entry.interval is not None and not entry.interval.censored]
    wrong: dict[tuple[float, str], list[str]] = {}
    for entry in told:
        if settled.get(entry.id) is False or _excluded(entry, true):
            wrong.setdefault((entry.figure or 0.0, entry.facets.unit or ""), []).append(entry.id)
    for (figure, unit), claims in wrong.items():
        claims += [entry.id for entry in told if (entry.figure, entry.facets.unit or "") == (figure, unit) and entry.id not in claims]
    return [
        LinkEvidence(one, other, "error", _bits(figure), f"both give {figure:,.10g}, which was wrong", rule=RULE)
        for (figure, _), claims in sorted(wrong.items()) if significant_digits(figure) >= _UNUSUAL_DIGITS
        for one, other in pairs_to_first(sorted(claims))
    ]  # fmt: skip


def _bits(figure: float) -> float:
    return _BITS_A_DIGIT * significant_digits(figure)


def _excluded(entry: Entry, true: Iterable[Entry]) -> bool:
    """Whether what turned out true leaves no room for what the claim says of the same days."""
    mine = entry.interval
    return mine is not None and any(
        entry.facets.unit == other.facets.unit and entry.stage == other.stage and _same_days(entry, other)
        and other.interval is not None and not overlap(mine, other.interval)
        for other in true
    )  # fmt: skip


def _same_days(one: Entry, other: Entry) -> bool:
    return one.facets.level == "flow" or (one.first, one.last) == (other.first, other.last)
