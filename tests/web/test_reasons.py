"""Reasons of the weighing in the language of the page."""

import pytest

from lagebild.web.reasons import reason_words
from lagebild.weighing.origins import Voice, roots
from lagebild.weighing.verdicts import Statement, verdict


@pytest.mark.parametrize(("reason", "english", "german"), [
    ("both name KR/government/president", "both name South Korea, government (president)", "beide nennen: Südkorea, Regierung (Präsident)"),
    ("KR/government is KR/government/president", "South Korea, government is the same as South Korea, government (president)",
     "Südkorea, Regierung ist dieselbe Quelle wie Südkorea, Regierung (Präsident)"),
    ("58 words in common around both claims", "58 words in common around both claims", "58 gemeinsame Wörter um beide Aussagen"),
    ("pledged and done are two steps of one act", "pledged and done are two steps of one act", "„zugesagt“ und „vollzogen“ sind zwei Schritte eines Vorgangs"),
    ("cites {0} <b>", "cites {0} <b>", "beruft sich auf {0} <b>"),
    ("nothing that is known", "nothing that is known", "nothing that is known"),
])
def test_a_reason_is_said_in_both_languages_and_an_unknown_one_stays(reason: str, english: str, german: str) -> None:
    assert (reason_words("en", reason), reason_words("de", reason)) == (english, german)


def test_what_the_weighing_says_is_known_here() -> None:
    named = roots([Voice("a", speaker="KR/government"), Voice("b", speaker="KR/government", day=2)])
    said = [link.reason for cluster in named.evidence for link in cluster]
    said.append(verdict(Statement("a", None, denied=True), Statement("b", None))[1])
    assert said
    for reason in said:
        assert reason_words("de", reason) != reason
