"""Reports with one claim each, for the tests of weighing."""

from typing import Any

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Report
from lagebild.claims.span import Span


def told(
    text: str, *, id: str, number: Quantity | None = None, sender: str | None = "KP", destination: str | None = "RU", speaker: str | None = None,
    kind: str = "government", day: str = "2024-11-27", time: str | None = None, status: str = "done", polarity: str = "affirmed",
    publisher: str | None = None, language: str = "en", place: str | None = None, said: str | None = None, **report: Any,
) -> tuple[Report, Claim]:  # fmt: skip
    """A report whose whole text is the evidence of one deployment; `id` ends the ids of both, `said` are the words
    for the source, with which the text begins."""
    whole = Span.of(text, 0, len(text))
    first = Span.of(text, 0, 1)
    source = Span.of(text, 0, len(said)) if said else first
    roles = [Role("sender", first, sender)] if sender else []
    roles += [Role("destination", first, destination)] if destination else []
    roles.append(Role("force", whole, None, number))
    claim = Claim(
        id=f"claim--{id}", type="deployment", status=status, evidence=whole, trigger=first, read_by=ReadBy("test", "1"),  # type: ignore[arg-type]
        polarity=polarity, roles=tuple(roles), attribution=(Source(source, kind, entity=speaker),) if speaker else (),  # type: ignore[arg-type]
        time=Moment(time, first) if time else None, place=Place(Span(0, len(place), place), "RU", "place") if place else None,
    )  # fmt: skip
    return Report(f"report-{id}", text, language=language, published=day, publisher=publisher, **report), claim


def exactly(number: float) -> Quantity:
    return Quantity("exact", number, number, "person")


def about(number: float) -> Quantity:
    return Quantity("about", number, number, "person", "about")


def at_least(number: float) -> Quantity:
    return Quantity("min", number, None, "person", "at least")


def up_to(number: float) -> Quantity:
    return Quantity("max", None, number, "person", "up to")
