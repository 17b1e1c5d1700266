"""The process that draws charts: drawing holds the interpreter's lock for a tenth of a second, in which no other page would move."""

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, Literal

from lagebild.web.refusals import NotYet

#: Seconds for one chart, the start of the process included, after which it is ended.
_LONGEST_S: Final = 20.0
Locale = Literal["de-DE", "en-GB"]


class DrawingProcess:
    """Draws one chart after the other in a process of its own, which stays for the next and is made anew where it died."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        self._longest_s = longest_s
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def draw(self, spec: dict[str, Any], locale: Locale) -> str:
        """The chart of a Vega-Lite specification as SVG. Raises `NotYet` where the process dies of it or takes too long."""
        with self._turn:
            line = self._open()
            try:
                line.send((spec, locale))
                if line.poll(self._longest_s):
                    return str(line.recv())
            except (EOFError, OSError):
                pass  # it died; the next chart has a new one
            self._end()
        raise NotYet("not_yet")

    def close(self) -> None:
        """Ends the process; the next chart makes a new one."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        process, line, self._process, self._line = self._process, self._line, None, None
        if process is not None and line is not None:
            process.kill()
            process.join(timeout=5)
            line.close()

    def _open(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._line is not None:
            return self._line
        self._end()
        context = multiprocessing.get_context("spawn")  # a forked child would inherit the locks of this process's threads
        here, there = context.Pipe()
        self._process = context.Process(target=_draw_all, args=(there,), daemon=True, name="lagebild drawing")
        self._process.start()
        there.close()
        self._line = here
        return here


def _draw_all(line: Connection) -> None:
    """Runs in the process: draws until the other end is gone."""
    import vl_convert

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the workspace ends this process itself
    while True:
        try:
            spec, locale = line.recv()
        except (EOFError, OSError):
            return
        line.send(vl_convert.vegalite_to_svg(spec, format_locale=locale, time_format_locale=locale, allowed_base_urls=[]))
