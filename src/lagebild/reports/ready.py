"""Ready reports in JSON: texts that somebody else already extracted, kept exactly as given.

Their offsets are used by whoever made them (annotations, a search index, an earlier run), so neither Unicode normalisation nor
white space may change; only NUL and lone surrogates, which cannot be stored, are replaced one for one.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from lagebild.claims.report import Fault
from lagebild.errors import UnreadableReport
from lagebild.reports.encoding import decoded
from lagebild.reports.extract import Extract

_OPTIONAL: Final = ("id", "language", "published", "publisher", "title")
_REMEDY: Final = 'give one JSON object per line: {"text": "…", "published": "2024-11-28"}'


def read_ready(data: bytes, name: str) -> Iterator[tuple[str, Extract | Fault]]:
    """The reports of a JSON document (one object, or a list of them), or of JSON Lines, each with its source.

    Sources are "name" for a single object, "name#2" for the second of a list, "name:17" for line 17.
    """
    try:
        given = _value(data)
    except UnreadableReport:
        if not _is_lines(data):
            raise
        yield from read_ready_lines(data.splitlines(), name)
        return
    if not isinstance(given, list):
        yield name, _extract(given)
        return
    for number, entry in enumerate(given, start=1):
        source = f"{name}#{number}"
        yield source, _or_fault(entry, source)


def read_ready_lines(lines: Iterator[bytes] | list[bytes], name: str) -> Iterator[tuple[str, Extract | Fault]]:
    """The reports of JSON Lines, each with its source; a bad line is one fault, blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            source = f"{name}:{number}"
            yield source, read_ready_line(line, source)


def read_ready_line(line: bytes, source: str) -> Extract | Fault:
    """The report in one line."""
    try:
        return _extract(_value(line))
    except UnreadableReport as error:
        return Fault(source, error.reason, error.remedy)


def _or_fault(entry: Any, source: str) -> Extract | Fault:
    try:
        return _extract(entry)
    except UnreadableReport as error:
        return Fault(source, error.reason, error.remedy)


def _is_lines(data: bytes) -> bool:
    """Whether the first line of `data` is a JSON object by itself."""
    try:
        return isinstance(_value(data.lstrip().split(b"\n", 1)[0]), dict)
    except UnreadableReport:
        return False


def _value(data: bytes) -> Any:
    text = decoded(data)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # also integers of over 4,300 digits, and nesting that has no end
        raise UnreadableReport(f"no valid JSON: {_short(error)}", _REMEDY) from error


def _short(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).split(";")[0]


def _extract(given: Any) -> Extract:
    if not isinstance(given, dict):
        raise UnreadableReport("JSON without a report", _REMEDY)
    text = given.get("text")
    if not isinstance(text, str):
        raise UnreadableReport('a report without "text"', _REMEDY)
    facts = {}
    for key in _OPTIONAL:
        value = given.get(key)
        if isinstance(value, int) and key == "id" and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise UnreadableReport(f'"{key}" is no string', _REMEDY)
        facts[key] = value or None
    return Extract(text=text, extractor="given", exact=True, **facts)
