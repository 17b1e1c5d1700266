"""Who may ask what: the seam between the server and whoever keeps partners and agreements."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from lagebild.exchange.stix.wire import StixObject

__all__ = ["Access", "Door", "Grant", "KnownTokens", "OpenDoor", "Principal", "token_hash"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who proved who they are; `id` is what the store writes down as the sender."""

    id: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a principal may do with a collection. What is not granted does not exist for them."""

    collection: str
    can_read: bool
    can_write: bool


class Access(Protocol):
    """Who is who and may see what. Both are asked anew at every request, so that a revocation counts at once."""

    def principal(self, token: str) -> Principal | None:
        """Whom `token` proves, None for nobody. Must not take longer for a token that is nearly right."""

    def collections(self, principal: Principal) -> Iterable[Grant]:
        """The collections that `principal` may know of, in an order that does not change by itself (section 3.3)."""


class Door(Protocol):
    """The last word on what comes in."""

    def check(self, principal: Principal, collection: str, item: StixObject) -> str | None:
        """Why `item` is not let into `collection`, None to let it in. A `LagebildError` raised counts as a refusal with its text,
        but for a ledger or store that cannot be used now: then the whole request is refused for now. Called from several threads;
        `item` must not be changed."""


class OpenDoor:
    """Lets everything in that the store can hold."""

    def check(self, principal: Principal, collection: str, item: StixObject) -> str | None:
        """See `Door.check`."""
        return None


class KnownTokens:
    """An access from fixed tables: the hash of each token (see `token_hash`), and the grants of each principal."""

    def __init__(self, tokens: Mapping[str, Principal], grants: Mapping[str, Iterable[Grant]]) -> None:
        self.tokens = dict(tokens)
        self.grants = {id: tuple(given) for id, given in grants.items()}

    def principal(self, token: str) -> Principal | None:
        """See `Access.principal`: every known hash is compared, each in constant time."""
        asked, found = token_hash(token), None
        for known, principal in self.tokens.items():
            if hmac.compare_digest(asked, known):
                found = principal
        return found

    def collections(self, principal: Principal) -> tuple[Grant, ...]:
        """See `Access.collections`."""
        return self.grants.get(principal.id, ())


def token_hash(token: str) -> str:
    """The SHA-256 of a token in hex: enough for random tokens of 128 bits and more, and only for these."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
