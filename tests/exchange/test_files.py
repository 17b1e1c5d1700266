"""A file is there as a whole or not at all."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from lagebild.errors import ExportFailed
from lagebild.exchange.files import write_atomically


def test_text_and_bytes_are_written(tmp_path: Path) -> None:
    """Chunks of both kinds stand one after the other; the count is of bytes."""
    assert write_atomically(tmp_path / "x", ["ä\r\n", b"\xff"]) == 5
    assert (tmp_path / "x").read_bytes() == b"\xc3\xa4\r\n\xff"


def test_an_old_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    """Who could read the old file can read the new one, and nobody else."""
    path = tmp_path / "x"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, ["new"])
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What the link names is replaced."""
    (tmp_path / "x").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    write_atomically(tmp_path / "link", ["new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "x").read_text() == "new"


def test_an_error_of_the_source_leaves_nothing(tmp_path: Path) -> None:
    """The old file stays, no half one is left, and the error is the source's own."""
    (tmp_path / "x").write_text("old")

    def chunks() -> Iterator[str]:
        yield "new"
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        write_atomically(tmp_path / "x", chunks())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """The system refuses in the middle (here by a limit on the size of files): the old file stays."""
    (tmp_path / "x").write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(ExportFailed, match=r"x was not written: file too large; make room"):
            write_atomically(tmp_path / "x", ["x" * 1000] * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder or a device is not replaced, and a folder that is not there is named."""
    (tmp_path / "file").touch()
    for path in (tmp_path, Path("/dev/null"), tmp_path / "missing" / "x", tmp_path / "file" / "x"):
        with pytest.raises(ExportFailed, match=str(path)):
            write_atomically(path, ["x"])
    assert Path("/dev/null").is_char_device()
