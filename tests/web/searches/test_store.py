"""The file of saved searches."""

import pathlib
import stat

import pytest

from lagebild.web.refusals import NotHere, Unfit
from lagebild.web.searches import Searches, searches_path
from lagebild.web.searches.store import MOST_FAILED, WAITS_S


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Searches:
    return Searches(tmp_path / "l.searches.db")


def test_the_file_is_its_owners_only_and_made_when_first_written_to(store: Searches, tmp_path: pathlib.Path) -> None:
    assert store.of("ada") == ()
    assert not store.path.exists()
    store.add("ada", "Guns", "claims", "type=transfer")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert searches_path(tmp_path / "l.db.people.db") == tmp_path / "l.db.searches.db"


def test_a_search_belongs_to_one_person_and_its_name_to_one_search(store: Searches) -> None:
    one = store.add("ada", "  Guns\u202e\n ", "claims", "type=transfer")
    assert (one.title, store.of("ada"), store.of("bob")) == ("Guns", (one,), ())
    with pytest.raises(Unfit):
        store.add("ada", "Guns", "things", "")
    store.add("bob", "Guns", "things", "")
    for call in (store.remove, store.give_feed, store.end_feed, store.end_hook, store.resume, store.deliveries):
        with pytest.raises(NotHere):
            call(one.id, "bob")
    with pytest.raises(Unfit):
        store.add("ada", "\u202e \n", "claims", "")


def test_a_feed_is_read_by_its_newest_address_alone_and_none_is_kept(store: Searches) -> None:
    one = store.add("ada", "Guns", "claims", "")
    first, second = store.give_feed(one.id, "ada"), store.give_feed(one.id, "ada")
    assert store.by_feed(first) is None
    found = store.by_feed(second)
    assert found is not None
    assert found.id == one.id
    assert second.encode() not in store.path.read_bytes()
    store.end_feed(one.id, "ada")
    assert store.by_feed(second) is None


def test_what_is_to_be_sent_is_kept_once_and_sent_in_order(store: Searches) -> None:
    one = store.add("ada", "Guns", "claims", "")
    assert store.set_hook(one.id, "ada", "https://example.org/", 3).startswith("whsec_")
    assert [told for _, told in store.sending()] == [3]
    for _ in range(2):
        store.note(one.id, 5, "first", "{}")
    store.note(one.id, 9, "second", "{}")
    assert [told for _, told in store.sending()] == [9]
    due = store.due(one.id)
    assert due is not None
    assert due.id == "first"
    store.failed(due, "HTTP 500")
    assert store.due(one.id) is None  # its time has not come, and the second waits behind it
    assert [(line.id, line.n_tries, line.state) for line in store.deliveries(one.id, "ada")] == [("second", 0, "waiting"), ("first", 1, "waiting")]


def test_a_delivery_is_given_up_and_a_hook_stopped_after_many_failures(store: Searches) -> None:
    one = store.add("ada", "Guns", "claims", "")
    store.set_hook(one.id, "ada", "https://example.org/", 0)
    store.note(one.id, 1, "a", "{}")
    store.note(one.id, 2, "b", "{}")
    for n in range(MOST_FAILED):
        waiting = [line for line in reversed(store.deliveries(one.id, "ada")) if line.state == "waiting"]
        assert store.of("ada")[0].hook is not None
        assert len(store.sending()) == 1, n
        store.failed(waiting[0], "no answer")
    lines = {line.id: (line.state, line.n_tries) for line in store.deliveries(one.id, "ada")}
    assert lines == {"a": ("failed", len(WAITS_S) + 1), "b": ("waiting", MOST_FAILED - len(WAITS_S) - 1)}
    assert store.sending() == ()
    hook = store.of("ada")[0].hook
    assert hook is not None
    assert (hook.stopped, hook.n_failed) == ("failed", MOST_FAILED)
    store.resume(one.id, "ada")
    due = store.due(one.id)
    assert due is not None
    assert due.id == "b"


def test_a_search_that_is_forgotten_leaves_nothing(store: Searches) -> None:
    one = store.add("ada", "Guns", "claims", "")
    secret = store.give_feed(one.id, "ada")
    store.set_hook(one.id, "ada", "https://example.org/", 0)
    store.note(one.id, 1, "a", "{}")
    store.remove(one.id, "ada")
    assert (store.of("ada"), store.by_feed(secret), store.sending(), store.due(one.id)) == ((), None, (), None)


def test_of_what_was_sent_the_last_are_kept(store: Searches) -> None:
    one = store.add("ada", "Guns", "claims", "")
    store.set_hook(one.id, "ada", "https://example.org/", 0)
    for n in range(60):
        store.note(one.id, n, f"d{n}", "{}")
        due = store.due(one.id)
        assert due is not None
        store.done(due, "HTTP 200")
    assert [line.id for line in store.deliveries(one.id, "ada", limit=100)] == [f"d{n}" for n in range(59, 9, -1)]
