"""The object store: order, versions, conflicts, what is hidden, against a plain list; threads, processes, jumping clocks."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lagebild.errors import Refused, StoreUnusable
from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.taxii.nouns import ALL, LAST, Asked, Collection, Versions
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.times import instant
from tests.exchange.taxii.site import note, notes

LATER = "2026-02-02T00:00:00.000Z"


class Clock:
    """A clock in microseconds that a test sets."""

    def __init__(self, at: int = 1_000_000) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[ObjectStore]:
    made = ObjectStore(tmp_path_factory.mktemp("store") / "objects.db", now=clock)
    yield made
    made.close()


def new_collection(store: ObjectStore) -> str:
    id = str(uuid.uuid4())
    store.add_collection(Collection(id, "a collection"))
    return id


def sealed(item: dict[str, Any], signature: str) -> dict[str, Any]:
    return item | {"extensions": {SEAL_EXTENSION: {"extension_type": "property-extension", "signature": signature}}}


IDS = [f"{type_}--00000000-0000-4000-8000-00000000000{number}" for number in range(3) for type_ in ("note", "report")]
TIMES = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000001Z", "2026-01-03T00:00:00.5Z", "2026-01-02T00:00:00.000Z"]
items = st.builds(
    lambda id, modified, content, seal: {
        "type": id.split("--")[0], "spec_version": "2.1", "id": id, "created": TIMES[0], "modified": modified, "content": content,
        **({"extensions": {SEAL_EXTENSION: {"signature": seal}}} if seal else {}),
    },
    st.sampled_from(IDS), st.sampled_from(TIMES), st.sampled_from(["a", "a", "a", "b"]), st.sampled_from(["", "", "s1", "s2"]),
)  # fmt: skip
appends = st.tuples(st.just("append"), st.lists(items, min_size=1, max_size=5))
hides = st.tuples(st.just("hide"), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(TIMES)), min_size=1, max_size=2))
shows = st.tuples(st.just("show"), st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(TIMES)), min_size=1, max_size=4))
jumps = st.tuples(st.just("clock"), st.integers(0, 5_000_000))
questions = st.builds(
    lambda limit, ids, types, versions: Asked(None, limit, tuple(ids), tuple(types), versions),
    st.integers(1, 6), st.lists(st.sampled_from([*IDS, "note--x"]), max_size=3, unique=True),
    st.lists(st.sampled_from(["note", "report", "x"]), max_size=2, unique=True),
    st.one_of(
        st.just(LAST), st.just(ALL), st.just(Versions(first=True)), st.just(Versions(first=True, last=True)),
        st.builds(
            lambda times, last: Versions(last=last, exact=tuple(instant(one, "x", "x") for one in times)),
            st.lists(st.sampled_from(TIMES), min_size=1, max_size=3, unique=True), st.booleans(),
        ),
    ),
)  # fmt: skip


class Model:
    """A list that does what a collection should."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.gone: dict[tuple[str, int], dict[str, Any]] = {}

    def append(self, item: dict[str, Any]) -> str:
        key = (item["id"], instant(item["modified"], "x", "x"))
        held = next((row for row in self.rows if row["key"] == key), None)
        if held is None and key in self.gone:
            return "duplicate" if self.gone[key]["content"] == item["content"] else "conflict"
        if held is not None and held["item"]["content"] != item["content"]:
            return "conflict"
        if held is not None and held["item"] == item:
            return "duplicate"
        outcome = "added"
        if held is not None:
            self.rows.remove(held)
            outcome = "resealed"
        self.rows.append({"key": key, "item": item})
        return outcome

    def hide(self, id: str, version: str) -> int:
        key = (id, instant(version, "x", "x"))
        found = [row for row in self.rows if row["key"] == key]
        for row in found:
            self.rows.remove(row)
            self.gone[key] = row["item"]
        return len(found)

    def show(self, id: str, version: str) -> int:
        key = (id, instant(version, "x", "x"))
        if key not in self.gone:
            return 0
        self.rows.append({"key": key, "item": self.gone.pop(key)})
        return 1

    def asked(self, asked: Asked) -> list[dict[str, Any]]:
        return [row["item"] for row in self.rows if self._matches(row, asked)]

    def _matches(self, row: dict[str, Any], asked: Asked) -> bool:
        id, at = row["key"]
        others = [one["key"][1] for one in self.rows if one["key"][0] == id]
        wanted = asked.versions
        return (
            (not asked.ids or id in asked.ids)
            and (not asked.types or row["item"]["type"] in asked.types)
            and (wanted.all or (wanted.last and at == max(others)) or (wanted.first and at == min(others)) or at in wanted.exact)
        )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.one_of(appends, appends, hides, shows, jumps), max_size=12), st.lists(questions, min_size=1, max_size=4))
def test_a_collection_is_what_a_plain_list_would_be(
    store: ObjectStore, clock: Clock, course: list[tuple[str, Any]], asked: list[Asked]
) -> None:
    """After any course of appends, hidings and clock jumps, every walk gives what a list says, in order, each once; times of
    addition are unique and rise."""
    collection, model = new_collection(store), Model()
    for kind, what in course:
        if kind == "clock":
            clock.at = what
        elif kind == "hide":
            assert store.hide(collection, what, by="t", reason="narrowed") == sum(model.hide(*one) for one in what)
        elif kind == "show":
            assert store.show(collection, what, by="t") == sum(model.show(*one) for one in what)
        else:
            assert [one.outcome for one in store.append(collection, what, by="t")] == [model.append(one) for one in what]
    added = [entry.added for entry in store.everything(collection)]
    assert added == sorted(set(added))
    for one in asked:
        found, after, more = [], None, True
        while more:
            page = store.page(collection, Asked(after, one.limit, one.ids, one.types, one.versions))
            found += [json.loads(entry.body) for entry in page.entries]
            assert len(page.entries) <= (one.limit or 0)
            after, more = (page.entries[-1].added if page.entries else after), page.more
        assert found == model.asked(one)


def test_times_of_addition_rise_whatever_the_clock_does(store: ObjectStore, clock: Clock) -> None:
    """A clock that stands still or goes back gives no time twice and none earlier; one that goes on is followed."""
    collection, times = new_collection(store), []
    for at in (10**15, 10**15, 5, 10**15 + 50, 0, 2 * 10**15):
        clock.at = at
        times += [one.added for one in store.append(collection, notes(3), by="t")]
    assert times == sorted(set(times))
    assert times[-3:] == [2 * 10**15, 2 * 10**15 + 1, 2 * 10**15 + 2]
    clock.at = 0


def test_a_follower_misses_nothing_while_many_write(tmp_path: Path) -> None:
    """Eight threads append to one collection while another walks it by time of addition, and gets every object, once."""
    store = ObjectStore(tmp_path / "o.db")
    collection = new_collection(store)
    threads = [threading.Thread(target=lambda: [store.append(collection, notes(5), by="t") for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    seen: list[str] = []
    after = 0
    while True:
        alive = any(thread.is_alive() for thread in threads)
        page = store.page(collection, Asked(after, 7, versions=ALL))
        seen += [entry.id for entry in page.entries]
        after = page.entries[-1].added if page.entries else after
        if not alive and not page.more:
            break
    assert len(seen) == len(set(seen)) == 400
    store.close()


_CHILD = """
import sys, uuid
from lagebild.exchange.taxii.store import ObjectStore
from tests.exchange.taxii.site import notes
store = ObjectStore(sys.argv[1])
for _ in range(20):
    assert all(one.outcome == "added" for one in store.append(sys.argv[2], notes(4), by="child"))
"""


def test_processes_share_a_store(tmp_path: Path) -> None:
    """Two other processes append while this one does: nothing is lost, no time is given out twice, a follower misses nothing."""
    store = ObjectStore(tmp_path / "o.db")
    collection = new_collection(store)
    command = [sys.executable, "-c", _CHILD, str(tmp_path / "o.db"), collection]
    children = [subprocess.Popen(command, cwd=Path(__file__).parents[3], stderr=subprocess.PIPE) for _ in range(2)]
    seen: list[int] = []
    while any(child.poll() is None for child in children):
        store.append(collection, notes(1), by="parent")
        seen += [entry.added for entry in store.everything(collection, seen[-1] if seen else 0)]
    seen += [entry.added for entry in store.everything(collection, seen[-1])]
    assert [child.wait() for child in children] == [0, 0], [child.communicate()[1] for child in children]
    assert seen == [entry.added for entry in store.everything(collection)]
    by = {entry.added for entry in store.everything(collection)}
    assert len(by) == len(seen) > 160
    store.close()


_MAKER = """
import sys, time
from lagebild.exchange.taxii.store import ObjectStore
from lagebild.exchange.taxii.nouns import Collection
while time.time() < float(sys.argv[3]): pass
for number in range(5):
    store = ObjectStore(f"{sys.argv[1]}{number}.db")
    store.add_collection(Collection(sys.argv[2], "made together"))
    store.close()
"""


def test_processes_make_a_store_at_once(tmp_path: Path) -> None:
    """Three processes that find no file make one store together, five times over."""
    id = str(uuid.uuid4())
    command = [sys.executable, "-c", _MAKER, str(tmp_path / "o"), id, str(time.time() + 1.5)]
    makers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [maker.communicate()[1] for maker in makers] == [b"", b"", b""]
    for number in range(5):
        store = ObjectStore(tmp_path / f"o{number}.db")
        assert [one.id for one in store.collections()] == [id]
        store.close()


def test_a_group_of_writers_shares_one_commit(tmp_path: Path) -> None:
    """Those who come while the disk is busy are written together, and each hears of its own objects."""
    store = ObjectStore(tmp_path / "o.db")
    collection = new_collection(store)
    results: dict[int, list[str]] = {}

    def write(number: int) -> None:
        results[number] = [one.id for one in store.append(collection, [note(str(number), id=f"note--{uuid.UUID(int=number)}")], by="t")]

    threads = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: [f"note--{uuid.UUID(int=number)}"] for number in range(40)}
    store.close()


def test_a_conflict_keeps_both_and_counts_once(store: ObjectStore) -> None:
    """Other content under a held id and version is refused with its reason, and evidence once, however often it comes."""
    collection, one = new_collection(store), note("first")
    store.append(collection, [one], by="ada")
    for _ in range(3):
        (stored,) = store.append(collection, [one | {"content": "second"}], by="eve")
        assert (stored.outcome, stored.held) == ("conflict", False)
        assert "conflict" in (stored.reason or "")
    (evidence,) = store.conflicts(collection)
    assert (evidence.id, evidence.by, json.loads(evidence.body)["content"]) == (one["id"], "eve", "second")
    assert json.loads(store.page(collection).entries[0].body) == one


def test_the_same_instant_written_otherwise_is_the_same_version(store: ObjectStore) -> None:
    """2026-01-01T00:00:00Z and 2026-01-01T00:00:00.000Z are one instant: the content differs, so it is a conflict."""
    collection = new_collection(store)
    one = note(modified="2026-03-01T00:00:00Z")
    outcomes = [store.append(collection, [item], by="t")[0].outcome for item in (one, one | {"modified": "2026-03-01T00:00:00.000Z"})]
    assert outcomes == ["added", "conflict"]


def test_another_seal_of_the_same_content_replaces_the_first(store: ObjectStore) -> None:
    """After a change of keys an originator seals again: that is no conflict; the new seal is served, under a new time."""
    collection, one = new_collection(store), note()
    (first,) = store.append(collection, [sealed(one, "old")], by="ada")
    (second,) = store.append(collection, [sealed(one, "new")], by="ada")
    assert second.outcome == "resealed"
    (entry,) = store.everything(collection)
    assert entry.added == second.added
    assert entry.added > (first.added or 0)
    assert json.loads(entry.body) == sealed(one, "new")
    (evidence,) = store.hidden(collection)
    assert (json.loads(evidence.body), evidence.reason) == (sealed(one, "old"), "sealed anew")


def test_what_is_hidden_stays_hidden_and_is_kept(store: ObjectStore) -> None:
    """Hidden versions are in no page, manifest or list of versions, also after they come again; the others step into their place."""
    collection, one = new_collection(store), note()
    later = one | {"modified": LATER, "content": "later"}
    store.append(collection, [one, later], by="ada")
    assert store.hide(collection, [(one["id"], LATER), (one["id"], "2020-01-01T00:00:00Z")], by="ada", reason="narrowed") == 1
    assert store.hide(collection, [(one["id"], LATER)], by="ada", reason="narrowed") == 0
    assert [entry.version for entry in store.page(collection).entries] == [one["modified"]]
    assert [stored.outcome for stored in store.append(collection, [later], by="eve")] == ["duplicate"]
    assert [stored.outcome for stored in store.append(collection, [later | {"content": "x"}], by="eve")] == ["conflict"]
    assert [entry.version for entry in store.everything(collection)] == [one["modified"]]
    (evidence,) = store.hidden(collection)
    assert (evidence.by, evidence.reason, json.loads(evidence.body)) == ("ada", "narrowed", later)
    store.hide(collection, [(one["id"], one["modified"])], by="ada", reason="narrowed")
    assert not store.holds(collection, one["id"])


def test_what_was_hidden_can_be_shown_again(store: ObjectStore) -> None:
    """It comes back into sight once, under a new time that pollers see, takes its place among the versions, and can be hidden anew."""
    collection, one = new_collection(store), note()
    later = one | {"modified": LATER}
    store.append(collection, [one, later], by="ada")
    before = list(store.everything(collection))
    for _ in range(2):
        assert store.hide(collection, [(one["id"], LATER)], by="ada", reason="narrowed") == 1
        assert store.show(collection, [(one["id"], LATER), (one["id"], one["modified"])], by="ada") == 1
        assert store.show(collection, [(one["id"], LATER)], by="ada") == 0
    (shown,) = store.everything(collection, before[-1].added)
    assert (shown.version, json.loads(shown.body)) == (LATER, later)
    assert [entry.version for entry in store.page(collection).entries] == [LATER]
    assert [entry.version for entry in store.page(collection, Asked(versions=Versions(first=True))).entries] == [one["modified"]]
    assert [stored.outcome for stored in store.append(collection, [later], by="ada")] == ["duplicate"]
    assert len(store.hidden(collection)) == 2


def test_what_cannot_be_kept_is_an_outcome(store: ObjectStore) -> None:
    """Appending what is no object, or has no canonical bytes, is refused with a reason and harms no neighbour."""
    collection = new_collection(store)
    bad: list[Any] = [17, None, {}, note(x="\ud800"), note(x=2**60), note(x={1, 2}), note(modified="9999-01-01T00:00:00Z"), note(x=float("inf"))]
    outcomes = store.append(collection, [note(), *bad, note()], by="t")
    assert [one.outcome for one in outcomes] == ["added", *["refused"] * len(bad), "added"]
    assert all(one.reason for one in outcomes[1:-1])


def test_collections_are_told_apart(store: ObjectStore) -> None:
    """Unknown collections, malformed ids and aliases that are taken are refused; a title can change."""
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    store.add_collection(Collection(first, "one", alias=f"a-{first}"))
    store.add_collection(Collection(first, "another title", alias=f"a-{first}"))
    assert store.collection(f"a-{first}") == store.collection(first) == Collection(first, "another title", None, f"a-{first}")
    with pytest.raises(Refused, match="alias"):
        store.add_collection(Collection(second, "two", alias=f"a-{first}"))
    with pytest.raises(Refused, match="collection"):
        store.append(second, notes(1), by="t")
    for wrong in ({"id": "x"}, {"id": first.upper()}, {"alias": "a/b"}, {"alias": second}, {"title": ""}):
        with pytest.raises(Refused):
            Collection(**{"id": first, "title": "t"} | wrong)


def test_a_question_with_too_many_parts_is_refused(store: ObjectStore) -> None:
    """Ids or types times kinds of versions are bounded."""
    collection = new_collection(store)
    with pytest.raises(Refused, match="more than"):
        store.page(collection, Asked(ids=tuple(map(str, range(300))), versions=Versions(first=True, last=True)))


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """Another program's database, a newer one, and what is no database are refused and not changed."""
    other, newer, none = tmp_path / "other.db", tmp_path / "newer.db", tmp_path / "none.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine(x)")
    ObjectStore(newer).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    none.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    for path, reason in ((other, "another program"), (newer, "newer Lagebild"), (none, "no SQLite"), (tmp_path / "a" / "b.db", "cannot be opened")):
        with pytest.raises(StoreUnusable, match=reason):
            ObjectStore(path)


def test_a_store_is_found_again(tmp_path: Path) -> None:
    """What was appended is there after closing and opening, under the same times; a `next` key stays."""
    store = ObjectStore(tmp_path / "o.db")
    collection = new_collection(store)
    store.append(collection, notes(3), by="t")
    before, key = list(store.everything(collection)), store.cursor_key
    store.close()
    again = ObjectStore(tmp_path / "o.db")
    assert (list(again.everything(collection)), again.cursor_key) == (before, key)
    again.close()


def test_questions_use_their_index(store: ObjectStore) -> None:
    """No kind of question sorts or reads a whole table, so a page takes the same time in a large collection as in a small one."""
    from lagebild.exchange.taxii import pages

    kinds = [LAST, ALL, Versions(first=True), Versions(exact=(1,))]
    with store._database.reading() as connection:
        for versions in kinds:
            for types in ((), ("note",)):
                for kind in pages._kinds(Asked(types=types, versions=versions)):
                    walk, values = pages._walk(*kind, 1, Asked(types=types, versions=versions), 10)
                    plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {walk}", values))
                    assert "added>?" in plan
                    assert "TEMP B-TREE" not in plan
                    assert "SCAN" not in plan


def test_random_bytes_are_no_cursor() -> None:
    """Of many tokens that were not given out none is read."""
    from lagebild.exchange.taxii.cursor import Cursors

    cursors, chance = Cursors(bytes(range(32))), random.Random(5)
    token = cursors.token(12_345, ("ada", "c"))
    assert cursors.place(token, ("ada", "c")) == 12_345
    for _ in range(200):
        position = chance.randrange(len(token))
        other = token[:position] + chance.choice("ABCDabcd0123-_=") + token[position + 1 :]
        if other != token:
            with pytest.raises(Refused):
                cursors.place(other, ("ada", "c"))
    for bound in (("bob", "c"), ("ada", "d"), ("ada",), ("adac", ""), ("ada", "c", "")):
        with pytest.raises(Refused):
            cursors.place(token, bound)
