"""What moved in the picture since a day: worked out aside, so that no page waits long for it."""

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lagebild.web.following import Following

if TYPE_CHECKING:
    from lagebild.picture import Changes, Contradiction

#: Seconds that a page waits for news where it has none to show, and where it has older ones.
_PATIENCE_S: Final = 1.0
_IMPATIENCE_S: Final = 0.05
#: Days for which news are kept: one for each person's last visit.
_MOST_DAYS: Final = 32
_N_CONTRADICTIONS: Final = 20


@dataclass(frozen=True, slots=True)
class News:
    """Changes since a day, and the contradictions that stand, as of event `at`."""

    at: int
    changes: "Changes"
    contradictions: "tuple[Contradiction, ...]"


class NewsDesk:
    """The news of a picture by the day since when."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="news")
        self._lock = threading.Lock()
        self._made: OrderedDict[date, News] = OrderedDict()
        self._making: dict[date, Future[None]] = {}

    def since(self, day: date) -> News | None:
        """The news since `day`: the newest, or those of a moment ago while newer ones are worked out; None as long as there are none."""
        if not self._following.progress().ready:
            return self._made.get(day)
        with self._lock:
            known = self._made.get(day)
            if known is not None and known.at == self._following.at:
                return known
            making = self._making.get(day)
            if making is None or making.done():
                making = self._making[day] = self._worker.submit(self._make, day)
        try:
            making.result(_PATIENCE_S if known is None else _IMPATIENCE_S)
        except TimeoutError:
            return known
        return self._made.get(day)

    def stop(self) -> None:
        """Ends; what is being worked out is let go."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _make(self, day: date) -> None:
        from lagebild.picture import changes, contradictions

        with self._following.picture() as picture:
            at = self._following.at
            made = News(at, changes(picture, day.isoformat(), by="recorded"), tuple(contradictions(picture, limit=_N_CONTRADICTIONS)))
        with self._lock:
            self._made[day] = made
            while len(self._made) > _MOST_DAYS:
                self._making.pop(self._made.popitem(last=False)[0], None)
