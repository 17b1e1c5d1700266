"""Bodies of answers: bounded both as sent and unpacked."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

_PIECE_BYTES: Final = 65_536
_GZIP: Final = 16 + zlib.MAX_WBITS
_GZIP_MARK: Final = b"\x1f\x8b"


class BodyTooLarge(Exception):
    """A body exceeds its bound."""


class BodyBroken(Exception):
    """A body is not in the coding that its headers state."""


def read_body(chunks: Iterable[bytes], coding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """The bytes in `chunks`, unpacked from `coding` (the value of Content-Encoding: none, identity, or gzip).

    Raises `BodyTooLarge` once more than `max_bytes` came, or came out, or with `cut` stops there; `BodyBroken` for another
    coding and for one that is damaged or incomplete. Never holds more than `max_bytes` and a piece.
    """
    coding = coding.strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise BodyBroken(f"packed as {coding[:40]!r}, which was not asked for")
    bounded = _bounded(chunks, max_bytes, cut)
    body = bytearray()
    for piece in _unpacked(bounded) if coding.endswith("gzip") else bounded:
        body += piece
        if len(body) > max_bytes:
            if cut:
                break
            raise BodyTooLarge
    return bytes(body[:max_bytes])


def _bounded(chunks: Iterable[bytes], max_bytes: int, cut: bool) -> Iterator[bytes]:
    n_bytes = 0
    for chunk in chunks:
        n_bytes += len(chunk)
        if n_bytes > max_bytes and not cut:
            raise BodyTooLarge
        yield chunk
        if n_bytes > max_bytes:
            return


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What the gzip members in `chunks` hold, in small pieces; what follows the last member is passed over, as gunzip does."""
    member = None
    for chunk in chunks:
        while chunk:
            if member is None or member.eof:
                if member is not None and not _GZIP_MARK.startswith(chunk[:2]):
                    return
                member = zlib.decompressobj(_GZIP)
            yield from _pieces(member, chunk)
            chunk = member.unused_data
    if member is not None and not member.eof:
        raise BodyBroken("ends in the middle of its packed data")


def _pieces(member: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    try:
        piece = member.decompress(chunk, _PIECE_BYTES)
        while piece:
            yield piece
            piece = member.decompress(member.unconsumed_tail, _PIECE_BYTES)
    except zlib.error as error:
        raise BodyBroken(f"no valid gzip data ({error})") from error
