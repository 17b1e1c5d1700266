"""The TAXII 2.1 server (OASIS Standard, 10 June 2021): every endpoint of sections 4 and 5 over an object store.

What is not granted to the caller does not exist for them: it is answered as what is not there, word for word. Whether it is
granted is asked at every request. Objects are served in the bytes in which they are stored.
"""

import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lagebild.errors import LagebildError, LedgerBusy, LedgerUnusable, Refused, StoreUnusable
from lagebild.exchange.taxii import answers
from lagebild.exchange.taxii.access import Access, Door, Grant, OpenDoor
from lagebild.exchange.taxii.answers import NOT_HERE
from lagebild.exchange.taxii.body import Poison, opened
from lagebild.exchange.taxii.cursor import Cursors
from lagebild.exchange.taxii.fit import Fit, ObjectLimits, Unfit, fit, named
from lagebild.exchange.taxii.gate import Gate, Place, read_body
from lagebild.exchange.taxii.media import MEDIA_TYPE, STIX_TYPE
from lagebild.exchange.taxii.nouns import ALL, Asked, Collection, Page, Stored
from lagebild.exchange.taxii.question import BY_ID, EVERYWHERE, VERSIONS, Question, question
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.throttle import Throttle

__all__ = ["DISCOVERY", "Limits", "Site", "taxii_app"]

#: Where a server says what it has (section 8.2.1).
DISCOVERY: Final = "/taxii2/"
#: What the door may raise that says nothing of the object: the whole request is answered with 503 and can be made again.
_PASSING: Final = (LedgerBusy, LedgerUnusable, StoreUnusable)
#: Requests that write at once. They have threads of their own: while the disk or another process is slow, readers are not.
_N_WRITERS: Final = 16
_NO_DELETION: Final = (
    "nothing is deleted here, for that would leave no trace to those who hold it; withdraw an object with a newer version that has"
    " revoked: true"
)
_ITEM: Final = ObjectLimits()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server takes: bytes of a body, objects in it, seconds until it is here, what each object may be, and seconds by
    which the version of an object may be ahead of the server's clock."""

    max_bytes: int = 10_485_760
    max_objects: int = 10_000
    body_s: float = 60.0
    item: ObjectLimits = _ITEM
    ahead_s: float = 86_400.0


@dataclass(frozen=True, slots=True)
class Site:
    """How the server presents itself: `url` is under what others reach it ("https://host:port", without a slash at the end),
    `root` the path of its one API root, beginning and ending in a slash; `now` gives seconds since 1970. `behind_proxy` says that
    a server in front of it names who calls (X-Forwarded-For)."""

    url: str
    title: str = "Lagebild"
    description: str | None = None
    contact: str | None = None
    root: str = "/taxii2/lagebild/"
    limits: Limits = Limits()
    now: Callable[[], float] = time.time
    behind_proxy: bool = False


def taxii_app(
    store: ObjectStore, access: Access, door: Door | None = None, site: Site | None = None, throttle: Throttle | None = None
) -> Starlette:
    """The server as an ASGI application: who may do what is asked of `access`, what comes in passes `door` (None: all does), and how
    often, how much and from where is bounded by `throttle` (None: it is not)."""
    there = site or Site("https://localhost")
    server = _Server(store, Gate(store, access, throttle, behind_proxy=there.behind_proxy), door or OpenDoor(), there)
    collection = f"{server.site.root}collections/{{collection}}/"
    item = collection + "objects/{item}/"
    app = Starlette(
        routes=[
            Route(DISCOVERY, _threaded(server.discovery)),
            Route(server.site.root, _threaded(server.api_root)),
            Route(server.site.root + "status/{status}/", _threaded(server.status)),
            Route(server.site.root + "collections/", _threaded(server.collections)),
            Route(collection, _threaded(server.collection)),
            Route(collection + "manifest/", _threaded(server.manifest)),
            Route(collection + "objects/", _either(_threaded(server.get_objects), "POST", server.add_objects), methods=["GET", "POST"]),
            Route(item, _either(_threaded(server.get_item), "DELETE", _threaded(server.delete_item)), methods=["GET", "DELETE"]),
            Route(item + "versions/", _threaded(server.versions)),
        ],
        exception_handlers={
            HTTPException: answers.on_http_error,
            LagebildError: answers.on_unusable,
            Exception: answers.on_failure,
        },
    )
    app.router.redirect_slashes = False  # section 3.1; and a redirect would name the host that the caller named
    return app


class _Server:
    def __init__(self, store: ObjectStore, gate: Gate, door: Door, site: Site) -> None:
        self.store: Final = store
        self.door: Final = door
        self.site: Final = site
        self._gate: Final = gate
        self._cursors: Final = Cursors(store.cursor_key)
        self._writers: Final = CapacityLimiter(_N_WRITERS)

    # Section 4: the server

    def discovery(self, request: Request) -> Response:
        """Section 4.1. The API root stands as an absolute address: there are clients that cannot resolve another."""
        self._gate.caller(request)
        root = self.site.url + self.site.root
        about = {"title": self.site.title, "description": self.site.description, "contact": self.site.contact}
        return answers.json_answer({**about, "default": root, "api_roots": [root]})

    def api_root(self, request: Request) -> Response:
        """Section 4.2."""
        self._gate.caller(request)
        about = {"title": self.site.title, "description": self.site.description}
        return answers.json_answer({**about, "versions": [MEDIA_TYPE], "max_content_length": self.site.limits.max_bytes})

    def status(self, request: Request) -> Response:
        """Section 4.3: only for who sent the objects."""
        caller = self._gate.caller(request)
        body = self.store.status(request.path_params["status"], caller.principal.id)
        if body is None:
            raise HTTPException(404, NOT_HERE)
        return answers.taxii_answer(body)

    # Section 5: collections

    def collections(self, request: Request) -> Response:
        """Section 5.1."""
        caller = self._gate.caller(request)
        found = {one.id: one for one in self.store.collections()}
        shown = [_shown(found[id], grant) for id, grant in caller.grants.items() if id in found]
        return answers.json_answer({"collections": shown or None})

    def collection(self, request: Request) -> Response:
        """Section 5.2."""
        place = self._gate.place(request)
        return answers.json_answer(_shown(place.collection, place.grant))

    def manifest(self, request: Request) -> Response:
        """Section 5.3."""
        place = self._gate.readable(request)
        return self._list(answers.manifest, place, "manifest", _question(request, EVERYWHERE))

    def get_objects(self, request: Request) -> Response:
        """Section 5.4."""
        place = self._gate.readable(request)
        return self._list(answers.envelope, place, "objects", _question(request, EVERYWHERE))

    async def add_objects(self, request: Request) -> Response:
        """Section 5.5. Nothing of a body is read before it is known whose it is and that it may come."""
        place = await run_in_threadpool(self._gate.writable, request)
        body = await read_body(request, self.site.limits.max_bytes, self.site.limits.body_s)
        return await to_thread.run_sync(self._add, place, body, limiter=self._writers)

    def get_item(self, request: Request) -> Response:
        """Section 5.6; an object of which there is no version here is 404, one of which none matches an empty envelope."""
        place = self._gate.readable(request)
        asked = _question(request, BY_ID)
        id = self._held(request, place)
        return self._list(answers.envelope, place, "object", _narrowed(asked, replace(asked.asked, ids=(id,))))

    def delete_item(self, request: Request) -> Response:
        """Section 5.7: 404 where the caller may neither read nor write, 403 where they may do one; and 403 where they may do both
        ("the client has access to the object, but not to delete it"), for a deletion would leave no trace to those who poll."""
        place = self._gate.place(request)
        if not (place.grant.can_read or place.grant.can_write):
            raise HTTPException(404, NOT_HERE)
        if not (place.grant.can_read and place.grant.can_write):
            raise HTTPException(403, "you may not delete in this collection")
        _question(request, BY_ID)
        self._held(request, place)
        raise HTTPException(403, _NO_DELETION)

    def versions(self, request: Request) -> Response:
        """Section 5.8."""
        place = self._gate.readable(request)
        asked = _question(request, VERSIONS)
        id = self._held(request, place)
        return self._list(answers.versions, place, "versions", _narrowed(asked, replace(asked.asked, ids=(id,), versions=ALL)))

    # What the endpoints share

    def _held(self, request: Request, place: Place) -> str:
        """The id in the address, of which the collection has a version (404)."""
        id: str = request.path_params["item"]
        if not self.store.holds(place.collection.id, id):
            raise HTTPException(404, NOT_HERE)
        return id

    def _list(self, written: answers.Written, place: Place, endpoint: str, asked: Question) -> Response:
        """A page, oldest first (section 3.3), with its `next` where there is more (section 3.5)."""
        bound, wanted = place.bound(endpoint, asked.about), asked.asked
        with _malformed():
            if asked.next is not None:
                wanted = replace(wanted, after=self._cursors.place(asked.next, bound))
            bodies = written is answers.envelope
            page = Page((), False) if asked.none else self.store.page(place.collection.id, wanted, bodies=bodies)
        next_ = self._cursors.token(page.entries[-1].added, bound) if page.more else None
        return answers.taxii_answer(written(page.entries, next_), headers=answers.added_headers(page, wanted.after))

    def _add(self, place: Place, body: bytes) -> Response:
        """Takes what can be taken. The answer is given once all of it is on the disk, so nothing is ever pending."""
        limits, now = self.site.limits, self.site.now()
        try:
            values = opened(body, limits.max_objects).objects
        except Refused as error:
            raise HTTPException(422, str(error)) from error
        self._gate.spend(place, len(values), len(body))
        until = int((now + limits.ahead_s) * 1_000_000_000)
        objects = [self._looked_at(place, value, position, until) for position, value in enumerate(values)]
        answer = b""

        def receipt(outcomes: list[Stored]) -> tuple[str, bytes]:
            nonlocal answer
            id = str(uuid.uuid4())
            answer = answers.status_body(id, int(now * 1_000_000), outcomes)
            return id, answer

        self.store.take(place.collection.id, objects, by=place.caller.principal.id, receipt=receipt)
        return answers.taxii_answer(answer, 202)

    def _looked_at(self, place: Place, value: Any, position: int, until: int) -> Fit | Unfit:
        """An object that may come in, or why not. Whatever is wrong with one is no matter to the others."""
        if isinstance(value, Poison):
            return Unfit(*named(value.value, position), value.reason)
        try:
            item = fit(value, self.site.limits.item, until)
            reason = self.door.check(place.caller.principal, place.collection.id, item.value)
        except _PASSING:
            raise  # that is no fault of the object
        except LagebildError as error:
            reason = str(error)
        return item if reason is None else Unfit(*named(value, position), reason)


_Endpoint = Callable[[Request], Awaitable[Response]]


def _either(usual: _Endpoint, method: str, other: _Endpoint) -> _Endpoint:
    """`usual`, but `other` for `method`: one route an address, so that 405 names all methods that there are."""

    async def run(request: Request) -> Response:
        return await (other if request.method == method else usual)(request)

    return run


def _threaded(endpoint: Callable[[Request], Response]) -> _Endpoint:
    """`endpoint` in a thread: the store and the access may wait for a disk, and others shall not wait with them."""

    async def run(request: Request) -> Response:
        return await run_in_threadpool(endpoint, request)

    return run


def _question(request: Request, fields: tuple[str, ...]) -> Question:
    query: bytes = request.scope["query_string"]
    with _malformed():
        return question(query, fields)


@contextmanager
def _malformed() -> Iterator[None]:
    """What is refused in here is 400 (section 3.4). Elsewhere a `Refused` is no matter of the query, and its text not for outside."""
    try:
        yield
    except Refused as error:
        raise HTTPException(400, str(error)) from error


def _narrowed(question: Question, asked: Asked) -> Question:
    """`question` about the object of the address."""
    return replace(question, asked=asked, about=f"{asked.ids[0]} {question.about}")


def _shown(collection: Collection, grant: Grant) -> dict[str, Any]:
    """A collection resource (section 5.2.1)."""
    optional = {"description": collection.description, "alias": collection.alias}
    return {
        "id": collection.id,
        "title": collection.title,
        **{name: text for name, text in optional.items() if text is not None},
        "can_read": grant.can_read,
        "can_write": grant.can_write,
        "media_types": [STIX_TYPE],
    }
