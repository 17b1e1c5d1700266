"""Partners: other nodes, known by their cards; and the tokens with which they come in here, and we at theirs."""

import hashlib
import hmac
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Final

from lagebild.errors import KeyUnusable, Refused
from lagebild.exchange.card import Card
from lagebild.exchange.node import Node, card_word, own_card
from lagebild.exchange.state import Partner, State

_TOKENS: Final = "tokens"
#: Days that a dropped partner has to fetch what is withdrawn.
DAYS_TO_FETCH: Final = 30
#: A token is 256 random bits, so a plain hash of it keeps it: there is nothing to guess.
_TOKEN_BYTES: Final = 32


def add_partner(node: Node, card: Card, fingerprint: str) -> Partner:
    """Takes a node as a partner, once people have compared fingerprints. Raises `Refused` where `fingerprint` is another than the card's,
    for our own card, and for one that is known and was not dropped."""
    state = node.state()
    _check_fingerprint(card, fingerprint)
    if card.last.identity == own_card(state).last.identity:
        raise Refused("partner", "", "is this node itself")
    known = state.partners.get(card.last.identity)
    if known is not None and not known.dropped:
        raise Refused("partner", "", f"{known.name} is known already (lagebild partner update)")
    if known is not None and not card.continues(known.card):
        raise Refused("partner", "", "its card does not continue the one that was known before")
    added = {"what": "partner", "action": "add", "statements": list(card.envelopes)}
    if known is None:
        node.append(added)
    else:  # while it was dropped it was not told of our new keys
        node.append(added, card_word(own_card(state), card.last.identity, node.key(state), node.stamp(state)))
    return node.state().partners[card.last.identity]


def update_partner(node: Node, card: Card) -> Partner:
    """Takes a newer card, which proves itself by the one that is known. Raises `Refused` for one that does not continue it."""
    state = node.state()
    known = state.partner(card.last.identity)
    if not card.continues(known.card):
        raise Refused("partner", "", "the card does not continue the one that is known: somebody else may have made it")
    if len(card.statements) > len(known.card.statements):
        node.append({"what": "partner", "action": "update", "statements": list(card.envelopes)})
    return node.state().partners[card.last.identity]


def drop_partner(node: Node, partner: Partner, days: int | None = DAYS_TO_FETCH) -> None:
    """Nothing goes to the partner any more, and what it was given is withdrawn with the next publishing. Its record stays.

    For so many `days` (UTC), or until it has confirmed all of them, it may fetch the tombstones, and the heads that close them, and
    nothing else; with None its token no longer counts from now on.
    """
    until = None if days is None else (node.now() + timedelta(days=days)).date().isoformat()
    node.append({"what": "partner", "action": "drop", "identity": partner.identity, "until": until})
    token_path(node, partner).unlink(missing_ok=True)


def give_token(node: Node, partner: Partner) -> str:
    """A new token for the partner to come in with; the one before no longer counts. It is shown once: only its hash is kept."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    node.append({"what": "partner", "action": "token", "identity": partner.identity, "token_hash": token_hash(token)})
    return token


def keep_token(node: Node, partner: Partner, token: str) -> None:
    """Keeps the token that the partner gave us, where only the owner can read it. Raises `Refused` for what is no token."""
    if not 16 <= len(token) <= 400 or not token.isascii() or not token.isprintable() or " " in token:
        raise Refused("token", "", "is no token")
    path = token_path(node, partner)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def kept_token(node: Node, partner: Partner) -> str:
    """The token that the partner gave us; raises `KeyUnusable` where there is none."""
    path = token_path(node, partner)
    if not path.is_file():
        raise KeyUnusable(str(path), "there is no token for this partner", "keep the one it gave you: lagebild partner token --keep")
    return path.read_text(encoding="ascii").strip()


def whose_token(state: State, token: str, today: str) -> Partner | None:
    """The partner who comes in with `token` on a day (YYYY-MM-DD), None for nobody: one that was not dropped, or that may still fetch
    what is withdrawn from it."""
    given = token_hash(token)
    known = (*state.active(), *state.leaving(today))
    found = [one for one in known if one.token_hash is not None and hmac.compare_digest(one.token_hash, given)]
    return found[0] if found else None


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf8", "surrogatepass")).hexdigest()


def token_path(node: Node, partner: Partner) -> Path:
    """Where the token lies that a partner gave us."""
    return node.folder / _TOKENS / f"{partner.identity.removeprefix('identity--')}.token"


def _check_fingerprint(card: Card, given: str) -> None:
    if "".join(given.split()).lower() != "".join(card.fingerprint.split()):
        raise Refused("partner", "fingerprint", f"the card's is {card.fingerprint}: ask the partner by another way than the card came")
