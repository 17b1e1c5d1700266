"""Bundles: part of a partner's stream in one signed file, for links that are no links (a stick, a disc, a diode).

A bundle is text: a DSSE envelope in the first line, then an object a line, canonical. The envelope says from whom and for whom it is,
between which places of the stream it leads, and the number, bytes and hash of what follows. It is never compressed and names no
paths, so there is nothing to unpack and nowhere to write to.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Final, Literal, Self

from lagebild.claims.event import time_text
from lagebild.claims.fields import Fields
from lagebild.errors import ImportRefused, InvalidClaim, Refused
from lagebild.exchange.files import write_atomically
from lagebild.exchange.keys import KeyRing, SigningKey
from lagebild.exchange.refusing import refusing
from lagebild.exchange.sealing import open_bytes, seal_bytes
from lagebild.exchange.stix.wire import StixObject, WireLimits, canonical_bytes, parsed_object, strict_base64
from lagebild.exchange.stream import Place

BUNDLE_TYPE: Final = "application/vnd.lagebild.bundle+json"
FORMAT: Final = "lagebild-bundle"
VERSION: Final = 1
_PARTS: Final = ("format", "version", "giver", "taker", "after", "place", "n_objects", "n_bytes", "digest", "made", "card")
#: The first line: some 1,000 bytes, and the giver's card in base64.
_MAX_HEAD: Final = WireLimits(8_000_000)
_CHUNK_BYTES: Final = 1 << 20
#: Bytes that are kept in memory before a file is used.
_SPOOL_BYTES: Final = 8 << 20

#: How a bundle fits to what the reader has: it goes on just there; it begins earlier and goes on; there is nothing new in it.
Fit = Literal["continues", "overlaps", "known"]


@dataclass(frozen=True, slots=True)
class BundleLimits:
    """What of a file is read before it is refused: its bytes, its objects, and one object's line."""

    max_bytes: int = 4_000_000_000
    max_objects: int = 5_000_000
    object: WireLimits = WireLimits()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into a bundle: the objects of the stream from `giver` to `taker` (identities) behind `after`, up to `place`. `card` are
    the signed statements of the giver, so that a reader who missed a change of keys can prove the new ones."""

    giver: str
    taker: str
    after: Place
    place: Place
    objects: Iterable[StixObject]
    card: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What the signed head of a bundle says. `digest` is the SHA-256 of all that follows it, `made` when it was signed (UTC), `card` as
    in `Part`."""

    giver: str
    taker: str
    after: Place
    place: Place
    n_objects: int
    n_bytes: int
    digest: str
    made: str
    card: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the giver's keys as they are known, the reader's own `identity`, its place in the stream and the hashes at the places
    that it knows. `vouch` gives the keys in a card that continues the known one, and raises `Refused` for another card."""

    ring: KeyRing
    identity: str
    position: Place = Place()  # noqa: RUF009 - frozen
    known: Mapping[int, str] = field(default_factory=dict)
    vouch: Callable[[Sequence[Any]], KeyRing] | None = None

    def hash_at(self, sequence: int) -> str | None:
        """The hash of the stream there, None where it is not known."""
        return self.position.hash if sequence == self.position.sequence else self.known.get(sequence)


_LIMITS: Final = BundleLimits()


@dataclass(slots=True)
class Bundle:
    """A bundle whose signature, length and hash were proved, and that fits to the reader's place. A context manager; `refused` fills
    as objects are read: one that is no object harms no other."""

    header: Header
    fit: Fit
    _body: IO[bytes]
    _limits: BundleLimits
    refused: list[Refused] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._body.close()

    def objects(self, start: int = 0) -> Iterator[tuple[int, StixObject]]:
        """The objects from number `start` on, each with its number: reading that broke off goes on behind the last one taken."""
        for number, line in enumerate(_lines(self._body, self._limits.object.max_bytes)):
            if number >= start:
                try:
                    item = parsed_object(line, self._limits.object, f"objects[{number}]")
                except Refused as error:
                    self.refused.append(error)
                else:
                    yield number, item


def write_bundle(path: Path, part: Part, key: SigningKey, time: datetime) -> Header:
    """Writes `part` to `path`, signed by `key`, and gives what its head says. The file is there wholly or not at all, and has the same
    bytes for the same part, key and time. Raises `ExportFailed`, and `Refused` for an object without canonical form."""
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as body:
        digest, n_bytes, n_objects = hashlib.sha256(), 0, 0
        for item in part.objects:
            line = canonical_bytes(item) + b"\n"
            digest.update(line)
            n_bytes += body.write(line)
            n_objects += 1
        hash_ = "sha256:" + digest.hexdigest()
        header = Header(part.giver, part.taker, part.after, part.place, n_objects, n_bytes, hash_, time_text(time), part.card)
        envelope = seal_bytes(canonical_bytes(_header_part(header)), BUNDLE_TYPE, key, time)
        body.seek(0)
        write_atomically(path, _chunks(canonical_bytes(envelope) + b"\n", body))
    return header


def read_bundle(path: Path, reader: Reader, limits: BundleLimits = _LIMITS) -> Bundle:
    """The bundle at `path`, signed by the giver whom `reader` knows, made for the reader, and held against its place in the stream.

    All of it is proved before anything is given: signature, giver, taker, length, hash. Raises `Refused` for whatever is wrong, for a
    bundle that is missing before this one, and for one of another history of the stream; `ImportRefused` where the file cannot be
    read.
    """
    with _opened(path) as file, ExitStack() as stack:
        header = _proved_header(file, reader, limits)
        fit = _fit(header, reader)
        # A copy, since a medium can give something else when it is read a second time.
        body = stack.enter_context(tempfile.SpooledTemporaryFile(_SPOOL_BYTES))
        _copy(file, body, header)
        stack.pop_all()  # the bundle closes it
    return Bundle(header, fit, body, limits)


def _lines(body: IO[bytes], max_bytes: int) -> Iterator[bytes]:
    """The lines of `body` without their ends; of one that is too long only so much that it shows."""
    body.seek(0)
    while line := body.readline(max_bytes + 1):
        whole = line.endswith(b"\n")
        yield line[:-1] if whole else line
        while not whole and (rest := body.readline(_CHUNK_BYTES)):
            whole = rest.endswith(b"\n")


def _opener(path: str, flags: int) -> int:
    """Without waiting for the other end of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The regular file at `path`; a pipe or device would block or never end. Raises `ImportRefused` where it cannot be read, also
    later."""
    try:
        with open(path, "rb", opener=_opener) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused("bundle", "", "is no regular file")
            yield file
    except OSError as error:
        raise ImportRefused(str(path), 0, (error.strerror or str(error)).lower(), "check the path and the medium") from error


def peek(path: Path) -> Header:
    """What the head of the bundle at `path` says, with nothing of it proved: to find out whose keys can. Raises `Refused`, and
    `ImportRefused` where the file cannot be read."""
    with _opened(path) as file:
        return _said(_envelope(file))


def _envelope(file: BinaryIO) -> StixObject:
    line = file.readline(_MAX_HEAD.max_bytes)
    if not line.endswith(b"\n"):
        raise Refused("bundle", "", "does not begin with the head of a bundle, or is cut off in it")
    return parsed_object(line[:-1], _MAX_HEAD, "bundle")


def _said(envelope: StixObject) -> Header:
    """The head that an envelope holds, signed or not."""
    with refusing("bundle"):
        return _parse_header(parsed_object(strict_base64(envelope.get("payload"), "bundle", "payload"), _MAX_HEAD, "bundle"))


def _proved_header(file: BinaryIO, reader: Reader, limits: BundleLimits) -> Header:
    envelope = _envelope(file)
    header = _said(envelope)
    if header.giver != reader.ring.identity or header.taker != reader.identity:
        ours = reader.ring.identity, reader.identity
        raise Refused("bundle", "taker", f"it is from {header.giver} for {header.taker}, not from {ours[0]} for {ours[1]}")
    newer = reader.vouch(header.card) if reader.vouch is not None and header.card else None
    open_bytes(envelope, BUNDLE_TYPE, newer or reader.ring)
    if header.n_bytes > limits.max_bytes or header.n_objects > limits.max_objects:
        raise Refused("bundle", "n_bytes", f"is larger than is read: {limits.max_bytes:,} bytes, {limits.max_objects:,} objects")
    return header


def _fit(header: Header, reader: Reader) -> Fit:
    after, place, position = header.after, header.place, reader.position
    if after.sequence > position.sequence:
        last = position.sequence
        raise Refused(
            "bundle", "after", f"it continues entry {after.sequence}, and {last} is the last that is here;"
            f" read the bundles between first, or ask for one from {last} on",
        )  # fmt: skip
    for known in (after, place):
        if reader.hash_at(known.sequence) not in (None, known.hash):
            raise Refused("bundle", "after", f"it has another entry {known.sequence} than was given here before: two views of one stream")
    if place.sequence <= position.sequence:
        return "known"
    return "continues" if after == position else "overlaps"


def _copy(file: BinaryIO, body: IO[bytes], header: Header) -> None:
    """Copies what follows the head to `body`, no more than it says; raises `Refused` where it is something else."""
    digest, left, n_lines = hashlib.sha256(), header.n_bytes, 0
    while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
        digest.update(chunk)
        n_lines += chunk.count(b"\n")
        left -= body.write(chunk)
    if left:
        raise Refused("bundle", "n_bytes", f"it is cut off: {left:,} of {header.n_bytes:,} bytes are missing")
    if file.read(1):
        raise Refused("bundle", "n_bytes", "something follows its last object")
    if "sha256:" + digest.hexdigest() != header.digest:
        raise Refused("bundle", "digest", "its objects are not those that were signed, or not in that order")
    if n_lines != header.n_objects:
        raise Refused("bundle", "n_objects", f"it has {n_lines:,} lines, and should have {header.n_objects:,}")


def _chunks(head: bytes, body: IO[bytes]) -> Iterator[bytes]:
    yield head
    while chunk := body.read(_CHUNK_BYTES):
        yield chunk


def _header_part(header: Header) -> dict[str, Any]:
    return {
        "format": FORMAT, "version": VERSION, "giver": header.giver, "taker": header.taker, "after": _place_part(header.after),
        "place": _place_part(header.place), "n_objects": header.n_objects, "n_bytes": header.n_bytes, "digest": header.digest,
        "made": header.made, "card": list(header.card),
    }  # fmt: skip


def _parse_header(value: StixObject) -> Header:
    version = value.get("version")
    if isinstance(version, int) and version > VERSION:  # what else such a head holds is not known here
        raise InvalidClaim("version", f"{version} is newer than this Lagebild, which reads up to {VERSION}; upgrade it")
    fields = Fields(value, "", _PARTS)
    if fields.text("format") != FORMAT or fields.integer("version") != VERSION:
        raise InvalidClaim("format", f"is none of {FORMAT}, version {VERSION}")
    after, place = _place(*fields.one("after")), _place(*fields.one("place"))
    header = Header(
        fields.text("giver"), fields.text("taker"), after, place, fields.integer("n_objects"), fields.integer("n_bytes"),
        fields.text("digest"), fields.text("made"), tuple(entry for entry, _ in fields.items("card")),
    )  # fmt: skip
    if place.sequence < after.sequence or header.n_objects < 0 or header.n_bytes < 0:
        raise InvalidClaim("place", "lies before the place that is continued, or a count is below 0")
    return header


def _place_part(place: Place) -> dict[str, Any]:
    return {"sequence": place.sequence, "hash": place.hash}


def _place(value: object, path: str) -> Place:
    fields = Fields(value, path, ("sequence", "hash"))
    sequence = fields.integer("sequence")
    if sequence < 0:
        raise InvalidClaim(path, "is before the first entry")
    return Place(sequence, fields.text("hash"))
