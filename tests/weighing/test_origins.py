"""An outlet is no second witness to itself, and who names a source did not get it from an earlier translation that names none."""

from lagebild.claims.estimate import LinkEvidence
from lagebild.weighing.origins import Voice, roots


def test_what_one_outlet_says_twice_without_naming_anybody_is_one_origin() -> None:
    voices = [Voice("a", publisher="post", day=1), Voice("b", publisher="post", day=2), Voice("c", publisher="globe", day=2)]
    assert roots(voices).clusters == (("a", "b"), ("c",))


def test_two_figures_of_one_outlet_stay_two_origins() -> None:
    voices = [Voice("a", publisher="post", day=1, figure=900), Voice("b", publisher="post", day=2, figure=1200)]
    assert roots(voices).n_max == 2


def test_a_later_text_that_names_its_source_is_no_translation_of_an_earlier_one_that_names_none() -> None:
    link = LinkEvidence("a", "b", "anchors", 5.0, "the same unusual number")
    said, retold = Voice("a", day=1, figure=12000), Voice("b", speaker="UA/government/president", day=3, figure=12000)
    assert roots([said, retold], [link]).n_max == 2
    assert roots([Voice("a", speaker="UA/government/president", day=1), Voice("b", day=3)], [link]).n_max == 1
