"""The process that reads what comes in: it may die of a hostile document, or be ended, and the workspace goes on."""

import multiprocessing
import signal
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

from lagebild.claims.capture import Capture
from lagebild.claims.event import utc_now
from lagebild.claims.report import Fault
from lagebild.pipeline.reading import Order, Reading, dead
from lagebild.pipeline.taking import Got, Page, Ready, got_from
from lagebild.reports import Facts, Limits

#: Seconds for one source, reading included, after which its process is ended. Extraction bounds itself to 60 s between pages.
_LONGEST_S: Final = 180.0


class ReadingProcess:
    """Reads one source after the other in a process of its own, which stays for the next and is made anew where it died."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        self._longest_s = longest_s
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def read(self, source: Page | Ready | tuple[bytes, str, str], order: Order, name: str) -> list[Got]:
        """All readings of one source: a page, a ready report, or bytes with their name and source. Where the process dies or
        takes too long there is one fault in their place."""
        line = self._open()
        try:
            line.send((source, order))
            if line.poll(self._longest_s):
                got: list[Got] = line.recv()
                return got
        except (EOFError, OSError):
            self.close()
            return [Got(Reading(None, faults=(dead(name),)))]
        self.close()
        fault = Fault(name, f"reading it takes longer than {self._longest_s:g} seconds", "split it")
        return [Got(Reading(None, faults=(fault,)))]

    def close(self) -> None:
        """Ends the process, whatever it does."""
        process, line, self._process, self._line = self._process, self._line, None, None
        if process is not None and line is not None:
            process.kill()
            process.join(timeout=5)
            line.close()

    def _open(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._line is not None:
            return self._line
        self.close()
        context = multiprocessing.get_context("spawn")  # a forked child would inherit the locks of this process's threads
        here, there = context.Pipe()
        self._process = context.Process(target=_read_all, args=(there,), daemon=True, name="lagebild reading")
        self._process.start()
        there.close()
        self._line = here
        return here


def read_upload(data: bytes, name: str, source: str, facts: Facts, limits: Limits) -> list[Ready]:
    """The reports in a file that somebody brought, each with the file as its original."""
    import mimetypes

    from lagebild.claims.report import Report
    from lagebild.reports import read_bytes

    capture = Capture("file", utc_now(), source, media_type=mimetypes.guess_type(name)[0])
    found = []
    for item in read_bytes(data, name, facts=facts, limits=limits):
        part = (item.source or "").removeprefix(name)
        how = "mail" if "#attachment:" in part and isinstance(item, Report) else "file"
        found.append(Ready(_placed(item, source + part), data, Capture(how, capture.time, source, media_type=capture.media_type)))  # type: ignore[arg-type]
    return found


def upload_source(data: bytes, name: str) -> str:
    """Where a file that somebody brought is said to come from. The beginning of its hash keeps two files of one name apart: the
    second is not a newer version of the first."""
    return f"upload:{sha256(data).hexdigest()[:12]}/{name}"


def _placed(item: object, source: str) -> object:
    from dataclasses import replace

    return replace(item, source=source)  # type: ignore[type-var]


def _read_all(line: Connection) -> None:
    """Runs in the process: reads until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the workspace ends this process itself
    while True:
        try:
            source, order = line.recv()
        except (EOFError, OSError):
            return
        line.send(_read_one(source, order))


def _read_one(source: Page | Ready | tuple[bytes, str, str], order: Order) -> list[Got]:
    if isinstance(source, tuple):
        ready = read_upload(*source, order.facts, order.limits)
        return [got for one in ready for got in got_from(one, order)]
    return got_from(source, order)
