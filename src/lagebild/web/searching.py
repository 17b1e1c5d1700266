"""What pages and calls do with saved searches."""

from urllib.parse import urlsplit

from fastapi import Request

from lagebild.errors import FetchRefused
from lagebild.web.people import Identity
from lagebild.web.refusals import Forbidden, Unfit
from lagebild.web.searches.courier import NEEDED
from lagebild.web.searches.hooks import hook_address
from lagebild.web.searches.matching import clean_query, last_number
from lagebild.web.searches.nouns import KINDS, Search
from lagebild.web.workspace import Workspace


def save(space: Workspace, me: Identity, title: str, kind: str, query: str) -> Search:
    """Saves a search. Raises `Unfit`, and as filters do where the query is none."""
    known = next((one for one in KINDS if one == kind), None)
    if known is None:
        raise Unfit("field", name="kind")
    return space.searches.add(me.name, title, known, clean_query(known, query))


def give_feed(space: Workspace, me: Identity, id: str, request: Request) -> str:
    """The address of the feed, shown once."""
    return f"{base_of(request)}/feeds/{space.searches.give_feed(id, me.name)}"


def give_hook(space: Workspace, me: Identity, id: str, url: str) -> str:
    """Sends what comes in from now on to `url`; the secret of its signatures, shown once. Raises `Forbidden`, `FetchRefused`, `NotHere`."""
    _check_may(me)
    address = hook_address(url, space.options.policy, on_loopback=space.options.on_loopback)
    if len(address.url) > 2_000:
        raise FetchRefused(address.url[:200], "is too long", "shorten it")
    secret = space.searches.set_hook(id, me.name, address.url, last_number(space))
    space.courier.wake()
    return secret


def resume_hook(space: Workspace, me: Identity, id: str) -> None:
    """Sends again after a stop. Raises `Forbidden`, `NotHere`."""
    _check_may(me)
    space.searches.resume(id, me.name)
    space.courier.wake()


def base_of(request: Request) -> str:
    """Where the workspace is, as the request reached it ("https://host:port"); the guard has checked the name."""
    parts = urlsplit(str(request.base_url))
    return f"{parts.scheme}://{parts.netloc}"


def _check_may(me: Identity) -> None:
    if not me.may(NEEDED):
        raise Forbidden("role", role=NEEDED)
