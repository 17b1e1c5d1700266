"""Claims as sides and lines: who says what, where, in which words."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from lagebild.claims.estimate import Origin, Verdict
from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded
from lagebild.picture.choosing import in_order, kept
from lagebild.picture.nouns import Contradiction, Side
from lagebild.picture.picture import Picture
from lagebild.picture.rows import row_at, work_out
from lagebild.picture.shelf import HOLDS
from lagebild.picture.wanted import Wanted
from lagebild.weighing.facets import counted_role, quantity_interval

_ALL: Final = Wanted()
#: Pairs that one thing shows: ten origins that all differ make 45 of them, and say nothing more than the first.
_MOST_PAIRS: Final = 12


def contradictions(picture: Picture, wanted: Wanted = _ALL, *, limit: int = 50, exact: bool = True) -> tuple[Contradiction, ...]:
    """What cannot both be so among the things that `wanted` keeps, the last published first: side by side, at most `limit`. `exact` as in
    `rows`."""
    if exact:
        work_out(picture, wanted)
    shelf, places = picture.board.shelf, kept(picture, wanted)
    perhaps = (shelf["n_conflicts"][places] + shelf["n_disputes"][places]) > 0
    if exact:
        perhaps |= (shelf["n_claims"][places] > 1) & (shelf["known"][places] != HOLDS)
    found: list[Contradiction] = []
    for place in in_order(picture, replace(wanted, sort="newest"), places[perhaps]):
        if len(found) >= limit:
            break
        with suppress(NotRecorded):  # it is becoming another thing just now
            if row_at(picture, place).contested:
                found += contradictions_of(picture, shelf.id_at(place))
    return tuple(found[:limit])


def contradictions_of(
    picture: Picture, thing: str, among: Collection[str] | None = None, most: int = _MOST_PAIRS
) -> tuple[Contradiction, ...]:
    """The contradictions within one thing, at most `most`; with `among` only those that one of these claims takes part in."""
    pairs = [pair for pair in picture.balance.verdicts(thing) if pair.kind in ("conflict", "dispute")]
    if among is not None:
        pairs = [pair for pair in pairs if pair.a in among or pair.b in among]
    return opposed(picture, thing, pairs[:most])


def opposed(picture: Picture, thing: str, pairs: Iterable[Verdict]) -> tuple[Contradiction, ...]:
    """Pairs of claims, side by side."""
    listed = list(pairs)
    ids = {id: None for pair in listed for id in (pair.a, pair.b)}
    sides = sides_of(picture, thing, list(ids))
    return tuple(
        Contradiction(thing, pair.kind, pair.reason, sides[pair.a], sides[pair.b])
        for pair in listed if pair.a in sides and pair.b in sides
    )  # fmt: skip


def sides_of(picture: Picture, thing: str, claims: Collection[str]) -> dict[str, Side]:
    """Each of these claims about a thing as a side."""
    if not claims:
        return {}
    origins = by_claim(picture.balance.origins(thing))
    kept = picture.claims(claims)
    return {id: _side(picture, one, origins[id]) for id, one in kept.items() if id in origins}


def by_claim(origins: Iterable[Origin]) -> Mapping[str, Origin]:
    """The origin of each claim."""
    return {claim: origin for origin in origins for claim in origin.claims}


def amount_words(kept: KeptClaim) -> str | None:
    """The words of the amount that is weighed, None without one."""
    role = counted_role(kept.claim)
    return role.span.text if role is not None else None


def _side(picture: Picture, kept: KeptClaim, origin: Origin) -> Side:
    filed = picture.register.report_of(kept.claim.id)
    interval = quantity_interval(kept.claim)
    low, high = interval.bounds() if interval else (None, None)
    return Side(
        claim=kept.claim.id,
        report=kept.report,
        title=filed.title,
        publisher=filed.publisher,
        published=filed.published,
        speaker=origin.speaker,
        origin=origin.id,
        sentence=kept.claim.evidence.text,
        words=amount_words(kept),
        low=low,
        best=interval.best if interval else None,
        high=high,
        denied=kept.claim.polarity == "denied",
        status=kept.claim.status,
        giver=picture.register.giver(kept.claim.id),
    )
