"""A noun phrase stands for the state or body that its head belongs to; text is searched for names, not for look-alikes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.countries import entities_of, entity_of, find_entities, is_adjective
from lagebild.reading.tables import table

GERMAN = [
    ("malische Soldaten", "ML"),
    ("Verteidigungsminister Ashton Carter", "US"),
    ("ukrainische Führung", "UA"),
    ("der Islamistengruppe Ansar Dine", "Ansar Dine"),
    ("dem russischen Botschafter in Deutschland", "RU"),
    ("Truppen der Ukraine in Russland", "UA"),
    ("Nordkoreas Truppen", "KP"),
    ("US-Soldaten", "US"),
    ("den Vereinigten Arabischen Emiraten", "AE"),
    ("Soldaten aus Nordkorea", "KP"),
    ("das Südchinesische Meer", None),
    ("Korea", None),
    ("DR Kongo", "CD"),
    ("der Demokratischen Republik Kongo", "CD"),
    ("Guinea-Bissau", "GW"),
    ("Äquatorialguinea", "GQ"),
    ("Niger", "NE"),
    ("Nigeria", "NG"),
    ("nigrische Armee", "NE"),
    ("den von Russland besetzten Gebieten der Ukraine", "UA"),
    ("Kim Jong-un", "KP"),
    ("Kim Dae-jung", "KR"),
    ("Kim", "KP"),
    ("Ukrainekrieg", "UA"),
    ("Großbritanniens", "GB"),
    ("Huthi-Rebellen", "Houthis"),
    ("die jemenitischen Huthi", "Houthis"),
    ("die Bundeswehr", "DE"),
    ("Kreml", "RU"),
    ("der Schweizer Bundesrat", "CH"),
    ("den Kämpfern der Hisbollah im Libanon", "Hezbollah"),
    ("türkis", None),
    ("Jordaniens", "JO"),
    ("Weißen Haus", "US"),
    ("südkoreanischer Geheimdienst", "KR"),
    ("Sikasso", "ML"),
    ("der UNO-Mission", "UN"),
    ("Franzosen", "FR"),
    ("Die Polen", "PL"),
    ("Berlin", "DE"),
    ("Pjöngjang", "KP"),
    ("Saudi-Arabien", "SA"),
    ("der IS-Miliz", "IS"),
    ("Südrussland", "RU"),
    ("NATO-Partner", None),
    ("Krim", "UA"),
    ("Gaza", "PS"),
    ("sie", None),
]
ENGLISH = [
    ("President Yoon Suk Yeol of the Republic of Korea", "KR"),
    ("North Korean soldiers", "KP"),
    ("U.S. troops", "US"),
    ("the U.S.", "US"),
    ("US-backed rebels", None),
    ("DPRK leader Kim Jong Un", "KP"),
    ("Georgia", "GE"),
    ("Michael Jordan", None),
    ("Jordan", "JO"),
    ("the South China Sea", None),
    ("the Islamic State in Iraq", "IS"),
    ("Houthi fighters", "Houthis"),
    ("Yemen's Houthi rebels", "Houthis"),
    ("Russia's army", "RU"),
    ("N. Korean soldiers", "KP"),
    ("the Pentagon", "US"),
    ("Britain", "GB"),
    ("Guinea", "GN"),
    ("the Democratic Republic of the Congo", "CD"),
    ("ISAF", "NATO"),
    ("MONUC", "UN"),
    ("reading us", None),
    ("Nigerien soldiers", "NE"),
    ("Russian ambassador to Germany", "RU"),
    ("the ambassador of Iran to Germany", "IR"),
    ("the war in Ukraine", "UA"),
    ("MALI", "ML"),
]


@pytest.mark.parametrize(("words", "entity"), GERMAN)
def test_german_phrases(words: str, entity: str | None) -> None:
    assert entity_of(words, "de") == entity


@pytest.mark.parametrize(("words", "entity"), ENGLISH)
def test_english_phrases(words: str, entity: str | None) -> None:
    assert entity_of(words, "en") == entity


def test_the_leaders_of_one_state_stay_apart() -> None:
    named = find_entities("Kim Jong Un ist der Sohn von Kim Jong Il.", "de")
    assert [(one.entity, one.name) for one in named] == [("KP", "Kim Jong Un"), ("KP", "Kim Jong Il")]


def test_how_a_name_names() -> None:
    text = "Russische Truppen trafen US-Soldaten in Moskau, sagte Putin der Nato in Donezk und dem Kreml in Japan."
    assert [(text[one.start : one.end], one.how) for one in find_entities(text, "de")] == [
        ("Russische", "demonym"),
        ("US", "compound"),
        ("Moskau", "capital"),
        ("Putin", "leader"),
        ("Nato", "body"),
        ("Donezk", "place"),
        ("Kreml", "seat"),
        ("Japan", "name"),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_state_of_the_table_is_found_by_its_cldr_name(language: str) -> None:
    odd = {"GE", "JO", "MM"} if language == "de" else {"MM"}  # several words to a name, or names with an addition
    for code, name in table("countries.json")[language].items():
        if code not in odd and name.isalpha():
            assert [one.entity for one in find_entities(name, language)] == [code], name


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Kim", "Jong", "Un", "U.S.", "US-", "Nato", "der", " ", "-", "russisch", "Süd", "KOREA", ".", "é"]), max_size=12
    )
)
def test_names_stand_within_the_text_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    last = 0
    for one in find_entities(text, "de"):
        assert last <= one.start < one.end <= len(text)
        last = one.end


@pytest.mark.parametrize(("words", "language", "entities"), [
    ("Militärplaner aus Nigeria, Kamerun und Benin", "de", ("NG", "CM", "BJ")),
    ("Russian and Chinese warships", "en", ("RU", "CN")),
    ("deutsch-japanischen", "de", ("DE", "JP")),
    ("The foreign ministers of Egypt and Sudan", "en", ("EG", "SD")),
    ("dem russischen Botschafter in Deutschland", "de", ("RU",)),
    ("die an der Grenze zum Sudan gelegene Stadt", "de", ()),
    ("der Sekretär des russischen Sicherheitsrats", "de", ("RU",)),
    ("tschadische Blauhelme", "de", ("TD",)),
    ("die Miliz", "de", ()),
])
def test_parties_that_are_joined_all_stand_behind_a_phrase(words: str, language: str, entities: tuple[str, ...]) -> None:
    assert entities_of(words, language) == entities


@pytest.mark.parametrize(("words", "language", "answer"), [("russischer", "de", True), ("American", "en", True), ("Russland", "de", False), ("die Russen", "de", False)])
def test_an_adjective_alone(words: str, language: str, answer: bool) -> None:
    assert is_adjective(words, language) is answer
