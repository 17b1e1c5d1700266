"""Sentences: ranges that hold what they promise, and right on prose the rules were not written from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.reports import canonical, sentences

from .prose import PARAGRAPHS

#: Sentences found exactly, of those in the held-out paragraphs, at the first run. Wrong are "II. Fliegerdivision", the years
#: "2022 р. Росія" and "2022 г. Россия" (broken), and "3,5 тис. Осіб" and "5,5 млрд руб. США" (not broken).
RIGHT = {"de": (40, 41), "en": (42, 42), "ko": (16, 16), "uk": (13, 16), "ru": (13, 16)}
LEAST = {"de": 40, "en": 40, "ko": 15, "uk": 15, "ru": 15}


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_held_out_paragraphs(language: str) -> None:
    """The rules find the sentences of paragraphs that they were not written from."""
    right = total = 0
    wrong = []
    for paragraph in PARAGRAPHS[language]:
        found = set(split(" ".join(paragraph), language))
        total += len(paragraph)
        right += sum(sentence in found for sentence in paragraph)
        wrong += [sentence for sentence in paragraph if sentence not in found]
    assert total >= LEAST[language]
    n_right, n_total = RIGHT[language]
    assert (right >= n_right, total) == (True, n_total), f"{right}/{total}: {wrong}"


@given(
    st.text(alphabet=st.sampled_from('aB. \n?!„“"»1-•Ä다Іг\t…)'), max_size=120) | st.text(max_size=80),
    st.sampled_from([*PARAGRAPHS, "xx"]),
)
def test_ranges_cover_all_that_is_not_white(text: str, language: str) -> None:
    """Ranges are ordered, apart, bare of white space at their ends, and leave nothing but white space out."""
    text = canonical(text)
    last, left_out = 0, ""
    for start, end in sentences(text, language):
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n\n" not in text[start:end]
        left_out += text[last:start]
        last = end
    assert not (left_out + text[last:]).strip()


def test_no_sentence_leaves_its_paragraph_or_list_item() -> None:
    """Blank lines, list items and headlines end a sentence without a full stop."""
    text = "Mehr Waffen für Kiew\nBerlin liefert weitere Panzer, wie das Ministerium am Montag mitteilte."
    text += "\n\nGeliefert:\n- 10 Panzer\n- 5 Haubitzen\n\nEnde"
    assert split(text, "de") == [
        "Mehr Waffen für Kiew", "Berlin liefert weitere Panzer, wie das Ministerium am Montag mitteilte.",
        "Geliefert:", "- 10 Panzer", "- 5 Haubitzen", "Ende",
    ]  # fmt: skip


def test_wrapped_lines_are_one_sentence() -> None:
    """A line that a mail program wrapped does not end a sentence, even before a capital."""
    text = "The ministry said on Monday that about ten thousand soldiers of North\nKorea had reached Kursk. It gave no\n"
    text += "further details."
    assert split(text) == [
        "The ministry said on Monday that about ten thousand soldiers of North\nKorea had reached Kursk.",
        "It gave no\nfurther details.",
    ]  # fmt: skip


def test_numbered_items_keep_their_numbers() -> None:
    """The number of a list item is part of its sentence."""
    assert split("1. Russia sends troops.\n2. Korea sends shells.") == ["1. Russia sends troops.", "2. Korea sends shells."]


def test_closing_quotes_and_notes_belong_to_their_sentence() -> None:
    """What closes a sentence stands in it."""
    assert split("„Wir kommen.“ Er ging.[3] Sie blieb.", "de") == ["„Wir kommen.“", "Er ging.[3]", "Sie blieb."]
