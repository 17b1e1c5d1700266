"""What people type, in the words of the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.picture import Wanted
from lagebild.pipeline.asking import asked


@pytest.mark.parametrize(("typed", "meant"), [
    (Wanted(parties=("Kyjiw", "UA")), Wanted(parties=("UA",))),
    (Wanted(givers=("Nordkorea",), takers=("Россия",)), Wanted(givers=("KP",), takers=("RU",))),
    (Wanted(materiel=("Haubitzen", "howitzers")), Wanted(materiel=("artillery gun",))),
    (Wanted(materiel=("artillery gun",)), Wanted(materiel=("artillery gun",))),
    (Wanted(place="Ukraine"), Wanted(place="UA")), (Wanted(place="de"), Wanted(place="DE")), (Wanted(place="Kursk"), Wanted(place="Kursk")),
    (Wanted(parties=("Wer auch immer",), text="liefert"), Wanted(parties=("Wer auch immer",), text="liefert")),
])  # fmt: skip
def test_spellings_become_codes_and_words_families(typed: Wanted, meant: Wanted) -> None:
    assert asked(typed) == meant


WORDS = st.sampled_from(["Kiew", "North Korea", "KP", "NATO", "Panzer", "shells", "weapons", "Seoul", "한국", "xyz"])


@given(st.lists(WORDS, max_size=3), st.none() | WORDS)
def test_asking_again_changes_nothing(words: list[str], place: str | None) -> None:
    once = asked(Wanted(parties=tuple(words), materiel=tuple(words), place=place))
    assert asked(once) == once
