"""The ledger in SQLite keeps the contract, and what is particular to a file."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lagebild.claims.decision import note
from lagebild.claims.report import Report
from lagebild.errors import LedgerBusy, LedgerUnusable
from lagebild.ledger import open_ledger
from lagebild.ledger.migrations import MIGRATIONS, Migration
from lagebild.ledger.sqlite import SqliteLedger, sqlite_driver
from tests.ledger.contract import LedgerContract, filled, record, tables
from tests.ledger.samples import by, korea


class TestSqlite(LedgerContract):
    """The contract, in a SQLite file."""

    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[SqliteLedger]:
        with SqliteLedger(tmp_path / "ledger.db") as ledger:
            yield ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        filled(ledger)
    return path


def tampered(path: Path, *statements: str) -> None:
    connection = sqlite_driver().connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def problems(path: Path) -> list[tuple[int, str]]:
    with open_ledger(path) as ledger:
        return [(problem.sequence, problem.kind) for problem in ledger.audit()]


def test_a_changed_event_is_named(path: Path) -> None:
    """Each field of an event is under its hash."""
    tampered(path, "UPDATE events SET payload = replace(payload, 'Nordkorea', 'Südkorea') WHERE sequence = 1")
    assert problems(path) == [(1, "changed")]
    tampered(path, "UPDATE events SET actor = 'nobody' WHERE sequence = 3")
    assert problems(path) == [(1, "changed"), (3, "changed")]


def test_a_missing_event_is_named(path: Path) -> None:
    """Events missing inside or at the end are found."""
    tampered(path, "DELETE FROM events WHERE sequence = 2")
    assert problems(path) == [(2, "missing")]
    tampered(path, "DELETE FROM events WHERE sequence = 4")
    assert problems(path) == [(2, "missing"), (4, "missing")]


def test_events_that_changed_places_are_named(path: Path) -> None:
    """Two events that were swapped are told from two that were changed."""
    tampered(path, *(f"UPDATE events SET sequence = {new} WHERE sequence = {old}" for old, new in ((2, 9), (3, 2), (9, 3))))
    assert problems(path) == [(2, "reordered"), (3, "reordered")]


def test_a_log_that_was_written_anew_is_found_by_a_head_kept_elsewhere(path: Path) -> None:
    """Who rewrites the whole log cannot give it the hash that was kept elsewhere."""
    with open_ledger(path) as ledger:
        with ledger.view() as view:
            kept = view.head()
        assert ledger.audit(head=kept) == ()
        assert [problem.sequence for problem in ledger.audit(head=(4, "sha256:0"))] == [4]
        assert [problem.kind for problem in ledger.audit(head=(5, kept[1]))] == ["missing"]


def test_verify_names_what_differs(tmp_path: Path) -> None:
    """A changed or missing original, and rows that do not follow from the log, are named."""
    source, one = korea()
    with open_ledger(tmp_path / "x.db") as ledger:
        record(ledger, source, one, original=b"original")
        (digest,) = ledger.blobs.digests()
    name = digest.removeprefix("sha256:")
    kept = tmp_path / "x.db.originals" / name[:2] / name
    kept.chmod(0o600)
    kept.write_bytes(b"changed")
    tampered(tmp_path / "x.db", "UPDATE claims SET status = 'pledged'", "DELETE FROM targets")
    with open_ledger(tmp_path / "x.db") as ledger:
        assert [str(found) for found in ledger.verify()] == [f"original {digest}: its bytes changed; report {source.id} was read from it"]
        kept.unlink()
        first, second = ledger.verify(tables=True)
        assert (first.id, first.reason.split(";")[0], second.noun) == (digest, "is missing", "row")
        ledger.rebuild()
        assert len(ledger.verify(tables=True)) == 1


def test_an_older_ledger_is_upgraded(tmp_path: Path) -> None:
    """A ledger with only the log gets its tables when it is opened, from the log."""
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        filled(ledger)
        before = tables(ledger)
    tampered(path, "DELETE FROM migrations WHERE name > '0001-log'", "DROP TABLE claims", "DROP TABLE claim_words")
    with open_ledger(path) as ledger:
        assert tables(ledger) == before
        assert ledger.verify(tables=True) == ()


def test_a_ledger_from_before_the_index_gets_it(tmp_path: Path) -> None:
    """Claims of a report behind a place are found by an index of their own, in older ledgers as in new ones."""
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        filled(ledger)
    tampered(path, "DELETE FROM migrations WHERE name = '0003-report-number'", "DROP INDEX claims_report_number")
    with open_ledger(path) as ledger, ledger.transaction(write=False) as store:
        found = store.connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'claims_report_number'")  # type: ignore[attr-defined]
        assert list(found)


def test_an_upgrade_that_fails_leaves_the_old_ledger(path: Path) -> None:
    """A migration and its record commit together or not at all."""

    def fail(_connection: Any) -> None:
        raise RuntimeError

    def empty(connection: Any) -> None:
        connection.exec_driver_sql("DELETE FROM claims")

    steps = (*MIGRATIONS, Migration("0003-empty", empty), Migration("0004-fail", fail))
    with pytest.raises(RuntimeError):
        SqliteLedger(path, migrations=steps)
    with open_ledger(path) as ledger:
        assert len(tables(ledger)["ClaimRow"]) == 3


def test_a_newer_ledger_is_refused(path: Path) -> None:
    """What a newer Lagebild changed is left alone."""
    steps = (*MIGRATIONS, Migration("9999-future", lambda _connection: None))
    SqliteLedger(path, migrations=steps).close()
    with pytest.raises(LedgerUnusable, match="9999-future"):
        open_ledger(path)


def test_looking_never_writes(path: Path) -> None:
    """Opening, listing, searching, audit and verify leave the file as it is."""
    before = path.read_bytes()
    with open_ledger(path) as ledger:
        ledger.audit()
        ledger.verify(tables=True)
        with ledger.view() as view:
            view.claims()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_text("no database at all, but long enough to look like one" * 20), "no SQLite database"),
        (lambda path: tampered(path, "CREATE TABLE other (x)"), "another program's"),
        (lambda path: path.mkdir(), "cannot be opened"),
        (lambda path: None, "there is none"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, make: Callable[[Path], object], reason: str) -> None:
    """The message says what is there instead."""
    make(tmp_path / "x.db")
    with pytest.raises(LedgerUnusable, match=reason):
        open_ledger(tmp_path / "x.db", create=False).audit()


def test_a_long_lock_is_reported_and_nothing_lost(path: Path) -> None:
    """Who waits too long is told so; what waits to be written is still there for the next try."""
    holder = sqlite_driver().connect(str(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with open_ledger(path, patience_s=0.2) as ledger:
        writer = ledger.writer("tester")
        writer.add(Report.of("wartet"))
        with pytest.raises(LedgerBusy, match=r"more than 0\.2 s"):
            writer.flush()
        with ledger.view() as view:
            assert view.count() == 3
        holder.execute("ROLLBACK")
        assert len(writer.flush()) == 1
    holder.close()


def test_a_full_disk_is_reported_and_nothing_lost(path: Path) -> None:
    """What does not fit leaves no trace, and goes in once there is room."""
    with open_ledger(path) as ledger:
        before = tables(ledger)
    script = """
import resource, signal, sys
from pathlib import Path
from lagebild.claims.report import Report
from lagebild.errors import LedgerUnusable
from lagebild.ledger import open_ledger
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_ledger(path) as ledger:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 300_000, limits[1]))
    writer = ledger.writer("tester")
    writer.add(Report.of("wort " * 200_000))
    for step in (writer.flush, lambda: writer.add(Report.of("x"), original=b"x" * 5_000_000)):
        try:
            step()
        except LedgerUnusable as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(writer.flush()) == 1
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2, done.stdout
    with open_ledger(path) as ledger:
        assert len(tables(ledger)["ReportRow"]) == len(before["ReportRow"]) + 1
        assert ledger.audit() == ()


def test_a_folder_that_may_not_be_written_is_reported(path: Path) -> None:
    """The message names the folder's rights; reading by somebody who may only read is refused as clearly."""
    script = """
import os, sys
from lagebild.claims.report import Report
from lagebild.errors import LedgerUnusable
from lagebild.ledger import open_ledger
import lagebild.ledger.sqlite
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    with open_ledger(sys.argv[1]) as ledger, ledger.writer("tester") as writer:
        writer.add(Report.of("neu"))
except LedgerUnusable as error:
    print(error)
"""
    for folder in (path.parent, *path.parent.parents[:3]):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):  # noqa: S108, RUF100
            folder.chmod(0o755)
    path.parent.chmod(0o555)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    path.parent.chmod(0o755)
    assert "write permission" in done.stdout or "may be written" in done.stdout, done


def _adds(address: str, name: str) -> None:
    with open_ledger(address, patience_s=120) as ledger:
        for number in range(15):
            with ledger.writer(name) as writer:
                writer.add(Report.of(f"{name} {number}"))


def _decides(address: str, claim: str) -> None:
    with open_ledger(address, patience_s=120) as ledger, ledger.writer("bo") as writer:
        for second in range(15):
            writer.decide(note([claim], "x", **by("bo", second)))


def together(address: str) -> None:
    """Two processes add and one decides at the same time."""
    with open_ledger(address, patience_s=120) as ledger:
        record(ledger, *korea())
    spawn = multiprocessing.get_context("spawn")
    work = [(_adds, "a"), (_adds, "b"), (_decides, korea()[1].id)]
    processes = [spawn.Process(target=task, args=(address, name)) for task, name in work]
    for process in processes:
        process.start()
    for process in processes:
        process.join(150)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with open_ledger(address, patience_s=120) as ledger:
        assert ledger.audit() == ()
        assert ledger.verify(tables=True) == ()
        with ledger.view() as view:
            assert view.head()[0] == 2 + 30 + 15
            assert view.claim(korea()[1].id).n_notes == 15


def test_processes_take_turns(tmp_path: Path) -> None:
    """Two processes adding and one deciding: no lost event, no error."""
    together(str(tmp_path / "ledger.db"))


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """A file without content is no other program's."""
    (tmp_path / "x.db").touch()
    with open_ledger(tmp_path / "x.db") as ledger:
        record(ledger, replace(korea()[0], id="1"))
