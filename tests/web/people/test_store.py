"""People, sessions, tokens, and what was tried."""

import pathlib
import stat
from datetime import timedelta

import pytest

from lagebild.web.people import People, store
from lagebild.web.refusals import PersonRefused, TooMany

GOOD = "correct horse battery"


@pytest.fixture
def people(tmp_path: pathlib.Path) -> People:
    found = People(tmp_path / "l.db.people.db")
    found.add("Ada", "administrator", GOOD)
    return found


def test_nothing_is_made_by_looking(tmp_path: pathlib.Path) -> None:
    people = People(tmp_path / "p.db")
    assert not people.any()
    assert people.everybody() == ()
    assert people.session("x") is None
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_its_owners_and_holds_no_password_session_or_token_in_clear(people: People) -> None:
    session = people.sign_in("ada", GOOD, "127.0.0.1")
    _, token = people.add_token("Ada", "nightly", "reader")
    assert session is not None
    people.close()
    assert stat.S_IMODE(people.path.stat().st_mode) == 0o600
    data = b"".join(path.read_bytes() for path in people.path.parent.iterdir())
    assert not any(secret.encode() in data for secret in (GOOD, session, token))
    assert b"argon2id" in data


def test_who_signs_in_is_known_until_the_session_ends(people: People) -> None:
    session = people.sign_in(" ADA ", GOOD, "127.0.0.1")
    assert session is not None
    found = people.session(session)
    assert found is not None
    assert (found.name, found.role) == ("Ada", "administrator")
    people.sign_out(session)
    assert people.session(session) is None
    assert people.session("") is None


def test_a_session_ends_when_it_is_idle_or_old(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    session = people.sign_in("Ada", GOOD, "a") or ""
    now = store._now()
    for passed in (timedelta(hours=13), timedelta(days=15)):
        monkeypatch.setattr(store, "_now", lambda passed=passed: now + passed)
        assert people.session(session) is None


def test_signing_out_everywhere_a_new_password_and_removal_end_all_sessions(people: People) -> None:
    people.add("Bob", "administrator", GOOD)
    for end in (lambda: people.sign_out_everywhere("Ada"), lambda: people.set_password("Ada", GOOD + "!"), lambda: people.remove("Ada")):
        sessions = [people.sign_in("Ada", password, "a") or "" for password in (GOOD, GOOD + "!")]
        end()
        assert [people.session(session) for session in sessions] == [None, None]
    assert people.sign_in("Ada", GOOD + "!", "a") is None


def test_after_five_failures_from_one_place_a_name_waits_there_and_others_do_not(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        assert people.sign_in("Ada", "wrong", "10.0.0.1") is None
    with pytest.raises(TooMany) as error:
        people.sign_in("Ada", GOOD, "10.0.0.1")
    assert 0 < error.value.retry_after_s <= 900
    assert people.sign_in("Ada", GOOD, "10.0.0.2") is not None
    now = store._now()
    monkeypatch.setattr(store, "_now", lambda: now + timedelta(minutes=16))
    assert people.sign_in("Ada", GOOD, "10.0.0.1") is not None


def test_signing_in_rightly_is_no_failure(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "fits", lambda digest, password: password == GOOD)
    assert all(people.sign_in("Ada", GOOD, "10.0.0.1") for _ in range(60))


def test_one_place_may_not_try_many_names(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "fits", lambda digest, password: False)
    for number in range(20):
        assert people.sign_in(f"name{number}", "wrong", "10.0.0.1") is None
    with pytest.raises(TooMany):
        people.sign_in("Ada", GOOD, "10.0.0.1")


def test_the_last_administrator_stays(people: People) -> None:
    for change in (lambda: people.remove("Ada"), lambda: people.set_role("Ada", "reader")):
        with pytest.raises(PersonRefused, match="last administrator"):
            change()
    people.add("Bob", "administrator", GOOD)
    people.set_role("Ada", "reader")
    assert [person.role for person in people.everybody()] == ["reader", "administrator"]


def test_a_name_that_was_once_given_is_not_given_to_another(people: People) -> None:
    people.add("Bob", "analyst", GOOD)
    people.remove("bob")
    for name in ("Bob", "BOB", "ada"):
        with pytest.raises(PersonRefused, match="taken"):
            people.add(name, "reader", GOOD)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65, "\u202eada", "\ud800"])
def test_a_name_that_could_deceive_is_refused(people: People, name: str) -> None:
    with pytest.raises(PersonRefused):
        people.add(name, "reader", GOOD)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "my name is bob ok", "x" * 2000])
def test_a_password_that_is_easily_guessed_is_refused(people: People, password: str) -> None:
    with pytest.raises(PersonRefused):
        people.add("bob", "reader", password)


def test_a_token_does_no_more_than_its_role_and_its_holders(people: People) -> None:
    people.add("Bob", "analyst", GOOD)
    _, low = people.add_token("Bob", "x", "reader")
    token, high = people.add_token("Bob", "x", "administrator")
    found = [people.bearer(secret) for secret in (low, high, "lagebild_none")]
    assert [one.role if one else None for one in found] == ["reader", "analyst", None]
    people.revoke(token.id)
    assert people.bearer(high) is None
    people.remove("Bob")
    assert people.bearer(low) is None


def test_a_token_ends_with_its_days(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = people.add_token("Ada", "x", "reader", days=1)
    now = store._now()
    monkeypatch.setattr(store, "_now", lambda: now + timedelta(days=2))
    assert people.bearer(secret) is None


def test_sign_ins_and_changes_are_on_record(people: People) -> None:
    people.sign_in("Ada", "wrong", "10.0.0.1")
    people.sign_in("Ada", GOOD, "10.0.0.1")
    assert [line.what for line in people.record()] == ["signed in", "sign-in refused", "added as administrator"]


def test_a_visit_begins_after_a_pause_and_keeps_what_was_new_until_then(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    now = store._now()
    assert people.visit("Ada", 10).since == 0
    assert people.visit("Ada", 20).since == 0
    monkeypatch.setattr(store, "_now", lambda: now + timedelta(hours=1))
    visit = people.visit("Ada", 30)
    assert visit.since == 20
    assert people.visit("Ada", 40).since == 20
    assert people.visit("Ada", 40, seen=True).since == 40
