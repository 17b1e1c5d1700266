"""Layout: paragraphs out of lines."""

import pytest

from lagebild.reports.layout import paragraphs


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Die Waffenliefe-", "rungen gehen wei-", "ter."], "Die Waffenlieferungen gehen weiter."),
        (["Es geht um Waffen- ", "und Munition."], "Es geht um Waffen- und Munition."),
        (["Die Grenze zu Nord-", "Korea ist dicht."], "Die Grenze zu Nord-Korea ist dicht."),
        (["Die Liefe\xad", "rung kam."], "Die Lieferung kam."),
        (["Erster Absatz.", "", "Zweiter Absatz."], "Erster Absatz.\n\nZweiter Absatz."),
        (
            ["Geliefert wurden dabei:", "- zehn Panzer", "- fünf Haubitzen"],
            "Geliefert wurden dabei:\n\n- zehn Panzer\n- fünf Haubitzen",
        ),
        ([], ""),
    ],
)
def test_paragraphs(lines: list[str], text: str) -> None:
    """Wrapped lines are joined, cut words made whole, and paragraphs and list items kept apart."""
    assert paragraphs(lines) == text
