"""Sources: what folders and paths lead to."""

import os
from io import BytesIO
from pathlib import Path

import pytest

from lagebild.claims.report import Fault
from lagebild.reports import Limits, find_sources, take_in
from lagebild.reports.source import long_lines, read_whole


def test_folder(tmp_path: Path) -> None:
    """A folder is its readable files, sorted, with subfolders; hidden and other files are passed over."""
    for name in ("b.txt", "a.html", ".hidden.txt", "c.png", "sub/d.pdf", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert find_sources([str(tmp_path)], Limits()) == [str(tmp_path / name) for name in ("a.html", "b.txt", "sub/d.pdf")]


def test_links(tmp_path: Path) -> None:
    """A link inside its folder is read, one out of it is a fault, a linked folder is not entered."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "out.txt").write_text("x")
    (inside / "a.txt").write_text("x")
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "c.txt").symlink_to(tmp_path / "out.txt")
    (inside / "d.txt").symlink_to(tmp_path / "none.txt")
    (inside / "loop").symlink_to(tmp_path)
    found = find_sources([str(inside)], Limits())
    assert found[:2] == [str(inside / "a.txt"), str(inside / "b.txt")]
    assert [type(part) for part in found[2:]] == [Fault, Fault]


def test_missing_and_large(tmp_path: Path) -> None:
    """A missing path and a file above the limit are faults before anything is read."""
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    missing, impossible, big = find_sources([str(tmp_path / "none"), "a\0b", str(tmp_path / "big.txt")], Limits(max_bytes=10))
    assert isinstance(missing, Fault)
    assert missing.reason == "no such file or folder"
    assert isinstance(impossible, Fault)
    assert isinstance(big, Fault)
    assert big.reason.startswith("too large")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path: Path) -> None:
    """A file without read permission is a fault."""
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    (fault,) = take_in([str(path)])
    assert isinstance(fault, Fault)
    assert fault.reason == "not allowed to read it"


def test_permission_denied_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal to open a file is a fault (also where the tests run as root)."""
    path = tmp_path / "a.txt"
    path.write_text("x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (fault,) = take_in([str(path)])
    assert isinstance(fault, Fault)
    assert fault.reason == "not allowed to read it"


def test_file_names_that_are_not_utf8(tmp_path: Path) -> None:
    """The source of a report can be stored whatever the bytes of the file name."""
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("North Korea sends troops to Russia.")
    (report,) = take_in([str(tmp_path)])
    assert report.source is not None
    assert report.source.endswith("\ufffd.txt")


def test_streams_are_bounded() -> None:
    """No more is read of a stream than the limit allows."""

    class Endless(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= 11
            return b"x" * size

    with pytest.raises(Exception, match="too large"):
        read_whole(Endless(), Limits(max_bytes=10))
    assert list(long_lines(BytesIO(b"a\n" + b"b" * 35 + b"\nc"), Limits(max_bytes=10))) == [b"a\n", None, b"c"]
