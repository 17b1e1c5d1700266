"""A partner's report on its page: what the agreement lets us see, marked as the partner's, with what proves it; nothing of it decided."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from lagebild.ledger import Ledger
from tests.exchange.nodes import tell
from tests.web.conftest import calling, workspace
from tests.web.exchange_parties import Parties
from tests.web.receiving import until


@pytest.fixture
def client(ledger: Ledger, there: Parties) -> Iterator[TestClient]:
    with calling(ledger, node=there.folder) as found:
        until(lambda: bool(lent(found)), 60)
        yield found


def lent(client: TestClient) -> tuple[str, ...]:
    """The reports that only partners have."""
    with workspace(client).following.picture() as picture:
        return tuple(picture.lent.reports)


def test_a_partners_report_shows_what_was_told_whose_it_is_and_what_proves_it(client: TestClient) -> None:
    (id,) = lent(client)
    page = client.get(f"/report/{id}", headers={"accept-language": "de"}).text
    assert "vom Partner" in page
    assert "Beta &lt;b&gt;Ministry&lt;/b&gt;" in page
    assert "TLP:GREEN" in page
    assert "Prüfsumme des Inhalts" in page
    assert "Gesiegelt mit dem Schlüssel" in page
    assert "Haubitzen" in page
    assert "/add" not in page
    assert 'action="/decide"' not in page


def test_one_claim_of_it_is_shown_in_all_its_parts(client: TestClient) -> None:
    (id,) = lent(client)
    with workspace(client).following.picture() as picture:
        (claim,) = (kept.claim.id for kept in picture.lent.claims.values() if kept.report == id)
    page = client.get(f"/report/{id}?claim={claim}&part=9").text
    assert 'class="card chosen"' in page
    assert "m-role-0" in page
    assert client.get(f"/compare?a={claim}&b={claim}").status_code == 404
    with workspace(client).view() as view:
        mine = next(view.every_claim()).claim.id
    pair = client.get(f"/compare?a={mine}&b={claim}").text
    assert "it is not decided on here" in pair
    assert 'value="settle"' not in pair


def test_what_is_for_single_eyes_is_not_shown(client: TestClient, there: Parties) -> None:
    before = lent(client)
    red = tell(there.beta, 9, "red")
    assert red
    assert lent(client) == before
    assert client.get("/report/sha256:00").status_code == 404
