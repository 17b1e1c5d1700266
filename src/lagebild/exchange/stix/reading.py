"""Reading STIX objects that others made: each is checked by itself, and a bad one is refused with its reason and harms no other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from lagebild.claims.canonical import content_hash
from lagebild.claims.report import Report
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.stix.checks import check_table
from lagebild.exchange.stix.extensions import CLAIM, REPORT, RULE, VIEW
from lagebild.exchange.stix.marking import Rule, parse_rule
from lagebild.exchange.stix.part import parse_claim
from lagebild.exchange.stix.tables import CLAIM_PART, COMMON, META, REPORT_PART, TABLES, VIEW_PART
from lagebild.exchange.stix.taken import Arrived, Refusal, TakenClaim, TakenReport, TakenView
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject, check_value

#: Objects that are read at once.
MAX_OBJECTS: Final = 100_000
_SHOWN: Final = 120


@dataclass(slots=True)
class _Reading:
    claims: list[TakenClaim] = field(default_factory=list)
    reports: list[TakenReport] = field(default_factory=list)
    views: list[TakenView] = field(default_factory=list)
    rules: list[tuple[str, Rule]] = field(default_factory=list)
    withdrawn: list[StixObject] = field(default_factory=list)
    others: list[StixObject] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def read_objects(objects: Iterable[object], *, max_objects: int = MAX_OBJECTS) -> Arrived:
    """What `objects` tell, in their order. Raises nothing: what is wrong is refused with its class, property and reason, and what
    nobody here knows is kept as it came. Seals, versions and markings are for others to check."""
    reading = _Reading()
    rest = iter(objects)
    for number, item in enumerate(islice(rest, max_objects)):
        try:
            _read(item, reading)
        except (Refused, InvalidClaim) as error:
            noun = error.noun if isinstance(error, Refused) else item["type"]  # type: ignore[index]  # its type was read by then
            reading.refused.append(Refusal(shown_id(item, number), noun, error.part, error.reason))
    if next(rest, None) is not None:
        reading.refused.append(Refusal(f"objects[{max_objects}]", "objects", "", f"more than {max_objects:,}; the rest was not read"))
    _hold_against_texts(reading)
    return Arrived(*(tuple(getattr(reading, name)) for name in Arrived.__slots__))


def check_object(item: object) -> StixObject:
    """`item`, which is a STIX object with properties of their types; unknown types have only the common ones checked. Raises `Refused`."""
    if not isinstance(item, dict):
        raise Refused("object", "", "is no JSON object")
    type_, id = item.get("type"), item.get("id")
    if not isinstance(type_, str) or not 3 <= len(type_) <= 250:
        raise Refused("object", "type", "is missing or no name of a type")
    check_value(item, type_, floats=True)
    if "created" not in item and type_ not in TABLES and type_ not in META:  # a cyber-observable has no versions
        check_table(item, {name: COMMON[name] for name in ("type", "id")}, type_)
    else:
        check_table(item, META.get(type_, COMMON), type_)
        check_table(item, TABLES.get(type_, {}), type_)
    if not str(id).startswith(f"{type_}--"):
        raise Refused(type_, "id", f"is not the id of a {type_}")
    if "modified" in item and "created" in item and version_key(item["modified"]) < version_key(item["created"]):
        raise Refused(type_, "modified", "is before created")
    return item


def shown_id(item: object, number: int) -> str:
    """The id of an object that may be wrong in every way, or its place in the list."""
    id = item.get("id") if isinstance(item, dict) else None
    return id[:_SHOWN] if isinstance(id, str) and id.isascii() and id.isprintable() and id else f"objects[{number}]"


def _read(item: object, reading: _Reading) -> None:
    checked = check_object(item)
    extensions = checked.get("extensions", {})
    if checked.get("revoked"):
        reading.withdrawn.append(checked)
        return
    for id, type_, read in _READERS:
        if id in extensions:
            if checked["type"] != type_:
                raise Refused(checked["type"], f"extensions.{id}", f"belongs on a {type_}")
            read(checked, reading)
            return
    if checked["type"] == "opinion":
        _view(checked, reading)
    else:
        reading.others.append(checked)


def _claim(item: StixObject, reading: _Reading) -> None:
    part = _part(item, CLAIM, CLAIM_PART)
    _check_words(part)
    report = next((ref for ref in item["object_refs"] if ref.startswith("report--")), None)
    reading.claims.append(TakenClaim(**_head(item), report=report, part=part, claim=parse_claim(part), item=item))


def _check_words(part: dict[str, Any]) -> None:
    """Raises `Refused` where just some of what belongs together is told."""
    names = ("claim", "evidence", "trigger", "text_hash", "content_key")
    missing = [name for name in names if name not in part]
    if missing and len(missing) < len(names):
        raise Refused("note", f"extensions.{CLAIM}.{missing[0]}", "is missing where words are told")
    spans = [one.get("words", {}) for one in (*part.get("roles", ()), *part.get("attribution", ()))]
    if any(("start" in words) != ("end" in words) for words in spans):
        raise Refused("note", f"extensions.{CLAIM}", "has words with only one end")


def _report(item: StixObject, reading: _Reading) -> None:
    part = _part(item, REPORT, REPORT_PART)
    report = None
    if "description" in item and "text_hash" in part:
        if content_hash(item["description"]) != part["text_hash"]:
            raise Refused("report", "description", "is not the text with the hash that is told")
        told = {name: part.get(name) for name in ("language", "published", "publisher", "title", "extractor")}
        report = Report.of(item["description"], source=part.get("address"), **told)
    reading.reports.append(TakenReport(**_head(item), part=part, report=report, item=item))


def _view(item: StixObject, reading: _Reading) -> None:
    part = _part(item, VIEW, VIEW_PART) if VIEW in item.get("extensions", {}) else None
    reading.views.append(
        TakenView(
            **_head(item), about=tuple(item["object_refs"]), opinion=item["opinion"], explanation=item.get("explanation"), part=part,
            item=item,
        )
    )  # fmt: skip


def _rule(item: StixObject, reading: _Reading) -> None:
    reading.rules.append((item["id"], parse_rule(item)))


def _part(item: StixObject, id: str, table: Any) -> dict[str, Any]:
    part: dict[str, Any] = item["extensions"][id]
    check_table(part, table, item["type"], f"extensions.{id}")
    return part


def _head(item: StixObject) -> dict[str, Any]:
    return {"id": item["id"], "creator": item.get("created_by_ref"), "created": item["created"], "modified": item["modified"]}


def _hold_against_texts(reading: _Reading) -> None:
    """Refuses the claims whose words do not stand in the text that came with them."""
    texts = {one.report.id: one.report.text for one in reading.reports if one.report is not None}
    standing: list[TakenClaim] = []
    for one in reading.claims:
        text = texts.get(one.part.get("text_hash", ""))
        if one.claim is not None and text is not None and not all(span.stands_in(text) for span in one.claim.spans()):
            reading.refused.append(Refusal(one.id, "note", f"extensions.{CLAIM}", "has words that do not stand in its report"))
        else:
            standing.append(one)
    reading.claims = standing


_READERS: Final[Sequence[tuple[str, str, Callable[[StixObject, _Reading], None]]]] = (
    (CLAIM, "note", _claim), (REPORT, "report", _report), (VIEW, "opinion", _view), (RULE, "marking-definition", _rule),
)  # fmt: skip
