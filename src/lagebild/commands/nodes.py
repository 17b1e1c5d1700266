"""What the commands of the exchange share: the node that they open, its store, and how partners and terms are named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import actor_named, opened, settings_now
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.node import Node
    from lagebild.exchange.quota import Quota
    from lagebild.exchange.state import Partner
    from lagebild.exchange.taxii.store import ObjectStore
    from lagebild.exchange.terms import Terms
    from lagebild.settings import Settings

NodeOption = Annotated[
    Path | None, typer.Option("--node", metavar="FOLDER", help="The folder of the node's keys. [LAGEBILD_NODE, the ledger's path + .node]")
]
PartnerArgument = Annotated[str, typer.Argument(metavar="PARTNER", help="Its name, or the beginning of its identity.")]


@contextmanager
def opened_node(ledger: str | None, actor: str | None, folder: Path | None, *, create: bool = False) -> "Iterator[Node]":
    """The node that options or the environment name, with its ledger open. Raises `WrongCall` where its folder cannot be told."""
    from lagebild.exchange.node import Node

    settings = settings_now()
    address = ledger or settings.ledger
    with opened(ledger, create=create) as there:
        yield Node(there, folder or _folder(settings.node, address), actor_named(actor), quota=quota_of(settings))


def quota_of(settings: "Settings") -> "Quota":
    """How much each partner may bring, by the environment."""
    from lagebild.exchange.quota import Quota

    return Quota(
        settings.partner_objects, int(settings.partner_megabytes * 1e6), settings.partner_requests,
        int(settings.partner_aside_megabytes * 1e6), settings.failed_tokens,
    )  # fmt: skip


@contextmanager
def opened_store(node: "Node") -> "Iterator[ObjectStore]":
    """The store of objects of a node. Raises `NotRecorded` where no node was made."""
    from lagebild.exchange.node import own_card
    from lagebild.exchange.taxii.store import ObjectStore

    own_card(node.state())
    store = ObjectStore(node.store_path)
    try:
        yield store
    finally:
        store.close()


def published(node: "Node", only: "Partner | None" = None) -> list[str]:
    """Publishes what follows from what was just decided; a line for each partner for whom something changed."""
    from lagebild.exchange.flow import publish

    with opened_store(node) as store:
        done = publish(node, store, only.identity if only is not None else None)
    names = {one.identity: one.name for one in node.state().partners.values()}
    return [
        f"{names[one.partner]}: {one.n_objects} objects given, {one.n_withdrawn} of them withdrawals; it now sees {one.n_shown} claims"
        for one in done
        if one.n_objects or one.n_withdrawn
    ]


def today_of(node: "Node") -> str:
    """The day (YYYY-MM-DD, UTC)."""
    return node.now().date().isoformat()


def terms_words(terms: "Terms | None") -> str:
    """Terms in one line."""
    if terms is None:
        return "nothing"
    listed = (("types", terms.types), ("parties", terms.parties), ("materiel", terms.materiel))
    words = [f"{name} {', '.join(value) or 'none'}" for name, value in listed if value is not None]
    if terms.since or terms.until:
        words.append(f"days {terms.since or '…'} to {terms.until or '…'}")
    words.append(f"up to TLP:{terms.highest.upper()}")
    words.append(f"unmarked as {terms.unmarked}" if terms.unmarked else "nothing that is unmarked")
    words.append(f"with {', '.join(terms.parts)}" if terms.parts else "without words, names or originals")
    if terms.checked:
        words.append("only what a person checked")
    if terms.approval:
        words.append(f"approved first: {', '.join(terms.approval)}")
    words.append({"none": "not onward", "consent": "onward with consent", "allies": f"onward to {', '.join(terms.allies)}"}[terms.onward])
    words.append(f"until {terms.expires}")
    return "; ".join(words)


def terms_json(terms: "Terms | None") -> Any:
    """Terms as JSON, null for none."""
    from lagebild.exchange.terms import terms_part

    return None if terms is None else terms_part(terms)


def known_folder(setting: str, ledger: str) -> Path | None:
    """The folder of a node's keys, None where it cannot be told."""
    from lagebild.exchange.node import node_folder

    if setting:
        return Path(setting)
    return None if ledger.startswith(("postgres", ":")) else node_folder(ledger)


def _folder(setting: str, ledger: str) -> Path:
    found = known_folder(setting, ledger)
    if found is None:
        raise WrongCall("--node", "this ledger is no file; name the folder of the node's keys (or LAGEBILD_NODE)")
    return found
