"""Reading a ledger file: line by line, each part checked before it is given out. Writes nothing."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

from lagebild.claims.canonical import content_hash, from_canonical
from lagebild.claims.event import Event, parse_time
from lagebild.claims.fields import Fields, named
from lagebild.errors import ImportRefused, InvalidClaim
from lagebild.exchange.ledger_lines import FORMAT, VERSION

#: Bytes of a line, above which it is refused unread: an original of 1.5 GB fits, what is endless does not.
MAX_LINE_BYTES: Final = 2 << 30
_EVENT: Final = ("sequence", "kind", "actor", "time", "previous", "hash", "payload")
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}")
_EXPORT_AGAIN: Final = "export it again"
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: sequence and hash that the file continues, those of its last event, and whether it holds originals."""

    after: tuple[int, str]
    head: tuple[int, str]
    originals: bool


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of an original; None where they were missing when the file was written."""

    hash: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class End:
    """The last line: what the file should have held."""

    n_events: int
    n_originals: int
    n_missing: int


def ledger_parts(path: Path) -> Iterator[tuple[int, Header | Original | Event | End]]:
    """The parts of a ledger file with their line numbers: a header, events and originals, an end.

    Every event is chained to the one before and has its hash, every original has its hash, and nothing is missing at the end.
    Holds one line in memory. Raises `ImportRefused` at the first line that is otherwise.
    """
    try:
        with path.open("rb") as file:
            yield from _Reading(str(path)).parts(file)
    except OSError as error:
        raise ImportRefused(str(path), 0, (error.strerror or str(error)).lower(), "check the path") from error


@dataclass(slots=True)
class _Reading:
    """One pass over a file, and how far it has come."""

    file: str
    line: int = 0
    n_events: int = 0
    n_originals: int = 0
    n_missing: int = 0

    def parts(self, file: BinaryIO) -> Iterator[tuple[int, Header | Original | Event | End]]:
        header = self._as("header", self._next(file), _header)
        yield self.line, header
        last = header.after
        while (value := self._next(file)).keys() != {"end"}:
            part = self._as("original", value, _original) if "original" in value else self._event(value, last)
            if isinstance(part, Event):
                last = (part.sequence, part.hash)
            yield self.line, part
        end = self._as("end", value, _end)
        self._check_end(header, end, last)
        if file.read(1):
            raise self._refused("something follows the end")
        yield self.line, end

    def _next(self, file: BinaryIO) -> dict[str, Any]:
        """The object of the next line."""
        self.line += 1
        data = file.readline(MAX_LINE_BYTES)
        if not data.endswith(b"\n"):
            raise self._refused("is longer than 2 GiB" if len(data) == MAX_LINE_BYTES else "the file ends before its end line")
        try:
            value = from_canonical(data.decode())
        except (ValueError, TypeError, RecursionError) as error:
            raise self._refused(f"is no JSON of ours ({error})") from error
        if not isinstance(value, dict):
            raise self._refused(f"is no object but {named(value)}")
        return value

    def _event(self, value: dict[str, Any], last: tuple[int, str]) -> Event:
        event = self._as("event", value, lambda part: _event(part, last))
        self.n_events += 1
        return event

    def _as(self, noun: str, value: dict[str, Any], parse: Callable[[object], Part]) -> Part:
        """The part that `value` holds under `noun`."""
        if value.keys() != {noun}:
            raise self._refused(f"holds {', '.join(map(str, value)) or 'nothing'} where {noun} should be")
        try:
            part = parse(value[noun])
        except (InvalidClaim, ValueError) as error:
            raise self._refused(str(error)) from error
        if isinstance(part, Original):
            self.n_originals += 1
            self.n_missing += part.data is None
        return part

    def _check_end(self, header: Header, end: End, last: tuple[int, str]) -> None:
        held = End(self.n_events, self.n_originals, self.n_missing)
        if end != held or last != header.head:
            raise self._refused(f"ends at event {last[0]} with {held}, and should at {header.head[0]} with {end}")

    def _refused(self, reason: str) -> ImportRefused:
        return ImportRefused(self.file, self.line, reason, _EXPORT_AGAIN)


def _header(value: object) -> Header:
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, int) and version > VERSION:  # what else such a header holds is not known here
        raise InvalidClaim("header.version", f"{version} is newer than this Lagebild, which reads up to {VERSION}; upgrade it")
    fields = Fields(value, "header", ("format", "version", "after", "head", "originals"))
    if fields.text("format") != FORMAT or fields.integer("version") != VERSION:
        raise InvalidClaim("header", f"is none of {FORMAT}, version {VERSION}")
    originals, at = fields.one("originals")
    if not isinstance(originals, bool):
        raise InvalidClaim(at, "is neither true nor false")
    return Header(_place(*fields.one("after")), _place(*fields.one("head")), originals)


def _place(value: object, path: str) -> tuple[int, str]:
    fields = Fields(value, path, ("sequence", "hash"))
    return fields.integer("sequence"), _hash(fields, "hash")


def _original(value: object) -> Original:
    fields = Fields(value, "original", ("hash", "base64"))
    text = fields.text_or_none("base64")
    data = base64.b64decode(text, validate=True) if text is not None else None
    digest = _hash(fields, "hash")
    if data is not None and content_hash(data) != digest:
        raise InvalidClaim("original", f"its bytes do not have the hash {digest}")
    return Original(digest, data)


def _event(value: object, last: tuple[int, str]) -> Event:
    """The event, if it follows `last` and has its hash."""
    fields = Fields(value, "event", _EVENT)
    payload, at = fields.one("payload")
    if not isinstance(payload, dict):
        raise InvalidClaim(at, f"is no object but {named(payload)}")
    sequence = fields.integer("sequence")
    if (sequence - 1, _hash(fields, "previous")) != last:
        raise InvalidClaim("event", f"{sequence} does not follow event {last[0]}")
    event = Event.following(last, fields.text("kind"), payload, fields.text("actor"), parse_time(fields.text("time")))
    if event.hash != _hash(fields, "hash"):
        raise InvalidClaim("event", f"{sequence} does not have its hash")
    return event


def _end(value: object) -> End:
    fields = Fields(value, "end", ("n_events", "n_originals", "n_missing"))
    return End(fields.integer("n_events"), fields.integer("n_originals"), fields.integer("n_missing"))


def _hash(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if not _HASH.fullmatch(text):
        raise InvalidClaim(fields.at(key), f"{text[:80]!r} is no SHA-256")
    return text
