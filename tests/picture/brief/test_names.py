"""Names of parties in the forms that sentences need."""

import pytest

from lagebild.picture.brief.nouns import Language
from lagebild.pipeline.briefing import names


@pytest.mark.parametrize(
    ("party", "nominative", "dative"),
    [
        ("UA", "die Ukraine", "der Ukraine"), ("US", "die USA", "den USA"), ("NL", "die Niederlande", "den Niederlanden"),
        ("AE", "die Vereinigten Arabischen Emirate", "den Vereinigten Arabischen Emiraten"), ("GB", "Großbritannien", "Großbritannien"),
        ("KR", "Südkorea", "Südkorea"), ("NATO", "die NATO", "der NATO"), ("Wagner", "Wagner", "Wagner"),
    ],
)  # fmt: skip
def test_german_names_take_article_and_case(party: str, nominative: str, dative: str) -> None:
    assert names().nominative(party, "de") == nominative
    assert names().dative(party, "de") == dative


def test_english_names_take_the_article() -> None:
    assert names().nominative("US", "en") == "the United States"
    assert names().nominative("MM", "en") == "Myanmar"


@pytest.mark.parametrize(("language", "words"), [("de", "Südkorea, der Ukraine und den USA"), ("en", "South Korea, Ukraine and the United States")])
def test_parties_are_listed(language: Language, words: str) -> None:
    assert names().together(["KR", "UA", "US"], language) == words
