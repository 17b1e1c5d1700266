"""What people bring in: waiting, being read, recorded; told of while it happens."""

import itertools
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from lagebild.claims.report import Fault, Report
from lagebild.errors import LagebildError
from lagebild.pipeline.adding import fetched
from lagebild.pipeline.reading import Order
from lagebild.pipeline.recording import Added, Recording
from lagebild.pipeline.taking import Got, Page, Ready
from lagebild.reports import Facts, read_bytes
from lagebild.web.reading_process import ReadingProcess, upload_source
from lagebild.web.refusals import TooMany

if TYPE_CHECKING:
    from lagebild.web.workspace import Options

#: Sources and bytes that may wait; more is refused until some are read.
_MOST_WAITING: Final = 500
_MOST_BYTES: Final = 400_000_000
#: Sources that are told of once they are done; older ones stand in the ledger.
_MOST_TOLD: Final = 200

State = Literal["waiting", "reading", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Brought:
    """One thing that somebody brought: a file, an address, a text. `results` say what became of its reports."""

    id: int
    who: str
    name: str
    state: State
    results: tuple[Added, ...] = ()
    trouble: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class Bringing:
    """Something to read. `data` holds the bytes of a file or text, None for an address, which is then `name`."""

    name: str
    data: bytes | None
    facts: Facts
    pasted: bool = False


class Intake:
    """Takes in one thing after the other in a thread; reading is done by another process, so that pages are served meanwhile."""

    def __init__(self, options: "Options", on_recorded: Callable[[], None]) -> None:
        self._options = options
        self._on_recorded = on_recorded
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._told: dict[int, Brought] = {}
        self._waiting: queue.Queue[tuple[int, Bringing] | None] = queue.Queue()
        self._n_bytes = 0
        self._process = ReadingProcess()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to read."""
        self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends; what was not yet read is forgotten, what was recorded is safe."""
        with self._lock:
            self._told.clear()
        self._waiting.put(None)
        self._process.close()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._process.close()

    def bring(self, who: str, things: Iterable[Bringing]) -> tuple[Brought, ...]:
        """Takes things to be read, for `who`; raises `TooMany` where too much waits."""
        new = list(things)
        n_bytes = sum(len(one.data or b"") for one in new)
        with self._lock:
            n_waiting = sum(not one.over for one in self._told.values())
            if n_waiting + len(new) > _MOST_WAITING or self._n_bytes + n_bytes > _MOST_BYTES:
                raise TooMany("intake_full", 60)
            self._n_bytes += n_bytes
            brought = tuple(Brought(next(self._numbers), who, one.name, "waiting") for one in new)
            self._told.update((one.id, one) for one in brought)
            for one in list(self._told.values())[: max(0, len(self._told) - _MOST_TOLD)]:
                if one.over:
                    del self._told[one.id]
        for told, thing in zip(brought, new, strict=True):
            self._waiting.put((told.id, thing))
        return brought

    def of(self, who: str) -> tuple[Brought, ...]:
        """What `who` brought since the workspace started, the newest first."""
        with self._lock:
            return tuple(one for one in reversed(self._told.values()) if one.who == who)

    def forget(self, who: str) -> None:
        """No longer tells of what is over."""
        with self._lock:
            self._told = {id: one for id, one in self._told.items() if one.who != who or not one.over}

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            id, thing = item
            told = self._now(id, state="reading")
            if told is None:
                continue
            try:
                results = self._taken(told.who, thing)
                failed = bool(results) and all(one.outcome == "failed" for one in results)
                self._now(id, state="failed" if failed else "done", results=results)
            except LagebildError as error:  # the ledger or the model is not usable: the person is told, the workspace goes on
                self._now(id, state="failed", trouble=str(error))
            with self._lock:
                self._n_bytes -= len(thing.data or b"")
            self._on_recorded()

    def _now(self, id: int, **what: object) -> Brought | None:
        with self._lock:
            if id not in self._told:
                return None
            self._told[id] = replace(self._told[id], **what)  # type: ignore[arg-type]
            return self._told[id]

    def _taken(self, who: str, thing: Bringing) -> tuple[Added, ...]:
        order = Order((), thing.facts, self._options.limits, readers=self._options.readers)
        with Recording(self._options.ledger, who) as recording:
            gots = self._read(thing, order)
            return (*recording.take(gots), *recording.flush())

    def _read(self, thing: Bringing, order: Order) -> list[Got]:
        if thing.data is None:
            page = fetched(thing.name, self._options.policy, thing.facts)
            return self._process.read(page if isinstance(page, Page) else Ready(page), order, thing.name)
        if thing.pasted:
            return self._process.read(_pasted(thing, order), order, thing.name)
        return self._process.read((thing.data, thing.name, upload_source(thing.data, thing.name)), order, thing.name)


def _pasted(thing: Bringing, order: Order) -> Ready:
    """The report that a pasted text is; plain text, whatever it looks like."""
    from lagebild.claims.capture import Capture
    from lagebild.claims.event import utc_now

    data = thing.data or b""
    source = f"pasted:{sha256(data).hexdigest()[:12]}"
    item = next(read_bytes(data, f"{source}.txt", facts=thing.facts, limits=order.limits, charset="utf-8"), Fault(source, "empty"))
    placed = replace(item, source=source) if isinstance(item, Report) else replace(item, source=thing.name)
    return Ready(placed, data, Capture("stdin", utc_now(), source, media_type="text/plain"))
