"""Answers of the server: TAXII resources as JSON, errors as section 3.6 has them, headers that every answer carries."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lagebild.exchange.taxii.media import MEDIA_TYPE, STIX_TYPE
from lagebild.exchange.taxii.nouns import Entry, Page, Stored
from lagebild.exchange.taxii.times import stamp

__all__ = [
    "AUTHENTICATE", "NOT_HERE", "Written", "added_headers", "envelope", "json_answer", "manifest", "on_failure", "on_http_error",
    "on_unusable", "status_body", "taxii_answer", "versions",
]  # fmt: skip

#: How a page is written, given its entries and the `next`.
Written = Callable[[Sequence[Entry], str | None], bytes]

#: Of what is not there, and of what is not there for the caller.
NOT_HERE: Final = "there is nothing here for you; addresses end in a slash"
#: One header with both challenges (RFC 7235, section 4.1).
AUTHENTICATE: Final = {"WWW-Authenticate": 'Basic realm="TAXII", charset="UTF-8", Bearer realm="TAXII"'}
_LOG: Final = logging.getLogger(__name__)
_ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def taxii_answer(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with `body` as it is."""
    return Response(body, status, {**_ALWAYS, "Content-Type": MEDIA_TYPE, **(headers or {})})


def json_answer(value: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with `value` as JSON, without the properties that are None."""
    body = json.dumps({name: part for name, part in value.items() if part is not None}, ensure_ascii=False)
    return taxii_answer(body.encode("utf-8", "replace"), status, headers)


def added_headers(page: Page, after: int | None) -> dict[str, str]:
    """When the first and the last entry were added (section 3.2). The specification wants both with every 200 and does not say
    what they are for an empty page: the time after which was asked, so that a client that goes on from there loses nothing."""
    first, last = (page.entries[0].added, page.entries[-1].added) if page.entries else (after or 0, after or 0)
    return {"X-TAXII-Date-Added-First": stamp(first), "X-TAXII-Date-Added-Last": stamp(last)}


def envelope(entries: Sequence[Entry], next_: str | None) -> bytes:
    """The envelope (section 3.7) of `entries`, in their stored bytes."""
    parts = [b'"more":true,"next":' + json.dumps(next_).encode()] if next_ is not None else []
    if entries:
        parts.append(b'"objects":[' + b",".join([entry.body for entry in entries]) + b"]")
    return b"{" + b",".join(parts) + b"}"


def manifest(entries: Sequence[Entry], next_: str | None) -> bytes:
    """The manifest (section 5.3.1) of `entries`."""
    records = [
        {"id": one.id, "date_added": stamp(one.added), "version": one.version, "media_type": STIX_TYPE} for one in entries
    ]
    return _listed("objects", records, next_)


def versions(entries: Sequence[Entry], next_: str | None) -> bytes:
    """The versions (section 5.8.1) of an object."""
    return _listed("versions", [one.version for one in entries], next_)


def _listed(name: str, values: Sequence[object], next_: str | None) -> bytes:
    """`next` is no property of these resources, but a parameter of their endpoints: without it a client could not use that."""
    more: dict[str, object] = {} if next_ is None else {"more": True, "next": next_}
    return json.dumps(more | ({name: values} if values else {}), ensure_ascii=False).encode()


def status_body(id: str, at: int, outcomes: Iterable[Stored]) -> bytes:
    """The status (section 4.3.1) of a request that is done with."""
    held: list[dict[str, str]] = []
    failed: list[dict[str, str]] = []
    for one in outcomes:
        details = {"id": one.id, "version": one.version}
        message = one.reason or (None if one.outcome == "added" else one.outcome)
        (held if one.held else failed).append(details if message is None else {**details, "message": message})
    lists = {name: some for name, some in (("successes", held), ("failures", failed)) if some}
    counts = {"total_count": len(held) + len(failed), "success_count": len(held), "failure_count": len(failed), "pending_count": 0}
    return json.dumps({"id": id, "status": "complete", "request_timestamp": stamp(at), **counts, **lists}).encode()


def error_answer(status: int, description: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error message (section 3.6.1)."""
    title = HTTPStatus(status).phrase
    body = {"title": title, "description": description, "error_code": title.lower().replace(" ", "-"), "http_status": str(status)}
    return json_answer(body, status, headers)


async def on_http_error(request: Request, error: Exception) -> Response:
    """The answer to what a handler, or the routing, refuses."""
    assert isinstance(error, HTTPException)  # registered for nothing else
    phrase = HTTPStatus(error.status_code).phrase
    description = error.detail if error.detail != phrase else _OF_ROUTING.get(error.status_code, phrase)
    return error_answer(error.status_code, description, error.headers)


async def on_unusable(request: Request, error: Exception) -> Response:
    """The answer while the store, or what the access or door look into, cannot be used: its path and what is wrong with it are
    nobody's business out there."""
    _LOG.error("%s", error)
    return error_answer(503, "the server cannot do this now; nothing of the request was stored", {"Retry-After": "10"})


async def on_failure(request: Request, error: Exception) -> Response:
    """The answer to a fault of the server itself: it says nothing of it, and the log all."""
    return error_answer(500, "the server failed; nothing of the request counts as done unless a later request shows it")


_OF_ROUTING: Final = {
    404: NOT_HERE,
    405: "this address does not know that method",
}
