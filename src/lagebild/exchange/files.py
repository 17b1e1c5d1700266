"""Writing a file so that it is either there as a whole or not at all."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from lagebild.errors import ExportFailed


def write_atomically(path: Path, chunks: Iterable[str | bytes]) -> int:
    """Writes `chunks` (a str as UTF-8) to `path` and gives the number of bytes.

    The file is written beside its place, synced and renamed: whoever opens `path` finds the old content or all of the new
    one, also after a full disk, a kill or a power cut. Where `chunks` raises, that error goes on and nothing is left. Raises
    `ExportFailed` where the system refuses, or where `path` is no regular file.
    """
    target = path.resolve()  # a link stays, what it names is replaced
    if target.exists() and not target.is_file():
        raise ExportFailed(str(path), "it is no regular file", "name another, or write to standard output")
    unfinished = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.unfinished")
    try:
        return _written(target, unfinished, chunks)
    except OSError as error:
        remedy = "make room, grant write permission or name another folder"
        raise ExportFailed(str(path), (error.strerror or str(error)).lower(), remedy) from error


def _written(target: Path, unfinished: Path, chunks: Iterable[str | bytes]) -> int:
    file = unfinished.open("xb")
    try:
        with file:
            n_bytes = _write(file, chunks)
            if target.exists():
                os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(target.parent)
    return n_bytes


def _write(file: BinaryIO, chunks: Iterable[str | bytes]) -> int:
    n_bytes = 0
    for chunk in chunks:
        n_bytes += file.write(chunk.encode() if isinstance(chunk, str) else chunk)
    return n_bytes


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
