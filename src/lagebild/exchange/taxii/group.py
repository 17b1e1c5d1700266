"""Group commit: whoever writes first writes for all who wait, so that many small changes share the cost of one commit."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from lagebild.errors import LagebildError, StoreUnusable
from lagebild.exchange.taxii.database import Database
from lagebild.exchange.taxii.writing import Writing

__all__ = ["Group"]

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Change:
    """Something to be written, and what came of it."""

    turn: Callable[[Writing], Any]
    result: Any = None
    error: LagebildError | None = None
    done: bool = False


class Group:
    """The writers of one store. `now` gives microseconds since 1970; it may jump, in either direction."""

    def __init__(self, database: Database, now: Callable[[], int]) -> None:
        self._database: Final = database
        self._now: Final = now
        self._waiting: list[_Change] = []
        self._door: Final = threading.Lock()
        self._lead: Final = threading.Lock()

    def write(self, turn: Callable[[Writing], T]) -> T:
        """The result of `turn`, once it is on the disk. Raises `StoreUnusable`; nothing of it was written then."""
        change = _Change(turn)
        with self._door:
            self._waiting.append(change)
        with self._lead:
            if not change.done:
                self._write_all()
        if change.error is not None:
            raise change.error
        result: T = change.result
        return result

    def _write_all(self) -> None:
        with self._door:
            changes, self._waiting = self._waiting, []
        error: LagebildError | None = StoreUnusable(self._database.name, "a change beside this one failed", "try again")
        try:
            with self._database.writing() as connection:
                writing = Writing(connection, self._now())
                for change in changes:
                    change.result = change.turn(writing)
                writing.finish()
            error = None
        except LagebildError as known:
            error = known
        finally:
            for change in changes:
                change.error, change.done = error, True
