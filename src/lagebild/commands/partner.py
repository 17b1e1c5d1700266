"""`partner add`, `partner list`, `partner show`, `partner update`, `partner drop`, `partner token`: the other ends of the exchange."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.nodes import NodeOption, PartnerArgument, opened_node, published, terms_words, today_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.card import Card

partner = group("The other ends of the exchange.")
CardArgument = Annotated[Path, typer.Argument(metavar="CARD", help="The file that the partner wrote with `node card`.")]
#: A card has about 1,000 bytes a statement.
_MAX_CARD_BYTES = 4_000_000
_WAITED = {
    "day": "too much for a day", "minute": "too many requests in a minute", "aside": "too much of theirs is kept aside",
    "size": "more at once than may ever come",
}  # fmt: skip


@partner.command("add")
def add(
    card: CardArgument,
    fingerprint: Annotated[str | None, typer.Option(help="As the partner read it to you; else it is asked for.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Take another node as a partner, once you have compared fingerprints by another way than the card came."""
    from lagebild.exchange.partners import add_partner

    found = _card(card)
    say(f"{found.last.name} · {found.last.identity} · {found.last.address or 'serves nothing'}")
    say(f"fingerprint  {found.fingerprint}")
    given = fingerprint if fingerprint is not None else _confirmed(found)
    with opened_node(ledger, actor, node) as there:
        added = add_partner(there, found, given)
    say(f"{added.name} is a partner; nothing flows before an agreement is in force")


@partner.command("list")
def list_(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """List the partners and what is agreed with each."""
    from lagebild.exchange.allowances import allowance_part, allowances

    with opened_node(ledger, None, node) as there:
        state, today, quota = there.state(), today_of(there), there.quota
        allowed = allowances(state, quota, there.folder, there.now())
        leaving = {one.identity for one in state.leaving(today)}
        for one in state.partners.values():
            offer = state.offer(one.identity)
            agreed = offer is not None and offer.terms.in_force(today)
            allowance = allowed[one.identity]
            used, aside = allowance.used, allowance.n_bytes_aside
            if as_json:
                say_json({
                    "identity": one.identity, "name": one.name, "address": one.card.last.address, "dropped": one.dropped,
                    "in_force": agreed, "fingerprint": one.card.fingerprint,
                    "fetches_until": one.until if one.identity in leaving else None,
                    **allowance_part(allowance),
                })  # fmt: skip
                continue
            fetches = f", fetches withdrawals until {one.until}" if one.identity in leaving else ""
            state_words = f"dropped{fetches}" if one.dropped else "agreement in force" if agreed else "no agreement in force"
            say(f"{one.name} · {one.identity} · {state_words}")
            if used.n_objects or aside:
                say(
                    f"  gave today {used.n_objects:,} of {quota.objects_a_day:,} objects, {used.n_bytes / 1e6:,.1f} of"
                    f" {quota.bytes_a_day / 1e6:,.0f} MB; {aside / 1e6:,.1f} of {quota.bytes_aside / 1e6:,.0f} MB kept aside"
                )
            for wait in allowance.waits:
                until = f" until {wait.until:%Y-%m-%d %H:%M} UTC" if wait.until is not None else ""
                say(f"  {wait.time:%Y-%m-%d %H:%M} UTC told to wait{until}: {_WAITED[wait.kind]}")
        for alarm in state.alarms[-5:]:
            tell(f"{alarm.time:%Y-%m-%d %H:%M} wrong tokens from {alarm.address}{f' as {alarm.name}' if alarm.name else ''}")
        if not state.partners:
            tell("there is no partner")


@partner.command("show")
def show(name: PartnerArgument, ledger: LedgerOption = None, node: NodeOption = None) -> None:
    """Show a partner: who it is, its keys, what it may have from us and we from it."""
    with opened_node(ledger, None, node) as there:
        state = there.state()
        one = state.partner(name)
        book, us = state.agreements, state.identity
    last = one.card.last
    say(f"{one.name} · {one.identity}{' · dropped' if one.dropped else ''}")
    say(f"address      {last.address or 'none: it serves nothing'}")
    say(f"fingerprint  {one.card.fingerprint}")
    say(f"comes in     {'with the token it was given' if one.token_hash else 'not at all: it has no token (lagebild partner token)'}")
    say(f"we give      {terms_words(book.terms(us, one.identity))}")
    say(f"it gives     {terms_words(book.terms(one.identity, us))}")


@partner.command("update")
def update(card: CardArgument, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None) -> None:
    """Take a partner's newer card; it must continue the one that is known, key by key."""
    from lagebild.exchange.partners import update_partner

    found = _card(card)
    with opened_node(ledger, actor, node) as there:
        updated = update_partner(there, found)
    say(f"{updated.name} · statement {updated.card.last.version} · fingerprint {updated.card.fingerprint}")


@partner.command("drop")
def drop(
    name: PartnerArgument,
    days: Annotated[int, typer.Option(min=1, max=3650, help="For so long it may fetch what is withdrawn, and nothing else.")] = 30,
    now: Annotated[bool, typer.Option("--now", help="In an emergency: its token no longer counts from now on.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """End it: nothing flows any more, and everything given is withdrawn. End the agreement first, so that it learns why."""
    from lagebild.exchange.partners import drop_partner

    with opened_node(ledger, actor, node) as there:
        one = there.state().partner(name)
        drop_partner(there, one, None if now else days)
        published(there, one)
        until = there.state().partners[one.identity].until
    say(f"{one.name} is no partner any more; the record stays")
    if until is not None:
        say(f"until {until}, or until it has confirmed them all, it may fetch the withdrawals (--now ends that, too)")


@partner.command("token")
def token(
    name: PartnerArgument,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the token that the partner gave you, from standard input.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Make the token with which a partner comes in here (shown once), or keep the one that it gave you."""
    from lagebild.exchange.partners import give_token, keep_token

    with opened_node(ledger, actor, node) as there:
        one = there.state().partner(name)
        if keep:
            keep_token(there, one, sys.stdin.readline().strip())
            say(f"kept; it is sent to {one.card.last.address or 'no address yet'} alone")
            return
        made = give_token(there, one)
    tell(f"give this to {one.name} by a way that nobody else reads; it is not shown again")
    say(made)


def _card(path: Path) -> "Card":
    from lagebild.exchange.card import read_card

    if path.stat().st_size > _MAX_CARD_BYTES:
        raise WrongCall("CARD", f"{path} is too large for a card")
    return read_card(path.read_bytes())


def _confirmed(card: "Card") -> str:
    """The fingerprint, once a person says that it is the one that the partner read to them."""
    if not sys.stdin.isatty():
        raise WrongCall("--fingerprint", "give the fingerprint that the partner read to you, by another way than the card came")
    typer.confirm(f"Did {card.last.name} read this fingerprint to you?", abort=True)
    return card.fingerprint

