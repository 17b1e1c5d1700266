"""Claims as a table: one row a claim, with everything that says where it comes from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim, Role
from lagebild.claims.edtf import day_bounds
from lagebild.claims.event import time_text
from lagebild.claims.quantity import Quantity
from lagebild.claims.record import claim_part
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import COUNTED_ROLES, ROLE_NAMES
from lagebild.exchange.cells import Cell, Style, joined, table_text
from lagebild.exchange.told import Told, told
from lagebild.ledger import Filter, View

_ALL: Final = Filter()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. Columns keep their names and meanings; new ones are only added at the end."""

    name: str
    meaning: str
    cell: Callable[[Told], Cell]


def csv_lines(view: View, wanted: Filter = _ALL, style: Style = Style()) -> Iterator[str]:  # noqa: B008 - frozen
    """The claims that `wanted` keeps as CSV text in chunks, in the order of their recording, under a line of column names.

    Rejected and superseded claims are in it where `wanted` keeps them; `state`, `reread` and `current` tell them apart.
    """
    return table_text(_rows(view, wanted), style)


def _rows(view: View, wanted: Filter) -> Iterator[list[Cell]]:
    yield [column.name for column in COLUMNS]
    for one in told(view, wanted):
        yield [column.cell(one) for column in COLUMNS]


def _of_claim(cell: Callable[[Claim], Cell]) -> Callable[[Told], Cell]:
    return lambda one: cell(one.kept.claim)


def _of_roles(name: str, value: Callable[[Role], object]) -> Callable[[Told], Cell]:
    return lambda one: joined(value(role) for role in one.kept.claim.fillers(name))


def _of_amount(name: str, value: Callable[[Quantity], object]) -> Callable[[Told], Cell]:
    return _of_roles(name, lambda role: value(role.quantity) if role.quantity is not None else None)


def _of_capture(value: Callable[[Capture], Cell]) -> Callable[[Told], Cell]:
    """From the first capture that says how it was made."""
    return lambda one: next((value(found.capture) for found in one.report.captures if found.capture is not None), None)


def _at(span: Span) -> str:
    return f"{span.start}..{span.end}"


def _corrected_parts(one: Told) -> Cell:
    """The parts in which what stands differs from what the machine read."""
    if one.kept.machine is None:
        return None
    stands, read = claim_part(one.kept.claim), claim_part(one.kept.machine)
    return joined(part for part in stands if stands[part] != read[part])


def _role_columns(name: str) -> Iterator[Column]:
    yield Column(name, f"words of the {name}", _of_roles(name, lambda role: role.span.text))
    yield Column(f"{name}_entity", f"entity behind the {name}", _of_roles(name, lambda role: role.entity))
    yield Column(f"{name}_at", f"where the words of the {name} stand", _of_roles(name, lambda role: _at(role.span)))
    if name in COUNTED_ROLES:
        yield Column(f"{name}_form", f"form of the amount of the {name}", _of_amount(name, lambda amount: amount.form))
        yield Column(f"{name}_low", f"lower bound of the amount of the {name}", _of_amount(name, lambda amount: amount.low))
        yield Column(f"{name}_high", f"upper bound of the amount of the {name}", _of_amount(name, lambda amount: amount.high))
        yield Column(f"{name}_unit", f"unit of the amount of the {name}", _of_amount(name, lambda amount: amount.unit))
        yield Column(f"{name}_hedge", f"hedge of the amount of the {name}", _of_amount(name, lambda amount: amount.hedge))


#: The columns in their order.
COLUMNS: Final[tuple[Column, ...]] = (
    Column("claim", "id of the claim", _of_claim(lambda claim: claim.id)),
    Column("type", "type of the act", _of_claim(lambda claim: claim.type)),
    Column("status", "how far the act has come", _of_claim(lambda claim: claim.status)),
    Column("certainty", "how sure the source presents it", _of_claim(lambda claim: claim.certainty)),
    Column("polarity", "affirmed, or denied by the source", _of_claim(lambda claim: claim.polarity)),
    Column("evidence", "the words that present the act", _of_claim(lambda claim: claim.evidence.text)),
    Column("evidence_at", "where the evidence stands", _of_claim(lambda claim: _at(claim.evidence))),
    Column("trigger", "the word that names the act", _of_claim(lambda claim: claim.trigger.text)),
    Column("trigger_at", "where the trigger stands", _of_claim(lambda claim: _at(claim.trigger))),
    *(column for name in ROLE_NAMES for column in _role_columns(name)),
    Column("source", "words of those who say so, the outermost first",
           _of_claim(lambda claim: joined(source.span.text for source in claim.attribution))),
    Column("source_kind", "kind of each source", _of_claim(lambda claim: joined(source.kind for source in claim.attribution))),
    Column("source_entity", "entity behind each source",
           _of_claim(lambda claim: joined(source.entity for source in claim.attribution))),
    Column("source_cue", "words that make each a source",
           _of_claim(lambda claim: joined(source.cue.text if source.cue else None for source in claim.attribution))),
    Column("source_at", "where the words of each source stand",
           _of_claim(lambda claim: joined(_at(source.span) for source in claim.attribution))),
    Column("time", "time of the act, EDTF", _of_claim(lambda claim: claim.time.edtf if claim.time else None)),
    Column("time_words", "words of the time", _of_claim(lambda claim: claim.time.span.text if claim.time else None)),
    Column("time_basis", "stated, relative or inherited", _of_claim(lambda claim: claim.time.basis if claim.time else None)),
    Column("time_from", "first day that the time may mean",
           _of_claim(lambda claim: day_bounds(claim.time.edtf)[0] if claim.time else None)),
    Column("time_to", "last day that the time may mean",
           _of_claim(lambda claim: day_bounds(claim.time.edtf)[1] if claim.time else None)),
    Column("time_at", "where the words of the time stand", _of_claim(lambda claim: _at(claim.time.span) if claim.time else None)),
    Column("place", "words of the place", _of_claim(lambda claim: claim.place.span.text if claim.place else None)),
    Column("place_country", "country of the place", _of_claim(lambda claim: claim.place.country if claim.place else None)),
    Column("place_precision", "how precise the place is", _of_claim(lambda claim: claim.place.precision if claim.place else None)),
    Column("place_at", "where the words of the place stand",
           _of_claim(lambda claim: _at(claim.place.span) if claim.place else None)),
    Column("reader", "who read the claim", _of_claim(lambda claim: claim.read_by.reader)),
    Column("reader_version", "version of the reader", _of_claim(lambda claim: claim.read_by.version)),
    Column("confidence", "the reader's probability, 0 to 1", _of_claim(lambda claim: claim.read_by.confidence)),
    Column("state", "what people decided: undecided, accepted, corrected, rejected, added", lambda one: one.kept.state),
    Column("corrected_parts", "parts that people changed", _corrected_parts),
    Column("decided_by", "who decided last", lambda one: one.ruling.actor if one.ruling else None),
    Column("decided_at", "when that was, UTC", lambda one: time_text(one.ruling.time) if one.ruling and one.ruling.time else None),
    Column("decision_reason", "the reason that was given", lambda one: one.ruling.reason if one.ruling else None),
    Column("settled", "whether it turned out true", lambda one: one.kept.settled),
    Column("n_dissents", "dissents that count", lambda one: one.kept.n_dissents),
    Column("n_notes", "notes that count", lambda one: one.kept.n_notes),
    Column("remarks", "notes and dissents with their authors", lambda one: joined(one.ruling.remarks) if one.ruling else None),
    Column("reread", "what the newest reading made of it: same, changed, gone", lambda one: one.kept.reread),
    Column("current", "whether it is read still or was decided on", lambda one: one.kept.current),
    Column("latest", "whether its report is the newest version", lambda one: one.kept.latest),
    Column("event", "event of the ledger that the claim rests on", lambda one: one.kept.sequence),
    Column("report", "id of the report", lambda one: one.report.id),
    Column("title", "title of the report", lambda one: one.report.title),
    Column("publisher", "who published the report", lambda one: one.report.publisher),
    Column("published", "day of publication", lambda one: one.report.published),
    Column("language", "language of the report, ISO 639-1", lambda one: one.report.language),
    Column("report_source", "path or address that the report came from", lambda one: one.report.source),
    Column("extractor", "what made its text, with its version", lambda one: one.report.extractor),
    Column("original", "hash of the original bytes", lambda one: one.report.original),
    Column("newer_version", "id of the next version of the report", lambda one: one.report.newer),
    Column("recorded", "when the report came in first, UTC", lambda one: time_text(one.report.recorded)),
    Column("captured", "when it was captured first, UTC", _of_capture(lambda capture: time_text(capture.time))),
    Column("captured_how", "file, stdin, url, feed, mail or import", _of_capture(lambda capture: capture.how)),
    Column("captured_from", "path or address that was asked for", _of_capture(lambda capture: capture.source)),
    Column("redirected_to", "addresses that followed", _of_capture(lambda capture: joined(capture.redirects))),
    Column("media_type", "media type that the answer or file name gave", _of_capture(lambda capture: capture.media_type)),
    Column("n_captures", "how often it came in with something new", lambda one: len(one.report.captures)),
)  # fmt: skip
