"""Annotated reports as people keep them, read line by line: what is wrong is named with its line and stops nothing else.

Three forms: the corpus notation (`.txt`, docs/notation.md); the record that `lagebild read --json` writes, with its claims
corrected by a person (JSON Lines); and short gold lines `{"id", "language", "claims"}` (JSON Lines) whose spans are [start, end]
in the report of the same id, that stands in the line itself ("text") or in `in.jsonl` beside the file.
"""

import json
import pathlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.fields import Fields
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.quantity import Quantity
from lagebild.claims.record import check_claims, parse_quantity, parse_record, parse_report
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, SOURCE_KINDS, STATUSES, TYPES
from lagebild.errors import InvalidClaim, NotationError
from lagebild.reading.notation import parse

#: Bytes of one file and of one line: what a person annotated is far below, and nothing larger is held in memory.
MAX_FILE_BYTES: Final = 200_000_000
MAX_LINE_BYTES: Final = 10_000_000
_TEXTS: Final = "in.jsonl"
_CLAIM: Final = ("type", "status", "certainty", "polarity", "sentence", "trigger", "roles", "quantity", "attribution", "time", "place")
_REPORT_LINE: Final = re.compile(r"^=== ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A report with the claims that a person found in it; `file` and `line` (from 1) say where it is kept."""

    file: str
    line: int
    report: Report
    claims: tuple[Claim, ...]
    split: str | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of gold that cannot be used, and why; `line` counts from 1."""

    file: str
    line: int
    reason: str


def read_gold(path: pathlib.Path) -> Iterator[GoldReport | BadLine]:
    """What a file, or a folder with its folders (`*.txt`, `*.jsonl`, but for texts without claims), holds, in order of name and
    line. Raises OSError where it cannot be opened."""
    if path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.suffix in (".txt", ".jsonl") and file.name != _TEXTS):
            yield from _of_file(file)
    else:
        yield from _of_file(path)


def _of_file(path: pathlib.Path) -> Iterator[GoldReport | BadLine]:
    if path.stat().st_size > MAX_FILE_BYTES:
        yield BadLine(path.name, 1, f"larger than {MAX_FILE_BYTES // 1_000_000} MB")
    elif path.suffix == ".txt":
        yield from _of_notation(path)
    else:
        yield from _of_lines(path)


def _of_notation(path: pathlib.Path) -> Iterator[GoldReport | BadLine]:
    """Each report of a file in the notation, parsed alone, so that one that is wrong takes no other with it."""
    source = path.read_text(encoding="utf-8", errors="replace")
    starts = [match.start() for match in _REPORT_LINE.finditer(source)]
    if not starts:
        if source.strip():
            yield BadLine(path.name, 1, "a report begins with '=== NAME'")
        return
    for start, end in zip(starts, [*starts[1:], len(source)], strict=True):
        n_before = source.count("\n", 0, start)
        try:
            for one in parse(source[start:end], path.name):
                yield GoldReport(path.name, n_before + 1, one.report, one.claims, one.split)
        except NotationError as error:
            yield BadLine(path.name, n_before + error.line, error.reason)


def _of_lines(path: pathlib.Path) -> Iterator[GoldReport | BadLine]:
    texts: dict[str, Report] | None = None
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                yield BadLine(path.name, number, f"longer than {MAX_LINE_BYTES // 1_000_000} MB; the rest of the file was not read")
                return
            if not line.strip():
                continue
            try:
                value = json.loads(line)
                if texts is None and isinstance(value, dict) and "report" not in value and "text" not in value:
                    texts = _texts(path.with_name(_TEXTS))
                report, claims = _of_value(value, texts or {})
            except RecursionError:
                yield BadLine(path.name, number, "nested too deeply")
            except ValueError as error:
                yield BadLine(path.name, number, f"is no JSON: {error}")
            except InvalidClaim as error:
                yield BadLine(path.name, number, str(error))
            else:
                yield GoldReport(path.name, number, report, claims)


def _of_value(value: object, texts: dict[str, Report]) -> tuple[Report, tuple[Claim, ...]]:
    if isinstance(value, dict) and "report" in value:
        return parse_record(value)
    fields = Fields(value, "", ("id", "language", "published", "publisher", "title", "text", "claims"))
    name = fields.text("id")
    report = _named_report(fields) if fields.has("text") else texts.get(name)
    if report is None:
        raise InvalidClaim("id", f"{name!r} has no text: neither in the line nor in {_TEXTS} beside the file")
    report = replace(report, language=fields.text_or_none("language") or report.language)
    claims: list[Claim] = []
    for entry, path in fields.items("claims"):
        claims.append(_claim(Fields(entry, path, _CLAIM), report, claims))
    check_claims(report, claims)
    return report, tuple(claims)


def _texts(path: pathlib.Path) -> dict[str, Report]:
    """The reports of a file of texts by their own id; lines that are none are passed over: who needs one will miss it."""
    found: dict[str, Report] = {}
    if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
        return found
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            value = json.loads(line)
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                known = {key: value.get(key) for key in ("id", "language", "published", "publisher", "title", "text")}
                found[value["id"]] = replace(parse_report(known), id=Report.of(str(value["text"])).id)
        except (ValueError, RecursionError, InvalidClaim):
            continue
    return found


def _named_report(fields: Fields) -> Report:
    return Report.of(
        fields.text("text"), language=fields.text_or_none("language"), published=fields.text_or_none("published"),
        publisher=fields.text_or_none("publisher"), title=fields.text_or_none("title"),
    )  # fmt: skip


def _claim(fields: Fields, report: Report, before: Sequence[Claim]) -> Claim:
    """One short claim; amounts are given by the name of their role and belong to the first filler of that name without one."""
    trigger = _span(*fields.one("trigger"), report)
    type_ = fields.word("type", TYPES)
    number = sum(1 for claim in before if claim.type == type_ and claim.trigger == trigger)
    try:
        return Claim(
            id=claim_id(report.id, type_, (trigger.start, trigger.end), number, "person"), type=type_,
            status=fields.word("status", STATUSES), certainty=fields.word("certainty", CERTAINTIES),
            polarity=fields.word("polarity", POLARITIES), evidence=_span(*fields.one("sentence"), report), trigger=trigger,
            roles=_roles(fields, report), attribution=tuple(_source(*entry, report) for entry in fields.items("attribution")),
            time=_time(fields, report), place=_place(fields, report), read_by=ReadBy("person", "gold/1"),
        )  # fmt: skip
    except InvalidClaim as error:
        raise error if error.part.startswith(fields.path) else fields.refuse(error) from error


def _roles(fields: Fields, report: Report) -> tuple[Role, ...]:
    amounts: list[tuple[str, Quantity]] = []
    for entry, path in fields.items("quantity"):
        own = Fields(entry, path, ("role", "form", "low", "high", "unit", "hedge"))
        amounts.append((own.text("role"), parse_quantity({k: v for k, v in entry.items() if k != "role"}, path)))
    roles = []
    for entry, path in fields.items("roles"):
        own = Fields(entry, path, ("role", "span", "entity"))
        name = own.text("role")
        amount = next((pair for pair in amounts if pair[0] == name), None)
        if amount is not None:
            amounts.remove(amount)
        roles.append(Role(name, _span(*own.one("span"), report), own.text_or_none("entity"), amount[1] if amount else None))
    if amounts:
        raise InvalidClaim(fields.at("quantity"), f"there is no {amounts[0][0]} for it")
    return tuple(roles)


def _source(value: object, path: str, report: Report) -> Source:
    own = Fields(value, path, ("span", "kind", "cue", "entity"))
    cue = _span(*own.one("cue"), report) if own.has("cue") else None
    return Source(_span(*own.one("span"), report), own.word("kind", SOURCE_KINDS), cue, own.text_or_none("entity"))


def _time(fields: Fields, report: Report) -> Moment | None:
    if not fields.has("time"):
        return None
    own = Fields(*fields.one("time"), ("edtf", "span", "basis"))
    return Moment(own.text_or_none("edtf"), _span(*own.one("span"), report))


def _place(fields: Fields, report: Report) -> Place | None:
    if not fields.has("place"):
        return None
    own = Fields(*fields.one("place"), ("country", "span", "precision"))
    return Place(_span(*own.one("span"), report), own.text_or_none("country"))


def _span(value: Any, path: str, report: Report) -> Span:
    """[start, end], or an object that has them; the words are the report's own."""
    pair = [value.get("start"), value.get("end")] if isinstance(value, dict) else value
    if isinstance(pair, list) and len(pair) == 2:
        start, end = pair
        if type(start) is int and type(end) is int and 0 <= start < end <= len(report.text):
            return Span.of(report.text, start, end)
    raise InvalidClaim(path, f"{str(value)[:40]} is no stretch [start, end] of the text ({len(report.text)} code points)")
