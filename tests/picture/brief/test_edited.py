"""Edited briefs read back."""

import pytest

from lagebild.picture.brief.edited import manuscript


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("One.[^1] Two.[^2]", ["One.", "Two."]),
        ("Am 27. November kam er. Dann ging er.", ["Am 27. November kam er.", "Dann ging er."]),
        ("Das sind z. B. Panzer. Und mehr.", ["Das sind z. B. Panzer.", "Und mehr."]),
        ("He said “no.” She said yes!", ["He said “no.”", "She said yes!"]),
        ("- an item. Another.", ["an item.", "Another."]),
        ("3. a numbered one", ["a numbered one"]),
        ("Es waren 12.000. „Viele“, hieß es.", ["Es waren 12.000.", "„Viele“, hieß es."]),
        ("ohne Punkt", ["ohne Punkt"]),
        ("Laut „Gen. Austin. Er“ war es so. Punkt.", ["Laut „Gen. Austin. Er“ war es so.", "Punkt."]),
        ("So (St. Galler. Blatt (x. Y)) war es. Gen. Austin kam.", ["So (St. Galler. Blatt (x. Y)) war es.", "Gen. Austin kam."]),
    ],
)
def test_lines_are_parted_into_sentences(line: str, sentences: list[str]) -> None:
    assert [one.text for one in manuscript(line).sentences] == sentences


def test_footnotes_may_go_on_in_the_next_line_and_have_any_name() -> None:
    found = manuscript("## A\n\nSo.[^x-1]\n\n[^x-1]: one\n    two\n\nNot of it.\n")
    assert found.notes["x-1"].text == "one two"
    assert [one.text for one in found.sentences] == ["So.", "Not of it."]


def test_a_reference_that_is_escaped_is_none() -> None:
    (sentence,) = manuscript("## A\n\nSo \\[^1\\].[^2]").sentences
    assert sentence.notes == ("2",)
    assert sentence.text == "So [^1]."


def test_what_stands_under_the_title_and_in_the_annex_is_exempt_and_nothing_else() -> None:
    found = manuscript("# T\n\nStand.\n\n## A\n\nEins.\n\n### B\n\nZwei.\n\n## Method and proof\n\nDrei.\n")
    assert [(one.text, one.exempt) for one in found.sentences] == [("Stand.", True), ("Eins.", False), ("Zwei.", False), ("Drei.", True)]
