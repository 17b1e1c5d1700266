"""Saved searches in JSON: their feeds, their webhooks, and what was sent."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from lagebild.claims.event import time_text
from lagebild.web.identity import Reader, Releaser, Space
from lagebild.web.routes.api.common import BASE, ERRORS, Json, Limit
from lagebild.web.searches.nouns import Delivery, Search
from lagebild.web.searching import give_feed, give_hook, resume_hook, save

router = APIRouter(prefix=f"{BASE}/searches", tags=["searches"], responses=ERRORS)
_Id = Annotated[str, Path(max_length=100)]


class NewSearch(BaseModel):
    """A filter under a name: of claims, with the terms of the page of claims; or of things, with those of the picture."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=80)
    kind: Literal["claims", "things"]
    query: str = Field(max_length=4_000, description="As in the address of the page: type=transfer&party=UA")


class NewHook(BaseModel):
    """Where news are sent: an https address; on a workspace that only its own machine reaches also one of this machine."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=2_000)


@router.get("")
def searches(space: Space, who: Reader) -> Json:
    """The searches of who asks."""
    return {"items": [_json(one) for one in space.searches.of(who.name)]}


@router.post("", status_code=201)
def add(space: Space, who: Reader, asked: NewSearch) -> Json:
    """Saves a search."""
    return _json(save(space, who, asked.title, asked.kind, asked.query))


@router.delete("/{id}", status_code=204)
def remove(space: Space, who: Reader, id: _Id) -> None:
    """Forgets a search with its feed and its hook."""
    space.searches.remove(id, who.name)


@router.post("/{id}/feed", status_code=201)
def feed(space: Space, who: Reader, id: _Id, request: Request) -> Json:
    """A new address of the feed (Atom), which is told this once; the one before it ends."""
    return {"address": give_feed(space, who, id, request)}


@router.delete("/{id}/feed", status_code=204)
def end_feed(space: Space, who: Reader, id: _Id) -> None:
    """Ends the feed."""
    space.searches.end_feed(id, who.name)


@router.put("/{id}/hook")
def hook(space: Space, who: Releaser, id: _Id, asked: NewHook) -> Json:
    """Sends what comes in from now on to an address, signed with a secret that is told this once."""
    return {"secret": give_hook(space, who, id, asked.url)}


@router.delete("/{id}/hook", status_code=204)
def end_hook(space: Space, who: Reader, id: _Id) -> None:
    """Sends nothing any more."""
    space.searches.end_hook(id, who.name)


@router.post("/{id}/hook/resume", status_code=204)
def resume(space: Space, who: Releaser, id: _Id) -> None:
    """Sends again after a stop, first of all what waits."""
    resume_hook(space, who, id)


@router.get("/{id}/deliveries")
def deliveries(space: Space, who: Reader, id: _Id, limit: Limit = 50) -> Json:
    """What was and is to be sent, the newest first."""
    return {"items": [_delivery(one) for one in space.searches.deliveries(id, who.name, limit=limit)]}


def _json(one: Search) -> Json:
    hook = {"url": one.hook.url, "stopped": one.hook.stopped, "n_failed": one.hook.n_failed} if one.hook else None
    return {
        "id": one.id, "title": one.title, "kind": one.kind, "query": one.query, "created": time_text(one.created), "feed": one.has_feed,
        "hook": hook,
    }  # fmt: skip


def _delivery(one: Delivery) -> Json:
    return {
        "id": one.id, "created": time_text(one.created), "state": one.state, "n_tries": one.n_tries,
        "due": time_text(one.due) if one.due else None, "answer": one.told, "n_bytes": len(one.body.encode()),
    }  # fmt: skip
