"""`share` and `exchange`: what goes out, why something stays, and how things stand."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

from lagebild.claims.canonical import canonical_json
from lagebild.commands import share
from lagebild.exchange import issuing
from lagebild.exchange.markings import PARTS
from lagebild.exchange.stix.marking import Rule
from tests.commands.calls import Caller
from tests.commands.exchanging import acquaint, agree, node


def pair(call: Caller, *terms: str) -> tuple[Caller, Caller]:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    agree(alpha, beta, ("Alpha", "Beta"), *terms)
    return alpha, beta


def test_a_preview_shows_what_they_would_see_and_why_the_rest_stays(call: Caller) -> None:
    alpha, _ = pair(call, "--type", "transfer", "--unmarked", "green", "--part", "quantity")
    shown = [json.loads(line) for line in alpha("share", "preview", "Beta", "--json").out.splitlines()]
    assert sorted((one["shown"], one.get("reasons")) for one in shown) == [(False, ["type"]), (True, None), (True, None)]
    text = alpha("share", "preview", "Beta", "--withheld").out
    assert "Beta would see 2 claims (0 new, 0 withdrawn) and 0 of others; 1 stay" in text
    assert "deployment is not agreed" in text


def test_a_preview_names_the_last_day_of_an_agreement_that_has_run_out(call: Caller) -> None:
    alpha, beta = node(call, "Alpha"), node(call, "Beta")
    acquaint(alpha, beta, ("Alpha", "Beta"))
    proposal, both = alpha.ledger.with_name("p"), alpha.ledger.with_name("s")
    alpha("agree", "propose", "Beta", "--unmarked", "green", "--expires", "2026-01-31", "--output", str(proposal))
    beta("agree", "sign", "Alpha", "--file", str(proposal), "--yes", "--output", str(both))
    alpha("agree", "sign", "Beta", "--file", str(both))
    assert alpha("share", "preview", "Beta", "--withheld").out.count("the last day of the agreement was 2026-01-31") == 3


def test_a_preview_names_the_day_on_which_the_rule_of_anothers_claim_ended(call: Caller) -> None:
    alpha, beta, gamma = node(call, "Alpha"), node(call, "Beta"), node(call, "Gamma")
    for one, other, names in ((alpha, beta, ("Alpha", "Beta")), (beta, gamma, ("Beta", "Gamma")), (alpha, gamma, ("Alpha", "Gamma"))):
        acquaint(one, other, names)
    end = datetime.now(UTC) + timedelta(days=2)
    call.monkeypatch.setattr(issuing, "Rule", partial(Rule, until=end))
    everything = [word for part in PARTS for word in ("--part", part)]
    agree(alpha, beta, ("Alpha", "Beta"), "--unmarked", "green", *everything, "--onward", "Gamma")
    agree(beta, gamma, ("Beta", "Gamma"), "--unmarked", "green", *everything)
    path = alpha.ledger.with_name("out.bundle")
    assert alpha("bundle", "write", "Beta", str(path)).code == 0
    assert beta("bundle", "read", str(path)).code == 0
    assert "and 3 of others" in beta("share", "preview", "Gamma").out
    call.monkeypatch.setattr(share, "today_of", lambda _: (end + timedelta(days=1)).date().isoformat())
    told = beta("share", "preview", "Gamma", "--withheld").out
    assert "and 0 of others" in told
    assert told.count(f"its maker's rule ended on {end.date()}") == 3
    assert f"3 of others stay: rule ended on {end.date()}" in told
    found = [json.loads(line) for line in beta("share", "preview", "Gamma", "--json").out.splitlines()]
    assert [(one["shown"], one["reasons"], one["ended"]) for one in found] == [(False, ["rule-ended"], str(end.date()))] * 3


def test_a_preview_holds_no_words_that_the_partner_does_not_get(call: Caller) -> None:
    alpha, beta = pair(call, "--unmarked", "green", "--part", "words")
    text, lines = alpha("share", "preview", "Beta").out, alpha("share", "preview", "Beta", "--json").out.splitlines()
    assert text.count("the core alone") == 3
    assert "Published: " in text
    assert "“" not in text
    path = alpha.ledger.with_name("out.bundle")
    alpha("bundle", "write", "Beta", str(path))
    assert beta("bundle", "read", str(path)).code == 0
    got = [json.loads(line)["told"] for line in beta("exchange", "claims", "--json").out.splitlines()]
    told = [json.loads(line)["told"] | {"extension_type": "property-extension"} for line in lines]
    assert sorted(got, key=canonical_json) == sorted(told, key=canonical_json), "it is what they get, to the letter"


def test_a_releaser_approves_what_must_be_approved(call: Caller) -> None:
    alpha, _ = pair(call, "--unmarked", "green", "--approve", "type:transfer", "--part", "time", "--part", "quantity")
    claim = next(json.loads(line)["claim"] for line in alpha("share", "preview", "Beta", "--json").out.splitlines() if "approval" in line)
    assert alpha("share", "approve", claim).code == 2, "nobody is a releaser yet"
    assert alpha("share", "releaser", "eve").out == "eve\n"
    assert alpha("share", "approve", claim, "--part", "time", actor="eve").code == 0
    seen = [json.loads(line) for line in alpha("share", "objects", "Beta", "--json").out.splitlines()]
    assert {"claim": claim, "parts": ["time"]}.items() <= next(one for one in seen if one["claim"] == claim).items()
    assert alpha("correct", claim, "--set", "certainty=possible").code == 0
    alpha("share", "now")
    assert claim not in alpha("share", "objects", "Beta").out, "what has changed must be approved again"
    assert alpha("share", "releaser", "eve", "--dismiss").out == ""


def test_what_is_held_back_or_marked_is_withdrawn_at_once(call: Caller) -> None:
    alpha, _ = pair(call, "--unmarked", "green")
    first, second, third = (line.split()[0] for line in alpha("share", "objects", "Beta").out.splitlines())
    assert alpha("share", "withhold", first, "--text", "not yet").code == 0
    assert alpha("share", "mark", second, "--tlp", "red").code == 0
    assert [line.split()[0] for line in alpha("share", "objects", "Beta").out.splitlines()] == [third]
    alpha("share", "clear", first)
    alpha("share", "mark", second, "--unmark")
    assert len(alpha("share", "objects", "Beta").out.splitlines()) == 3
    status = json.loads(alpha("exchange", "status", "--json").out)
    assert len(status["unconfirmed"]) == 3, "two notes and a report were withdrawn, and nobody has confirmed it"
    assert "not confirmed" in alpha("exchange", "status").out


def test_nothing_new_is_said_to_be_nothing(call: Caller) -> None:
    alpha, beta = pair(call, "--unmarked", "green")
    assert alpha("share", "now").out == "nothing has changed\n"
    assert beta("exchange", "claims").out == ""
    assert "serves nothing" in alpha("exchange", "poll", "Beta").err or alpha("exchange", "poll", "Beta").code == 0


def test_calls_that_make_no_sense_are_refused_in_a_line(call: Caller) -> None:
    alpha, _ = pair(call, "--unmarked", "green")
    assert "no level" in alpha("share", "mark", "claim--", "--tlp", "secret").err
    assert alpha("share", "mark", "claim--").code == 2
    assert alpha("share", "opinion", "note--x", "--text", "no").code == 2
    assert alpha("share", "request", "note--x", "--to", "Beta", "--text", "please").code == 2
    assert alpha("share", "consent", "note--x", "--holder", "Beta", "--to", "Beta", "--until", "2099-01-01").code == 2
    assert alpha("share", "end-consent", "note--x").code == 2
    assert alpha("share", "consents").out == ""
    assert alpha("exchange", "opinions").out == ""
    assert alpha("exchange", "refused").out == ""
