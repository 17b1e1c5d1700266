"""`user`: people from the command line."""

import io
import json
import pathlib

import pytest

from lagebild.web.people import People
from tests.commands.calls import Caller

GOOD = "correct horse battery"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n" * 3))


@pytest.mark.usefixtures("typed")
def test_people_are_added_listed_changed_and_removed(call: Caller) -> None:
    assert call("user", "add", "Ada", "--role", "administrator").out == "Ada: administrator\n"
    assert call("user", "add", "Bob").out == "Bob: analyst\n"
    assert call("user", "role", "bob", "reader").code == 0
    assert call("user", "password", "Bob").code == 0
    secret = call("user", "token", "Bob", "--title", "nightly", "--role", "administrator").out.strip()
    people = People(pathlib.Path(f"{call.ledger}.people.db"))
    identity = people.bearer(secret)
    assert identity is not None
    assert (identity.name, identity.role) == ("Bob", "reader")
    listed = [json.loads(line) for line in call("user", "list", "--json").out.splitlines()]
    assert [(one["name"], one["role"], len(one["tokens"])) for one in listed] == [("Ada", "administrator", 0), ("Bob", "reader", 1)]
    assert "never signed in" in call("user", "list").out
    assert call("user", "token", "Bob", "--revoke", listed[1]["tokens"][0]["id"]).code == 0
    assert people.bearer(secret) is None
    assert call("user", "remove", "Bob").code == 0
    assert call("user", "list").out.count("\n") == 1


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(("arguments", "words"), [
    (["add", "Ada"], "first person must be an administrator"), (["add", "Ada", "--role", "king"], "none of"), (["remove", "Eve"], "nobody of this name"),
    (["token", "Eve"], "nobody of this name"),
])
def test_what_makes_no_sense_is_refused_in_one_line(call: Caller, arguments: list[str], words: str) -> None:
    done = call("user", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
