"""Nothing in a table is run as a formula, and every cell can be read back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.exchange.cells import EXCEL, SEPARATOR, Style, armed, defused, joined, table_text

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
STARTS = st.sampled_from(["=", "+", "-", "@", "＝", "'", "\t", "\r", "\n", " ", "\u00a0", "\ufeff"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "＝1", "'=1", "\ufeff=1", "\n1"])
def test_a_formula_is_defused(text: str) -> None:
    """Whatever a spreadsheet may take for a formula gets an apostrophe."""
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "'Ndrangheta", "27. November", "über 10.000"])
def test_other_texts_stay(text: str) -> None:
    """Ordinary words are written as they are."""
    assert defused(text) == text


@given(st.lists(STARTS).map("".join), TEXTS)
def test_defusing_can_be_taken_back(start: str, rest: str) -> None:
    """`armed` gives the text again, and no defused text starts like a formula."""
    text = start + rest
    cell = defused(text)
    assert armed(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=3), max_size=3), st.sampled_from([Style(), EXCEL, Style("\t")]))
def test_a_table_reads_back(rows: list[list[str]], style: Style) -> None:
    """Any CSV reader gives the cells again, whatever they hold."""
    text = "".join(table_text(rows, style)).removeprefix("\ufeff" if style.bom else "")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=style.delimiter))
    assert [[armed(cell) for cell in row] for row in read] == rows


def test_numbers_and_truth_values_are_written_bare() -> None:
    """A negative number is no formula; nothing is an empty cell."""
    assert list(table_text([[-1, 0.5, True, False, None]], EXCEL)) == ["\ufeff", "-1;0.5;true;false;\r\n"]


@given(st.lists(st.none() | TEXTS, min_size=1))
def test_joined_values_can_be_parted(values: list[str | None]) -> None:
    """Bars inside values are escaped, so that the cell parts at " | " just between them."""
    cell = joined(values)
    parts, part, text = [], "", str(cell or "")
    while text:
        if text.startswith(SEPARATOR):
            parts, part, text = [*parts, part], "", text[len(SEPARATOR) :]
        elif text.startswith("\\"):
            part, text = part + text[1], text[2:]
        else:
            part, text = part + text[0], text[1:]
    assert [*parts, part] == [value or "" for value in values]


def test_one_number_stays_a_number() -> None:
    """So that a spreadsheet can count with it."""
    assert (joined([5]), joined([5, None]), joined([None]), joined([])) == (5, "5 | ", None, None)
