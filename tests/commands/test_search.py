"""`search`: by lemma, phrase, and entity in any spelling."""

import json

import pytest

from tests.commands.calls import Caller
from tests.ledger.samples import guns, korea

KOREA, GUNS = korea()[0].id, guns()[0].id


@pytest.mark.parametrize(("arguments", "wanted"), [
    (["liefern", "Haubitze"], [GUNS]), (["--phrase", "geliefert. Berlin"], [GUNS]), (["--phrase", "Berlin geliefert"], []),
    *((["--entity", name], [GUNS]) for name in ("Kiew", "Kyjiw", "Kyiv", "Київ")), (["--entity", "평양"], [KOREA]), (["Truppen", "--entity", "UA"], []),
])
def test_reports_are_found(call: Caller, arguments: list[str], wanted: list[str]) -> None:
    done = call("search", "--json", *arguments)
    assert [json.loads(line)["report"] for line in done.out.splitlines()] == wanted
    assert done.code == 0


def test_a_hit_shows_where_and_claims_can_be_searched(call: Caller) -> None:
    assert "Haubitzen geliefert" in call("search", "liefern", "Haubitzen").out
    hits = [json.loads(line) for line in call("search", "--claims", "--json", "--entity", "Kyiv").out.splitlines()]
    assert {hit["claim"] for hit in hits} == {claim.id for claim in guns()[1:]}
    assert call("search").code == 2
