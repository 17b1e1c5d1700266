"""What lower floors say has German words: every reason that stands in their code is looked up."""

import ast
import pathlib
import re
from collections.abc import Iterator

import pytest

import lagebild
from lagebild.claims.decision import Decision
from lagebild.errors import FetchRefused, InvalidClaim, InvalidDecision, InvalidFilter, LagebildError, NotRecorded
from lagebild.web.refusals import Unfit
from lagebild.web.sayings import error_words, pattern_of, said, table
from tests.ledger.samples import by

SOURCE = pathlib.Path(lagebild.__file__).parent
#: Which arguments of an error or fault are words for people.
SPOKEN = {
    "InvalidClaim": (1,), "InvalidDecision": (1,), "InvalidFact": (2,), "FetchRefused": (1, 2), "FetchFailed": (1, 2), "InvalidFilter": (2,),
    "InvalidBrief": (1,), "BriefUnwritable": (1, 2), "PersonRefused": (1,), "UnreadableReport": (0, 1), "Fault": (1, 2), "_refuse": (0,),
}  # fmt: skip
ROOMS = (
    "claims", "reports", "picture", "web", "ledger/deciding.py", "ledger/filters.py", "ledger/writer.py", "ledger/standing.py",
    "ledger/entities.py", "pipeline/reading.py", "pipeline/recording.py", "commands/filtering.py",
)  # fmt: skip
#: Said where no page shows it, or by other programs.
ELSEWHERE = ("pip install", "exact 18", "has its own way")


def modules() -> Iterator[pathlib.Path]:
    for room in ROOMS:
        path = SOURCE / room
        yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def spoken(tree: ast.AST) -> Iterator[str]:
    """The reasons and remedies that a module gives, with sample words in their slots."""
    constants = {
        target.id: node.value for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and node.value is not None
        for target in [node.target] if isinstance(target, ast.Name)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN:
            for at in SPOKEN[node.func.id]:
                if at < len(node.args):
                    yield from written(node.args[at], constants)


def written(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from written(node.body, constants)
        yield from written(node.orelse, constants)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from written(one, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from written(constants[node.id], {})


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_reason_that_a_person_may_read_has_german_words(path: pathlib.Path) -> None:
    reasons = [words for words in spoken(ast.parse(path.read_text(encoding="utf8"))) if re.search("[a-z]{3}", words)]
    lacking = [words for words in reasons if said("de", words) == words and not any(one in words for one in ELSEWHERE)]
    assert not lacking


def test_every_reason_against_a_decision_has_german_words() -> None:
    tree = ast.parse((SOURCE / "claims" / "decision.py").read_text(encoding="utf8"))
    pairs = [node.elts[1] for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    reasons = [words for pair in pairs for words in written(pair, {}) if " " in words]
    assert len(reasons) > 10
    assert [words for words in reasons if said("de", words) == words] == []


def test_both_sides_of_the_table_have_the_same_slots_and_no_entry_hides_another() -> None:
    seen: list[str] = []
    for english, german in table().items():
        assert sorted(re.findall(r"\{(\w+)\}", english)) == sorted(re.findall(r"\{(\w+)\}", german)), english
        sample = re.sub(r"\{\w+\}", "7", english)
        hiding = [other for other in seen if pattern_of(other).fullmatch(sample)]
        assert not hiding, english
        seen.append(english)


@pytest.mark.parametrize(("error", "german"), [
    (InvalidClaim("trigger", "stands outside the evidence"), "Auslöser: steht außerhalb der Belegstelle"),
    (InvalidDecision("correct", "claims[0]: 'xx' does not stand at 0-2 of the text"), "Berichtigt: Aussage: 'xx' steht nicht an der Stelle 0-2 des Textes"),
    (InvalidClaim("role", "a meeting has no supplier; it has participant, topic"),
     "Rolle: zu dieser Art von Handlung (Treffen) gehört keine Rolle „Lieferant“, sondern Teilnehmer, Gegenstand"),
    (InvalidFilter("since", "gestern", "is no day written YYYY-MM-DD"), "Seit: 'gestern' ist kein Tag in der Form JJJJ-MM-TT"),
    (NotRecorded("claim", "claim--0"), "Aussage claim--0 gibt es im Bestand nicht"),
    (FetchRefused("http://x/", "x leads to 10.0.0.1, a private address", "if that is meant to be, allow the host x by name"),
     "http://x/: x führt zu 10.0.0.1, einer privaten Adresse; ist das so gewollt, bitte den Server x mit Namen erlauben"),
    (Unfit("no_note"), "Eine Notiz braucht Worte."),
    (LagebildError("something new"), "something new"),
])
def test_an_error_is_said_in_german_and_an_unknown_one_stays(error: Exception, german: str) -> None:
    assert error_words("de", error) == german
    assert error_words("en", error) == str(error)


def test_an_invalid_decision_is_told_in_german() -> None:
    with pytest.raises(InvalidDecision) as told:
        Decision("settle", ("claim--1",), **by("ada"))
    assert error_words("de", told.value) == "Geklärt: zum Klären gehören Ausgang und Beleg"
