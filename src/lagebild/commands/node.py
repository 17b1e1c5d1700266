"""`node init`, `node show`, `node card`, `node rotate`, `node revoke`, `node move`: this end of the exchange."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.nodes import NodeOption, opened_node, published
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.card import Card

node = group("This end of the exchange: its keys and its card.")
AddressOption = Annotated[
    str | None, typer.Option(metavar="URL", help="The TAXII root under which partners reach it: https://host/taxii2/lagebild/")
]


@node.command("init")
def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="How partners see it: the name of the organisation.")],
    address: AddressOption = None, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Make the keys and the card of this node."""
    from lagebild.exchange.node import init_node

    with opened_node(ledger, actor, node, create=True) as there:
        card = init_node(there, name, _checked(address))
        say(f"{card.last.name} is {card.last.identity}")
        say(f"fingerprint  {card.fingerprint}")
        say(f"keys         {there.folder} (keep a copy in a safe place; nobody else may read it)")


@node.command("show")
def show(ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """Show who this node is, and the fingerprint to read to a partner."""
    from lagebild.exchange.keys import key_part
    from lagebild.exchange.node import own_card

    with opened_node(ledger, None, node) as there:
        card = own_card(there.state())
    last = card.last
    if as_json:
        say_json({
            "identity": last.identity, "name": last.name, "address": last.address, "fingerprint": card.fingerprint,
            "version": last.version, "keys": [{"id": key.id, **key_part(key)} for key in last.keys],
        })  # fmt: skip
        return
    say(f"{last.name} · {last.identity}")
    say(f"address      {last.address or 'none: it serves nothing'}")
    say(f"fingerprint  {card.fingerprint}")
    for key in last.keys:
        ends = f", revoked {key.revoked_at:%Y-%m-%d %H:%M:%S}" if key.revoked_at else f", until {key.valid_until:%Y-%m-%d %H:%M:%S}" \
            if key.valid_until else ", signs now"  # fmt: skip
        say(f"key          {key.id} from {key.valid_from:%Y-%m-%d %H:%M:%S}{ends}")


@node.command("card")
def card(
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Where to; else standard output.")] = None,
    ledger: LedgerOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Write the signed card that a partner adds. Send it by any way; compare the fingerprint by another."""
    from lagebild.exchange.card import card_text
    from lagebild.exchange.node import own_card

    with opened_node(ledger, None, node) as there:
        found = own_card(there.state())
    if output is None:
        say(card_text(found).rstrip("\n"))
        return
    with output.open("x", encoding="utf8") as file:
        file.write(card_text(found))
    tell(f"{output}: fingerprint {found.fingerprint}")


@node.command("rotate")
def rotate(ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None) -> None:
    """Sign with a new key from now on. What the old one signed keeps counting; partners learn it by themselves."""
    from lagebild.exchange.node import rotate as rotated

    with opened_node(ledger, actor, node) as there:
        _told(rotated(there))
        for line in published(there):
            tell(line)


@node.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key as `node show` names it.")],
    since: Annotated[str | None, typer.Option(metavar="TIME", help="Since when it may be in other hands: 2026-11-25T08:00 (UTC).")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """A key no longer counts: for good. What it signed is signed anew, and partners are told."""
    from lagebild.exchange.node import revoke as revoked

    with opened_node(ledger, actor, node) as there:
        _told(revoked(there, key, _time(since)))
        for line in published(there):
            tell(line)


@node.command("move")
def move(
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The new name.")] = None, address: AddressOption = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Take another name or address; partners learn it by themselves."""
    from lagebild.exchange.node import move as moved

    if name is None and address is None:
        raise WrongCall("--name", "give a name or an address")
    with opened_node(ledger, actor, node) as there:
        _told(moved(there, name, _checked(address)))
        for line in published(there):
            tell(line)


def _told(card: "Card") -> None:
    say(f"{card.last.name} · statement {card.last.version} · fingerprint {card.fingerprint}")


def _checked(address: str | None) -> str | None:
    """An address that a client of ours would go to."""
    from urllib.parse import urlsplit

    if address is None:
        return None
    parts = urlsplit(address)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or (parts.scheme != "https" and not (local and parts.scheme == "http")):
        raise WrongCall("--address", "must be an https address (http just on this machine)")
    return address if address.endswith("/") else f"{address}/"


def _time(given: str | None) -> datetime | None:
    from datetime import UTC

    if given is None:
        return None
    try:
        time = datetime.fromisoformat(given)
    except ValueError:
        raise WrongCall("--since", f"{given!r} is no time such as 2026-11-25T08:00") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
