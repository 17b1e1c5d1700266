"""Reports and claims for the ledger tests, made from a few words."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim, ReadBy, Role
from lagebild.claims.decision import By
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment
from lagebild.claims.report import Report
from lagebild.claims.span import Span

START = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)

KOREA = "Nordkorea hat über 10.000 Truppen nach Russland entsandt. Der Süden erwägt Waffenhilfe."
GUNS = "Deutschland hat der Ukraine Haubitzen geliefert. Berlin liefert weitere Geschosse nach Kiew."
HANGUL = "북한은 러시아에 미사일을 보냈다. 한국은 우크라이나에 무기를 지원하지 않는다."
CYRILLIC = "Німеччина поставила Україні гаубиці. Міністр приїхав до Києва."


class Clock:
    """A clock that moves one second at each look."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def by(actor: str, second: int = 0) -> By:
    return {"actor": actor, "time": START + timedelta(hours=1, seconds=second)}


def report(text: str, **facts: Any) -> Report:
    facts.setdefault("language", "de")
    return Report.of(text, **facts)


def span(text: str, words: str) -> Span:
    found = re.search(rf"\b{re.escape(words)}", text)
    assert found is not None
    return Span.of(text, found.start(), found.end())


def claim(source: Report, type_: Any = "deployment", trigger: str = "entsandt", reader: str = "model", **parts: Any) -> Claim:
    """A claim; roles are given as `roles={"supplier": ("Deutschland", "DE")}`."""
    word = span(source.text, trigger)
    sentence = next(part for part in source.text.split(". ") if re.search(rf"\b{trigger}", part))
    roles = tuple(Role(name, span(source.text, words), entity) for name, (words, entity) in parts.pop("roles", {}).items())
    time = parts.pop("time", None)
    return Claim(
        id=claim_id(source.id, type_, (word.start, word.end), 0, reader),
        type=type_,
        status=parts.pop("status", "done"),
        evidence=span(source.text, sentence),
        trigger=word,
        roles=roles,
        read_by=ReadBy(reader, parts.pop("version", "1"), 0.5),
        time=Moment(time, word) if time else None,
        **parts,
    )


def korea(**facts: Any) -> tuple[Report, Claim]:
    source = report(KOREA, published="2024-11-28", publisher="dpa", title="Truppen", **facts)
    roles = {"sender": ("Nordkorea", "KP"), "force": ("über 10.000 Truppen", "KP"), "destination": ("Russland", "RU")}
    return source, claim(source, roles=roles, time="2024-10")


def guns(**facts: Any) -> tuple[Report, Claim, Claim]:
    source = report(GUNS, published="2025-01-15", publisher="Bundesregierung", **facts)
    roles = {"supplier": ("Deutschland", "DE"), "recipient": ("Ukraine", "UA"), "object": ("Haubitzen", None)}
    more = {"supplier": ("Berlin", "DE"), "recipient": ("Kiew", "UA"), "object": ("Geschosse", None)}
    one = claim(source, "transfer", "geliefert", roles=roles, time="2025-01-10")
    return source, one, claim(source, "transfer", "liefert", roles=more, status="ongoing", certainty="probable")


def capture(source: str, how: Any = "url") -> Capture:
    return Capture(how, START, source, ("https://example.org/b",), (("etag", '"1"'),), "text/html")
