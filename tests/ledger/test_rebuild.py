"""The tables are a pure function of the log, whatever was recorded, decided and undone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.claims.decision import Decision, accept, add, correct, different, dissent, note, reject, same, settle, undo
from lagebild.claims.record import role_part
from lagebild.errors import InvalidDecision, NotRecorded
from lagebild.ledger import Filter, Ledger, open_ledger
from lagebild.ledger.rows import ClaimRow, DecisionRow, EntityRow
from tests.ledger.contract import tables
from tests.ledger.samples import Clock, by, capture, claim, guns, korea

CODES = ("UA", "DE", "KP", "PRK")
SOURCE, ONE, TWO = guns()
OTHER, THREE = korea()
ADDED = claim(SOURCE, "assessment", "Berlin", reader="ada")
IDS = (ONE.id, TWO.id, THREE.id, ADDED.id)
CHANGES: tuple[dict[str, Any], ...] = (
    {"status": "pledged"}, {"certainty": "possible", "polarity": "denied"}, {"type": "holding", "roles": []},
    {"roles": [role_part(role) for role in ONE.roles[:1]]}, {"time": None},
)  # fmt: skip

some_ids = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True)
pairs = st.lists(st.sampled_from(CODES), min_size=2, max_size=3, unique=True)
people = st.sampled_from(("ada", "bo")).map(by)
decisions = st.one_of(
    st.builds(lambda ids, who: accept(ids, **who), some_ids, people),
    st.builds(lambda ids, what, who: correct(ids, what, **who), some_ids, st.sampled_from(CHANGES), people),
    st.builds(lambda ids, who: reject(ids, **who), some_ids, people),
    st.builds(lambda ids, who: note(ids, "x", **who), some_ids, people),
    st.builds(lambda ids, what, who: dissent(ids, changes=what, **who), some_ids, st.sampled_from(CHANGES), people),
    st.builds(lambda ids, which, who: settle(ids, which, ["x"], **who), some_ids, st.booleans(), people),
    st.builds(lambda who: add(ADDED, SOURCE.id, **who), people),
    st.builds(lambda codes, who: same(codes, **who), pairs, people),
    st.builds(lambda codes, who: different(codes[0], codes[1], **who), pairs, people),
    st.builds(lambda at, who: undo([at], **who), st.integers(1, 20), people),
    st.builds(lambda at, who: undo([at], **who), st.integers(1, 20), people),
)
statuses = st.sampled_from(("done", "ongoing", "agreed"))
readings = st.tuples(st.integers(1, 3), st.lists(st.tuples(st.sampled_from((ONE, TWO)), statuses), max_size=2))
steps = st.lists(st.one_of(decisions, decisions, readings), max_size=14)


def take(ledger: Ledger, todo: list[Any]) -> None:
    """Does what can be done; what does not fit is refused and leaves no trace."""
    with ledger.writer("tester", now=Clock()) as writer:
        writer.add(SOURCE, [ONE, TWO], capture=capture("x"))
        writer.add(OTHER, [THREE], capture=capture("x"))
        for step in todo:
            if not isinstance(step, Decision):
                version, read = step
                again = {one.id: replace(one, status=status, read_by=replace(one.read_by, version=str(version))) for one, status in read}
                writer.add(SOURCE, list(again.values()), readers=["model"])
                continue
            try:
                writer.decide(step)
            except (InvalidDecision, NotRecorded):
                continue


def check(ledger: Ledger) -> None:
    before = tables(ledger)
    assert ledger.audit() == ()
    assert ledger.verify(tables=True) == ()
    ledger.rebuild()
    assert tables(ledger) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_memory_follows_from_its_log(todo: list[Any]) -> None:
    """Any course of readings and decisions can be computed again from the log."""
    with open_ledger(":memory:") as ledger:
        take(ledger, todo)
        check(ledger)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_sqlite_has_the_same_log_and_tables(tmp_path_factory: Any, todo: list[Any]) -> None:
    """The same course in SQLite gives the same hashes, rows and answers as in memory."""
    path: Path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with open_ledger(":memory:") as memory, open_ledger(path) as ledger:
        take(memory, todo)
        take(ledger, todo)
        check(ledger)
        assert tables(ledger) == tables(memory)
        with ledger.view() as view, memory.view() as other:
            assert view.head() == other.head()
            wanted = Filter(materiel="Haubitze", current=None, latest=None)
            assert view.claims(wanted) == other.claims(wanted)
            assert [view.history(id) for id in IDS[:3]] == [other.history(id) for id in IDS[:3]]
            assert view.agreement(SOURCE.id) == other.agreement(SOURCE.id)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_undoing_everything_leaves_what_the_machine_read(todo: list[Any]) -> None:
    """When every decision is undone, the last first, the claims stand as if nobody had ever decided."""
    with open_ledger(":memory:") as ledger, open_ledger(":memory:") as untouched:
        take(ledger, todo)
        take(untouched, [step for step in todo if not isinstance(step, Decision)])
        with ledger.transaction(write=False) as store:
            live = [row.sequence for row in store.scan(DecisionRow) if row.live and row.kind != "undo"]
        with ledger.writer("tester") as writer:
            for sequence in reversed(live):
                writer.decide(undo([sequence], **by("ada")))
        with ledger.transaction(write=False) as one, untouched.transaction(write=False) as other:
            assert list(one.scan(EntityRow)) == []
            assert [seen(row) for row in one.scan(ClaimRow)] == [seen(row) for row in other.scan(ClaimRow)]


def seen(row: ClaimRow) -> tuple[Any, ...]:
    """All of a row but where it stands in the log."""
    return row.id, row.status, row.type, row.state, row.overlay, row.reread, row.current, row.settled, row.n_notes, row.n_dissents
