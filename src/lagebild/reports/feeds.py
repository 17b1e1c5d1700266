"""Feeds over time: what is new since the last look."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from lagebild.claims.ids import digest
from lagebild.errors import FetchFailed, NotFetched, UnreadableReport
from lagebild.reports.feed_document import FeedDocument, FeedEntry, read_feed
from lagebild.reports.fetch import NETWORK, Conditions, fetch
from lagebild.reports.fetched import Fetched
from lagebild.reports.network import Network
from lagebild.reports.policy import Policy

Outcome = Literal["read", "unchanged", "failed", "gone"]

#: A feed is mostly under 1 MB; feedparser takes 7 s for 4.4 MB.
_MAX_BYTES: Final = 5_000_000
#: Keys of entries that no longer stand in the feed but may come back.
_MAX_SEEN: Final = 10_000
_POLICY: Final = Policy()
_LONGEST_WAIT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is to be kept of a feed between two looks; the caller stores it.

    `etag` and `last_modified` are the validators of the last answer that was read whole. `seen` are keys of the entries known,
    the newest last. `failures` counts the looks in a row that failed. `last_polled` is UTC.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    seen: tuple[str, ...] = ()
    failures: int = 0
    last_polled: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one look at a feed gave; `state` is to be stored once the entries are.

    `outcome`: "read", "unchanged" (the server says so), "failed", or "gone" (HTTP 410: it asks not to be polled again).
    `entries` are those not seen before, in the feed's order. `reason` and `remedy` say what failed, or what is broken in a feed
    that was read nevertheless. `moved_to` is the address that the server asks to use from now on; the state keeps the old one.
    `n_left_out` new entries were over the bound and come with the next look. `retry_after_s` is how long the server asks to be
    left alone.
    """

    state: FeedState
    outcome: Outcome
    entries: tuple[FeedEntry, ...] = ()
    title: str | None = None
    reason: str | None = None
    remedy: str | None = None
    moved_to: str | None = None
    n_left_out: int = 0
    retry_after_s: float | None = None


def poll(state: FeedState, policy: Policy = _POLICY, network: Network = NETWORK, *, max_entries: int = 500) -> FeedResult:
    """What is new in a feed. Raises nothing for a feed that is broken, refused or away: that is a result, so others go on."""
    looked = replace(state, last_polled=network.now())
    bounds = replace(policy, max_bytes=min(policy.max_bytes, _MAX_BYTES))
    try:
        found = fetch(state.url, bounds, network, crawl=True, conditions=Conditions(state.etag, state.last_modified))
        if found.status == 304:
            return FeedResult(replace(looked, failures=0), "unchanged", moved_to=found.moved_to)
        document = read_feed(found.body, found.final_url, found.charset)
    except (NotFetched, UnreadableReport) as error:
        return _failed(looked, error)
    return _read(looked, found, document, max_entries)


def due_at(state: FeedState, every: timedelta) -> datetime | None:
    """When to look again: `every` after the last look, twice as long after each failure in a row, at most a day; None is now."""
    if state.last_polled is None:
        return None
    wait = every * (1 << min(state.failures, 10))
    return state.last_polled + max(every, min(wait, _LONGEST_WAIT))


def _failed(looked: FeedState, error: NotFetched | UnreadableReport) -> FeedResult:
    gone = isinstance(error, FetchFailed) and error.status == 410
    return FeedResult(
        replace(looked, failures=looked.failures + 1), "gone" if gone else "failed", reason=error.reason, remedy=error.remedy,
        retry_after_s=error.retry_after_s if isinstance(error, FetchFailed) else None,
    )  # fmt: skip


def _read(looked: FeedState, found: Fetched, document: FeedDocument, max_entries: int) -> FeedResult:
    keys = _keys(document.entries)
    seen = frozenset(looked.seen)
    new = [entry for entry in document.entries if seen.isdisjoint(keys[entry.id])]
    taken = new[:max_entries]
    left_out = {entry.id for entry in new[max_entries:]}
    state = replace(
        looked, failures=0,
        # While something is left out the next look must get the whole feed again, not "not changed".
        etag=None if left_out else found.header("etag"),
        last_modified=None if left_out else found.header("last-modified"),
        seen=_remembered(looked.seen, [key for id_, pair in keys.items() if id_ not in left_out for key in pair]),
    )  # fmt: skip
    return FeedResult(
        state, "read", tuple(taken), document.title, document.flaw, moved_to=found.moved_to, n_left_out=len(left_out)
    )


def _keys(entries: tuple[FeedEntry, ...]) -> dict[str, tuple[str, ...]]:
    """By id, the keys under which each entry is remembered: its id, and its link unless several entries share it."""
    n_with = Counter(entry.link for entry in entries)
    return {entry.id: tuple(_key_words(entry, n_with[entry.link] > 1)) for entry in entries}


def _key_words(entry: FeedEntry, shared: bool) -> Iterator[str]:
    yield digest(("id", entry.id))[:16]
    if entry.link is not None and not shared:
        yield digest(("link", entry.link))[:16]


def _remembered(before: tuple[str, ...], now: list[str]) -> tuple[str, ...]:
    """The keys `now` in the feed, after those `before` that are not: the last `_MAX_SEEN` of these."""
    current = dict.fromkeys(now)
    return (*[key for key in before if key not in current][-_MAX_SEEN:], *current)
