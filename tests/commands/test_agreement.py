"""`agree`: proposed by one, signed by both, narrowed by either."""

import json

from tests.commands.calls import Caller
from tests.commands.exchanging import acquaint, agree, node


def pair(call: Caller) -> tuple[Caller, Caller]:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    return alpha, beta


def test_an_agreement_is_in_force_once_both_have_signed(call: Caller) -> None:
    alpha, beta = pair(call)
    assert "no agreement is in force" in alpha("agree", "show", "Beta").out
    proposal = call.ledger.with_name("p")
    alpha("agree", "propose", "Beta", "--type", "transfer", "--tlp", "amber", "--expires", "2099-12-31", "--output", str(proposal))
    assert "waits for the signature of Beta" in alpha("agree", "show", "Beta").out
    done = beta("agree", "sign", "Alpha", "--file", str(proposal), "--yes")
    assert done.code == 0, done.err
    assert "types transfer" in done.out
    found = json.loads(beta("agree", "show", "Alpha", "--json").out)
    assert (found["it_gives"]["types"], found["it_gives"]["highest"]) == (["transfer"], "amber")


def test_a_narrowing_holds_at_once_and_can_only_make_it_less(call: Caller) -> None:
    alpha, beta = pair(call)
    agree(alpha, beta, ("Alpha", "Beta"), "--part", "all", "--tlp", "amber", "--unmarked", "green")
    assert "we give" in alpha("agree", "narrow", "Beta", "--without", "text", "--tlp", "green").out
    found = json.loads(alpha("agree", "show", "Beta", "--json").out)["we_give"]
    assert found["highest"] == "green"
    assert "text" not in found["parts"]
    alpha("agree", "narrow", "Beta", "--tlp", "red", "--part", "all")
    assert json.loads(alpha("agree", "show", "Beta", "--json").out)["we_give"] == found
    assert "narrowed 2 times" in alpha("agree", "show", "Beta").out


def test_an_ended_agreement_lets_nothing_flow(call: Caller) -> None:
    alpha, beta = pair(call)
    agree(alpha, beta, ("Alpha", "Beta"), "--part", "all", "--unmarked", "green")
    assert len(alpha("share", "objects", "Beta").out.splitlines()) == 3
    assert alpha("agree", "end", "Beta").code == 0
    assert alpha("share", "objects", "Beta").out == ""
    assert "nothing flows" in alpha("agree", "show", "Beta").out


def test_terms_come_from_a_file_and_nonsense_is_refused(call: Caller) -> None:
    alpha, _ = pair(call)
    path = call.ledger.with_name("terms.json")
    path.write_text(json.dumps({"types": ["gift"], "highest": "green", "expires": "2099-12-31", "checked": False, "onward": "none"}))
    assert "gift" in alpha("agree", "propose", "Beta", "--we", str(path)).err
    assert "--expires" in alpha("agree", "propose", "Beta").err
    assert "secret" in alpha("agree", "propose", "Beta", "--tlp", "secret", "--expires", "2099-12-31").err
    assert alpha("agree", "sign", "Beta", "--yes").code == 2
    assert alpha("agree", "narrow", "Beta", "--tlp", "green").code == 2
