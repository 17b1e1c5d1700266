"""What a hook is told of: never what rests on a partner's claim."""

from starlette.testclient import TestClient

from lagebild.picture import rows
from lagebild.web.searches.matching import ours_alone
from tests.web.conftest import workspace
from tests.web.exchange_parties import Parties
from tests.web.receiving import until


def test_a_thing_with_a_partners_claim_is_not_told_to_a_hook(asking: TestClient, there: Parties) -> None:
    until(lambda: bool(asking.get("/api/v1/picture").json()["ready"]), 60)
    (lent,) = there.us.received()
    with workspace(asking).following.picture() as picture:
        found = rows(picture).items
        theirs = picture.board.thing_of(lent.claim.id)
        kept = ours_alone(picture, found)
    assert theirs in {row.id for row in found}
    assert {row.id for row in kept} == {row.id for row in found} - {theirs}
    assert kept
