"""Words of reports, harmless for the eye."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lagebild.picture.brief.plain import MOST_QUOTED, plain, quoted


@given(st.text())
def test_nothing_that_steers_is_left(words: str) -> None:
    shown = plain(words)
    assert "\n" not in shown
    assert all(unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn") for sign in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def test_a_direction_override_shows_as_what_it_is() -> None:
    assert plain("a\u202eb") == "a⟨U+202E⟩b"


def test_words_that_are_harmless_stay_as_they_are() -> None:
    assert plain("북한군 – „über“ 10 000 Київ") == "북한군 – „über“ 10 000 Київ"


@given(st.text(max_size=2000))
def test_a_quotation_is_never_too_long(words: str) -> None:
    assert len(quoted(words)) <= MOST_QUOTED
