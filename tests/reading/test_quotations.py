"""Quotations are found by their marks, bounded in length and paragraph, in time linear in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.reading.quotations import LONGEST, Quotations


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in Quotations(text, [(0, len(text))]).ranges]


@pytest.mark.parametrize(("text", "found"), [
    ("Er sagte: „Wir liefern bald Panzer.“ Dann ging er.", ["„Wir liefern bald Panzer.“"]),
    ("Er sagte: »Wir liefern bald Panzer.« Dann ging er.", ["»Wir liefern bald Panzer.«"]),
    ("Er sagte: «Wir liefern bald Panzer.» Dann ging er.", ["«Wir liefern bald Panzer.»"]),
    ("Er sagte: ‚Wir liefern bald Panzer.‘ Dann ging er.", ["‚Wir liefern bald Panzer.‘"]),
    ("He said, “We will send tanks.” Then he left.", ["“We will send tanks.”"]),
    ('He said, "We will send tanks." Then he left.', ['"We will send tanks."']),
    ('He said, "The "United States" will send tanks." Then he left.', ['"The "United States" will send tanks."']),
    ('It is 3" wide. He said, "We will send tanks."', ['"We will send tanks."']),
    ("Die Zeitung „Bote“ schreibt über „die Lage“.", []),
    ("Soldiers’ boots and the army’s old lorries’ tyres", []),
    ("„Wir liefern bald Panzer.\n\nDann ging er.“", []),
    ("“We will send tanks.\n\n“We will send guns too.”", ["“We will send tanks.", "“We will send guns too.”"]),
    ("„" + "Wort " * LONGEST + "“", []),
])
def test_quotations(text: str, found: list[str]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize("text", ["„" * 100_000, '" "' * 50_000, "„" * 50_000 + "“" * 50_000, "„" + "Wort " * 200_000 + "“"])
def test_a_flood_of_marks_and_a_quotation_of_a_megabyte_are_passed_over(text: str) -> None:
    assert quoted(text) == []


@given(st.text(alphabet="„“”»«\"‚‘ ab\n", max_size=80))
def test_quotations_stand_in_order_and_none_inside_another(text: str) -> None:
    found = Quotations(text, [(0, len(text))])
    assert all(a[1] <= b[0] for a, b in zip(found.ranges, found.ranges[1:], strict=False))
    assert all(found.around(start) == number for number, (start, _) in enumerate(found.ranges))
