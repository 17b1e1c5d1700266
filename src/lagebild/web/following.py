"""One picture for all requests, kept up with the ledger in the background."""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lagebild.errors import LagebildError, SnapshotUnusable
from lagebild.ledger import Filter, Ledger
from lagebild.pipeline.weighed import Weighed, snapshot_of
from lagebild.web.picturing import Made

if TYPE_CHECKING:
    from lagebild.picture import Picture

#: Seconds between two looks at the ledger where nobody says that something came in.
_EVERY_S: Final = 1.0
#: Seconds that a count may take to be made within a request; slower ones are made in the background and may be a little old.
_QUICK_S: Final = 0.05
#: Seconds at a time for working out what nobody looked at yet, and between two times, in which pages are served undisturbed.
_PREPARING_S: Final = 0.05
_BREATH_S: Final = 0.15
#: Events, or things that were weighed, after which the picture is saved.
_SAVED_AFTER: Final = 2_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the picture has come: events done of all that there are. `trouble` is why it stands still, if it does."""

    done: int
    total: int
    trouble: str | None = None

    @property
    def ready(self) -> bool:
        """Whether everything that is in the ledger is in the picture."""
        return self.done >= self.total


class Following:
    """The picture of a ledger, and how many claims wait for a decision, as of the last look."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._weighed = Weighed(ledger)
        self._told = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble: str | None = None
        self._saved_at, self._saved_told = 0, 0
        self._weighing: tuple[int, int] = (0, 0)
        self._counted: tuple[int, int] = (-1, 0)
        self._count_s = 0.0
        self._first_count = threading.Lock()
        self._prepared = False
        #: What pages made of the picture.
        self.made: Final = Made()

    def start(self) -> None:
        """Begins to follow."""
        self._thread = threading.Thread(target=self._follow, name="following", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends; a long first weighing is left where it is."""
        self._ended.set()
        self._told.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def wake(self) -> None:
        """Looks at the ledger now: something was written."""
        self._told.set()

    def progress(self) -> Progress:
        """How far the picture is."""
        at, behind = self._weighed.at, self._weighed.behind()
        if at == 0 and behind:  # the first weighing is done aside, and tells how far it is
            total = max(behind, self._weighing[1])
            return Progress(min(self._weighing[0], total - 1), total, self._trouble)  # not ready before it is taken over
        return Progress(at, at + behind, self._trouble)

    @property
    def prepared(self) -> bool:
        """Whether all that lists show of things was worked out; until then some of it is worked out when a page asks for it."""
        return self._prepared

    @property
    def at(self) -> int:
        """The sequence of the last event that is in the picture."""
        return self._weighed.at

    @contextmanager
    def picture(self) -> Iterator["Picture"]:
        """The picture as it is. Take values out and leave: what is recorded meanwhile waits."""
        with self._weighed.reading() as picture:
            yield picture

    def n_undecided(self) -> int:
        """How many claims wait for a decision; in a ledger so large that counting takes long, as of a moment ago."""
        with self._ledger.view() as view:
            head = view.head()[0]
        if self._counted[0] < 0:
            with self._first_count:  # of all that ask at the start one counts
                if self._counted[0] < 0:
                    self._count()
        elif self._counted[0] != head and self._count_s < _QUICK_S:
            self._count()
        return self._counted[1]

    def _count(self) -> None:
        began = time.monotonic()
        with self._ledger.view() as view:
            self._counted = (view.head()[0], view.count(Filter(states=("undecided",))))
        self._count_s = time.monotonic() - began

    def _follow(self) -> None:
        self._load()
        while not self._ended.is_set():
            self._told.clear()
            try:
                if self._weighed.follow(self._progressed):
                    self._count()
                self._trouble = None
            except _Stop:
                return
            except LagebildError as error:  # a ledger that is busy or away for a while: the workspace goes on without news
                self._trouble = str(error)
            self._prepared = not self._weighed.prepare(_PREPARING_S)
            n_told = self._weighed.n_told - self._saved_told if self._prepared else 0
            if max(self._weighed.at - self._saved_at, n_told) >= _SAVED_AFTER:
                self._save()
            self._told.wait(_EVERY_S if self._prepared else _BREATH_S)
        self._save()

    def _load(self) -> None:
        """Takes the picture that a call before left beside the ledger; one that is of no use is weighed anew."""
        path = snapshot_of(self._ledger)
        if path is not None and path.exists():
            with suppress(SnapshotUnusable):
                self._weighed.load(path)
                gc.freeze()  # a million claims are no garbage: looking for it among them would stop all pages for a second
        self._saved_at, self._saved_told = self._weighed.at, self._weighed.n_told

    def _save(self) -> None:
        """Leaves the picture beside the ledger; where that cannot be written, the next call weighs anew."""
        path = snapshot_of(self._ledger)
        if path is not None and (self._weighed.at, self._weighed.n_told) != (self._saved_at, self._saved_told):
            with suppress(SnapshotUnusable):
                self._weighed.save(path)
        self._saved_at, self._saved_told = self._weighed.at, self._weighed.n_told

    def _progressed(self, done: int, total: int) -> None:
        """Called between chunks of a long weighing: a chance to end."""
        self._weighing = done, total
        if self._ended.is_set():
            raise _Stop


class _Stop(Exception):
    """The workspace ends."""
