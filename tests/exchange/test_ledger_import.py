"""A ledger that was exported and imported is the same ledger."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.claims.event import Event
from lagebild.errors import ImportRefused
from lagebild.exchange import ledger_import
from lagebild.exchange.files import write_atomically
from lagebild.exchange.ledger_import import import_ledger
from lagebild.exchange.ledger_lines import ledger_lines
from lagebild.ledger import Ledger, open_ledger
from tests.exchange.ledgers import fill, fillings, opened
from tests.ledger.contract import tables
from tests.ledger.samples import report


def exported(ledger: Ledger, path: Path, *, after: int = 0, originals: bool = True) -> Path:
    with ledger.view() as view:
        write_atomically(path, ledger_lines(view, after=after, originals=originals))
    return path


def events(ledger: Ledger) -> list[Event]:
    with ledger.view() as view:
        return list(view.events())


def assert_same(one: Ledger, other: Ledger) -> None:
    with one.view() as view:
        head = view.head()
    assert events(one) == events(other)
    assert tables(one) == tables(other)
    assert sorted(one.blobs.digests()) == sorted(other.blobs.digests())
    assert other.audit(head=head) == ()
    assert other.verify(tables=True) == ()


@pytest.mark.parametrize("backend", ["memory", "sqlite"])
def test_a_restored_ledger_is_identical(ledger: Ledger, backend: str, tmp_path: Path) -> None:
    """Same events, chain, tables and originals, from each backend to each; `audit` and `verify` are clean."""
    fill(ledger)
    (tmp_path / "copy").mkdir()
    with opened(backend, tmp_path / "copy") as copy:
        done = import_ledger(copy, exported(ledger, tmp_path / "x.jsonl"))
        assert_same(ledger, copy)
        assert (done.n_events, done.n_originals, done.n_missing, done.originals) == (len(events(ledger)), 2, 0, True)
        assert exported(copy, tmp_path / "y.jsonl").read_bytes() == (tmp_path / "x.jsonl").read_bytes()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_random_ledgers_are_restored_identically(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever was read, captured, decided and undone."""
    path = tmp_path_factory.mktemp("random") / "x.jsonl"
    ledger, copy = data.draw(fillings(open_ledger(":memory:"))), open_ledger(":memory:")
    import_ledger(copy, exported(ledger, path))
    assert_same(ledger, copy)


def test_a_file_continues_a_prefix(ledger: Ledger, tmp_path: Path) -> None:
    """A ledger that holds the first events gets the rest, of a whole file and of a part; once more, nothing happens."""
    fill(ledger)
    copy = open_ledger(":memory:")
    import_ledger(copy, exported(ledger, tmp_path / "early"))
    with ledger.writer("tester") as writer:
        writer.add(report("Später."), original=b"late")
    assert import_ledger(copy, exported(ledger, tmp_path / "whole")).n_events == 1
    with ledger.writer("tester") as writer:
        writer.add(report("Noch später."))
    held = len(events(copy))
    assert import_ledger(copy, exported(ledger, tmp_path / "part", after=held)).n_events == 1
    assert_same(ledger, copy)
    for name in ("early", "whole", "part"):
        assert import_ledger(copy, tmp_path / name).n_events == 0
    assert_same(ledger, copy)


def test_another_ledger_is_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    """A ledger with other events, or a gap before the part, is refused and stays as it is."""
    other = open_ledger(":memory:")
    fill(other)
    path, part = exported(other, tmp_path / "x"), exported(other, tmp_path / "part", after=3)
    with pytest.raises(ImportRefused, match="line 1: continues event 3, and the ledger ends at 0"):
        import_ledger(ledger, part)
    with ledger.writer("tester") as writer:
        for number in range(4):
            writer.add(report(f"Anderes {number}."))
    before = events(ledger)
    for file in (path, part):
        with pytest.raises(ImportRefused, match="event 4 is another than in the ledger"):
            import_ledger(ledger, file)
    assert events(ledger) == before


def test_a_damaged_file_writes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """The whole file is checked first: neither events nor originals come in."""
    other = open_ledger(":memory:")
    fill(other)
    path = exported(other, tmp_path / "file")
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ImportRefused, match="the file ends before its end line; export it again"):
        import_ledger(ledger, path)
    assert events(ledger) == []
    assert list(ledger.blobs.digests()) == []


def test_an_interrupted_import_goes_on(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was committed before the interruption stays, a second call adds the rest."""
    monkeypatch.setattr(ledger_import, "BATCH", 2)
    other = open_ledger(":memory:")
    fill(other)
    path = exported(other, tmp_path / "file")
    heard: list[int] = []

    def stop(sequence: int) -> None:
        heard.append(sequence)
        if sequence >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_ledger(ledger, path, on_commit=stop)
    assert heard == [2, 4]
    assert len(events(ledger)) == 4
    import_ledger(ledger, path)
    assert_same(other, ledger)


def test_a_writer_in_between_is_noticed(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who writes to the ledger meanwhile stops the import; no event is chained to a wrong one."""
    monkeypatch.setattr(ledger_import, "BATCH", 2)
    other = open_ledger(":memory:")
    fill(other)
    path = exported(other, tmp_path / "file")

    def intrude(sequence: int) -> None:
        with ledger.writer("eve") as writer:
            writer.append("feed", {"at": sequence})

    with pytest.raises(ImportRefused, match="somebody else has written to it"):
        import_ledger(ledger, path, on_commit=intrude)
    assert ledger.audit() == ()


def test_originals_that_stayed_behind_are_told(ledger: Ledger, tmp_path: Path) -> None:
    """Without originals all else is restored; `verify` names them; a later file brings them."""
    other = open_ledger(":memory:")
    fill(other)
    assert import_ledger(ledger, exported(other, tmp_path / "bare", originals=False)).originals is False
    assert {found.noun for found in ledger.verify(tables=True)} == {"original"}
    assert import_ledger(ledger, exported(other, tmp_path / "file")).n_originals == 2
    assert_same(other, ledger)


def test_a_lost_original_does_not_stop_the_export(tmp_path: Path) -> None:
    """One that is missing or changed is noted, not passed on as if it were whole."""
    with opened("sqlite", tmp_path) as ledger:
        fill(ledger)
        first, second = sorted((tmp_path / "x.db.originals").glob("*/*"))
        first.unlink()
        second.chmod(0o600)
        second.write_bytes(b"other")
        copy = open_ledger(":memory:")
        assert import_ledger(copy, exported(ledger, tmp_path / "file")).n_missing == 2
        assert events(copy) == events(ledger)
