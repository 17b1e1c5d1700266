"""Claims to send: random ones, and one in which every part has words that occur nowhere else."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.kept import KeptClaim
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.exchange.markings import PARTS
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.ids import Creator
from lagebild.exchange.stix.mapping import claim_objects
from lagebild.exchange.stix.wire import StixObject
from tests.claims.nouns import claims, reports

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
BERLIN = Creator("identity--7c2d3a5e-1b7f-4c53-9c0e-0f4c1f6b2a11", "Stelle Berlin", NOON, b"0123456789abcdef")
WARSAW = Creator("identity--0f0b6d0c-65b0-4cf0-8a34-3d5f0c2f7a22", "Urząd Warszawa", NOON, b"fedcba9876543210")

TEXT = (
    "Einleitung01 ohne Belang. Laut02 Yonhap03 und Gewährsmann04 hat Pjöngjang05 am Dienstag06 rund07 3.400.017 Granaten08 aus "
    "Wonsan09 an Moskau10 geliefert11. Schluss12."
)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span.of(TEXT, start, start + len(words))


def kept(claim: Claim, report: Report, **more: Any) -> KeptClaim:
    facts: dict[str, Any] = {
        "state": "undecided", "reread": "same", "current": True, "latest": True, "settled": None, "n_dissents": 0, "n_notes": 0,
        "number": 1, "sequence": 2,
    }  # fmt: skip
    return KeptClaim(claim, claim, report.id, published=report.published, publisher=report.publisher, **(facts | more))


REPORT = Report.of(
    TEXT, language="de", published="2024-11-28", publisher="Zeitung13", title="Überschrift14", source="https://example.org/artikel15",
    extractor="auszug16/1",
)  # fmt: skip
CLAIM = Claim(
    id="claim--kennung17",
    type="transfer",
    status="done",
    certainty="probable",
    evidence=Span.of(TEXT, TEXT.index("Laut02"), TEXT.index(" Schluss12")),
    trigger=span("geliefert11"),
    read_by=ReadBy("leser18", "fassung19", 0.9134),
    roles=(
        Role("supplier", span("Pjöngjang05"), "KP"),
        Role("recipient", span("Moskau10"), "RU"),
        Role("object", span("Granaten08"), None, Quantity("about", 3400017, 3400017, "einheit20", "rund07")),
        Role("object", span("Wonsan09"), "Marke21"),
    ),
    attribution=(Source(span("Yonhap03"), "media", span("Laut02"), "Agentur22"), Source(span("Gewährsmann04"), "unnamed")),
    time=Moment("2024-11-26", span("Dienstag06"), "relative"),
    place=Place(span("Wonsan09"), "KP", "place"),
)  # fmt: skip
KEPT = kept(CLAIM, REPORT)

FIELDS = st.sets(st.sampled_from(PARTS)).map(lambda parts: Fields(frozenset(parts)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[KeptClaim, Report]:
    report = draw(reports())
    claim = draw(claims(report))
    return kept(claim, report), report


def sent(fields: Fields, creator: Creator = BERLIN, **issue: Any) -> tuple[StixObject, ...]:
    return claim_objects(KEPT, REPORT, creator, fields, **({"created": NOON} | issue))
