"""The ledger in PostgreSQL keeps the contract, and what is particular to a server."""

from collections.abc import Iterator

import pytest

from lagebild.claims.report import Report
from lagebild.errors import LedgerBusy, LedgerUnusable
from lagebild.ledger import Ledger, open_ledger
from lagebild.ledger.migrations import MIGRATIONS, Migration
from lagebild.ledger.postgres import PostgresLedger
from tests.ledger.contract import LedgerContract, filled
from tests.ledger.postgres_server import new_address
from tests.ledger.test_sqlite import together


class TestPostgres(LedgerContract):
    """The contract, in a PostgreSQL database."""

    @pytest.fixture
    def ledger(self) -> Iterator[Ledger]:
        with open_ledger(new_address()) as ledger:
            yield ledger


def test_processes_take_turns() -> None:
    """Two processes adding and one deciding: no lost event, no error."""
    together(new_address())


def test_a_long_lock_is_reported_and_nothing_lost() -> None:
    """Who waits too long is told so; what waits to be written is still there for the next try."""
    address = new_address()
    with open_ledger(address) as holder, open_ledger(address, patience_s=0.2) as ledger:
        filled(holder)
        writer = ledger.writer("tester")
        writer.add(Report.of("wartet"))
        with holder.transaction(write=True), pytest.raises(LedgerBusy, match=r"more than 0\.2 s"):
            writer.flush()
        assert len(writer.flush()) == 1
        assert ledger.audit() == ()


def test_what_is_no_ledger_is_refused() -> None:
    """A missing server, a missing ledger, another program's tables and a newer ledger are told apart."""
    import psycopg

    with pytest.raises(LedgerUnusable, match=r"PostgreSQL says|connection"):
        open_ledger("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(LedgerUnusable, match="no address"):
        open_ledger("postgresql:nonsense")
    address = new_address()
    with pytest.raises(LedgerUnusable, match="there is none"):
        open_ledger(address, create=False)
    PostgresLedger(address, migrations=(*MIGRATIONS, Migration("9999-future", lambda _connection: None))).close()
    with pytest.raises(LedgerUnusable, match="9999-future"):
        open_ledger(address)
    other = new_address()
    with psycopg.connect(other, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs (x int)")
    with pytest.raises(LedgerUnusable, match="another program"):
        open_ledger(other)


def test_passwords_are_not_shown() -> None:
    """A ledger's name in messages holds no password."""
    with pytest.raises(LedgerUnusable) as caught:
        open_ledger("postgresql://nobody:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "secret" not in str(caught.value)
