"""The items below a sentence that introduces them are found, and nothing else."""

from lagebild.reading.lists import items_after
from lagebild.reports import sentences


def items(text: str, language: str = "en") -> list[str]:
    ranges = sentences(text, language)
    at = next(n for n, (a, b) in enumerate(ranges) if text[a:b].endswith(":"))
    return [span.text for span in items_after(text, ranges, at)]


def test_lines_below_a_colon_are_items_until_prose_begins() -> None:
    text = "The package includes:\n\n700 rockets;\n\n2,000 rifles, 1,000 mortars, and 6,000 helmets;\n\nNight vision devices; and\n\nOther aid followed in May."
    assert items(text) == ["700 rockets", "2,000 rifles", "1,000 mortars", "6,000 helmets", "Night vision devices"]


def test_bullets_are_left_out() -> None:
    text = "Geliefert wurden:\n- 18 Kampfpanzer\n- mehr als 30.000 Schuss Munition\n- Winterkleidung\n\nDas Ministerium dankte."
    assert items(text, "de") == ["18 Kampfpanzer", "mehr als 30.000 Schuss Munition", "Winterkleidung"]


def test_a_sentence_without_a_colon_introduces_nothing() -> None:
    text = "The package is large.\n- 700 rockets"
    assert items_after(text, sentences(text, "en"), 0) == ()


def test_prose_behind_a_colon_is_no_list() -> None:
    assert items("The minister said:\nWe will not send any weapons to that country.") == []
