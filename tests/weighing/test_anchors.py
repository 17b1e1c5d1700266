"""Numbers and names meet across languages and scripts, in their cases and in each language's own words for states and months."""

import pytest

from lagebild.weighing.anchors import anchors
from lagebild.weighing.reuse import Texts


def shared(one: str, other: str) -> int:
    return len(anchors(one).keys() & anchors(other).keys())


@pytest.mark.parametrize(("one", "other"), [
    ("Germany", "Deutschland"), ("the United Kingdom", "Великобритания"), ("in November", "в ноябре"), ("NATO", "НАТО"), ("Ukraine", "우크라이나"),
    ("Harvard", "Гарвардской"), ("Obama", "Obamas"), ("Obama", "Обаму"), ("Selenskyj", "Зеленського"), ("1,234,500", "1.234.500"), ("2.5", "2,5"),
])  # fmt: skip
def test_a_name_or_number_is_one_anchor_in_two_languages(one: str, other: str) -> None:
    assert shared(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("North Korea", "South Africa"), ("Kim Jong Un", "Kim Yong-hyun"), ("12,000", "11,000")])
def test_other_names_share_no_more_than_they_have_in_common(one: str, other: str) -> None:
    assert shared(one, other) <= (one.split()[0] == other.split()[0])


def test_a_text_that_shares_one_common_state_is_proposed_but_not_shown() -> None:
    texts = ["Ukraine spoke of it.", "Die Ukraine äußerte sich."]
    index = Texts(texts.__getitem__)
    index.add(0, "en", 739000)
    (link,) = index.add(1, "de", 739000)
    assert link.kind == "anchors"
    assert index.shown(link) is None


def test_a_translation_with_names_and_numbers_is_shown() -> None:
    texts = ["President Zelensky named 11,340 soldiers in Kursk on 27 November.", "Президент Зеленський назвав 11 340 солдатів у Курську, 27 листопада: 11.340."]
    index = Texts(texts.__getitem__)
    index.add(0, "en", 739000)
    (link,) = index.add(1, "uk", 739001)
    assert index.shown(link) is not None
