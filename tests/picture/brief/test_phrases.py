"""The tables of phrases are complete, and both languages say the same things."""

import re

import pytest

from lagebild.claims.vocabulary import CERTAINTIES, FORMS, SOURCE_KINDS, STATUSES, TYPES
from lagebild.picture.brief.nouns import LANGUAGES, SECTIONS, Language
from lagebild.picture.brief.phrases import phrases


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_and_status_source_and_form_has_its_phrase(language: Language) -> None:
    table = phrases(language)
    for type_ in TYPES:
        for status in STATUSES:
            assert table.clause(type_, status, {})
        assert table.has("type", type_)
    for kind in SOURCE_KINDS:
        assert "{who}" in table.tables["lead"][kind]
    assert all(table.has("certainty", certainty) for certainty in CERTAINTIES)
    assert all(table.has("amount", form) for form in FORMS)
    assert all(table.has("status", status) for status in STATUSES)
    assert all(table.has("text", section) for section in SECTIONS)


def test_both_languages_have_the_same_phrases_with_the_same_slots() -> None:
    de, en = phrases("de").tables, phrases("en").tables
    assert {name: set(table) for name, table in de.items()} == {name: set(table) for name, table in en.items()}
    for name, table in de.items():
        for key, phrase in table.items():
            if isinstance(phrase, str) and (name, key) not in FREE:
                assert sorted(set(re.findall(r"{(\w+)}", phrase))) == sorted(set(re.findall(r"{(\w+)}", en[name][key]))), (name, key)


#: Phrases in which a preposition takes another case in the one language.
FREE = {("slot", "into_article"), ("slot", "into_plain")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slot_that_is_not_filled_leaves_no_trace(language: Language) -> None:
    table = phrases(language)
    for type_ in TYPES:
        for status in STATUSES:
            assert not re.search(r"[{}]|  ", table.clause(type_, status, {"share": "1", "trigger": "x"}))


@pytest.mark.parametrize(("language", "words"), [("de", "3.400.000"), ("en", "3,400,000")])
def test_numbers_are_grouped_as_the_language_does(language: Language, words: str) -> None:
    assert phrases(language).number(3_400_000) == words


def test_fractions_stay() -> None:
    assert phrases("de").number(1.5) == "1,5"
    assert phrases("en").number(1.25) == "1.25"


def test_marks_within_a_quotation_become_single() -> None:
    assert phrases("de").quote('„a“ "b"') == "„‚a‘ 'b'“"
