"""Watching: each file once, when it is complete."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from lagebild.errors import UnreadableReport
from lagebild.reports.watch import Arrival, Rhythm, Stamp, watch


class Days:
    """A made-up clock: one look at the folder after each of these steps, in which files come and go."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.at = 0.0
        self.steps = list(steps)

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        if self.steps:
            self.steps.pop(0)()
            self.extra = 4

    extra = 4

    def stopped(self) -> bool:
        if not self.steps:
            self.extra -= 1
        return self.extra < 0

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(2, 1, lambda: self.at, self.sleep, self.stopped)


def names(folder: Path, *steps: Callable[[], object], **options: dict[Path, Stamp]) -> list[str]:
    """What comes, with "!" for a changed file."""
    return [a.path.relative_to(folder).as_posix() + "!" * a.changed for a in watch(folder, rhythm=Days(*steps).rhythm, **options)]


def test_files_that_are_there_and_that_come(tmp_path: Path) -> None:
    """Files already there come first, in order, then new ones, each once."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text("b")
    (tmp_path / "sub" / "a.pdf").write_text("a")
    assert names(tmp_path, lambda: (tmp_path / "a.html").write_text("x")) == ["b.txt", "sub/a.pdf", "a.html"]


def test_a_growing_file_comes_when_it_is_complete(tmp_path: Path) -> None:
    """As long as a file grows it does not come; an empty one is not complete either."""
    path = tmp_path / "a.txt"
    clock = Days(path.touch, *[lambda: None] * 3, *[lambda: path.write_text(path.read_text() + "x")] * 5)
    (arrival,) = watch(tmp_path, rhythm=clock.rhythm)
    assert arrival.stamp.n_bytes == 5
    assert clock.at >= 9 + 2


def test_changed_files_come_again(tmp_path: Path) -> None:
    """A change of content or time brings a file again; the same stamp does not, nor one that the caller knows."""
    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text("1")
    other.write_text("1")
    wait = [lambda: None] * 4
    assert names(tmp_path, *wait, lambda: path.write_text("12"), *wait) == ["a.txt", "b.txt", "a.txt!"]
    known = {a.path: a.stamp for a in watch(tmp_path, rhythm=Days(*wait).rhythm)}
    assert names(tmp_path, *wait, known=known) == []
    os.utime(other, ns=(1, 1))
    assert names(tmp_path, *wait, known=known) == ["b.txt!"]


def test_what_is_passed_over(tmp_path: Path) -> None:
    """Hidden and partial files and folders, suffixes that are not read, links out of the folder and pipes do not come."""
    inside = tmp_path / "in"
    (inside / ".git").mkdir(parents=True)
    for name in (".a.txt", "a.txt.part", "a.pdf.crdownload", "a.txt~", "~$a.docx", "a.png", ".git/a.txt", "a.txt.tmp"):
        (inside / name).write_text("x")
    (tmp_path / "out.txt").write_text("x")
    (inside / "out.txt").symlink_to(tmp_path / "out.txt")
    (inside / "loop.txt").symlink_to(inside / "loop.txt")
    (inside / "folder").symlink_to(tmp_path)
    (inside / "dir.txt").mkdir()
    os.mkfifo(inside / "pipe.txt")
    (inside / "ok.txt").write_text("x")
    (inside / "link.txt").symlink_to(inside / "ok.txt")
    assert names(inside) == ["link.txt", "ok.txt"]


def test_a_finished_download_comes_under_its_name(tmp_path: Path) -> None:
    """A partial file that is renamed comes then."""
    (tmp_path / "a.pdf.part").write_text("x")
    assert names(tmp_path, *[lambda: None] * 4, lambda: (tmp_path / "a.pdf.part").rename(tmp_path / "a.pdf")) == ["a.pdf"]


def test_vanished_files(tmp_path: Path) -> None:
    """A file that goes before it is complete does not come; one that comes back is new."""
    path = tmp_path / "a.txt"
    path.write_text("x")
    wait = [lambda: None] * 4
    assert names(tmp_path, path.unlink, *wait, lambda: path.write_text("y"), *wait) == ["a.txt"]
    assert names(tmp_path, *wait, path.unlink, *wait, lambda: path.write_text("z"), *wait) == ["a.txt", "a.txt"]


def test_a_drive_that_goes_away(tmp_path: Path) -> None:
    """While the folder is away nothing comes, and nothing comes twice when it is back."""
    folder, away = tmp_path / "drive", tmp_path / "away"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    wait = [lambda: None] * 4
    assert names(folder, *wait, lambda: folder.rename(away), *wait, lambda: away.rename(folder), *wait) == ["a.txt"]


def test_files_that_vanish_while_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is gone between listing and looking is passed over."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    whole = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        if path.name == "a.txt":
            raise FileNotFoundError(path)
        return whole(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    assert names(tmp_path) == ["b.txt"]


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is an error at once, not at the first file."""
    with pytest.raises(UnreadableReport, match="no such folder"):
        watch(tmp_path / "none")


def test_arrival_is_a_value(tmp_path: Path) -> None:
    """An arrival can be compared and kept."""
    (tmp_path / "a.txt").write_text("x")
    (arrival,) = watch(tmp_path, rhythm=Days().rhythm)
    assert arrival == Arrival(tmp_path / "a.txt", arrival.stamp, False)
    assert arrival.stamp.n_bytes == 1
