"""Claims and reports as STIX 2.1 objects: a note a claim, a report a report, with just the fields that may travel (docs/stix.md).

A redacted claim is an object of its own with its own id, since only what is equal may share an id, and that id is keyed: it would
otherwise tell whoever guesses the words that they are the right ones.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Required, TypedDict, Unpack

from lagebild.claims.canonical import content_hash
from lagebild.claims.edtf import day_bounds
from lagebild.claims.kept import KeptClaim
from lagebild.claims.report import Report
from lagebild.exchange.stix.extensions import CLAIM, REPORT
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.ids import Creator, derived_id, keyed_id
from lagebild.exchange.stix.marking import tlp_object
from lagebild.exchange.stix.objects import common, country_location, creator_identity, derived_from, party_identity
from lagebild.exchange.stix.part import claim_part
from lagebild.exchange.stix.sentence import abstract, sentence
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.wire import StixObject

_DAY: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", re.ASCII)
#: What validators take as the url of an external reference; another address stands in the extension alone.
_URL: Final = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]+)?(/[a-zA-Z0-9/._~!$&'()*+,;=:@%?-]*)?", re.ASCII)
#: The parts that are about a report.
_OF_REPORT: Final = ("words", "source_names", "title", "address", "text")


class Issue(TypedDict, total=False):
    """How a claim goes out.

    `created` and `modified` (UTC; the first version has both alike) are its note's. `marking` is its TLP level, `markings` are
    further marking-definitions. `generation` counts how often it was revoked and given anew, since revocation is final
    (section 3.6). `derived_from` is the id of an object that the reader holds and that this one takes the place of. With `graph`,
    parties and countries are objects, too, for tools that draw graphs.
    """

    created: Required[datetime]
    modified: datetime
    marking: str | None
    markings: Sequence[StixObject]
    generation: int
    derived_from: str | None
    graph: bool


def claim_objects(
    kept: KeptClaim, report: Report, creator: Creator, fields: Fields, **issue: Unpack[Issue]
) -> tuple[StixObject, ...]:
    """The claim as STIX objects: creator, markings, parties and countries (with `graph`), report, relationship, the note last.

    The same for the same arguments. Nothing in them tells a part that is not in `fields`, and no id in them is of an object that is
    not among them, but for `derived_from`. Raises `Refused` where something is held back and the creator has no secret.
    """
    closed = fields.closed(kept.claim)
    part = claim_part(kept, report, fields, content_hash(report.text))
    level = issue.get("marking")
    marks = [*([tlp_object(level)] if level is not None else []), *issue.get("markings", ())]
    graph = _graph(part, creator) if issue.get("graph") else []
    source = report_object(report, creator, closed, generation=issue.get("generation", 0), markings=marks)
    note = common(
        "note", _note_id(kept, report, creator, closed, issue), creator, stix_time(issue["created"]),
        stix_time(issue.get("modified", issue["created"])),
    ) | {
        "abstract": abstract(part),
        "content": sentence(part),
        "object_refs": [source["id"], *(item["id"] for item in graph)],
        "labels": [part["claim_type"], part["status"]],
        "lang": "en",
        "extensions": {CLAIM: {"extension_type": "property-extension", **part}},
    }  # fmt: skip
    _mark(note, marks)
    original = issue.get("derived_from")
    relation = [] if original is None else [_marked(derived_from(note, original, creator), marks)]
    return (creator_identity(creator), *marks, *graph, source, *relation, note)


def report_object(
    report: Report, creator: Creator, fields: Fields, *, generation: int = 0, markings: Sequence[StixObject] = ()
) -> StixObject:
    """The report of a claim, with what of it is in `fields`; its text only where "text" is. It refers to its creator alone, so it
    stays the same whatever claims are found in it. Raises `Refused` as `claim_objects` does."""
    part = _report_part(report, fields)
    created = f"{report.published}T00:00:00.000Z" if _is_day(report.published) else stix_time(creator.created)
    what = {
        "creator": creator.id, "text": content_hash(report.text), "parts": [name for name in _OF_REPORT if name in fields],
        "markings": [item["id"] for item in markings], "generation": generation,
    }  # fmt: skip
    id = derived_id("report", what) if "words" in fields else keyed_id("report", what, creator.secret)
    item = common("report", id, creator, created) | {
        "name": _line(part.get("title")) or (f"Report of {report.published}" if report.published else "Report"),
        # Without the digits that stix2 would not write again: a seal has to survive tools that parse and write.
        "published": f"{report.published}T00:00:00Z" if _is_day(report.published) else f"{created[:19]}Z",
        "object_refs": [creator.id],
        "extensions": {REPORT: {"extension_type": "property-extension", **part}},
    }
    if "text" in fields:
        item["description"] = report.text
    if reference := _reference(part):
        item["external_references"] = [reference]
    return _marked(item, markings)


def _note_id(kept: KeptClaim, report: Report, creator: Creator, fields: Fields, issue: Issue) -> str:
    """The id of a claim's note. The claim's own id holds its report, type, trigger, number at that trigger, and reader; it stays when a
    person corrects the claim, and so does the note's."""
    what: dict[str, Any] = {
        "creator": creator.id, "text": content_hash(report.text), "claim": kept.claim.id,
        "generation": issue.get("generation", 0),
    }  # fmt: skip
    if fields.whole:
        return derived_id("note", what)
    return keyed_id("note", what | {"parts": sorted(fields.parts)}, creator.secret)


def _report_part(report: Report, fields: Fields) -> dict[str, str]:
    """What the report extension tells."""
    told = {
        "published": report.published,
        "publisher": report.publisher if "source_names" in fields else None,
        "title": report.title if "title" in fields else None,
        "address": web_address(report) if "address" in fields else None,
        "language": report.language if "words" in fields else None,
        "extractor": report.extractor if "words" in fields else None,
        "text_hash": content_hash(report.text) if "words" in fields else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def web_address(report: Report) -> str | None:
    """Where anybody can look a report up; None for a path of this machine, which tells about its owner."""
    source = report.source or ""
    return source if source.startswith(("http://", "https://")) else None


def _reference(part: dict[str, str]) -> dict[str, str] | None:
    """Where the report was published, as an external reference (section 2.5); None where none of it may be told."""
    address = part.get("address", "")
    url = {"url": address} if _URL.fullmatch(address) else {}
    title = {"description": part["title"]} if _line(part.get("title")) else {}
    if not url and not title:
        return None
    return {"source_name": _line(part.get("publisher")) or "publisher not given", **url, **title}


def _graph(part: dict[str, Any], creator: Creator) -> list[StixObject]:
    """Parties and countries that the part tells, each once."""
    codes = dict.fromkeys(role["entity"] for role in part.get("roles", ()) if role.get("entity", "").strip())
    parties = [party_identity(code, creator) for code in codes]
    named = [part["place"]["country"]] if part.get("place", {}).get("country") else []
    named += [role["entity"] for role in part.get("roles", ()) if role["role"] in ("destination", "origin") and "entity" in role]
    places = [country_location(code, creator) for code in dict.fromkeys(named)]
    return [*parties, *(item for item in places if item is not None)]


def _marked(item: StixObject, marks: Sequence[StixObject]) -> StixObject:
    _mark(item, marks)
    return item


def _mark(item: StixObject, marks: Sequence[StixObject]) -> None:
    if marks:
        item["object_marking_refs"] = [mark["id"] for mark in marks]


def _line(words: str | None) -> str:
    """`words` in one line, "" for none: a STIX name must not be empty."""
    return " ".join(words.split()) if words else ""


def _is_day(text: str | None) -> bool:
    return text is not None and _DAY.fullmatch(text) is not None and day_bounds(text)[0] is not None and "1000" < text < "9999"
