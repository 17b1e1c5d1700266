"""A node's TAXII server: partners come in with their tokens, read their own outbox and write to their own inbox, and nothing else.

At every request it is first seen to that the outboxes are what the ledger says now: whoever narrowed, marked or withdrew something a
moment ago is obeyed at once, and where that cannot be done nothing is served.
"""

import threading
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime, timedelta
from typing import Any, Final

from lagebild.errors import LagebildError
from lagebild.exchange.collections import inbox, outbox
from lagebild.exchange.flow import add_collections, publish
from lagebild.exchange.held import creator_of
from lagebild.exchange.messages import message_of
from lagebild.exchange.node import Node
from lagebild.exchange.partners import whose_token
from lagebild.exchange.planning import terms_key
from lagebild.exchange.quota import Used
from lagebild.exchange.sealing import SEAL_EXTENSION, check_seal
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.syncing import take_inbox
from lagebild.exchange.taxii.access import Grant, Principal
from lagebild.exchange.taxii.server import Site, taxii_app
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.throttle import Throttle
from lagebild.exchange.waits import Kind, Wait, note_wait

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


#: Alarms of one day that are recorded.
_ALARMS_A_DAY: Final = 50
#: After so long it is noted again that a partner brings what no time helps.
_AGAIN: Final = timedelta(minutes=1)


class PartnerAccess:
    """Who comes in with which token, and may see what: asked anew at every request."""

    def __init__(self, node: Node, store: ObjectStore) -> None:
        self._node: Final = node
        self._store: Final = store
        self._lock: Final = threading.RLock()
        self._through: tuple[int, str] | None = None
        self._state: State | None = None
        self._made: Final[set[str]] = set()
        self._told: Final[dict[tuple[str, Kind], datetime]] = {}

    def state(self) -> State:
        """The state of the exchange now, with everything published that follows from it."""
        with self._lock:
            with self._node.ledger.view() as view:
                now = (view.head()[0], self.today)
            if self._state is None or now != self._through:
                publish(self._node, self._store)
                self._state = self._node.state()
                with self._node.ledger.view() as view:
                    head = view.head()[0]
                # What others wrote while we published is looked at with the next request.
                self._through = (head if head == self._state.sequence else now[0], now[1])
            return self._state

    @property
    def today(self) -> str:
        """The day (YYYY-MM-DD, UTC)."""
        return self._node.now().date().isoformat()

    def principal(self, token: str) -> Principal | None:
        """See `Access.principal`."""
        with self._lock:
            partner = whose_token(self.state(), token, self.today)
            return Principal(partner.identity) if partner is not None else None

    def collections(self, principal: Principal) -> tuple[Grant, ...]:
        """See `Access.collections`. An outbox that was published under other terms than hold now is not readable."""
        with self._lock:
            return self._collections(self.state(), principal)

    def used(self, principal: str) -> tuple[Used, int]:
        """See `Watch.used`."""
        with self._lock:
            state = self.state()
            return state.come(principal).used, state.holdings.aside.get(principal, 0)

    def alarm(self, address: str, name: str | None) -> None:
        """See `Watch.alarm`. Only so many are recorded in a day: who has many addresses could fill the ledger."""
        with self._lock:
            known = [one for one in self.state().alarms if one.time.date().isoformat() == self.today]
            if len(known) < _ALARMS_A_DAY:
                self._node.append({"what": "alarm", "address": address, "name": name and name[:200]})

    def waits(self, principal: str, kind: Kind, seconds: float) -> None:
        """See `Watch.waits`. Noted once for as long as it lasts, or where no time helps once a minute: whoever asks on and on must not
        have the disk written each time."""
        now = self._node.now()
        until = now + timedelta(seconds=seconds) if seconds != float("inf") else None
        with self._lock:
            if now >= self._told.get((principal, kind), now):
                self._told[principal, kind] = until or now + _AGAIN
                note_wait(self._node.folder, principal, Wait(kind, now, until))

    def door(self, principal: Principal, item: StixObject) -> str | None:
        """Why an object is not let in, None to let it in; as of when the request began."""
        with self._lock:
            return _reason_against(self._state or self.state(), principal, item)

    def _collections(self, state: State, principal: Principal) -> tuple[Grant, ...]:
        if principal.id not in state.partners:
            return ()
        if principal.id not in self._made:
            add_collections(state, principal.id, self._store)
            self._made.add(principal.id)
        fresh = state.out(principal.id).terms == terms_key(state.offer(principal.id), self.today)
        return (
            Grant(outbox(state.identity, principal.id), can_read=fresh, can_write=False),
            Grant(inbox(state.identity, principal.id), can_read=False, can_write=True),
        )


class SealedDoor:
    """Lets in what its sender, or somebody else who is known here, has sealed. All else is looked at once more when it is taken in."""

    def __init__(self, access: PartnerAccess) -> None:
        self._access: Final = access

    def check(self, principal: Principal, collection: str, item: StixObject) -> str | None:
        """See `Door.check`."""
        return self._access.door(principal, item)


def exchange_app(node: Node, store: ObjectStore, site: Site) -> App:
    """The node's TAXII server as an ASGI application: serving `store`, with our partners' tokens, and taking in what they push."""
    access = PartnerAccess(node.apart(), store)
    taker = node.apart()  # a state of its own: what one thread folds, no other reads meanwhile
    app = taxii_app(store, access, SealedDoor(access), site, Throttle(node.quota, access))

    turn = threading.Lock()

    async def taking(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        if scope.get("method") == "POST":
            from starlette.concurrency import run_in_threadpool

            await run_in_threadpool(take_inboxes, taker, store, turn)

    return taking


def take_inboxes(node: Node, store: ObjectStore, turn: threading.Lock) -> list[str]:
    """Takes in what partners pushed, one call at a time; what went wrong with whom. One partner's trouble does not stop the others."""
    with turn:
        return _take_inboxes(node, store)


def _take_inboxes(node: Node, store: ObjectStore) -> list[str]:
    failures = []
    state = node.state()
    for partner in [*state.active(), *state.leaving(node.now().date().isoformat())]:
        try:
            take_inbox(node, store, partner.identity)
        except LagebildError as error:  # the ledger is busy or full: it stays in the inbox, and the next round takes it
            failures.append(f"{partner.name}: {error}")
    return failures


def _reason_against(state: State, principal: Principal, item: StixObject) -> str | None:
    """Why an object is refused at the door. Raises `Refused` for a seal or message that does not hold."""
    creator = creator_of(item)
    if item["type"] == "marking-definition" and not creator:
        return None
    ring = state.rings().get(creator)
    if ring is None:
        return f"{creator}, who made it, is not known here" if creator else "it names nobody who made it"
    stamp = item.get("extensions", {}).get(SEAL_EXTENSION)
    if not isinstance(stamp, dict):
        return "it has no seal"
    said = message_of(item)
    if state.partners[principal.id].dropped and (said is None or said.kind != "receipt"):
        return "nothing is exchanged any more; only what was withdrawn can be confirmed"
    if said is not None and said.sender != principal.id and said.kind != "consent":
        return f"{said.sender} says it, and {principal.id} gives it"
    if creator == principal.id and ring.by_id(str(stamp.get("key"))) is None:
        return None  # by a key that its card may be bringing just now; without that it is refused when it is taken in
    held = state.holdings.objects.get(item["id"])
    check_seal(item, ring, held_since=held.since if held is not None else None)
    return None
