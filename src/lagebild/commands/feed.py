"""`feed add`, `feed list`, `feed remove`, `feed poll`."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.add import show_added
from lagebild.commands.calling import (
    ActorOption,
    HostOption,
    JsonOption,
    LedgerOption,
    PortOption,
    actor_named,
    group,
    limits_of,
    opened,
    policy_of,
    readers_of,
    say,
    say_json,
    settings_now,
    tell,
)

if TYPE_CHECKING:
    from lagebild.ledger import Ledger
    from lagebild.pipeline.polling import Polled
    from lagebild.reports.policy import Policy

feed = group("Follow RSS and Atom feeds.")
UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The address of the feed itself.")]


@feed.command("add")
def add(
    url: UrlArgument, ledger: LedgerOption = None, actor: ActorOption = None,
    publisher: Annotated[str | None, typer.Option(help="Who publishes it, for pages that do not say so.")] = None,
) -> None:  # fmt: skip
    """Follow a feed from now on."""
    from lagebild.pipeline.subscriptions import subscribe

    with opened(ledger, create=True) as there:
        say(f"following {subscribe(there, actor_named(actor), url, publisher)}")


@feed.command("remove")
def remove(url: UrlArgument, ledger: LedgerOption = None, actor: ActorOption = None) -> None:
    """No longer follow a feed; what it brought stays."""
    from lagebild.pipeline.subscriptions import unsubscribe

    with opened(ledger) as there:
        unsubscribe(there, actor_named(actor), url)
    say(f"no longer following {url}")


@feed.command("list")
def list_(ledger: LedgerOption = None, as_json: JsonOption = False) -> None:
    """List the feeds that are followed, and what is wrong with which."""
    from lagebild.claims.event import time_text
    from lagebild.pipeline.subscriptions import subscriptions

    with opened(ledger) as there:
        found = subscriptions(there)
    for url, one in found.items():
        state = one.state
        looked = time_text(state.last_polled) if state.last_polled else None
        if as_json:
            say_json({
                "url": url, "publisher": one.publisher, "changed": looked, "n_seen": len(state.seen), "failures": state.failures,
                "reason": one.reason, "n_missed": len(one.missed),
            })  # fmt: skip
            continue
        failed = f" · failed {state.failures} times" if state.failures else ""
        reason = f": {one.reason}" if one.reason else ""
        say(f"{url}{f' · {one.publisher}' if one.publisher else ''} · last change {looked or 'never'}{failed}{reason}")
    if not found:
        tell("no feed is followed")


@feed.command("poll")
def poll(
    urls: Annotated[list[str] | None, typer.Argument(metavar="[URL…]", help="Only these feeds.")] = None,
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    every: Annotated[float | None, typer.Option(min=1, metavar="MINUTES", help="Go on, so often, until Ctrl-C.")] = None,
    allow_host: HostOption = None,
    allow_port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at each feed once and add what is new. A broken feed is named and does not stop the others."""
    policy = policy_of(allow_host, allow_port)
    with opened(ledger) as there:
        n_failed = _poll(there, actor_named(actor), policy, urls or [], as_json)
        while every is not None:
            time.sleep(every * 60)
            n_failed = _poll(there, actor_named(actor), policy, urls or [], as_json)
    if n_failed:
        raise typer.Exit(1)


def _poll(ledger: "Ledger", actor: str, policy: "Policy", urls: list[str], as_json: bool) -> int:
    """One round; the number of feeds and pages that failed."""
    from lagebild.pipeline import Order
    from lagebild.pipeline.polling import poll_feeds

    n_failed = 0
    order = Order((), limits=limits_of(settings_now(), None, None), readers=readers_of())
    for one in poll_feeds(ledger, actor, order, policy, urls):
        counts = show_added(one.added, as_json)
        n_failed += counts["fault"] + (one.result.outcome in ("failed", "gone"))
        if as_json:
            say_json({"feed": one.url, "outcome": one.result.outcome, "reason": one.result.reason, "n_new": len(one.added)})
        else:
            tell(_poll_line(one, counts["added"] + counts["version"]))
    return n_failed


def _poll_line(one: "Polled", n_added: int) -> str:
    result = one.result
    words = {
        "read": f"{len(one.added)} new entries, {n_added} reports added", "unchanged": "nothing new", "failed": "failed",
        "gone": "gone for good: lagebild feed remove it",
    }[result.outcome]  # fmt: skip
    reason = f" ({result.reason}{f'; {result.remedy}' if result.remedy else ''})" if result.reason else ""
    moved = f"; it has moved to {result.moved_to}" if result.moved_to else ""
    more = f"; {result.n_left_out} more come next time" if result.n_left_out else ""
    return f"{one.url}: {words}{reason}{moved}{more}"
