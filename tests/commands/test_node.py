"""`node`: keys and card of this end of the exchange."""

import json
import stat

from tests.commands.calls import Caller


def test_a_node_is_made_once_and_its_keys_are_its_owners(call: Caller) -> None:
    done = call("node", "init", "Ministry A", "--address", "https://a.example/taxii2/lagebild")
    assert done.code == 0, done.err
    assert "fingerprint" in done.out
    folder = call.ledger.with_name("l.db.node")
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.glob("*.key"))
    assert call("node", "init", "Again").code == 2
    shown = json.loads(call("node", "show", "--json").out)
    assert (shown["name"], shown["address"]) == ("Ministry A", "https://a.example/taxii2/lagebild/")


def test_a_new_key_signs_and_a_revoked_one_stays_revoked(call: Caller) -> None:
    call("node", "init", "Ministry A")
    first = json.loads(call("node", "show", "--json").out)
    assert call("node", "rotate").code == 0
    second = json.loads(call("node", "show", "--json").out)
    assert second["fingerprint"] != first["fingerprint"]
    assert call("node", "revoke", second["keys"][-1]["id"], "--since", "2026-11-25T08:00").code == 0
    third = json.loads(call("node", "show", "--json").out)
    assert [bool(key["revoked_at"]) for key in third["keys"]] == [False, True, False]
    assert "revoked" in call("node", "show").out
    assert call("node", "revoke", "ed25519:0").code == 2


def test_a_card_is_written_to_a_file_that_is_not_there_yet(call: Caller) -> None:
    call("node", "init", "Ministry A")
    path = call.ledger.with_name("a.card")
    assert call("node", "card", "--output", str(path)).code == 0
    assert json.loads(path.read_text(encoding="utf8"))["lagebild_card"] == 1
    assert call("node", "card", "--output", str(path)).code == 2


def test_without_a_node_and_with_a_bad_address_one_line_says_so(call: Caller) -> None:
    assert "lagebild node init" in call("node", "show").err
    assert "https" in call("node", "init", "A", "--address", "http://a.example/x/").err
    assert call("node", "move").code == 2


def test_without_a_node_the_message_ends_with_what_to_do(call: Caller) -> None:
    done = call("node", "show")
    assert (done.code, done.err) == (2, "lagebild: there is no node in the ledger; run `lagebild node init NAME`\n")
