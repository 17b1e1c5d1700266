"""A process beside the workspace that does one kind of work: it may die or be ended, and the workspace goes on."""

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any


class Companion:
    """Does one thing after the other by `work(asked) -> answer` (a function of a module) in a process named `name`, which stays for
    the next and is made anew where it died. Used by one thread at a time."""

    def __init__(self, work: Callable[[Any], Any], name: str) -> None:
        self._work = work
        self._name = name
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, asked: object, longest_s: float) -> Any:
        """The answer. Raises `EOFError` or `OSError` where the process died of it, `TimeoutError` where it took longer than
        `longest_s`, the start of the process included; the process has then been ended."""
        line = self._open()
        try:
            line.send(asked)
            if line.poll(longest_s):
                return line.recv()
        except (EOFError, OSError):
            self.close()
            raise
        self.close()
        raise TimeoutError

    def close(self) -> None:
        """Ends the process, whatever it does; the next question makes a new one."""
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
        self._process = context.Process(target=_work_all, args=(there, self._work), daemon=True, name=self._name)
        self._process.start()
        there.close()
        self._line = here
        return here


def _work_all(line: Connection, work: Callable[[Any], Any]) -> None:
    """Runs in the process: works until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the workspace ends this process itself
    while True:
        try:
            asked = line.recv()
        except (EOFError, OSError):
            return
        line.send(work(asked))
