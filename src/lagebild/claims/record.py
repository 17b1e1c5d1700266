"""The record: the JSON form of a report and its claims, as `lagebild read` writes it and the ledger keeps it.

To and from plain values (`dict`, `list`, `str`, numbers, None). What comes in is checked to the last part: a record that was
accepted is written out again unchanged.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.fields import Fields
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Fault, Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import (
    BASES,
    CERTAINTIES,
    FORMS,
    POLARITIES,
    PRECISIONS,
    SOURCE_KINDS,
    STATUSES,
    TYPES,
)
from lagebild.errors import InvalidClaim

Record = dict[str, Any]
Noun = TypeVar("Noun")

_REPORT: Final = ("id", "language", "published", "publisher", "title", "text", "source", "extractor")
_CLAIM: Final = (
    "id", "type", "status", "certainty", "polarity", "evidence", "trigger", "roles", "attribution", "time", "place", "read_by",
)  # fmt: skip
_ROLE: Final = ("role", "span", "entity", "quantity")
_QUANTITY: Final = ("form", "low", "high", "unit", "hedge")
_SOURCE: Final = ("span", "kind", "cue", "entity")
_MOMENT: Final = ("edtf", "span", "basis")
_PLACE: Final = ("span", "country", "precision")
_READ_BY: Final = ("reader", "version", "confidence")
_FAULT: Final = ("source", "reason", "remedy", "report", "start", "end")


def report_record(report: Report, claims: Iterable[Claim] = (), faults: Iterable[Fault] = ()) -> Record:
    """The record of a report with its claims and faults, in the key order of `docs/` and the issue texts."""
    return {
        "report": report_part(report),
        "claims": [claim_part(claim) for claim in claims],
        "faults": [fault_part(fault) for fault in faults],
    }


def parse_record(value: object) -> tuple[Report, tuple[Claim, ...]]:
    """The report and claims of a record; raises `InvalidClaim` that names the path of what is wrong.

    Every span stands in the report's text and no two claims share an id. Faults are read with `parse_faults`.
    """
    fields = Fields(value, "", ("report", "claims", "faults"))
    report = parse_report(*fields.one("report"))
    claims = tuple(parse_claim(entry, path) for entry, path in fields.items("claims"))
    check_claims(report, claims)
    return report, claims


def parse_faults(value: object) -> tuple[Fault, ...]:
    """The faults of a record; raises `InvalidClaim`."""
    fields = Fields(value, "", ("report", "claims", "faults"))
    return tuple(parse_fault(entry, path) for entry, path in fields.items("faults"))


def check_claims(report: Report, claims: Sequence[Claim]) -> None:
    """Raises `InvalidClaim` where a span of `claims` does not stand in the report's text, or two claims share an id."""
    seen: set[str] = set()
    for number, claim in enumerate(claims):
        if claim.id in seen:
            raise InvalidClaim(f"claims[{number}].id", f"{claim.id} was given before")
        seen.add(claim.id)
        for span in claim.spans():
            if not span.stands_in(report.text):
                place = f"{span.start}-{span.end}"
                raise InvalidClaim(f"claims[{number}]", f"{span.text[:60]!r} does not stand at {place} of the text")


def report_part(report: Report) -> Record:
    """The JSON form of a report."""
    return {key: getattr(report, key) for key in _REPORT}


def parse_report(value: object, path: str = "report") -> Report:
    """The report in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _REPORT)
    facts = {key: fields.text_or_none(key) for key in _REPORT if key not in ("id", "text")}
    return _born(fields, lambda: Report(id=fields.text("id"), text=fields.text("text"), **facts))


def claim_part(claim: Claim) -> Record:
    """The JSON form of a claim."""
    return {
        "id": claim.id,
        "type": claim.type,
        "status": claim.status,
        "certainty": claim.certainty,
        "polarity": claim.polarity,
        "evidence": span_part(claim.evidence),
        "trigger": span_part(claim.trigger),
        "roles": [role_part(role) for role in claim.roles],
        "attribution": [source_part(source) for source in claim.attribution],
        "time": moment_part(claim.time),
        "place": place_part(claim.place),
        "read_by": {key: getattr(claim.read_by, key) for key in _READ_BY},
    }


def parse_claim(value: object, path: str = "claim") -> Claim:
    """The claim in its JSON form; raises `InvalidClaim`. Its spans are not held against a text: `check_claims` does."""
    fields = Fields(value, path, _CLAIM)
    return _born(
        fields,
        lambda: Claim(
            id=_filled(fields, "id"),
            type=fields.word("type", TYPES),
            status=fields.word("status", STATUSES),
            certainty=fields.word("certainty", CERTAINTIES),
            polarity=fields.word("polarity", POLARITIES),
            evidence=parse_span(*fields.one("evidence")),
            trigger=parse_span(*fields.one("trigger")),
            roles=tuple(parse_role(entry, at) for entry, at in fields.items("roles")),
            attribution=tuple(parse_source(entry, at) for entry, at in fields.items("attribution")),
            time=_maybe(fields, "time", parse_moment),
            place=_maybe(fields, "place", parse_place),
            read_by=parse_read_by(*fields.one("read_by")),
        ),
    )


def span_part(span: Span) -> Record:
    """The JSON form of a span."""
    return {"start": span.start, "end": span.end, "text": span.text}


def parse_span(value: object, path: str = "span") -> Span:
    """The span in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, ("start", "end", "text"))
    return _born(fields, lambda: Span(fields.integer("start"), fields.integer("end"), fields.text("text")))


def role_part(role: Role) -> Record:
    """The JSON form of a role; `quantity` is there just where there is one."""
    part: Record = {"role": role.role, "span": span_part(role.span), "entity": role.entity}
    if role.quantity is not None:
        part["quantity"] = {key: getattr(role.quantity, key) for key in _QUANTITY}
    return part


def parse_role(value: object, path: str = "role") -> Role:
    """The role in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _ROLE)
    return _born(
        fields,
        lambda: Role(
            role=fields.text("role"),
            span=parse_span(*fields.one("span")),
            entity=fields.text_or_none("entity"),
            quantity=_maybe(fields, "quantity", parse_quantity),
        ),
    )


def parse_quantity(value: object, path: str = "quantity") -> Quantity:
    """The quantity in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _QUANTITY)
    return _born(
        fields,
        lambda: Quantity(
            form=fields.word("form", FORMS),
            low=fields.number_or_none("low"),
            high=fields.number_or_none("high"),
            unit=fields.text_or_none("unit"),
            hedge=fields.text_or_none("hedge"),
        ),
    )


def source_part(source: Source) -> Record:
    """The JSON form of a source; `entity` is there just where it is told."""
    part: Record = {"span": span_part(source.span), "kind": source.kind}
    part["cue"] = span_part(source.cue) if source.cue is not None else None
    if source.entity is not None:
        part["entity"] = source.entity
    return part


def parse_source(value: object, path: str = "source") -> Source:
    """The source in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _SOURCE)
    return _born(
        fields,
        lambda: Source(
            span=parse_span(*fields.one("span")),
            kind=fields.word("kind", SOURCE_KINDS),
            cue=_maybe(fields, "cue", parse_span),
            entity=fields.text_or_none("entity"),
        ),
    )


def moment_part(moment: Moment | None) -> Record | None:
    """The JSON form of a time, None for none."""
    return None if moment is None else {"edtf": moment.edtf, "span": span_part(moment.span), "basis": moment.basis}


def parse_moment(value: object, path: str = "time") -> Moment:
    """The time in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _MOMENT)
    return Moment(fields.text_or_none("edtf"), parse_span(*fields.one("span")), fields.word("basis", BASES))


def place_part(place: Place | None) -> Record | None:
    """The JSON form of a place, None for none."""
    return None if place is None else {"span": span_part(place.span), "country": place.country, "precision": place.precision}


def parse_place(value: object, path: str = "place") -> Place:
    """The place in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _PLACE)
    precision = fields.word("precision", PRECISIONS) if fields.has("precision") else None
    return Place(parse_span(*fields.one("span")), fields.text_or_none("country"), precision)


def parse_read_by(value: object, path: str = "read_by") -> ReadBy:
    """Who read a claim, in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _READ_BY)
    confidence = fields.number_or_none("confidence")
    if confidence is not None and not 0 <= confidence <= 1:
        raise InvalidClaim(fields.at("confidence"), f"{confidence} is no probability")
    return ReadBy(_filled(fields, "reader"), fields.text("version"), confidence)


def fault_part(fault: Fault) -> Record:
    """The JSON form of a fault."""
    return {key: getattr(fault, key) for key in _FAULT}


def parse_fault(value: object, path: str = "fault") -> Fault:
    """The fault in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _FAULT)
    return Fault(
        source=fields.text("source"),
        reason=fields.text("reason"),
        remedy=fields.text_or_none("remedy"),
        report=fields.text_or_none("report"),
        start=fields.integer_or_none("start"),
        end=fields.integer_or_none("end"),
    )


def _filled(fields: Fields, key: str) -> str:
    value = fields.text(key)
    if not value:
        raise InvalidClaim(fields.at(key), "is empty")
    return value


def _maybe(fields: Fields, key: str, parse: Callable[[object, str], Noun]) -> Noun | None:
    return parse(*fields.one(key)) if fields.has(key) else None


def _born(fields: Fields, make: Callable[[], Noun]) -> Noun:
    """What `make` makes; the noun's own refusal gets the path of `fields`, one that has a path already keeps it."""
    try:
        return make()
    except InvalidClaim as error:
        if fields.path and error.part.startswith(fields.path):
            raise
        raise fields.refuse(error) from error
