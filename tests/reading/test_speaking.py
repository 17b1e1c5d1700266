"""Who has the word is told by labels, self-introductions, headings and addresses."""

import pytest

from lagebild.reading.speaking import Speakers


@pytest.mark.parametrize(("text", "words", "speaker"), [
    ("PRESIDENT OF POLAND: We will help.", "We", "PL"),
    ("THE PRESIDENT: We will help.", "We", "US"),
    ("MINISTER HALLGREN: We will help.", "We", "SE"),
    ("Citizens of Israel, we were attacked.", "we", "IL"),
    ("Statement by the Prime Minister of Norway\nWe will help.", "We", "NO"),
    ("My Administration will help. We are ready.", "We", "US"),
    ("MR. KIRBY: We will help.", "We", "US"),
    ("SENIOR ADMINISTRATION OFFICIAL: We will help.", "We", "US"),
    ("FOREIGN MINISTER LARSEN: We will help.", "We", None),
    ("We will help.", "We", None),
])
def test_speakers(text: str, words: str, speaker: str | None) -> None:
    assert Speakers(text, "en", lambda name: "SE" if name == "Hallgren" else None).at(text.index(words)) == speaker


def test_those_who_present_themselves() -> None:
    speakers = Speakers("Wir, die Staats- und Regierungschefs der Nordatlantischen Allianz, sind zusammengekommen.", "de", lambda name: None)
    assert speakers.ourselves == ("NATO",)
