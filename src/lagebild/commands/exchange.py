"""`exchange serve`, `exchange sync`, `exchange poll`, `exchange push`, `exchange status`, `exchange claims`, …: the links between nodes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.nodes import NodeOption, opened_node, opened_store, today_of
from lagebild.errors import LagebildError, WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.node import Node
    from lagebild.exchange.receiving import Taken
    from lagebild.exchange.state import Partner
    from lagebild.exchange.syncing import Pushes, Standing
    from lagebild.exchange.taxii.store import ObjectStore

exchange = group("The links between nodes: serving, polling, pushing, and how things stand.")
SomePartner = Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="Only this one; else all that serve.")]


@exchange.command("serve")
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8471,
    certificate: Annotated[Path | None, typer.Option(metavar="PEM", help="The certificate; needed but on this machine.")] = None,
    key: Annotated[Path | None, typer.Option(metavar="PEM", help="Its key.")] = None,
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy", help="A server in front of it does TLS.")] = False,
    every: Annotated[float | None, typer.Option(min=0.05, metavar="MINUTES", help="Also poll and push, so often.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Serve partners (TAXII 2.1) until Ctrl-C: they read what is for them, and leave what is for us."""
    from lagebild.exchange.node import own_card
    from lagebild.exchange.serving import exchange_app
    from lagebild.exchange.taxii.server import Site
    from lagebild.exchange.taxii.serving import Listening
    from lagebild.exchange.taxii.serving import serve as served

    with opened_node(ledger, actor, node) as there, opened_store(there) as store:
        last = own_card(there.state()).last
        url, root = _split(last.address or f"http://{host}:{port}/taxii2/lagebild/")
        app = exchange_app(there, store, Site(url, last.name, root=root, behind_proxy=behind_proxy))
        if every is not None:
            _in_rounds(there, store, every)
        tell(f"{last.name} serves {root} on {host}:{port}")
        served(app, Listening(host, port, certificate, key, behind_proxy=behind_proxy))


@exchange.command("sync")
def sync(
    every: Annotated[float | None, typer.Option(min=0.05, metavar="MINUTES", help="Go on, so often, until Ctrl-C.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """One round with every partner: take in, publish, poll, push. A partner that is away does not stop the others."""
    from lagebild.exchange.syncing import sync as synced

    with opened_node(ledger, actor, node) as there, opened_store(there) as store:
        while True:
            failures = synced(there, store)
            for partner, reason in failures:
                tell(f"{partner.name}: {reason}")
            if every is None:
                break
            time.sleep(every * 60)
    if failures:
        raise typer.Exit(1)


@exchange.command("poll")
def poll(name: SomePartner = None, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None) -> None:
    """Take in what is new at partners, and what they pushed here."""
    from lagebild.exchange.syncing import poll as polled
    from lagebild.exchange.syncing import take_inbox

    def look(there: "Node", store: "ObjectStore", partner: "Partner") -> bool:
        found = take_inbox(there, store, partner.identity)
        wrong = _say_taken(partner, found) if found is not None else False
        return (_say_taken(partner, polled(there, partner)) or wrong) if partner.card.last.address is not None else wrong

    _each(name, (ledger, actor, node), look)


@exchange.command("push")
def push(name: SomePartner = None, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None) -> None:
    """Publish, and leave what is new at partners."""
    from lagebild.exchange.flow import publish
    from lagebild.exchange.syncing import push as pushed

    def leave(there: "Node", store: "ObjectStore", partner: "Partner") -> bool:
        publish(there, store, partner.identity)
        if partner.card.last.address is None:
            return False
        return _say_pushed(partner, pushed(there, partner))

    _each(name, (ledger, actor, node), leave)


@exchange.command("status")
def status(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """How things stand with each partner: what was given and confirmed, who has not confirmed which withdrawal, what is wrong."""
    from lagebild.exchange.syncing import standing

    with opened_node(ledger, None, node) as there:
        state, today = there.state(), today_of(there)
        found = [standing(state, partner, today) for partner in state.partners.values()]
    for one in found:
        if as_json:
            say_json(_status_json(one))
        else:
            _say_status(one)
    if not found:
        tell("there is no partner")
    if any(one.gaps for one in found):
        raise typer.Exit(1)


@exchange.command("claims")
def claims(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """List the claims that partners let us have, with who made them and through whom they came."""
    from lagebild.commands.lines import claim_line
    from lagebild.exchange.received import received

    with opened_node(ledger, None, node) as there:
        state, today = there.state(), today_of(there)
        names = {one.identity: one.name for one in state.partners.values()}
        for one in received(state, today):
            origin, via = names.get(one.origin, one.origin), [names.get(id, id) for id in one.via]
            if as_json:
                say_json({
                    "object": one.held.id, "origin": one.origin, "via": list(one.via), "level": one.level, "parts": sorted(one.parts),
                    "told": dict(one.taken.part),
                })  # fmt: skip
                continue
            through = f" through {', '.join(via)}" if via != [origin] else ""
            say(f"{one.held.id} · from {origin}{through} · TLP:{one.level.upper()} · {claim_line(one.claim)}")


@exchange.command("opinions")
def opinions(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """List what partners say about claims of ours: whether they agree, why, and what they propose to change."""
    from lagebild.exchange.received import opinions as said

    with opened_node(ledger, None, node) as there:
        state = there.state()
        names = {one.identity: one.name for one in state.partners.values()}
        ours = {shown.note: claim for out in state.outbound.values() for claim, shown in out.claims.items()}
        with there.ledger.view() as view:
            found = said(view)
    for one in found:
        changes = dict((one.part or {}).get("changes", {}))
        about = [ours.get(id, id) for id in one.about]
        if as_json:
            say_json({
                "object": one.id, "from": one.creator, "opinion": one.opinion, "about": about, "explanation": one.explanation,
                "changes": changes,
            })  # fmt: skip
            continue
        proposed = f" · proposes {changes}" if changes else ""
        who = names.get(one.creator or "", one.creator or "")
        say(f"{who} · {one.opinion} · {', '.join(about)}: {one.explanation or ''}{proposed}")


@exchange.command("refused")
def refused(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """List the objects of partners that were refused, and why. What only lacks a key, marking or consent is looked at again."""
    with opened_node(ledger, None, node) as there:
        state = there.state()
        names = {one.identity: one.name for one in state.partners.values()}
        waiting, found = state.holdings.waiting, list(state.holdings.refused)
    for one in found:
        waits = (one.partner, one.id, one.modified) in waiting
        if as_json:
            say_json({"partner": one.partner, "object": one.id, "modified": one.modified, "reason": one.reason, "waits": waits})
        else:
            say(f"{names.get(one.partner, one.partner)} · {one.id} · {one.modified} · {one.reason}{' (waits)' if waits else ''}")


def _each(
    name: str | None, options: "tuple[str | None, str | None, Path | None]", what: "Callable[[Node, ObjectStore, Partner], bool]"
) -> None:
    """Does `what` for one partner or all; what fails with one does not stop the others."""
    n_wrong = 0
    with opened_node(*options) as there, opened_store(there) as store:
        state = there.state()
        partners = [state.partner(name)] if name is not None else list(state.active())
        for partner in partners:
            try:
                n_wrong += what(there, store, partner)
            except LagebildError as error:
                tell(f"{partner.name}: {error}")
                n_wrong += 1
    if n_wrong:
        raise typer.Exit(1)


def _say_taken(partner: "Partner", found: "Taken") -> bool:
    """Says what came; whether something is wrong."""
    say(f"{partner.name}: {found.n_new} new objects, {found.n_known} known, {len(found.refused)} refused")
    for refused in found.refused:
        tell(f"  refused {refused.id}: {refused.reason}")
    for gap in found.gaps:
        tell(f"  {gap.kind} at entry {gap.sequence}: {gap.text}")
    if found.wanted:
        say(f"  an agreement waits for your signature (lagebild agree sign {partner.name})")
    return bool(found.refused or found.gaps)


def _say_pushed(partner: "Partner", found: "Pushes") -> bool:
    say(f"{partner.name}: {found.n_sent} objects left there, {len(found.refused)} refused")
    for refused in found.refused:
        tell(f"  refused {refused.id}: {refused.reason}")
    return bool(found.refused)


def _say_status(one: "Standing") -> None:
    agreed = "dropped" if one.partner.dropped else "agreement in force" if one.in_force else "no agreement in force"
    say(f"{one.partner.name} · {agreed}")
    say(f"  it sees {one.n_shown} claims; {one.given} objects given, confirmed up to {one.confirmed}")
    say(f"  we hold {one.n_received} objects of it; {one.n_refused} were refused")
    for id, number in one.unconfirmed:
        say(f"  not confirmed: {id} was withdrawn (entry {number})")
    for id, reason in one.refused_there:
        say(f"  it refused {id}: {reason}")
    for gap in one.gaps:
        say(f"  {gap.kind} at entry {gap.sequence}: {gap.text}")


def _status_json(one: "Standing") -> dict[str, Any]:
    return {
        "partner": one.partner.identity, "name": one.partner.name, "dropped": one.partner.dropped, "in_force": one.in_force,
        "n_shown": one.n_shown, "n_received": one.n_received, "given": one.given, "confirmed": one.confirmed,
        "unconfirmed": [id for id, _ in one.unconfirmed], "gaps": [[gap.kind, gap.sequence, gap.text] for gap in one.gaps],
        "n_refused": one.n_refused, "refused_there": dict(one.refused_there),
    }  # fmt: skip


def _in_rounds(node: "Node", store: "ObjectStore", every: float) -> None:
    """Polls and pushes in a thread of its own for as long as the server runs."""
    import threading

    from lagebild.exchange.syncing import sync as synced

    apart = node.apart()

    def rounds() -> None:
        while True:
            for partner, reason in synced(apart, store):
                tell(f"{partner.name}: {reason}")
            time.sleep(every * 60)

    threading.Thread(target=rounds, daemon=True).start()


def _split(address: str) -> tuple[str, str]:
    """The server and the path of an API root."""
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    if not parts.path.startswith("/") or not parts.path.endswith("/"):
        raise WrongCall("--address", f"{address!r} has no path that begins and ends in a slash")
    return f"{parts.scheme}://{parts.netloc}", parts.path
