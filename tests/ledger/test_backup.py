"""A backup is a whole ledger, taken while others write."""

import threading
from pathlib import Path

import pytest

from lagebild.claims.report import Report
from lagebild.errors import LedgerUnusable
from lagebild.ledger import Ledger, open_ledger
from lagebild.ledger.backup import backup
from tests.ledger.contract import filled, record, tables
from tests.ledger.postgres_server import new_address
from tests.ledger.samples import korea


def made(backend: str, folder: Path) -> Ledger:
    return open_ledger({"memory": ":memory:", "sqlite": str(folder / "x.db")}.get(backend) or new_address())


@pytest.mark.parametrize("backend", ["memory", "sqlite", "postgres"])
def test_a_backup_is_identical(backend: str, tmp_path: Path) -> None:
    """Events, tables and originals of the copy are those of the ledger."""
    with made(backend, tmp_path) as ledger:
        filled(ledger)
        record(ledger, *korea(source="x"), original=b"original")
        head = backup(ledger, tmp_path / "copy.db")
        with open_ledger(tmp_path / "copy.db", create=False) as copy:
            assert tables(copy) == tables(ledger)
            assert copy.audit(head=head) == ()
            assert copy.verify(tables=True) == ()
            assert list(copy.blobs.digests()) == list(ledger.blobs.digests())
        with pytest.raises(LedgerUnusable):
            backup(ledger, tmp_path / "copy.db")


def test_writers_go_on_during_a_backup(tmp_path: Path) -> None:
    """The copy holds one state, and no writer sees an error."""
    with open_ledger(tmp_path / "x.db") as ledger:
        filled(ledger)
        stop = threading.Event()
        n_added = 0

        def add() -> None:
            nonlocal n_added
            while not stop.is_set():
                with ledger.writer("a") as writer:
                    writer.add(Report.of(f"neu {n_added}"), original=f"{n_added}".encode())
                n_added += 1

        thread = threading.Thread(target=add)
        thread.start()
        for number in range(5):
            backup(ledger, tmp_path / f"copy{number}.db")
        stop.set()
        thread.join()
        assert n_added > 0
    for number in range(5):
        with open_ledger(tmp_path / f"copy{number}.db") as copy:
            assert copy.audit() == ()
            assert copy.verify(tables=True) == ()
