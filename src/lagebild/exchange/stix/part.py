"""The claim extension: what a note says of a claim to programs, with just the parts that may travel; and back.

Numbers that are not whole, or beyond 2^53, are strings, since signed content has no floats: "0.91", "1e+16"; a string without point
and exponent is a whole number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.kept import KeptClaim
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.exchange.markings import PARTS
from lagebild.exchange.stix.fields import MATERIEL_ROLES, Fields, held_spans
from lagebild.exchange.stix.ids import content_key
from lagebild.exchange.stix.wire import MAX_INTEGER

Part = dict[str, Any]
Number = int | float

NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?(e[+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What of one claim is told. `held` are the spans of what stays: no words that overlap one of them travel."""

    claim: Claim
    fields: Fields
    held: tuple[Span, ...]

    def words(self, span: Span, part: str = "words") -> Part:
        """The words of `span` under "words": with their place if all words travel, alone if only `part` does."""
        if "words" in self.fields:
            return {"words": span_part(span)}
        if part in self.fields and not any(span.overlap(other) for other in self.held):
            return {"words": {"text": span.text}}
        return {}


def claim_part(kept: KeptClaim, report: Report, fields: Fields, text_hash: str) -> Part:
    """What may be told of a claim under `fields`, as the claim extension holds it (docs/stix.md). Everything else that goes out
    with the claim is made of this, so nothing can tell more."""
    claim, closed = kept.claim, fields.closed(kept.claim)
    telling = _Telling(claim, closed, tuple(held_spans(claim, closed)))
    told = {
        "claim_type": claim.type,
        "status": claim.status,
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "roles": [_role(telling, role) for role in claim.roles],
        "published": report.published,
        "attribution": [_source(telling, source) for source in claim.attribution] if "attribution" in closed else None,
        "time": _moment(telling, claim.time) if claim.time is not None and "time" in closed else None,
        "place": _place(telling, claim.place) if claim.place is not None and "place" in closed else None,
        "read_by": _read_by(claim.read_by) if "confidence" in closed else None,
        **(_words(claim, text_hash) if "words" in closed else {}),
        "withheld": sorted(frozenset(PARTS) - closed.parts),
    }
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def parse_claim(part: Mapping[str, Any]) -> Claim | None:
    """The claim in an extension that was checked, None where parts of it were withheld. Raises `InvalidClaim` for what no claim
    can say."""
    told_roles, told_sources = part.get("roles", ()), part.get("attribution", ())
    if "read_by" not in part or "evidence" not in part:
        return None
    spans = [one.get("words", {}) for one in (*told_roles, *told_sources)]
    spans += [part[name].get("words", {}) for name in ("time", "place") if name in part]
    if any("start" not in words for words in spans):
        return None
    return Claim(
        id=part["claim"],
        type=part["claim_type"],
        status=part["status"],
        evidence=_span(part["evidence"]),
        trigger=_span(part["trigger"]),
        read_by=ReadBy(part["read_by"]["reader"], part["read_by"]["version"], number(part["read_by"].get("confidence"))),
        certainty=part["certainty"],
        polarity=part["polarity"],
        roles=tuple(parse_role(role, _span(role["words"])) for role in told_roles),
        attribution=tuple(
            Source(
                _span(source["words"]), source["kind"], _span(source["cue"]) if "cue" in source else None, source.get("entity")
            )
            for source in told_sources
        ),
        time=parse_moment(part["time"], _span(part["time"]["words"])) if "time" in part else None,
        place=parse_place(part["place"], _span(part["place"]["words"])) if "place" in part else None,
    )


def parse_role(role: Mapping[str, Any], span: Span) -> Role:
    """A role of an extension, standing at `span`."""
    amount = role.get("quantity")
    quantity = None
    if amount is not None:
        bounds = number(amount.get("low")), number(amount.get("high"))
        quantity = Quantity(amount["form"], *bounds, amount.get("unit"), amount.get("hedge"))
    return Role(role["role"], span, role.get("entity"), quantity)


def parse_moment(moment: Mapping[str, Any], span: Span) -> Moment:
    """The time of an extension, standing at `span`."""
    return Moment(moment.get("edtf"), span, moment["basis"])


def parse_place(place: Mapping[str, Any], span: Span) -> Place:
    """The place of an extension, standing at `span`."""
    return Place(span, place.get("country"), place.get("precision"))


def number_text(value: Number | None) -> int | str | None:
    """A number as signed content can hold it."""
    if value is None or (isinstance(value, int) and abs(value) <= MAX_INTEGER):
        return value
    return str(value) if isinstance(value, int) else repr(value)


def number(value: int | str | None) -> Number | None:
    """The number that `number_text` wrote; the text must fit to `NUMBER`."""
    if not isinstance(value, str):
        return value
    return float(value) if "." in value or "e" in value else int(value)


def span_part(span: Span) -> Part:
    """A span with its words and where they stand (half-open, code points of the report's text)."""
    return {"start": span.start, "end": span.end, "text": span.text}


def _span(part: Mapping[str, Any]) -> Span:
    return Span(part["start"], part["end"], part["text"])


def _words(claim: Claim, text_hash: str) -> Part:
    return {
        "claim": claim.id,
        "evidence": span_part(claim.evidence),
        "trigger": span_part(claim.trigger),
        "text_hash": text_hash,
        "content_key": content_key(text_hash, claim),
    }


def _role(telling: _Telling, role: Role) -> Part:
    part: Part = {"role": role.role}
    if role.entity is not None:
        part["entity"] = role.entity
    part |= telling.words(role.span, "materiel" if role.role in MATERIEL_ROLES else "words")
    if role.quantity is not None and "quantity" in telling.fields:
        amount = role.quantity
        told = {
            "form": amount.form, "low": number_text(amount.low), "high": number_text(amount.high), "unit": amount.unit,
            "hedge": amount.hedge,
        }  # fmt: skip
        part["quantity"] = _given(told)
    return part


def _source(telling: _Telling, source: Source) -> Part:
    part: Part = {"kind": source.kind}
    if "source_names" in telling.fields:
        part |= telling.words(source.span, "source_names")
        if source.entity is not None:
            part["entity"] = source.entity
    if source.cue is not None and "words" in telling.fields:
        part["cue"] = span_part(source.cue)
    return part


def _moment(telling: _Telling, moment: Moment) -> Part:
    return _given({"edtf": moment.edtf, "basis": moment.basis}) | telling.words(moment.span)


def _place(telling: _Telling, place: Place) -> Part:
    fine = {"precision": place.precision} if "place_site" in telling.fields or place.precision == "country" else {}
    return _given({"country": place.country, **fine}) | telling.words(place.span, "place_site")


def _read_by(read_by: ReadBy) -> Part:
    return _given({"reader": read_by.reader, "version": read_by.version, "confidence": number_text(read_by.confidence)})


def _given(part: Part) -> Part:
    """`part` without what is None: STIX has neither null nor empty lists (section 2.12) or dictionaries (2.3)."""
    return {name: value for name, value in part.items() if value is not None}
