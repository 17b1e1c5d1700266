"""Watching a folder: files once they are complete."""

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lagebild.errors import UnreadableReport
from lagebild.reports.kinds import suffix_kind

#: What browsers, download programs, editors and copying tools call a file that they have not finished.
_PARTIAL: Final = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".aria2", ".tmp", ".temp", ".swp", "~")
_MAX_DEPTH: Final = 32


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells two states of a file apart: size in bytes, time of change in nanoseconds, and number on its disk."""

    n_bytes: int
    changed_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is complete; `changed` if it was delivered before with another `stamp`."""

    path: Path
    stamp: Stamp
    changed: bool


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a folder is watched. A file is complete once `settled_s` have passed since it was last seen to change and it is not
    empty; the folder is looked at every `every_s`. `clock` counts seconds. The watch ends when `stopped` says so."""

    settled_s: float = 2.0
    every_s: float = 1.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stopped: Callable[[], bool] = lambda: False


_RHYTHM: Final = Rhythm()


def watch(folder: Path | str, *, known: Mapping[Path, Stamp] | None = None, rhythm: Rhythm = _RHYTHM) -> Iterator[Arrival]:
    """Each readable file in `folder` and its subfolders once it is complete, those already there first, and again when changed.

    Files in `known` come only if their stamp has changed. Passed over are the suffixes that are not read, hidden and partial
    files and folders, links out of the folder, linked folders, and whatever vanishes while it is looked at. While the whole
    folder cannot be read (a drive that is away) nothing comes and nothing is forgotten. Raises `UnreadableReport` at the start
    if there is no such folder.

    Only looking again and again finds files on network drives and in mounted volumes too; notifications (inotify) do not.
    """
    root = Path(folder)
    if not root.is_dir():
        raise UnreadableReport(f"no such folder: {root}", "check the path")
    return _arrivals(root, dict(known or {}), rhythm)


def _arrivals(root: Path, delivered: dict[Path, Stamp], rhythm: Rhythm) -> Iterator[Arrival]:
    waiting: dict[Path, tuple[Stamp, float]] = {}
    while not rhythm.stopped():
        now = rhythm.clock()
        if (found := _stamps(root)) is not None:
            waiting = _waiting(found, waiting, delivered, now)
            delivered = {path: kept for path, kept in delivered.items() if path in found}
            for path in sorted(path for path, (_, since) in waiting.items() if now - since >= rhythm.settled_s):
                stamp, _ = waiting.pop(path)
                changed = path in delivered
                delivered[path] = stamp
                yield Arrival(path, stamp, changed)
        rhythm.sleep(rhythm.every_s)


def _waiting(
    found: dict[Path, Stamp], before: dict[Path, tuple[Stamp, float]], delivered: dict[Path, Stamp], now: float
) -> dict[Path, tuple[Stamp, float]]:
    """The files not yet delivered as they are, with since when they have been as they are."""
    return {
        path: before[path] if path in before and before[path][0] == stamp else (stamp, now)
        for path, stamp in found.items()
        if stamp.n_bytes > 0 and delivered.get(path) != stamp
    }


def _stamps(root: Path) -> dict[Path, Stamp] | None:
    """All files under `root` that are to be read, None if the folder itself cannot be listed."""
    try:
        with os.scandir(root):
            pass
        inside = root.resolve(strict=True)
    except OSError:
        return None
    return dict(_below(root, inside, 0))


def _below(folder: Path, inside: Path, depth: int) -> Iterator[tuple[Path, Stamp]]:
    try:
        with os.scandir(folder) as listing:
            entries = [entry for entry in listing if not _passed_over(entry.name)]
    except OSError:  # vanished, or not ours to read: it may come back
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth < _MAX_DEPTH:
                yield from _below(Path(entry.path), inside, depth + 1)
        elif suffix_kind(entry.name) is not None and (stamp := _stamp(entry, inside)):
            yield Path(entry.path), stamp


def _stamp(entry: "os.DirEntry[str]", inside: Path) -> Stamp | None:
    """The state of a file, None if it is no regular file, lies outside, or is gone."""
    try:
        if entry.is_symlink() and not Path(entry.path).resolve(strict=True).is_relative_to(inside):
            return None
        found = Path(entry.path).stat()
    except (OSError, RuntimeError):  # gone meanwhile, or a link to itself
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _passed_over(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(_PARTIAL)
