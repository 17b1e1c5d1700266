"""A received claim as a claim that weighing can read: with the words that came, on a text made of just these words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lagebild.claims.claim import Claim, ReadBy, Source
from lagebild.claims.span import Span
from lagebild.exchange.stix.part import number, parse_moment, parse_place, parse_role
from lagebild.exchange.stix.taken import TakenClaim

#: Stands where words were withheld.
UNTOLD = "…"


class Pieces:
    """A text that grows by the words that are told of a report; every piece stands in a line of its own."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, words: str) -> Span:
        """The span of `words` in a new line."""
        start = len(self.text) + 1 if self.text else 0
        self.text = f"{self.text}\n{words}" if self.text else words
        return Span(start, start + len(words), words)


def retold(taken: TakenClaim, pieces: Pieces) -> Claim:
    """The claim with its spans in `pieces`. Of a claim whose words were withheld the parties' codes stand for their words."""
    return _moved(taken.claim, pieces) if taken.claim is not None else _sketched(taken, pieces)


def _moved(claim: Claim, pieces: Pieces) -> Claim:
    """The claim with its evidence as one piece, and what stands elsewhere as further ones."""
    evidence = pieces.add(claim.evidence.text)
    shift = evidence.start - claim.evidence.start

    def at(span: Span) -> Span:
        if span.within(claim.evidence):
            return Span(span.start + shift, span.end + shift, span.text)
        return pieces.add(span.text)

    return _with_spans(claim, evidence, at)


def _with_spans(claim: Claim, evidence: Span, at: Callable[[Span], Span]) -> Claim:
    return replace(
        claim,
        evidence=evidence,
        trigger=at(claim.trigger),
        roles=tuple(replace(role, span=at(role.span)) for role in claim.roles),
        attribution=tuple(
            replace(source, span=at(source.span), cue=at(source.cue) if source.cue is not None else None) for source in claim.attribution
        ),
        time=replace(claim.time, span=at(claim.time.span)) if claim.time is not None else None,
        place=replace(claim.place, span=at(claim.place.span)) if claim.place is not None else None,
    )


def _words(part: Mapping[str, Any]) -> str:
    """The words of a part, else the code of whom it is, else what stands for neither."""
    return str(part.get("words", {}).get("text") or part.get("entity") or UNTOLD)


def _sketched(taken: TakenClaim, pieces: Pieces) -> Claim:
    part = taken.part
    trigger = pieces.add(UNTOLD)
    roles = tuple(parse_role(role, pieces.add(_words(role))) for role in part.get("roles", ()))
    sources = tuple(Source(pieces.add(_words(one)), one["kind"], None, one.get("entity")) for one in part.get("attribution", ()))
    time = parse_moment(part["time"], pieces.add(_words(part["time"]))) if "time" in part else None
    place = parse_place(part["place"], pieces.add(_words(part["place"]))) if "place" in part else None
    read_by = part.get("read_by", {})
    return Claim(
        id=taken.id,
        type=part["claim_type"],
        status=part["status"],
        certainty=part["certainty"],
        polarity=part["polarity"],
        evidence=Span(trigger.start, len(pieces.text), pieces.text[trigger.start :]),
        trigger=trigger,
        read_by=ReadBy(read_by.get("reader", "partner"), read_by.get("version", ""), number(read_by.get("confidence"))),
        roles=roles,
        attribution=sources,
        time=time,
        place=place,
    )
