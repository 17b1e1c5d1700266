"""Values out of the picture, worked out aside: a page waits a moment for them and is shown without them where they take longer."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from lagebild.picture import Picture
    from lagebild.web.following import Following

Value = TypeVar("Value")
#: Seconds that a page waits where it has nothing to show, and where it has something older.
_PATIENCE_S: Final = 0.8
_IMPATIENCE_S: Final = 0.05
_MOST_KEPT: Final = 256
#: Values that may be in the making; more are not begun, since each holds the picture while it is made.
_MOST_BEGUN: Final = 8


@dataclass(frozen=True, slots=True)
class Later:
    """What is not made yet; `go_on` makes more of it, so that others can look at the picture meanwhile."""

    go_on: "Callable[[Picture], Any]"


class Aside:
    """Keeps values by their key until the picture moves on."""

    def __init__(self, following: "Following") -> None:
        self._following = following
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="aside")
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[str, object], tuple[int, Any]] = OrderedDict()
        self._making: dict[tuple[str, object], Future[None]] = {}

    def get(self, kind: str, key: object, make: "Callable[[Picture], Value | Later]", *, patient: bool = True) -> Value | None:
        """What `make` makes of the picture, at once or by and by (`Later`): the newest, or that of a moment ago while a newer one is made;
        None as long as there is none. `kind` and `key` name it."""
        name = kind, key
        with self._lock:
            at, known = self._made.get(name, (-1, None))
            if at == self._following.at:
                return cast("Value | None", known)
            making = self._making.get(name)
            if making is None:
                if len(self._making) >= _MOST_BEGUN:
                    return cast("Value | None", known)
                making = self._making[name] = self._workers.submit(self._make, name, make)
        try:
            making.result(_PATIENCE_S if at < 0 and patient else _IMPATIENCE_S)
        except TimeoutError:
            return cast("Value | None", known)
        return cast("Value | None", self._made.get(name, (-1, None))[1])

    def stop(self) -> None:
        """Ends; what is being made is let go."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _make(self, name: tuple[str, object], make: "Callable[[Picture], Any]") -> None:
        try:
            value: Any = Later(make)
            at = self._following.at
            while isinstance(value, Later):
                with self._following.picture() as picture:
                    value = value.go_on(picture)
            with self._lock:
                self._made[name] = at, value
                while len(self._made) > _MOST_KEPT:
                    self._made.popitem(last=False)
        finally:
            with self._lock:
                self._making.pop(name, None)
