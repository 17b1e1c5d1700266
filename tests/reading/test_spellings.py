"""Entities by any spelling."""

import pytest

from lagebild.reading.spellings import spelled


@pytest.mark.parametrize(("words", "code"), [
    ("Kiew", "UA"), ("Kyjiw", "UA"), ("Kyiv", "UA"), ("kyiv", "UA"), ("Київ", "UA"), ("Ukraine", "UA"), ("Україна", "UA"), ("ua", "UA"),
    ("북한", "KP"), ("Pjöngjang", "KP"), ("USA", "US"), ("Vereinigte Staaten", "US"), ("nato", "NATO"), ("НАТО", "NATO"), ("Hamas", "Hamas"),
    ("Kimistan", "Kimistan"),
])
def test_every_spelling_leads_to_the_entity(words: str, code: str) -> None:
    assert spelled(words).code == code


def test_an_entity_has_all_its_spellings_and_no_common_word() -> None:
    assert {"Kiew", "Kyjiw", "Kyiv", "Київ", "Ukraine", "우크라이나"} <= set(spelled("UA").spellings)
    assert "US" not in spelled("US").spellings
    assert spelled("Kimistan").spellings == ("Kimistan",)
