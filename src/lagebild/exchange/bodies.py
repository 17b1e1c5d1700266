"""Objects by id and version, packed: a node holds hundreds of thousands of them, and looks at few."""

import json
import os
import threading
import zlib
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Final, cast

from lagebild.errors import StoreUnusable
from lagebild.exchange.stix.wire import StixObject

Key = tuple[str, str]
#: Where a body lies in the file: offset and length in bytes, and the CRC-32 of what lies there.
Place = tuple[int, int, int]
#: The level at which repeated names fall away; higher ones take longer and save little.
_LEVEL: Final = 1


class BodyFile:
    """Packed objects one behind the other in a file that only grows. For several threads and processes: what was written stays where
    it is. Raises `StoreUnusable` where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path
        self._lock: Final = threading.Lock()
        self._handle: int | None = None

    def is_at(self, other: "BodyFile") -> bool:
        """Whether both are the same file."""
        return self._path == other._path

    def hold(self) -> "BodyFile":
        """The file, open from now on: who keeps a state anew in another file may remove it. Raises `StoreUnusable` where it is gone."""
        try:
            self._opened()
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        return self

    def read(self, place: Place) -> bytes:
        """What lies at a place."""
        offset, length, check = place
        try:
            data = os.pread(self._opened(), length, offset)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        if len(data) != length or zlib.crc32(data) != check:
            raise self._unusable("it is not what was written there")
        return data

    def append(self, packed: list[bytes]) -> list[Place]:
        """The places of what is put at the end, durable on return. One process at a time: the caller sees to that."""
        places: list[Place] = []
        try:
            with open(self._path, "ab", opener=_private) as file:
                offset = file.tell()
                for data in packed:
                    file.write(data)
                    places.append((offset, len(data), zlib.crc32(data)))
                    offset += len(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        return places

    def _opened(self) -> int:
        with self._lock:
            if self._handle is None:
                self._handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            return self._handle

    def _unusable(self, reason: str) -> StoreUnusable:
        return StoreUnusable(str(self._path), reason, "remove it: it is made anew from the ledger")

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)


class Remembered(dict[Any, Any]):
    """What was worked out from the rest, and can be again: it is kept nowhere."""


class Bodies(MutableMapping[Key, StixObject]):
    """Objects by id and version, in the order in which they came; each time one is looked up it is a new object."""

    __slots__ = ("_file", "_held")

    def __init__(self) -> None:
        self._held: dict[Key, bytes | Place] = {}
        self._file: BodyFile | None = None

    def __getitem__(self, key: Key) -> StixObject:
        held = self._held[key]
        if isinstance(held, tuple):
            assert self._file is not None  # places are given out with the file alone
            held = self._file.read(held)
        return unpacked(held)

    def __setitem__(self, key: Key, item: StixObject) -> None:
        self._held[key] = packed(item)

    def __delitem__(self, key: Key) -> None:
        del self._held[key]

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def settle(self, file: BodyFile) -> None:
        """Moves what is in memory, or in another file, into the file."""
        before = self._file if self._file is not None and not self._file.is_at(file) else None
        loose: list[tuple[Key, bytes]] = []
        for key, held in self._held.items():
            if isinstance(held, bytes):
                loose.append((key, held))
            elif before is not None:
                loose.append((key, before.read(held)))
        places = file.append([held for _, held in loose]) if loose else []
        self._file = file.hold() if self._held else file
        self._held.update((key, place) for (key, _), place in zip(loose, places, strict=True))


def packed(item: StixObject) -> bytes:
    """An object in some hundred bytes."""
    return zlib.compress(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf8", "surrogatepass"), _LEVEL)


def unpacked(data: bytes) -> StixObject:
    """What `packed` made bytes of."""
    return cast("StixObject", json.loads(zlib.decompress(data)))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
