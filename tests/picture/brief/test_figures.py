"""Numbers in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.picture.brief.figures import figures
from lagebild.picture.brief.phrases import phrases


def values(text: str) -> set[float]:
    return {value for _, found in figures(text) for value in found}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("über 10.000 Truppen", 10_000), ("12,000 troops", 12_000), ("12 000 військових", 12_000), ("3,4 Millionen", 3_400_000),
        ("3.4 million shells", 3_400_000), ("약 340만 발", 3_400_000), ("82 %", 82), ("1.5", 1.5), ("2024-11-27", 27), ("105-mm", 105),
    ],
)  # fmt: skip
def test_a_number_is_found_whatever_way_it_is_grouped(text: str, value: float) -> None:
    assert value in values(text)


@given(st.integers(0, 10**12))
def test_numbers_as_briefs_write_them_are_read_back(number: int) -> None:
    for language in ("de", "en"):
        assert float(number) in values(phrases(language).number(number))  # type: ignore[arg-type]


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    values(text)
