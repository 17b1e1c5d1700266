"""The state of the exchange, kept in the node's folder with the event at which it stands, so that nobody folds all events again.

It can be thrown away at any time: the ledger is what counts. It is taken only where it bears the node's own mark (an HMAC under its
secret), was written by this version of Lagebild, and stands at an event that is in the ledger; else the ledger is read from its beginning.
"""

import fcntl
import gc
import hashlib
import hmac
import json
import os
import pickle
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from lagebild.exchange.bodies import BodyFile, Remembered
from lagebild.exchange.held import Held, Holdings
from lagebild.exchange.looking import is_in
from lagebild.exchange.streams import Inbound, Outbound
from lagebild.ledger import View

if TYPE_CHECKING:
    from lagebild.exchange.state import State

_FILE: Final = "state.kept"
#: Raised with every change of what a state consists of.
_FORM: Final = 2
#: Where somebody else has kept all but this part of what is here, it is not kept again.
_PART: Final = 20
#: The only things that are made when a state is read, beside nouns of the exchange.
_MADE: Final = frozenset({("builtins", "set"), ("builtins", "frozenset"), ("datetime", "datetime"), ("datetime", "timezone"),
                          ("datetime", "timedelta"), ("collections", "Counter")})  # fmt: skip


def load_state(state: "State", folder: Path, secret: bytes, view: View) -> bool:
    """Whether `state`, which is empty, now is what was kept. Writes nothing."""
    path = folder / _FILE
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = _head(file, secret)
        if head is None or head["by"] != _by() or not is_in(view, head["sequence"], head["hash"]):
            return False
        if not _has_bodies(folder, head):
            return False
        bodies = folder / str(head["bodies"])
        with _without_collecting():
            found = _Unpickler(file, BodyFile(bodies).hold()).load()
    for one in fields(state):
        setattr(state, one.name, getattr(found, one.name))
    state.kept_at = state.weight
    return True


def keep_state(state: "State", folder: Path, secret: bytes, view: View) -> None:
    """Keeps `state`, which stands at the newest event of `view`, unless somebody else does, or has just done so. Raises `OSError` and
    `StoreUnusable` where the folder cannot be written."""
    with _alone(folder) as mine:
        path = folder / _FILE
        if not mine:
            return
        before = None
        if path.is_file():
            with path.open("rb") as file:
                before = _head(file, secret)
        if before is not None and before["by"] == _by() and before["sequence"] > view.head()[0]:
            state.kept_at = state.weight  # somebody who has read further was here first
            return
        if before is not None and before["by"] == _by() and is_in(view, before["sequence"], before["hash"]) and _has_bodies(folder, before):
            if before["weight"] * _PART >= state.weight * (_PART - 1) and before["weight"] > state.kept_at:
                state.kept_at = before["weight"]
                return
            name = str(before["bodies"])
        else:
            name = f"bodies-{secrets.token_hex(8)}"
        _write(state, folder, secret, (name, view.head()))
        for old in folder.glob("bodies-*"):
            if old.name != name:
                old.unlink()


def _write(state: "State", folder: Path, secret: bytes, at: tuple[str, tuple[int, str]]) -> None:
    """Bodies first: what names them must never be there without them."""
    name, (sequence, hash_) = at
    file = BodyFile(folder / name)
    for bodies in state.all_bodies():
        bodies.settle(file)
    head = {
        "by": _by(), "sequence": sequence, "hash": hash_, "weight": state.weight, "bodies": name,
        "n_bytes": (folder / name).stat().st_size if (folder / name).is_file() else 0,
    }  # fmt: skip
    beside = folder / f"{_FILE}.new"
    beside.unlink(missing_ok=True)
    mark = marker(secret)
    with open(beside, "xb", opener=_private) as out:
        out.write(bytes(mark.digest_size))
        marked = _Marked(out, mark)
        marked.write(json.dumps(head).encode() + b"\n")
        with _without_collecting():
            _Pickler(marked, file).dump(state)
        out.seek(0)
        out.write(mark.digest())
        out.flush()
        os.fsync(out.fileno())
    beside.replace(folder / _FILE)
    state.kept_at = state.weight


def _head(file: BinaryIO, secret: bytes) -> dict[str, Any] | None:
    """What the file says of itself, once its mark is proved; the file then stands behind it. None where it is not the node's own."""
    mark = marker(secret)
    given = file.read(mark.digest_size)
    while data := file.read(1 << 20):
        mark.update(data)
    if not hmac.compare_digest(given, mark.digest()):
        return None
    file.seek(mark.digest_size)
    head: dict[str, Any] = json.loads(file.readline())
    return head


def _has_bodies(folder: Path, head: dict[str, Any]) -> bool:
    """Whether all is there to which a state refers."""
    bodies = folder / str(head["bodies"])
    return bodies.is_file() and bodies.stat().st_size >= head["n_bytes"]


def marker(secret: bytes) -> hmac.HMAC:
    """What makes the node's mark. Its key follows from the secret, which has another use, too."""
    return hmac.new(hashlib.blake2b(secret, person=b"kept state").digest(), digestmod="blake2b")


def _by() -> list[Any]:
    """Who can read a state: this version of Lagebild, with states of the same parts."""
    from importlib.metadata import version

    from lagebild.exchange.state import State

    nouns: tuple[Any, ...] = (State, Holdings, Held, Outbound, Inbound)
    return [_FORM, version("lagebild"), [[part.name for part in fields(noun)] for noun in nouns]]


class _Marked:
    """A file that marks what is written to it."""

    def __init__(self, file: BinaryIO, mark: hmac.HMAC) -> None:
        self._file, self._mark = file, mark

    def write(self, data: bytes) -> int:
        self._mark.update(data)
        return self._file.write(data)


class _Pickler(pickle.Pickler):
    """Objects lie in the file of bodies, to which a state refers."""

    def __init__(self, file: Any, bodies: BodyFile) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._bodies = bodies

    def persistent_id(self, one: object) -> str | None:
        return "bodies" if one is self._bodies else "remembered" if isinstance(one, Remembered) else None


class _Unpickler(pickle.Unpickler):
    """Makes nouns of the exchange and plain values, and nothing else."""

    def __init__(self, file: BinaryIO, bodies: BodyFile) -> None:
        super().__init__(file)
        self._bodies = bodies

    def persistent_load(self, name: Any) -> BodyFile | Remembered:
        return self._bodies if name == "bodies" else Remembered()

    def find_class(self, module: str, name: str) -> Any:
        if not module.startswith("lagebild.exchange.") and (module, name) not in _MADE:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a state")
        return super().find_class(module, name)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else keeps the state now; whoever does, does it for all."""
    handle = os.open(folder / "keeping.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A million objects that all stay are made several times as fast while nobody looks for those that can go."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
