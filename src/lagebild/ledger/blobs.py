"""Original bytes, kept under the hash of their content and never changed."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from lagebild.claims.canonical import content_hash
from lagebild.errors import LedgerUnusable


class Blobs(Protocol):
    """Bytes by their hash ("sha256:…")."""

    def put(self, data: bytes) -> str:
        """Keeps `data` and gives its hash; on return it is durable. Raises `LedgerUnusable` where it cannot be written."""

    def get(self, digest: str) -> bytes | None:
        """The bytes kept under `digest` as they are now, None if there are none."""

    def digests(self) -> Iterator[str]:
        """The hashes under which something is kept."""


class MemoryBlobs:
    """Blobs in a dict, gone with the process."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Keeps `data` and gives its hash."""
        digest = content_hash(data)
        self._data[digest] = data
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes kept under `digest`, None if there are none."""
        return self._data.get(digest)

    def digests(self) -> Iterator[str]:
        """The hashes under which something is kept."""
        return iter(tuple(self._data))


class FolderBlobs:
    """Blobs as read-only files, `folder/ab/abcdef…`; made at the first `put`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keeps `data` and gives its hash. Durable on return: the file is written beside its place, synced and renamed, then
        the folder is synced, so a name never leads to half a file. Raises `LedgerUnusable` where the system refuses."""
        digest = content_hash(data)
        path = self._path(digest)
        if not path.exists():
            try:
                self._write(path, data)
            except OSError as error:
                raise LedgerUnusable(str(self.folder), _reason(error), "make room or grant write permission") from error
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes kept under `digest`, None if there are none."""
        path = self._path(digest)
        return path.read_bytes() if path.is_file() else None

    def digests(self) -> Iterator[str]:
        """The hashes under which something is kept, sorted."""
        for path in sorted(self.folder.glob("??/" + "?" * 64)):
            yield f"sha256:{path.name}"

    def _path(self, digest: str) -> Path:
        name = digest.removeprefix("sha256:")
        return self.folder / name[:2] / name

    def _write(self, path: Path, data: bytes) -> None:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder.parent)
            _sync_folder(self.folder)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), 0o444)
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
