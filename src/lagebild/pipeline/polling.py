"""Polling feeds: what is new in each is fetched, read and recorded before the feed's state is."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from lagebild.claims.report import Fault
from lagebild.errors import NotRecorded
from lagebild.ledger import Ledger
from lagebild.pipeline.adding import Found, fetched, record
from lagebild.pipeline.reading import Order
from lagebild.pipeline.recording import Added
from lagebild.pipeline.subscriptions import KIND, Missed, Subscription, poll_part, subscriptions
from lagebild.reports import Facts
from lagebild.reports.feeds import FeedResult, poll
from lagebild.reports.policy import Policy

#: Feeds that are looked at at once: mostly waiting, and each host keeps its own pace.
_AT_ONCE: Final = 8
#: An entry's page that could not be fetched is tried this often, then given up.
_MAX_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of one feed: the look at it, and what its new entries gave."""

    url: str
    result: FeedResult
    added: tuple[Added, ...]


def poll_feeds(ledger: Ledger, actor: str, order: Order, policy: Policy, urls: Sequence[str] = ()) -> Iterator[Polled]:
    """Looks at each feed that is followed (or at those of `urls`) and adds what is new; given once it is committed.

    A feed that is broken or away is a result with its reason and stops no other. Raises `NotRecorded` for an address that is
    not followed, LedgerBusy, LedgerUnusable, ModelUnusable.
    """
    followed = subscriptions(ledger)
    for url in urls:
        if url not in followed:
            raise NotRecorded("feed", url)
    chosen = [followed[url] for url in urls or followed]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        looks = [threads.submit(poll, one.state, policy) for one in chosen]
        for before, look in zip(chosen, looks, strict=True):
            yield _taken(ledger, actor, order, policy, before, look.result())


def _taken(ledger: Ledger, actor: str, order: Order, policy: Policy, before: Subscription, result: FeedResult) -> Polled:
    missed: list[Missed] = []
    pages = _pages(before, result, order, policy, missed)
    added = tuple(record(pages, ledger, actor, replace(order, n_jobs=1)))
    after = replace(before, state=result.state, missed=tuple(missed), reason=result.reason)
    part = poll_part(before, after)
    if part is not None:
        with ledger.writer(actor) as writer:
            writer.append(KIND, part)
    return Polled(before.state.url, result, added)


def _pages(before: Subscription, result: FeedResult, order: Order, policy: Policy, missed: list[Missed]) -> Iterator[Found]:
    """The pages of the new entries, and of those missed before; `missed` takes up what fails and is to be tried again."""
    new = [
        Missed(entry.link, entry.title, entry.published.date().isoformat() if entry.published else None, 0)
        for entry in result.entries if entry.link is not None
    ]  # fmt: skip
    for entry in (*before.missed, *new):
        told = Facts(entry.published, before.publisher, None, entry.title)
        page = fetched(entry.link, policy, order.facts, told=told)
        if isinstance(page, Fault) and entry.n_tries + 1 < _MAX_TRIES:
            missed.append(replace(entry, n_tries=entry.n_tries + 1))
        yield page
