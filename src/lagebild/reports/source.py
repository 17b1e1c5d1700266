"""Where reports come from: files, folders, standard input."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from lagebild.claims.report import Fault
from lagebild.errors import UnreadableReport
from lagebild.reports.kinds import suffix_kind
from lagebild.reports.limits import Limits

STANDARD_INPUT: Final = "-"
_REASONS: Final[dict[type[OSError], tuple[str, str | None]]] = {
    FileNotFoundError: ("no such file or folder", "check the path"),
    PermissionError: ("not allowed to read it", "grant read permission"),
    IsADirectoryError: ("a folder where a file was expected", None),
}


def find_sources(paths: Sequence[str], limits: Limits) -> list[str | Fault]:
    """What `paths` lead to, in the order given: files as they are, "-" as it is, folders as the readable files in them (sorted,
    with their subfolders). A path that leads nowhere, a folder that cannot be listed, a file above `limits.max_bytes` (but for
    JSON Lines, of which a line is the measure) and a symbolic link out of its folder are faults.

    In a folder hidden files and files of other suffixes are passed over. Linked subfolders are not entered.
    """
    return [source for path in paths for source in _found(path, limits)]


def shown(path: str) -> str:
    """`path` as text that can be stored: bytes of a file name that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def os_fault(source: str, error: OSError | ValueError) -> Fault:
    """The fault for a file that the system does not give."""
    for kind, (reason, remedy) in _REASONS.items():
        if isinstance(error, kind):
            return Fault(shown(source), reason, remedy)
    return Fault(shown(source), f"cannot be opened: {getattr(error, 'strerror', None) or error}")


def read_whole(stream: BinaryIO, limits: Limits) -> bytes:
    """All of `stream`; raises `UnreadableReport` once it has given more than `max_bytes`."""
    data = stream.read(limits.max_bytes + 1)
    limits.check_bytes(len(data))
    return data


def long_lines(stream: BinaryIO, limits: Limits) -> Iterator[bytes | None]:
    """The lines of `stream`, None in place of one above `max_bytes`; no more than one is held in memory."""
    while line := stream.readline(limits.max_bytes + 1):
        if len(line) <= limits.max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limits.max_bytes)
        yield None


def _found(path: str, limits: Limits) -> Iterator[str | Fault]:
    if path == STANDARD_INPUT:
        yield path
        return
    try:
        status = Path(path).stat()
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        yield os_fault(path, error)
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _in_folder(Path(path), limits)
    else:
        yield _sized(path, status, limits)


def _sized(path: str, status: os.stat_result, limits: Limits) -> str | Fault:
    if suffix_kind(path) != "jsonl":
        try:
            limits.check_bytes(status.st_size)
        except UnreadableReport as error:
            return Fault(shown(path), error.reason, error.remedy)
    return path


def _in_folder(folder: Path, limits: Limits) -> Iterator[str | Fault]:
    root = folder.resolve()
    unlisted: list[OSError] = []
    for parent, subfolders, names in os.walk(folder, onerror=unlisted.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and suffix_kind(name) is not None:
                yield from _in_file(Path(parent, name), root, limits)
    yield from (os_fault(str(error.filename), error) for error in unlisted)


def _in_file(path: Path, root: Path, limits: Limits) -> Iterator[str | Fault]:
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        yield Fault(shown(str(path)), "a symbolic link out of its folder", "name the file itself")
    elif path.is_file():
        yield _sized(str(path), path.stat(), limits)
    elif path.is_symlink():
        yield Fault(shown(str(path)), "a symbolic link that leads nowhere", "remove it")
    # What is neither, in a folder, is a pipe or a device, which would block.
