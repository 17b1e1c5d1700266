"""What was fetched: the bytes, and how and when they came."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from lagebild.claims.capture import Capture, How
from lagebild.reports.kinds import suffix_kind

#: Headers that are kept as evidence, or that a later request needs. Cookies and the like are not: they may be secrets.
KEPT_HEADERS: Final = frozenset({
    "age", "cache-control", "content-disposition", "content-encoding", "content-language", "content-length", "content-location",
    "content-type", "date", "etag", "expires", "last-modified", "link", "memento-datetime", "server", "via", "x-robots-tag",
})  # fmt: skip
_MEDIA_TYPE: Final = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}/[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80})\s*(?:;|$)")
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_SUFFIXES: Final = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/json": ".json", "application/x-ndjson": ".jsonl", "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that sent the request on to the next one, and the HTTP status with which it did."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer to a request, whole and unaltered.

    `url` is the address asked for in normal form, `final_url` the one that answered after `redirects`. `status` is 2xx, or 304
    for "not changed" where a validator was sent. `headers` are those of `KEPT_HEADERS`, names in lower case, in the order of the
    answer. `time` is UTC, when the answer was complete. `body` is what the server meant to give: without transfer and content
    coding (chunks, gzip); `sha256` is its hash (64 hex digits).
    """

    url: str
    final_url: str
    redirects: tuple[Redirect, ...]
    status: int
    headers: Headers
    time: datetime
    body: bytes
    sha256: str

    def header(self, name: str) -> str | None:
        """The first header called `name` (lower case)."""
        return first_header(self.headers, name)

    @property
    def media_type(self) -> str | None:
        """The media type that the answer claims, in lower case without parameters; None if it claims none."""
        found = _MEDIA_TYPE.match(self.header("content-type") or "")
        return found[1].lower() if found else None

    @property
    def charset(self) -> str | None:
        """The encoding that the answer claims beside its media type."""
        found = _CHARSET.search(self.header("content-type") or "")
        return found[1] if found else None

    @property
    def name(self) -> str:
        """What `read_bytes` can call the body: the final address without its query, with the suffix that the media type stands
        for unless it ends in one that is read."""
        address = self.final_url.partition("?")[0]
        return address if suffix_kind(address) else address + _SUFFIXES.get(self.media_type or "", "")

    @property
    def moved_to(self) -> str | None:
        """The address to use from now on: where the redirects that are permanent (301, 308) from the first one on lead."""
        n_permanent = next((n for n, hop in enumerate(self.redirects) if hop.status not in (301, 308)), len(self.redirects))
        addresses = [*(hop.url for hop in self.redirects), self.final_url]
        return addresses[n_permanent] if n_permanent else None

    def capture(self, how: How = "url") -> Capture:
        """The record of how these bytes were got, for the ledger."""
        followed = (*(hop.url for hop in self.redirects[1:]), self.final_url) if self.redirects else ()
        return Capture(how, self.time, self.url, followed, self.headers, self.media_type)


def first_header(headers: Headers, name: str) -> str | None:
    """The value of the first of `headers` called `name` (lower case)."""
    return next((value for key, value in headers if key == name), None)


def digest_of(body: bytes) -> str:
    """The SHA-256 of `body`, 64 hex digits."""
    return sha256(body).hexdigest()
