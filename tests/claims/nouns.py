"""Hypothesis strategies for reports and claims that keep every rule of the schema."""

from hypothesis import strategies as st

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Fault, Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import (
    BASES,
    CERTAINTIES,
    COUNTED_ROLES,
    POLARITIES,
    PRECISIONS,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
    TYPES,
)

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=60)
MAYBE_TEXTS = st.none() | TEXTS
NUMBERS = st.integers(0, 10**9) | st.floats(0, 1e9, allow_nan=False)


def spans(text: str, within: Span | None = None) -> st.SearchStrategy[Span]:
    low, high = (within.start, within.end) if within else (0, len(text))
    return st.tuples(st.integers(low, high - 1), st.integers(1, high - low)).map(
        lambda given: Span.of(text, given[0], min(high, given[0] + given[1]))
    )


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    form = draw(st.sampled_from(["exact", "about", "range", "min", "max", "vague"]))
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    bounds = {"exact": (low, low), "min": (low, None), "max": (None, high), "vague": (None, None)}.get(form, (low, high))
    return Quantity(form, *bounds, unit=draw(MAYBE_TEXTS), hedge=draw(MAYBE_TEXTS))  # type: ignore[arg-type]


@st.composite
def roles(draw: st.DrawFn, text: str, type_: str) -> Role:
    name = draw(st.sampled_from(ROLES[type_]))  # type: ignore[index]
    quantity = draw(st.none() | quantities()) if name in COUNTED_ROLES else None
    return Role(name, draw(spans(text)), draw(st.none() | st.sampled_from(["KP", "RU", "UA", "NATO"])), quantity)


@st.composite
def claims(draw: st.DrawFn, report: Report, number: int = 0, reader: str = "model") -> Claim:
    text = report.text
    type_ = draw(st.sampled_from(TYPES))
    evidence = draw(spans(text))
    trigger = draw(spans(text, evidence))
    sources = st.builds(
        Source, spans(text), st.sampled_from(SOURCE_KINDS), st.none() | spans(text), st.none() | st.sampled_from(["US", "KR"])
    )
    return Claim(
        id=claim_id(report.id, type_, (trigger.start, trigger.end), number, reader),
        type=type_,
        status=draw(st.sampled_from(STATUSES)),
        evidence=evidence,
        trigger=trigger,
        read_by=ReadBy(reader, draw(TEXTS), draw(st.none() | st.floats(0, 1))),
        certainty=draw(st.sampled_from(CERTAINTIES)),
        polarity=draw(st.sampled_from(POLARITIES)),
        roles=tuple(draw(st.lists(roles(text, type_), max_size=3))),
        attribution=tuple(draw(st.lists(sources, max_size=2))),
        time=draw(st.none() | st.builds(Moment, MAYBE_TEXTS, spans(text), st.sampled_from(BASES))),
        place=draw(st.none() | st.builds(Place, spans(text), MAYBE_TEXTS, st.none() | st.sampled_from(PRECISIONS))),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    facts = {key: draw(MAYBE_TEXTS) for key in ("language", "published", "publisher", "title", "source", "extractor")}
    return Report.of(draw(TEXTS), **facts)


@st.composite
def readings(draw: st.DrawFn) -> tuple[Report, tuple[Claim, ...]]:
    report = draw(reports())
    return report, tuple(draw(claims(report, number)) for number in range(draw(st.integers(0, 3))))


FAULTS = st.builds(Fault, TEXTS, TEXTS, MAYBE_TEXTS, MAYBE_TEXTS, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
