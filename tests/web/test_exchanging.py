"""How the exchange stands for the page: the same as the exchange itself says, kept up with the ledger, and never waited for long."""

import time
from collections.abc import Iterator

import pytest

from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.preview import preview
from lagebild.ledger import Ledger
from lagebild.web import exchanging
from lagebild.web.exchange_words import terms_words
from lagebild.web.exchanging import Exchanging, sheet
from lagebild.web.refusals import NotReady
from tests.exchange.nodes import WIDE, tell
from tests.ledger.samples import guns
from tests.web.exchange_parties import Parties

DAY = "2026-11-25"


@pytest.fixture
def asked(ledger: Ledger, there: Parties) -> Iterator[Exchanging]:
    found = Exchanging(ledger, there.folder, there.us.node.now)
    yield found
    found.stop()


def same(asked: Exchanging, there: Parties) -> bool:
    found = asked.rulings(there.beta.id)
    with there.us.node.ledger.view() as view:
        other = preview(view, there.us.state, there.beta.id, DAY)
    mine, theirs = ({case.kept.claim.id: ruling for case, ruling in (*one.shown, *one.withheld)} for one in (found, other))
    return mine == theirs and (found.n_new, found.n_gone, dict(found.reasons)) == (other.n_new, other.n_gone, dict(other.reasons()))


def test_the_page_shows_what_the_preview_of_the_exchange_says_after_every_change(asked: Exchanging, there: Parties) -> None:
    assert same(asked, there)
    there.us.node.append(withhold_payload([guns()[1].id], "not now", None))
    assert same(asked, there)
    tell(there.us, 3, "red")
    assert same(asked, there)
    there.us.publish()
    assert same(asked, there)


def test_nobody_waits_long_for_a_preview_and_it_comes(asked: Exchanging, there: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hasty:
        hasty.setattr(exchanging, "_PATIENCE_S", -1.0)
        with pytest.raises(NotReady):
            asked.rulings(there.beta.id)
    until = time.monotonic() + 20
    while True:
        try:
            assert len(asked.rulings(there.beta.id).shown) == 2
            break
        except NotReady:
            assert time.monotonic() < until


def test_a_part_of_a_list_knows_where_the_next_begins() -> None:
    assert (sheet("abcde", 0, 2).items, sheet("abcde", 0, 2).next, sheet("abcde", 4, 2).next) == (("a", "b"), 2, None)
    assert (sheet("abc", 99, 2).items, sheet("abc", -5, 2).items) == ((), ("a", "b"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_terms_are_said_in_plain_words(language: str, there: Parties) -> None:
    words = terms_words(language, WIDE, {})
    assert any("TLP:AMBER" in line for line in words)
    assert len(terms_words(language, None, {})) == 1
