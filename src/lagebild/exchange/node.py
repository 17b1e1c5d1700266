"""A node: one organisation's end of the exchange. Its keys lie in a folder of its own, all that is public in the ledger."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from lagebild.claims.event import utc_now
from lagebild.errors import KeyUnusable, NotRecorded, Refused, StoreUnusable
from lagebild.exchange.card import Card, Statement, identity_of, open_card, sign_statement
from lagebild.exchange.kept_state import keep_state, load_state
from lagebild.exchange.keys import PublicKey, SigningKey, load_key, new_key, save_key
from lagebild.exchange.looking import Looks
from lagebild.exchange.messages import Message, message
from lagebild.exchange.quota import Quota
from lagebild.exchange.state import KIND, State
from lagebild.ledger import Ledger, View

_SECRET: Final = "secret"
_SECRET_BYTES: Final = 32
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is open: its ledger, the folder of its keys, who acts, and how much each partner may bring. What it keeps at
    hand (state and looks) belongs to one thread; `apart` is the node for another."""

    ledger: Ledger
    folder: Path
    actor: str
    now: Callable[[], datetime] = utc_now
    quota: Quota = field(default_factory=Quota)
    _state: State = field(default_factory=State, repr=False, compare=False)
    looks: Looks = field(default_factory=Looks, repr=False, compare=False)

    def state(self) -> State:
        """What the ledger's events come to; the same object each time, brought up to the newest event."""
        with self.ledger.view() as view:
            if not self._state.sequence and (secret := self._secret()) is not None:
                load_state(self._state, self.folder, secret, view)
            self._state.catch_up(view)
            if self._state.is_heavy and (secret := self._secret()) is not None:
                self._keep(secret, view)
        return self._state

    def _keep(self, secret: bytes, view: View) -> None:
        try:
            keep_state(self._state, self.folder, secret, view)
        except (OSError, StoreUnusable):  # a folder that cannot be written costs time and nothing else
            self._state.kept_at = self._state.weight

    def _secret(self) -> bytes | None:
        path = self.folder / _SECRET
        data = path.read_bytes() if path.is_file() else b""
        return data if len(data) == _SECRET_BYTES else None

    def key(self, state: State) -> SigningKey:
        """The key that signs now; raises `KeyUnusable` where its file is not there, and `NotRecorded` where there is no node."""
        return load_key(self.folder / key_file(own_card(state).last.current))

    def apart(self) -> "Node":
        """The same node with nothing at hand: as for another thread, or after a crash."""
        return replace(self, _state=State(), looks=Looks())

    def stamp(self, state: State) -> datetime:
        """The time (UTC) for what is signed now: never before the key that signs counts, whatever the clock does."""
        return max(self.now(), own_card(state).last.current.valid_from)

    @property
    def secret(self) -> bytes:
        """32 bytes that never leave this node: for ids that nobody else can compute."""
        data = self._secret()
        if data is None:
            raise KeyUnusable(str(self.folder / _SECRET), "it is not there, or not whole", "restore the folder from its backup")
        return data

    @property
    def store_path(self) -> Path:
        """Where the objects lie that partners may fetch."""
        return self.folder / "objects.db"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While in this block no other process on this machine publishes or takes in. Waits for its turn."""
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def append(self, *payloads: dict[str, Any]) -> None:
        """Records events of the exchange, all or none (what is decided is never without the word that tells the partner); they are
        durable on return."""
        with self.ledger.writer(self.actor, now=self.now) as writer:
            writer.append_all(KIND, payloads)


def node_folder(ledger: str) -> Path:
    """The folder of the node of a ledger in a file."""
    return Path(f"{ledger}.node")


def init_node(node: Node, name: str, address: str | None) -> Card:
    """Makes the node: its first key, its secret, its card. Writes the folder and the ledger. Raises `Refused` where there is one."""
    if node.state().card is not None:
        raise Refused("node", "", "is there already")
    node.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    time = node.now()
    key = new_key(time)
    save_key(key, node.folder / key_file(key.public))
    _save_secret(node.folder / _SECRET)
    first = Statement(identity_of(key.public), 1, name, address, (key.public,), time)
    return _stated(node, (), first, key)


def rotate(node: Node) -> Card:
    """A new key signs from now on; what the old one signed before keeps counting. Writes the folder and the ledger."""
    state = node.state()
    card, old = own_card(state), node.key(state)
    key = _fresh(node, card)
    ended = tuple(_ended(one, key.valid_from) for one in card.last.keys)
    return _stated(node, card.envelopes, _next(node, card.last, (*ended, key.public)), old)


def revoke(node: Node, key_id: str, since: datetime | None = None) -> Card:
    """A key no longer counts, from `since` (now) on; if it is the one that signs, a new one does from now on. Final. Raises `Refused`
    for a key that is not the node's."""
    state = node.state()
    card, signing = own_card(state), node.key(state)
    known = card.last.ring.by_id(key_id)
    if known is None:
        raise Refused("key", "", f"{key_id} is no key of this node")
    time = since or node.now()
    if known.id == card.last.current.id:
        card, signing = rotate(node), node.key(node.state())
    keys = tuple(replace(one, revoked_at=time) if one.id == key_id and one.revoked_at is None else one for one in card.last.keys)
    return _stated(node, card.envelopes, _next(node, card.last, keys), signing)


def move(node: Node, name: str | None, address: str | None) -> Card:
    """Another name or address. Writes the ledger."""
    state = node.state()
    card = own_card(state)
    last = card.last
    said = replace(_next(node, last, last.keys), name=name or last.name, address=address if address is not None else last.address)
    return _stated(node, card.envelopes, said, node.key(state))


def own_card(state: State) -> Card:
    """The node's own card; raises `NotRecorded` where no node was made."""
    if state.card is None:
        raise NotRecorded("node", "", "run `lagebild node init NAME`")
    return state.card


def key_file(key: PublicKey) -> str:
    """The name of a key's file."""
    return f"{key.id.removeprefix('ed25519:')}.key"


def _fresh(node: Node, card: Card) -> SigningKey:
    """A new key, from now on, or from just after the last one where clocks stand still."""
    latest = max(one.valid_from for one in card.last.keys)
    time = max(node.now(), latest + _TICK)
    key = new_key(time)
    save_key(key, node.folder / key_file(key.public))
    return key


def _ended(key: PublicKey, time: datetime) -> PublicKey:
    return key if key.valid_until is not None else replace(key, valid_until=time)


def _next(node: Node, last: Statement, keys: tuple[PublicKey, ...]) -> Statement:
    time = max(node.now(), last.time, max(one.valid_from for one in keys))
    return replace(last, version=last.version + 1, keys=keys, time=time)


def _stated(node: Node, before: tuple[object, ...], statement: Statement, key: SigningKey) -> Card:
    """The card with one more statement, signed by a key for which the statement before vouches, and recorded."""
    envelope = sign_statement(statement, key, statement.time)
    card = open_card([*before, envelope])
    signing = load_key(node.folder / key_file(statement.current))
    told = [card_word(card, partner.identity, signing, statement.time) for partner in node.state().active()]
    node.append({"what": "card", "envelope": envelope}, *told)
    return card


def card_word(card: Card, partner: str, key: SigningKey, time: datetime) -> dict[str, Any]:
    """The event by which a partner (identity) is told our card."""
    last = card.last
    said = Message("card", last.identity, partner, {"statements": list(card.envelopes)})
    note = message(said, f"Card of {last.name}, statement {last.version}.", key, time, last.version)
    return {"what": "said", "partner": partner, "object": note}


def _save_secret(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
