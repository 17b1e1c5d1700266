"""A ledger's picture that follows it: for many threads, with a snapshot beside the ledger's file."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lagebild.claims.event import utc_now
from lagebild.ledger import Ledger, View
from lagebild.ledger.store import Store
from lagebild.picture import Picture
from lagebild.picture.rows import weigh
from lagebild.pipeline.scales import FactsChanged, Scales

#: Things that are weighed between two looks at who else wants the picture, about a millisecond's third each.
_AT_ONCE: Final = 64
Progress = Callable[[int, int], None]


class Weighed:
    """The weighed picture of a ledger. Nothing is read at birth; `follow` takes in what is new, `reading` gives the picture.

    Any thread may call anything. One follows at a time; readers have their turn between any two reports that it takes in.
    """

    def __init__(self, ledger: Ledger, today: Callable[[], str] = lambda: utc_now().date().isoformat()) -> None:
        """`today` (YYYY-MM-DD) says which agreements are in force: what partners let us have weighs behind our own."""
        self.ledger: Final = ledger
        self._today = today
        self._turn = _Turn()
        self._following = threading.Lock()
        self._scales = Scales(ledger, today)

    @property
    def at(self) -> int:
        """The sequence of the last event that is in the picture, 0 before the first."""
        return self._scales.at

    @property
    def n_told(self) -> int:
        """How often something was weighed of a thing; what `save` keeps has changed where this has."""
        return self._scales.board.shelf.n_told

    def behind(self) -> int:
        """How many events of the ledger are not in the picture yet."""
        with self.ledger.view() as view:
            return max(0, view.head()[0] - self.at)

    def load(self, path: Path) -> None:
        """Takes what `save` wrote as far as it goes; `follow` does the rest. Raises `SnapshotUnusable` where there is nothing that could be
        used; nothing has changed then."""
        with self._following:
            found = Scales.load(self.ledger, path, self._today)
            with self._turn.held():
                self._scales = found

    def save(self, path: Path) -> None:
        """Keeps the picture in a file, so that it need not be weighed anew. Raises `SnapshotUnusable`."""
        with self._following:
            self._scales.save(path, self._turn.held)

    def follow(self, progress: Progress | None = None) -> int:
        """Takes in all events since the last time; how many. What comes out is what weighing from nothing gives; only
        of a report of ours and a partner's of the same day the one that came first is told as the other's parent.

        `progress` is told (events done, events in all) now and then, while nothing is held. The first time takes long (some
        milliseconds a report) and is done aside: until it ends, `reading` gives an empty picture. Raises `LedgerBusy`, `LedgerUnusable`.
        """
        with self._following:
            if self.at == 0:
                return self._anew(progress)
            told = self._told(progress, self.at)
            try:
                return self._scales.follow(self._turn.held, told)
            except FactsChanged:
                return self._anew(progress)

    def prepare(self, budget_s: float = 1.0) -> bool:
        """Works out rows that nobody has looked at yet, for about `budget_s` seconds of time in which nobody else wants the picture;
        whether some are left. Lists that are filtered or ordered by what was weighed are quick from then on."""
        end = time.monotonic() + budget_s
        while time.monotonic() < end:
            with self.reading() as picture:
                places = picture.board.shelf.open()
                if not len(places):
                    return False
                weigh(picture, places[:_AT_ONCE].tolist())
        return True

    @contextmanager
    def reading(self) -> Iterator[Picture]:
        """The picture as it is now, which does not change while the block lasts. Others wait meanwhile: take values out and leave."""
        with self._abreast() as store, self._scales.texts.within(store):
            yield Picture(self._scales.board, View(store, self.ledger.blobs), store, self._scales.lent)

    @contextmanager
    def _abreast(self) -> Iterator[Store]:
        """The turn, and a transaction that sees at least what is in the picture. The transaction comes first, as it does in `follow`:
        the other way round, two threads could wait for each other on a ledger in memory."""
        while True:
            with self.ledger.looking() as store, self._turn.held():
                if store.head()[0] >= self._scales.ahead:
                    yield store
                    return

    def _anew(self, progress: Progress | None) -> int:
        """Weighs from nothing aside, and takes the result once it is whole."""
        before = self.at
        while True:
            fresh = Scales(self.ledger, self._today)
            try:
                fresh.follow(on_chunk=self._told(progress, 0))
            except FactsChanged:  # somebody added facts to a report that was weighed a moment ago
                continue
            with self._turn.held():
                self._scales = fresh
            return fresh.at - before

    def _told(self, progress: Progress | None, start: int) -> Callable[[int], None]:
        """What tells `progress` how many of the events after `start` are done."""
        if progress is None:
            return lambda n_events: None
        with self.ledger.view() as view:
            total, done = view.head()[0] - start, 0

        def on_chunk(n_events: int) -> None:
            nonlocal done
            done += n_events
            progress(done, max(total, done))

        return on_chunk


class _Turn:
    """A lock that is given in the order of asking: a follower that takes it a thousand times keeps nobody from reading for longer than one
    of them, nor do readers keep it from following. Who holds it may take it again."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._asked: deque[object] = deque()
        self._held_by: int | None = None
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Held while the block lasts."""
        with self._free:
            if self._held_by != threading.get_ident():
                self._wait()
            self._depth += 1
        try:
            yield
        finally:
            with self._free:
                self._depth -= 1
                if not self._depth:
                    self._held_by = None
                    self._free.notify_all()

    def _wait(self) -> None:
        mine = object()
        self._asked.append(mine)
        try:
            self._free.wait_for(lambda: self._held_by is None and self._asked[0] is mine)
            self._held_by = threading.get_ident()
        finally:  # also after Ctrl-C, or nobody behind would ever be first
            self._asked.remove(mine)
            self._free.notify_all()


def snapshot_of(ledger: Ledger) -> Path | None:
    """Where the picture of a ledger is kept between two calls: beside its file; None where it has none."""
    path = Path(ledger.name)
    return path.with_name(f"{path.name}.weighed") if path.is_file() else None
