"""Claims as FollowTheMoney entities (schemata Event, PublicBody, Organization, Document), one JSON object a line."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from lagebild.claims.claim import Claim
from lagebild.claims.edtf import day_bounds
from lagebild.claims.event import time_text
from lagebild.claims.ids import digest
from lagebild.claims.vocabulary import ACTOR_ROLES
from lagebild.exchange.places import coarse_words, countries
from lagebild.exchange.told import STANDING, ReportFacts, Told, told
from lagebild.ledger import Filter, View

Entity = dict[str, Any]

#: FollowTheMoney writes languages after ISO 639-2; those that Lagebild reads, others are left out.
_LANGUAGES: Final = {"de": "deu", "en": "eng", "ru": "rus", "uk": "ukr", "ko": "kor"}
#: What FollowTheMoney takes as a date: as precise as it is known.
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
#: What it takes as an id as it is; another one is hashed.
_ID: Final = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?")
_MEDIA_TYPE: Final = re.compile(r"([a-z]+/[a-z0-9.+-]+)\s*(?:;|$)")
#: Characters of the parties in a name; FollowTheMoney takes 384 for the whole.
_LONGEST_NAME: Final = 300
#: Names of an entity that are looked up at once.
_N_AT_HAND: Final = 4096


def ftm_lines(view: View, wanted: Filter = STANDING) -> Iterator[str]:
    """The claims that `wanted` keeps: for each an Event, and once before the first that names them its parties and its report.

    Names that people judged to be the same are one entity. Holds an id for each party and each report in memory.
    """
    seen: set[str] = set()

    @lru_cache(_N_AT_HAND)
    def names(entity: str) -> tuple[str, ...]:
        return view.same_as(entity)

    for one in told(view, wanted):
        parties = [party(names(code)) for code in _codes(one.kept.claim)]
        document = report_document(one.report)
        for entity in (*parties, document, claim_event(one, [entity["id"] for entity in parties], document["id"])):
            if entity["id"] not in seen:
                if entity["schema"] != "Event":  # a claim comes just once
                    seen.add(entity["id"])
                yield json.dumps(entity, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def party(names: tuple[str, ...]) -> Entity:
    """A party by its codes and names, the chief first: a state is a PublicBody with its country, any other an Organization."""
    known = countries()
    chief, *others = names
    country = known.get(chief)
    schema = "PublicBody" if country else "Organization"
    return _entity(
        schema,
        _id("party", chief),
        name=[country.name if country else chief],
        alias=[known[name].name if name in known else name for name in others],
        country=[chief.lower()] if country else [],
    )


def report_document(report: ReportFacts) -> Entity:
    """A report as a Document. Its text stays here: it may be somebody's work."""
    capture = next((one.capture for one in report.captures if one.capture is not None), None)
    return _entity(
        "Document",
        _id("report", report.id),
        fileName=[report.source or report.id],
        title=[report.title],
        publisher=[report.publisher],
        publishedAt=[_date(report.published)],
        language=[_LANGUAGES.get(report.language or "")],
        sourceUrl=[report.address],
        mimeType=[_media_type(capture.media_type) if capture and capture.media_type else None],
        retrievedAt=[time_text(capture.time)[:19] if capture else None],
        notes=[f"original {report.original}" if report.original else None, f"report {report.id}"],
    )


def claim_event(one: Told, parties: list[str], document: str) -> Entity:
    """A claim as an Event that its report proves; `parties` and `document` are ids of entities."""
    claim = one.kept.claim
    edtf = claim.time.edtf if claim.time is not None else None
    first, last = day_bounds(edtf)
    country = claim.place.country if claim.place is not None else None
    return _entity(
        "Event",
        claim.id if _ID.fullmatch(claim.id) else _id("claim", claim.id),
        name=[caption(claim)],
        summary=[claim.evidence.text],
        description=[_described(claim)],
        keywords=[claim.type, claim.status, claim.certainty, claim.polarity, one.kept.state],
        date=[_date(edtf)],
        startDate=[first],
        endDate=[last],
        country=[country.lower() if country in countries() else None] if country else [],
        location=[coarse_words(claim.place)],
        involved=parties,
        proof=[document],
        recordId=[claim.id],
        publisher=[one.report.publisher],
        sourceUrl=[one.report.address],
    )


def caption(claim: Claim) -> str:
    """A claim in a line: "transfer, done: DE, UA"; a denied one says so."""
    parties = ", ".join(_codes(claim))[:_LONGEST_NAME] or claim.trigger.text[:_LONGEST_NAME]
    denied = " (denied)" if claim.polarity == "denied" else ""
    return f"{claim.type}, {claim.status}{denied}: {parties}"


def _codes(claim: Claim) -> list[str]:
    return list(dict.fromkeys(role.entity for role in claim.roles if role.entity and role.role in ACTOR_ROLES))


def _described(claim: Claim) -> str:
    roles = [f"{role.role}: {role.span.text}" for role in claim.roles]
    sources = [f"source ({source.kind}): {source.span.text}" for source in claim.attribution]
    return "; ".join([f"{claim.certainty}, {claim.polarity}", *roles, *sources])


def _entity(schema: str, id: str, **properties: Sequence[str | None]) -> Entity:
    """An entity with the properties that have values; FollowTheMoney takes nothing but blanks and controls as none."""
    filled = {name: [value for value in values if value and _is_seen(value)] for name, values in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in filled.items() if values}}


def _id(noun: str, text: str) -> str:
    return f"{noun}--{digest((text,))[:32]}"


def _is_seen(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)


def _media_type(text: str) -> str | None:
    """A media type without its parameters, None for what is none."""
    found = _MEDIA_TYPE.match(text.strip().lower())
    return found[1] if found else None


def _date(text: str | None) -> str | None:
    return text if text and _DATE.fullmatch(text) else None
