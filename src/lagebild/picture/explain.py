"""Everything that stands behind a thing, for its page and for `why`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from lagebild.claims.estimate import Line, Origin, Verdict, VerdictKind
from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded
from lagebild.picture.nouns import Explained, Row, Told
from lagebild.picture.picture import Picture
from lagebild.picture.rows import row
from lagebild.picture.telling import amount_words, by_claim, opposed
from lagebild.weighing.facets import quantity_interval

#: Claims that one page tells in full.
_MOST_TOLD: Final = 300
#: Pairs of one kind that it shows side by side.
_MOST_PAIRS: Final = 50


def explain(picture: Picture, thing: str, valid_time: str | None = None, known_time: str | None = None) -> Explained:
    """All of a thing (by its id, or that of a claim in it): its claims in order of publication with what each does to the estimate, for a
    day of a series and as known on a day. Raises `NotRecorded`."""
    head = picture.board.head(thing)
    why = picture.balance.why(head.thing.id, valid_time, known_time)
    known = {claim for origin in why.origins for claim in origin.claims}
    claims = [claim for claim in head.thing.claims if claim in known]
    lines = {line.claim: line for line in why.estimate.lines} if why.estimate else {}
    joins = {claim: parts for _, claim, parts in why.joins}
    kept = picture.claims(claims[:_MOST_TOLD])
    origins = by_claim(why.origins)
    told = tuple(_told(picture, one, origins[id], lines.get(id), joins.get(id, ())) for id, one in kept.items())
    pairs = [pair for pair in why.verdicts if pair.a in known and pair.b in known]
    return Explained(
        row=row(picture, head.thing.id),
        thing=why.thing,
        estimate=why.estimate,
        origins=why.origins,
        told=told,
        contradictions=opposed(picture, head.thing.id, _of_kind(pairs, "conflict", "dispute")),
        corrections=opposed(picture, head.thing.id, _of_kind(pairs, "correction")),
        pairs=tuple(sorted(Counter(pair.kind for pair in pairs).items())),
        possible=_rows(picture, why.thing.possible),
        n_left_out=len(claims) - len(told),
    )


def _of_kind(pairs: Sequence[Verdict], *kinds: VerdictKind) -> list[Verdict]:
    return [pair for pair in pairs if pair.kind in kinds][:_MOST_PAIRS]


def _told(
    picture: Picture, kept: KeptClaim, origin: Origin, line: Line | None, joins: tuple[tuple[str, float, str], ...]
) -> Told:  # fmt: skip
    claim = kept.claim
    filed = picture.register.report_of(claim.id)
    interval = quantity_interval(claim)
    low, high = interval.bounds() if interval else (None, None)
    return Told(
        claim=claim.id, report=kept.report, title=filed.title, publisher=filed.publisher, published=filed.published,
        sentence=claim.evidence.text, words=amount_words(kept) or claim.evidence.text,
        low=low, best=interval.best if interval else None, high=high,
        origin=origin.id, speaker=origin.speaker, sources=claim.attribution,
        weight=line.weight if line else 0.0, shift=line.shift if line else 0.0, note=line.note if line else "gives no amount",
        status=claim.status, denied=claim.polarity == "denied", certainty=claim.certainty, state=kept.state,
        time=claim.time.edtf if claim.time else None, credibility=picture.balance.credibility(claim.id), joins=joins,
        giver=picture.register.giver(claim.id),
    )  # fmt: skip


def _rows(picture: Picture, things: Collection[str]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for thing in things:
        try:
            one = row(picture, thing)
        except NotRecorded:  # a possible link may lead to what no longer stands
            continue
        found[one.id] = one
    return tuple(found.values())


def by_origin(explained: Explained) -> Mapping[str, tuple[Told, ...]]:
    """The claims of each origin, in order of publication."""
    return {
        origin.id: tuple(told for told in explained.told if told.origin == origin.id) for origin in explained.origins
    }
