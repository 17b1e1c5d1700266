"""Things of the picture in words, in either language."""

import pytest

from lagebild.commands.lines import giver_words as command_words
from lagebild.commands.lines import published_by
from lagebild.picture import Giver
from lagebild.web.thing_words import giver_words


@pytest.mark.parametrize(("giver", "german", "english"), [
    (Giver(("Alpha",)), "Partner Alpha", "partner Alpha"),
    (Giver(("Alpha", "Beta"), ("Gamma",)), "Partner Alpha / Beta, von Gamma", "partner Alpha / Beta, origin Gamma"),
    (Giver(("A", "B", "C", "D", "E")), "Partner A / B / C +2", "partner A / B / C +2"),
])  # fmt: skip
def test_from_whom_something_is_stands_in_the_language_of_the_page_and_of_the_command(giver: Giver, german: str, english: str) -> None:
    assert (giver_words("de", giver), giver_words("en", giver), command_words(giver)) == (german, english, english)


def test_a_publisher_stands_before_the_partner_also_where_it_is_not_told() -> None:
    giver = Giver(("Alpha",))
    assert published_by("dpa", giver) == "dpa (partner Alpha)"
    assert published_by(None, giver) == "unknown (partner Alpha)"
    assert (published_by("dpa", None), published_by(None, None)) == ("dpa", "")


def test_givers_together_name_each_once_and_no_partner_as_an_origin() -> None:
    assert Giver.joint([Giver(("A",), ("B",)), Giver(("B", "A"), ("C",))]) == Giver(("A", "B"), ("C",))
