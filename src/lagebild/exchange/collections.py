"""The TAXII collections between two nodes; both sides can compute their ids."""

from uuid import uuid5

from lagebild.exchange.stix.ids import NAMESPACE


def outbox(server: str, partner: str) -> str:
    """The collection at node `server` (its identity) that `partner` reads."""
    return str(uuid5(NAMESPACE, f"{server}|{partner}|out"))


def inbox(server: str, partner: str) -> str:
    """The collection at node `server` that `partner` writes to."""
    return str(uuid5(NAMESPACE, f"{server}|{partner}|in"))
