"""Ids as people type them: their beginning is enough."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Ledger


def short(id: str) -> str:
    """The beginning of an id, long enough to be told from others in any ledger of a sensible size."""
    for start in ("claim--", "sha256:", "thing--", "origin--", "note--"):
        if id.startswith(start):
            return id[len(start) : len(start) + 10]
    return id


def claim_ids(ledger: "Ledger", given: Sequence[str]) -> list[str]:
    """The ids of the claims that `given` begin; ends the command where one begins none or several."""
    return [_the_one(ledger, one, claims=True, reports=False)[1] for one in given]


def report_ids(ledger: "Ledger", given: Sequence[str]) -> list[str]:
    """Likewise for reports."""
    return [_the_one(ledger, one, claims=False, reports=True)[1] for one in given]


def noun_of(ledger: "Ledger", given: str) -> tuple[str, str]:
    """"claim" or "report", and the id that `given` begins."""
    return _the_one(ledger, given, claims=True, reports=True)


def is_own(ledger: "Ledger", given: str) -> bool:
    """Whether `given` begins the id of a claim or report of the ledger itself."""
    return bool(_beginning(ledger, given, claims=True, reports=True))


def _the_one(ledger: "Ledger", given: str, *, claims: bool, reports: bool) -> tuple[str, str]:
    found = _beginning(ledger, given, claims=claims, reports=reports)
    exact = [one for one in found if one[1] == given]
    if len(exact or found) == 1:
        return (exact or found)[0]
    nouns = " or ".join(noun for noun, wanted in (("claim", claims), ("report", reports)) if wanted)
    if not found:
        raise WrongCall("ID", f"no {nouns} begins with {given!r}")
    raise WrongCall("ID", f"{given!r} begins several: {', '.join(id for _, id in found[:5])}; give more of it")


def _beginning(ledger: "Ledger", given: str, *, claims: bool, reports: bool) -> list[tuple[str, str]]:
    from lagebild.ledger.prefixes import beginning
    from lagebild.ledger.rows import ClaimRow, ReportRow

    nouns: list[tuple[str, Any, str]] = []
    if claims:
        nouns.append(("claim", ClaimRow, "claim--"))
    if reports:
        nouns.append(("report", ReportRow, "sha256:"))
    with ledger.transaction(write=False) as store:
        return list(dict.fromkeys(
            (noun, id) for noun, row, start in nouns for prefix in (given, start + given) for id in beginning(store, row, prefix)
        ))
