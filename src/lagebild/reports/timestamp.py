"""Trusted timestamps (RFC 3161): proof by a third party that a digest existed at a time. Off unless the user names a service."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lagebild.errors import FetchFailed, TimestampRejected
from lagebild.reports.fetch import NETWORK
from lagebild.reports.fetched import first_header
from lagebild.reports.network import Network
from lagebild.reports.policy import Policy
from lagebild.reports.weburl import web_address

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_MAX_BYTES: Final = 200_000
_POLICY: Final = Policy()
#: DER of AlgorithmIdentifier {2.16.840.1.101.3.4.2.1 (SHA-256), NULL}.
_SHA256: Final = bytes.fromhex("300d06096086480165030402010500")
_QUERY: Final = (("Content-Type", "application/timestamp-query"), ("Accept", "application/timestamp-reply"))


@dataclass(frozen=True, slots=True)
class Authority:
    """A service that gives timestamps: its address, and the root certificates (PEM) that its answers must lead to."""

    url: str
    roots: bytes


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A timestamp that was verified. `response` is the whole answer (DER, as `openssl ts -verify -in` takes it); `time` is UTC,
    as the authority states it; `serial` is the authority's number for it, `policy` the OID of the rules it follows."""

    response: bytes
    time: datetime
    serial: int
    policy: str


def request_timestamp(sha256: str, authority: Authority, policy: Policy = _POLICY, network: Network = NETWORK) -> Timestamp:
    """A timestamp for `sha256` (64 hex digits) from `authority`, verified before it is returned.

    Only the digest leaves this machine. Raises `TimestampRejected` where none is granted, where it does not hold, or where the
    extra `timestamps` is not installed, and `FetchRefused` and `FetchFailed` like `fetch`. The request may go over plain http,
    as many authorities have it: the answer is signed.
    """
    from lagebild.reports import wire  # 110 ms: it imports httpcore2

    with _rejections(authority.url):  # before anybody is asked
        import rfc3161_client  # noqa: F401
    bounds = replace(policy, max_bytes=min(policy.max_bytes, _MAX_BYTES))
    nonce = secrets.randbits(64)
    query = _query(bytes.fromhex(sha256), nonce)
    address = web_address(authority.url)
    policy.check(address)
    network.pace.wait(address.host, policy.interval_s)
    asked = wire.Asked(address, (*_QUERY, ("Content-Length", str(len(query)))), method="POST", content=query)
    answer = wire.exchange(asked, bounds, network, wire.Deadline(policy.max_seconds, network.monotonic))
    if answer.status != 200:
        raise FetchFailed(address.url, f"answers with HTTP {answer.status}", "try again later", status=answer.status)
    if not (first_header(answer.headers, "content-type") or "").lower().startswith("application/timestamp-reply"):
        raise TimestampRejected(address.url, "its answer is no timestamp", "check the address of the service")
    return _verified(answer.body, sha256, authority.roots, address.url, nonce)


def verify_timestamp(response: bytes, sha256: str, roots: bytes) -> Timestamp:
    """The timestamp in `response`, if it is one for `sha256` (64 hex digits) and signed by an authority that `roots` (PEM) vouch
    for at the time it states; certificates that have expired since then do not matter. Raises `TimestampRejected`."""
    return _verified(response, sha256, roots, None, None)


def _verified(response: bytes, sha256: str, roots: bytes, authority: str | None, nonce: int | None) -> Timestamp:
    with _rejections(authority):
        from rfc3161_client import VerifierBuilder, decode_timestamp_response

        found = decode_timestamp_response(response)
        if found.status != 0:
            raise TimestampRejected(authority, f"not granted: {' '.join(found.status_string) or f'status {found.status}'}")
        info = found.tst_info
        VerifierBuilder(roots=_certificates(roots, authority), nonce=nonce).build().verify(found, bytes.fromhex(sha256))
        if info.message_imprint.hash_algorithm.dotted_string != "2.16.840.1.101.3.4.2.1":
            raise TimestampRejected(authority, "not made with SHA-256")
        return Timestamp(response, info.gen_time.astimezone(UTC), info.serial_number, info.policy.dotted_string)


def _certificates(roots: bytes, authority: str | None) -> "list[Certificate]":
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(roots)
    except ValueError as error:
        raise TimestampRejected(authority, f"its root certificates cannot be read: {error}", "give them as PEM") from error


@contextmanager
def _rejections(authority: str | None) -> Iterator[None]:
    """Whatever the library makes of an answer that does not hold, as a rejection."""
    try:
        yield
    except TimestampRejected:
        raise
    except ImportError as error:
        raise TimestampRejected(authority, f"{error.name} is not installed", "install lagebild[timestamps]") from error
    # The edge to a library that reads an answer from outside: it raises VerificationError for what does not hold, and ValueError
    # and others for what cannot be read at all. All of them mean that nothing is proved.
    except Exception as error:
        raise TimestampRejected(authority, f"it does not hold: {error}", "do not rely on it") from error


def _query(digest: bytes, nonce: int) -> bytes:
    """The DER of a TimeStampReq (RFC 3161, section 2.4.1) with version 1, digest, nonce, and a wish for the certificates.

    Written here because the library hashes what it is given and takes no digest.
    """
    imprint = _der(0x30, _SHA256 + _der(0x04, digest))
    number = _der(0x02, nonce.to_bytes(nonce.bit_length() // 8 + 1, "big"))
    return _der(0x30, b"\x02\x01\x01" + imprint + number + b"\x01\x01\xff")


def _der(tag: int, content: bytes) -> bytes:
    """Tag, length, content; `content` is below 128 bytes, which everything here is."""
    return bytes((tag, len(content))) + content
