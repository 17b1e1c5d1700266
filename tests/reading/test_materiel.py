"""Words of materiel fall into one family, with their calibre and their places in the lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.reading.materiel import classify, find_materiel
from lagebild.reading.tables import table

CASES = [
    ("18 Leopard-2-Panzer", "de", "battle tank"),
    ("15 Kampfpanzer Leopard 1A5", "de", "battle tank"),
    ("T-72B3", "de", "battle tank"),
    ("etwa 3,4 Millionen 105 mm Geschosse", "de", "artillery ammunition"),
    ("10.000 Schuss 155-mm-Munition", "de", "artillery ammunition"),
    ("Patriot-Raketen", "de", "surface-to-air missile"),
    ("Patriot-Systeme", "de", "air-defence system"),
    ("65.000 Schuss Munition für den Flugabwehrpanzer Gepard", "de", "ammunition"),
    ("500 Fliegerabwehrraketen STINGER", "de", "surface-to-air missile"),
    ("drei Mehrfachraketenwerfer MARS", "de", "rocket artillery"),
    ("20 Schützenpanzer vom Typ Marder", "de", "armoured vehicle"),
    ("66 Kampfflugzeuge vom Typ F-16V", "de", "combat aircraft"),
    ("21 Millionen Schuss Handwaffenmunition", "de", "small-arms ammunition"),
    ("Panzerhaubitzen 2000", "de", "artillery gun"),
    ("zwei Luftverteidigungssysteme IRIS-T SLM", "de", "air-defence system"),
    ("Shahed-136-Drohnen", "de", "loitering munition"),
    ("ballistische Kurzstreckenraketen vom Typ Fath-360", "de", "ballistic missile"),
    ("Bayraktar TB2", "de", "UAV"),
    ("16.000 Gewehre der Modelle G3 und G36", "de", "small arms"),
    ("Helme", "de", "body armour"),
    ("Marschflugkörpern des Typs Tomahawk", "de", "cruise missile"),
    ("4.000 Panzerabwehrminen", "de", "mine"),
    ("KN-23", "de", "ballistic missile"),
    ("Nachtsichtgeräte", "de", "night vision"),
    ("U-Boote", "de", "submarine"),
    ("Patrouillenboote", "de", "patrol boat"),
    ("Ausbildung ukrainischer Soldaten", "de", "training"),
    ("Waffen", "de", "weapons"),
    ("Hwasong-18", "de", "ballistic missile"),
    ("Kampfhubschrauber Mi-24", "de", "attack helicopter"),
    ("Fregatten", "de", "warship"),
    ("HIMARS-Raketen", "de", "rocket ammunition"),
    ("1,000 Javelin missiles", "en", "anti-tank missile"),
    ("45 M57 Army Tactical Missile Systems", "en", "rocket ammunition"),
    ("Three million rounds of small arms ammunition", "en", "small-arms ammunition"),
    ("HIMARS launchers", "en", "rocket artillery"),
    ("3.4 million 105 mm shells", "en", "artillery ammunition"),
    ("a batch of 66 new F-16Vs", "en", "combat aircraft"),
    ("Patriot air defense system", "en", "air-defence system"),
    ("M1A1 Abrams tanks", "en", "battle tank"),
    ("drones", "en", "UAV"),
    ("155mm artillery rounds", "en", "artillery ammunition"),
    ("tank ammunition", "en", "tank ammunition"),
    ("food", "en", "supplies"),
    ("Stinger missiles", "en", "surface-to-air missile"),
    ("short-range ballistic missiles", "en", "ballistic missile"),
    ("training for pilots", "en", "training"),
    ("satellite technology", "en", "technology"),
    ("$300 million loan", "en", "funds"),
    ("night vision goggles", "en", "night vision"),
    ("anti-ship missiles", "en", "cruise missile"),
    ("intelligence", "en", "intelligence"),
]


@pytest.mark.parametrize(("words", "language", "family"), CASES)
def test_families(words: str, language: str, family: str) -> None:
    materiel = classify(words, language)
    assert materiel is not None
    assert materiel.family == family


@pytest.mark.parametrize(("words", "language"), [("Termine", "de"), ("Frieden", "de"), ("peace", "en"), ("", "en")])
def test_words_that_are_no_materiel(words: str, language: str) -> None:
    assert classify(words, language) is None


def test_calibre_and_lists() -> None:
    materiel = classify("10.000 Schuss 155-mm-Munition", "de")
    assert materiel is not None
    assert (materiel.calibre_mm, materiel.eu_ml, materiel.unroca) == (155.0, "ML3", None)
    assert classify("Munition 7,62 mm", "de").calibre_mm == 7.62  # type: ignore[union-attr]


def test_every_list_entry_has_a_heading() -> None:
    data = table("materiel.toml")
    for family, facts in data["family"].items():
        for entry, name in zip(facts["lists"], ("eu_ml", "unroca", "sipri"), strict=True):
            assert not entry or entry in data["headings"][name], family


def test_the_table_knows_more_than_250_designations() -> None:
    assert sum(len(facts["models"].split()) for facts in table("materiel.toml")["family"].values()) > 250


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["Leopard", "-", " ", "2", "T", "72", "Panzer", "missile", "HIMARS", "U", "Boot", "rakete", "."]), max_size=12)
)
def test_mentions_stand_within_the_text_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    for language in ("de", "en"):
        last = 0
        for mention in find_materiel(text, language):
            assert last <= mention.start < mention.end <= len(text)
            last = mention.end
