"""A picture in a file, so that it need not be weighed anew: a header in JSON, columns of numbers as they lie in memory, a checksum.

The file is a cache of one's own making, tied to the rules that made it: any other version of this room refuses it, and the caller weighs
anew. The checksum tells damage, not intent: who can write the file can change the picture.
"""

import json
import os
import sys
from array import array
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from lagebild.errors import SnapshotUnusable

_MAGIC: Final = b"lagebild picture 1\n"
_DIGEST_BYTES: Final = 32
_LENGTH_BYTES: Final = 8
_CHUNK_BYTES: Final = 1 << 20

Header = dict[str, Any]
if TYPE_CHECKING:
    Column = array[int] | bytearray
    Columns = dict[str, Column]


def write(path: Path, holder: object, header: Header) -> None:
    """Write what `holder` holds and `header` to `path`, whole or not at all. Raises `SnapshotUnusable`."""
    columns, values = parts_of(holder)
    known = {
        **header, "rules": rules(), "order": sys.byteorder, "values": values,
        "columns": [[name, _code(column), len(memoryview(column).cast("B"))] for name, column in columns.items()],
    }  # fmt: skip
    head = json.dumps(known, ensure_ascii=False).encode()
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            state = blake2b(digest_size=_DIGEST_BYTES)
            for part in (_MAGIC, len(head).to_bytes(_LENGTH_BYTES, "little"), head, *columns.values()):
                state.update(part)
                file.write(part)
            file.write(state.digest())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise SnapshotUnusable(str(path), error.strerror or str(error)) from error


def read(path: Path) -> "tuple[Header, Columns]":
    """The header and the columns of the file. Raises `SnapshotUnusable` where it is missing, damaged, or made by other rules."""
    try:
        with path.open("rb") as file:
            _check(path, file)
            file.seek(len(_MAGIC))
            header: Header = json.loads(file.read(int.from_bytes(file.read(_LENGTH_BYTES), "little")))
            if header["rules"] != rules() or header["order"] != sys.byteorder:
                raise SnapshotUnusable(str(path), "it was made by another version of Lagebild or on another kind of machine")
            return header, {name: _column(file, code, n_bytes) for name, code, n_bytes in header["columns"]}
    except OSError as error:
        raise SnapshotUnusable(str(path), error.strerror or str(error)) from error


def parts_of(holder: object) -> "tuple[Columns, dict[str, Any]]":
    """What a holder and those within it keep (their `PARTS`): columns by name, and all else by name."""
    columns: Columns = {}
    values: dict[str, Any] = {}
    for owner, part, name in _places(holder, ""):
        value = getattr(owner, part)
        if isinstance(value, array | bytearray):
            columns[name] = value
        else:
            values[name] = value
    return columns, values


def put_back(holder: object, columns: "Columns", values: dict[str, Any]) -> None:
    """Give a fresh holder what `parts_of` took from another."""
    for owner, part, name in _places(holder, ""):
        setattr(owner, part, columns[name] if name in columns else values[name])
        restored = getattr(owner, "restored", None)
        if restored is not None:
            restored()


@cache
def rules() -> str:
    """A digest of this room's code and tables: pictures made by others may differ."""
    state = blake2b(digest_size=16)
    room = files("lagebild.weighing")
    for folder in (room, room / "data"):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".toml")):
                state.update(file.name.encode() + b"\0" + file.read_bytes())
    return state.hexdigest()


def _places(holder: object, prefix: str) -> Iterator[tuple[object, str, str]]:
    for part in holder.PARTS:  # type: ignore[attr-defined]
        value = getattr(holder, part)
        if hasattr(value, "PARTS"):
            yield from _places(value, f"{prefix}{part}.")
        else:
            yield holder, part, prefix + part


def _check(path: Path, file: BinaryIO) -> None:
    """Read the whole file once and compare its checksum, before anything in it is believed."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    left = size - _DIGEST_BYTES
    state = blake2b(digest_size=_DIGEST_BYTES)
    first = file.read(len(_MAGIC))
    if first != _MAGIC or left < len(_MAGIC):
        raise SnapshotUnusable(str(path), "it is no picture that Lagebild saved")
    state.update(first)
    left -= len(first)
    while left > 0:
        chunk = file.read(min(left, _CHUNK_BYTES))
        state.update(chunk)
        left -= len(chunk)
        if not chunk:
            break
    if file.read() != state.digest():
        raise SnapshotUnusable(str(path), "it is damaged: its checksum does not fit")


def _column(file: BinaryIO, code: str, n_bytes: int) -> "Column":
    if code == "bytes":
        return bytearray(file.read(n_bytes))
    column: array[int] = array(code)
    column.frombytes(file.read(n_bytes))
    return column


def _code(column: "Column") -> str:
    return column.typecode if isinstance(column, array) else "bytes"
