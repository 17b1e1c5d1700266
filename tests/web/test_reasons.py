"""Reasons of the weighing in the language of the page."""

import ast
import pathlib
from collections.abc import Iterator

import pytest

from lagebild import weighing
from lagebild.web.reasons import reason_words
from lagebild.weighing.origins import Voice, roots
from lagebild.weighing.verdicts import Statement, verdict


@pytest.mark.parametrize(("reason", "english", "german"), [
    ("both name KR/government/president", "both name South Korea, government (president)", "beide nennen: Südkorea, Regierung (Präsident)"),
    ("KR/government is KR/government/president", "South Korea, government is the same as South Korea, government (president)",
     "Südkorea, Regierung ist dieselbe Quelle wie Südkorea, Regierung (Präsident)"),
    ("58 words in common around both claims", "58 words in common around both claims", "58 gemeinsame Wörter um beide Aussagen"),
    ("pledged and done are two steps of one act", "pledged and done are two steps of one act", "„zugesagt“ und „vollzogen“ sind zwei Schritte eines Vorgangs"),
    ("wanted and fact are two steps of one act", "wanted and under way or done are two steps of one act",
     "„gewollt“ und „im Gang oder vollzogen“ sind zwei Schritte eines Vorgangs"),
    ("both published by dpa", "both published by dpa", "beide veröffentlicht von dpa"),
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


def reasons() -> Iterator[str]:
    """Every reason that stands in the code of the weighing, with samples in its slots."""
    for path in sorted(pathlib.Path(weighing.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LinkEvidence" and len(node.args) > 4:
                yield from words_in(node.args[4])
            elif path.stem == "verdicts" and isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                yield from words_in(node.value.elts[-1])
            elif path.stem == "linking" and isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
                yield from words_in(node.value.value)
            elif isinstance(node, ast.keyword) and node.arg == "note":
                yield from words_in(node.value)


def words_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else sample(node) for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from words_in(node.body)
        yield from words_in(node.orelse)
    elif isinstance(node, ast.Dict):
        for one in node.values:
            yield from words_in(one)


def sample(node: ast.JoinedStr) -> str:
    """What fits the slots of a reason."""
    said = ast.unparse(node)
    if "steps" in said:
        return "fact"
    return "7" if any(word in said for word in ("words", "days", "both give", "probability")) else "KR/government"


def test_every_reason_in_the_code_of_the_weighing_has_german_words() -> None:
    said = list(reasons())
    assert len(said) > 15
    assert [words for words in said if reason_words("de", words) == words] == []
