"""Who asks, what they may do, and how much they may send: everything that is looked at before a request is answered."""

import asyncio
import base64
import binascii
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from lagebild.exchange.quota import Quota
from lagebild.exchange.taxii.access import Access, Grant, Principal
from lagebild.exchange.taxii.answers import AUTHENTICATE, NOT_HERE
from lagebild.exchange.taxii.media import MEDIA_TYPE, accepts, takes
from lagebild.exchange.taxii.nouns import Collection
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.throttle import Throttle

__all__ = ["Caller", "Gate", "Place", "read_body"]

_WHO: Final = "who you are is not known; send a token (Bearer), or your name and token (Basic)"
_MAX_CREDENTIALS: Final = 4_096
_NO_BOUNDS: Final = Quota(*[2**62] * 5)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and their grants by collection in the order of the access."""

    principal: Principal
    grants: Mapping[str, Grant]


@dataclass(frozen=True, slots=True)
class Place:
    """A collection as a caller has it."""

    caller: Caller
    collection: Collection
    grant: Grant

    def bound(self, endpoint: str, about: str) -> tuple[str, ...]:
        """To what a `next` is bound: caller, collection, endpoint, question."""
        return (self.caller.principal.id, self.collection.id, endpoint, about)


class Gate:
    """Asks `access` at every request. Each method raises the `HTTPException` that the request is answered with."""

    def __init__(self, store: ObjectStore, access: Access, throttle: Throttle | None = None, *, behind_proxy: bool = False) -> None:
        self._store: Final = store
        self._access: Final = access
        self._throttle: Final = throttle or Throttle(_NO_BOUNDS)
        self._behind_proxy: Final = behind_proxy

    def caller(self, request: Request) -> Caller:
        """Who asks (section 1.6.9; 401), before anything else, and whether they do it too often (429); then whether they can read the
        answer (section 3.1; 406)."""
        address = self._address(request)
        _wait(self._throttle.shut(address))
        user, token = _credentials(request.headers.get("authorization", ""))
        principal = self._access.principal(token) if token else None
        if principal is None or (user is not None and not hmac.compare_digest(user.encode(), principal.id.encode())):
            if token:  # whoever gives none tries none
                _wait(self._throttle.failed(address, user))
            raise HTTPException(401, _WHO, AUTHENTICATE)
        _wait(self._throttle.asks(principal.id))
        if not accepts(", ".join(request.headers.getlist("accept")) or None):
            raise HTTPException(406, f"answers here are {MEDIA_TYPE}")
        return Caller(principal, {grant.collection: grant for grant in self._access.collections(principal)})

    def place(self, request: Request) -> Place:
        """The collection of the address, by id or alias (404 where it is not there, or not for the caller)."""
        caller = self.caller(request)
        collection = self._store.collection(request.path_params["collection"])
        grant = caller.grants.get(collection.id) if collection else None
        if collection is None or grant is None:
            raise HTTPException(404, NOT_HERE)
        return Place(caller, collection, grant)

    def readable(self, request: Request) -> Place:
        """The collection of the address, which the caller may read (403)."""
        place = self.place(request)
        if not place.grant.can_read:
            raise HTTPException(403, "you may not read this collection")
        return place

    def writable(self, request: Request) -> Place:
        """The collection of the address, to which the caller may write (403) what their body says it is (415)."""
        place = self.place(request)
        if not place.grant.can_write:
            raise HTTPException(403, "you may not write to this collection")
        plain = request.headers.get("content-encoding", "identity").strip().lower() == "identity"
        if not plain or not takes(request.headers.get("content-type")):
            raise HTTPException(415, f"bodies here are {MEDIA_TYPE}, and not compressed")
        return place

    def spend(self, place: Place, n_objects: int, n_bytes: int) -> None:
        """Counts what the caller brings; 429 where it is too much for today, 413 where it is too much at once, or too much of theirs lies
        here aside."""
        seconds = self._throttle.gives(place.caller.principal.id, n_objects, n_bytes)
        if seconds == float("inf"):
            raise HTTPException(413, "this is more than you may bring; nothing of it was stored")
        _wait(seconds)

    def _address(self, request: Request) -> str:
        """Who calls; behind a proxy, whom the proxy heard: the last one that it names, for all before are the caller's own words."""
        forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() if self._behind_proxy else ""
        return forwarded or (request.client.host if request.client is not None else "")


def _wait(seconds: float | None) -> None:
    """429 (RFC 6585) where the caller must wait. It says how long, and not for what."""
    if seconds is not None:
        raise HTTPException(429, "too much for now; wait", {"Retry-After": str(max(1, math.ceil(seconds)))})


async def read_body(request: Request, max_bytes: int, seconds: float) -> bytes:
    """The body of a request; 413 as soon as it is, or says it will be, larger than `max_bytes`, 408 where it takes longer."""
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()) or len(length) > 15 or int(length) > max_bytes:
        raise HTTPException(413, f"bodies here have at most {max_bytes:,} bytes")
    parts, n_bytes = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                n_bytes += len(part)
                if n_bytes > max_bytes:
                    raise HTTPException(413, f"bodies here have at most {max_bytes:,} bytes")
                parts.append(part)
    except TimeoutError as error:
        raise HTTPException(408, f"the body was not here within {seconds:g} seconds", {"Connection": "close"}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body ended too early", {"Connection": "close"}) from error
    return b"".join(parts)


def _credentials(header: str) -> tuple[str | None, str]:
    """User name, where one is given (Basic, RFC 7617), and token; an empty token for what is neither Basic nor Bearer."""
    scheme, _, rest = header.partition(" ")
    given = rest.strip()
    if len(given) > _MAX_CREDENTIALS:
        return None, ""
    if scheme.lower() == "bearer":
        return None, given
    if scheme.lower() != "basic":
        return None, ""
    try:
        user, colon, token = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):  # UnicodeDecodeError is one
        return None, ""
    return (user, token) if colon else (None, "")
