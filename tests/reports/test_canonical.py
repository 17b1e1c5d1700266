"""Canonical text: its form, and that taking it twice changes nothing."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lagebild.reports import canonical
from lagebild.reports.canonical import storable

HARD = st.text(
    alphabet=st.sampled_from(
        "au\u0308\u0301\r\n \t\x00\x85\u2028\ufeff\u200b\xad\u202e\u2066\xa0\u3000\ud800\x1f\u2126\uac00\u11a8"
    ),
    max_size=40,
)


@given(st.text(alphabet=st.characters(), max_size=60) | HARD)
def test_form(text: str) -> None:
    """Canonical text is a fixed point, in NFC, and free of everything that hides or cannot be stored."""
    form = canonical(text)
    assert canonical(form) == form == unicodedata.normalize("NFC", form)
    form.encode()
    assert not set(form) & set("\r\x00\x85\u2028\ufeff\u200b\xad\u202a\u202e\u2066\xa0")
    assert "\n\n\n" not in form
    assert " \n" not in form
    assert form == form.strip("\n")


def test_examples() -> None:
    """One example of each change."""
    assert (
        canonical("\ufeffu\u0308ber\r\nKur\xadsk \t\r\n\n\n\n\u202eEnde\u202c\x07 10\u202f000\n") == "über\nKursk\n\nEnde 10 000"
    )


@given(st.text(alphabet=st.characters(), max_size=60))
def test_storable_moves_nothing(text: str) -> None:
    """What is stored of a ready report has the same length and can be encoded."""
    kept = storable(text)
    assert len(kept) == len(text)
    kept.encode()
