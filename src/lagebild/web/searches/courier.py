"""The courier: looks what is new for each hook, keeps it, and sends it, in threads of its own.

What is to be sent is kept in one commit with how far was looked, and sent afterwards: after a crash nothing is lost, and what may
have arrived already comes again under the same id.
"""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from lagebild.errors import LagebildError
from lagebild.reports.network import Network
from lagebild.web.people import ROLES, Role
from lagebild.web.searches.hooks import body_of, send
from lagebild.web.searches.matching import newer
from lagebild.web.searches.nouns import Search

if TYPE_CHECKING:
    from lagebild.web.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)
#: Who may send news to other machines: the same as release to partners.
NEEDED: Final[Role] = "releaser"
_EVERY_S: Final = 1.0
#: Hooks that are sent to at the same time; one that is slow delays no more than itself.
_N_AT_ONCE: Final = 4
#: Batches that are made of one search in a turn.
_N_BATCHES: Final = 20


class Courier:
    """Sends the news of saved searches while it runs."""

    def __init__(self, space: "Workspace", network: Network | None = None) -> None:
        self._space = space
        self._network = network or Network()
        self._ended = threading.Event()
        self._told = threading.Event()
        self._thread: threading.Thread | None = None
        self._senders = ThreadPoolExecutor(_N_AT_ONCE, thread_name_prefix="hook")
        self._sending: dict[str, Future[None]] = {}

    def start(self) -> None:
        """Begins."""
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends; what is not sent yet is kept."""
        self._ended.set()
        self._told.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._senders.shutdown(wait=False, cancel_futures=True)

    def wake(self) -> None:
        """Looks now."""
        self._told.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._told.clear()
            try:
                self._turn()
            except Exception:  # noqa: BLE001 - the edge of the thread: one turn that fails must not end all hooks without a word
                _LOG.exception("the news of saved searches were not sent; tried again")
            self._told.wait(_EVERY_S)

    def _turn(self) -> None:
        for search, told in self._space.searches.sending():
            if self._ended.is_set():
                return
            if self._may(search):
                self._gather(search, told)
                self._dispatch(search)

    def _may(self, search: Search) -> bool:
        """Whether its owner may still send things away."""
        role = self._space.role_of(search.owner)
        return role is not None and ROLES.index(role) >= ROLES.index(NEEDED)

    def _gather(self, search: Search, told: int) -> None:
        """Keeps what is new."""
        try:
            for _ in range(_N_BATCHES):
                found = newer(self._space, search, told)
                if found is None or found.told == told:
                    return
                id, body = body_of(search, found.items, found.told) if found.items else (None, "")
                self._space.searches.note(search.id, found.told, id, body)
                told = found.told
                if not found.more:
                    return
        except LagebildError:  # the ledger is busy, or the filter has become none: looked at again in the next turn
            return

    def _dispatch(self, search: Search) -> None:
        """Sends the next that is due, unless one is under way."""
        under_way = self._sending.get(search.id)
        if under_way is None or under_way.done():
            self._sending[search.id] = self._senders.submit(self._send, search)

    def _send(self, search: Search) -> None:
        """Sends all that is due, in order, until one does not arrive."""
        store, options = self._space.searches, self._space.options
        while search.hook is not None and not self._ended.is_set() and (delivery := store.due(search.id)) is not None:
            secret = store.secret(search.id)
            if not secret:
                return
            told = send(search.hook.url, secret, delivery, options.policy, self._network, on_loopback=options.on_loopback)
            if not told.arrived:
                store.failed(delivery, told.words, for_good=told.for_good)
                return
            store.done(delivery, told.words)
