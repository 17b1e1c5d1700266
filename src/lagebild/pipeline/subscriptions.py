"""Feeds in a ledger: which are followed, and what was seen of each. All of it is folded from the log's events."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lagebild.claims.event import Event, parse_time, time_text
from lagebild.errors import InvalidFact, NotRecorded
from lagebild.ledger import Ledger
from lagebild.reports.feeds import FeedState

KIND: Final = "feed"
#: Keys of entries that are remembered; as in `reports.feeds`.
_MAX_SEEN: Final = 10_000


@dataclass(frozen=True, slots=True)
class Missed:
    """An entry whose page could not be fetched, to be tried again. `n_tries` counts those that failed."""

    link: str
    title: str | None
    published: str | None
    n_tries: int = 1


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that is followed. `publisher` is what its pages are said to be from where they do not say it themselves."""

    state: FeedState
    publisher: str | None = None
    missed: tuple[Missed, ...] = field(default=())
    reason: str | None = None


def subscriptions(ledger: Ledger) -> dict[str, Subscription]:
    """The feeds that are followed, by address, in the order in which they were added."""
    with ledger.view() as view:
        return folded(view.events(kind=KIND))


def folded(events: Iterable[Event]) -> dict[str, Subscription]:
    """What the events of this kind come to."""
    found: dict[str, Subscription] = {}
    for event in events:
        payload = event.payload
        url = payload["url"]
        if payload["action"] == "add":
            found[url] = Subscription(FeedState(url), payload["publisher"])
        elif payload["action"] == "remove":
            found.pop(url, None)
        elif url in found:
            found[url] = _after_poll(found[url], payload)
    return found


def subscribe(ledger: Ledger, actor: str, url: str, publisher: str | None) -> str:
    """Follows the feed at `url` from now on; its address in normal form. Raises `FetchRefused` for what is no address, and
    `InvalidFact` where it is followed already."""
    from lagebild.reports.weburl import web_address

    address = web_address(url).url
    if address in subscriptions(ledger):
        raise InvalidFact("feed", address, "is followed already")
    with ledger.writer(actor) as writer:
        writer.append(KIND, {"action": "add", "url": address, "publisher": publisher})
    return address


def unsubscribe(ledger: Ledger, actor: str, url: str) -> None:
    """No longer follows the feed at `url`; raises `NotRecorded`. What it brought stays."""
    if url not in subscriptions(ledger):
        raise NotRecorded("feed", url)
    with ledger.writer(actor) as writer:
        writer.append(KIND, {"action": "remove", "url": url})


def poll_part(before: Subscription, after: Subscription) -> dict[str, Any] | None:
    """The payload that leads from `before` to `after`: only what is new; None if nothing but the time of looking is."""
    if replace(before, state=replace(before.state, last_polled=None)) == replace(after, state=replace(after.state, last_polled=None)):
        return None
    state = after.state
    known = frozenset(before.state.seen)
    return {
        "action": "poll", "url": state.url, "etag": state.etag, "last_modified": state.last_modified, "failures": state.failures,
        "last_polled": time_text(state.last_polled) if state.last_polled else None,
        "seen": [key for key in state.seen if key not in known], "reason": after.reason,
        "missed": [[one.link, one.title, one.published, one.n_tries] for one in after.missed],
    }  # fmt: skip


def _after_poll(before: Subscription, payload: Any) -> Subscription:
    state = FeedState(
        payload["url"], payload["etag"], payload["last_modified"], (*before.state.seen, *payload["seen"])[-2 * _MAX_SEEN :],
        payload["failures"], parse_time(payload["last_polled"]) if payload["last_polled"] else None,
    )  # fmt: skip
    return replace(before, state=state, missed=tuple(Missed(*one) for one in payload["missed"]), reason=payload["reason"])
