"""A place lies in the state that its words name, or in that of its town; a body is no place."""

import pytest

from lagebild.reading.places import country_of


@pytest.mark.parametrize(("words", "language", "state"), [
    ("im Osten der Ukraine", "de", "UA"), ("die Stadt Baqubah", "de", "IQ"), ("Darmstadt in Germany", "en", "DE"),
    ("der NATO", "de", None), ("im Pazifik", "de", None), ("a village", "en", None),
])
def test_country(words: str, language: str, state: str | None) -> None:
    assert country_of(words, language) == state
