"""What stands behind a footnote, and names for briefs."""

from lagebild.ledger import open_ledger
from lagebild.pipeline.briefing import known, names
from tests.ledger.samples import guns, korea


def test_a_claim_is_found_by_the_beginning_of_its_id_with_its_words_and_numbers() -> None:
    source, *claims = korea()
    with open_ledger(":memory:", create=True) as ledger:
        with ledger.writer("ada") as writer:
            writer.add(source, claims)
            other, *more = guns()
            writer.add(other, more)
        backing = known(ledger)
        found = backing(claims[0].id.removeprefix("claim--")[:12])
        assert found is not None
        assert found.words == claims[0].evidence.text
        assert found.words in found.facts
        assert backing("0" * 12) is None


def test_a_beginning_of_several_ids_stands_for_none() -> None:
    source, *claims = korea()
    with open_ledger(":memory:", create=True) as ledger:
        with ledger.writer("ada") as writer:
            writer.add(source, claims)
        assert known(ledger)("") is None or len(claims) == 1


def test_states_have_names_in_both_languages() -> None:
    assert (names().bare("KP", "de"), names().bare("KP", "en")) == ("Nordkorea", "North Korea")
