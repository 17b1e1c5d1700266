"""Saved searches: what is looked for, who is told, and what became of telling them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

Kind = Literal["claims", "things"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DeliveryState = Literal["waiting", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Hook:
    """Where news of a search are sent. `stopped` says why nothing is sent any more, None while it is; `n_failed` counts the tries that
    failed since the last that did not."""

    url: str
    stopped: str | None
    n_failed: int


@dataclass(frozen=True, slots=True)
class Search:
    """A filter under a name: `query` is that of the page of claims or of the picture. `has_feed` says whether an address of a feed
    is given out."""

    id: str
    owner: str
    title: str
    kind: Kind
    query: str
    created: datetime
    has_feed: bool = False
    hook: Hook | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to be told. `id` stays the same over all tries, so that who gets it twice can tell. `told` is what came of the last
    try; `due` when the next one is, None where there is none."""

    id: str
    search: str
    body: str
    created: datetime
    state: DeliveryState
    n_tries: int
    due: datetime | None
    told: str
