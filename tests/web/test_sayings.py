"""What lower floors say has German words: every reason that stands in their code is looked up."""

import ast
import pathlib
import re
from collections.abc import Iterator

import pytest

import lagebild
from lagebild.claims.decision import Decision
from lagebild.errors import (
    FetchRefused,
    ImportRefused,
    InvalidClaim,
    InvalidDecision,
    InvalidFilter,
    KeyUnusable,
    LagebildError,
    NotRecorded,
    Refused,
    StoreUnusable,
)
from lagebild.exchange.quota import OverQuota, Quota
from lagebild.web.refusals import Unfit
from lagebild.web.sayings import error_words, pattern_of, said, table, tongue
from tests.ledger.samples import by

SOURCE = pathlib.Path(lagebild.__file__).parent
#: Which arguments of an error or fault are words for people.
SPOKEN = {
    "InvalidClaim": (1,), "InvalidDecision": (1,), "InvalidFact": (2,), "FetchRefused": (1, 2), "FetchFailed": (1, 2), "InvalidFilter": (2,),
    "InvalidBrief": (1,), "BriefUnwritable": (1, 2), "PersonRefused": (1,), "UnreadableReport": (0, 1), "Fault": (1, 2), "_refuse": (0,),
    "Refused": (2,), "NotYet": (2,), "Conflict": (2,), "Gap": (2,), "Refusal": (3,), "Pushed": (2,), "KeyUnusable": (1, 2),
    "StoreUnusable": (1, 2), "ImportRefused": (2, 3), "ExportFailed": (1, 2), "_refused": (0,), "_unusable": (0,), "_no_bundle": (1,),
    "poison": (0,),
}  # fmt: skip
ROOMS = (
    "claims", "reports", "picture", "web", "ledger/deciding.py", "ledger/filters.py", "ledger/writer.py", "ledger/standing.py",
    "ledger/entities.py", "pipeline/reading.py", "pipeline/recording.py", "commands/filtering.py", "exchange",
)  # fmt: skip
#: What is returned by these is a reason.
ANSWERS = ("_reason_against",)
#: Said where no page shows it, or by other programs.
ELSEWHERE = ("pip install", "exact 18", "has its own way", "lagebild user add")


def modules() -> Iterator[pathlib.Path]:
    for room in ROOMS:
        path = SOURCE / room
        yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def spoken(tree: ast.AST) -> Iterator[str]:
    """The reasons and remedies that a module gives, with sample words in their slots."""
    constants = dict(assigned(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := name_of(node.func)) in SPOKEN:
            for at in SPOKEN[called]:
                if at < len(node.args):
                    yield from written(node.args[at], constants)
        elif isinstance(node, ast.Call) and name_of(node.func) == "NotRecorded":
            yield from absent(node.args, constants)
        elif isinstance(node, ast.FunctionDef) and node.name in ANSWERS:
            answers = (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None)
            yield from (words for answer in answers for words in written(answer, constants))
        elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
            yield from built(node)


def name_of(called: ast.expr) -> str:
    """The last name of what is called."""
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The values that stand under a name, in a module or in a function."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield from ((target.id, node.value) for target in targets if isinstance(target, ast.Name))


def absent(args: list[ast.expr], constants: dict[str, ast.expr]) -> Iterator[str]:
    """What is not there, by its noun with a sample id, and what helps."""
    for noun in written(args[0], constants):
        named = args[1].value if isinstance(args[1], ast.Constant) else "7"
        yield f"{noun} {named}" if named else noun
    for remedy in args[2:]:
        yield from written(remedy, constants)


def built(node: ast.FunctionDef) -> Iterator[str]:
    """The message that an error builds of its facts."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and name_of(call.func) == "__init__":
            yield from (words for one in call.args if isinstance(one, ast.JoinedStr) for words in written(one, {}))


def written(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part_of(part, constants) for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from written(node.body, constants)
        yield from written(node.orelse, constants)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from written(one, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from written(constants[node.id], {})
    elif isinstance(node, ast.Dict | ast.Tuple):
        for one in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from written(one, constants)
    elif isinstance(node, ast.Subscript):
        yield from written(node.value, constants)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        for one in (node.func.value, *node.args[1:]):
            yield from written(one, constants)


def part_of(part: ast.expr, constants: dict[str, ast.expr]) -> str:
    """A piece of a message; a slot holds what its constant holds, or a sample."""
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
        part = constants.get(part.value.id, part)
    return str(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else "7"


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(SOURCE)))
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


def test_of_a_reason_of_the_exchange_nothing_stays_english_behind_the_part_that_it_is_about() -> None:
    """A page shows it as "note.created_by_ref: reason", and what a semicolon parts is looked at by itself."""
    trees = {path: ast.parse(path.read_text(encoding="utf8")) for path in (SOURCE / "exchange").rglob("*.py")}
    found = {words for tree in trees.values() for words in spoken(tree) if re.search("[a-z]{3}", words)}
    assert len(found) > 200
    german = {words: said("de", f"note.created_by_ref: {words}") for words in found}
    assert [words for words, told in german.items() if words in told] == []
    left = [part for words, told in german.items() for part in words.split("; ") if part in told.removeprefix("note.created_by_ref: ").split("; ")]
    assert left == []
    english = re.compile(r"\b(the|and|which|does|should|there|its|this|other|that|is|are|not|from|has|have|of)\b")
    assert [told for told in german.values() if english.search(told)] == []


def test_every_reason_of_the_object_store_has_german_words_with_its_remedy() -> None:
    from lagebild.exchange.taxii.database import _REASONS

    for _, reason, remedy in _REASONS:
        error = StoreUnusable("objects.db", reason, remedy)
        told = error_words("de", error)
        assert not [words for words in (*reason.split("; "), remedy) if words in told], told


def test_what_no_table_has_is_marked_as_english() -> None:
    assert tongue("de", "note.created_by_ref: names nobody who made it") == "de"
    assert tongue("de", "something that another program says") == "en"
    assert tongue("en", "names nobody who made it") == "en"


@pytest.mark.parametrize(("error", "german"), [
    (InvalidClaim("trigger", "stands outside the evidence"), "Auslöser: steht außerhalb der Belegstelle"),
    (InvalidDecision("correct", "claims[0]: 'xx' does not stand at 0-2 of the text"), "Berichtigt: Aussage: 'xx' steht nicht an der Stelle 0-2 des Textes"),
    (InvalidClaim("role", "a meeting has no supplier; it has participant, topic"),
     "Rolle: zu dieser Art von Handlung (Treffen) gehört keine Rolle „Lieferant“, sondern Teilnehmer, Gegenstand"),
    (InvalidFilter("since", "gestern", "is no day written YYYY-MM-DD"), "Seit: 'gestern' ist kein Tag in der Form JJJJ-MM-TT"),
    (NotRecorded("claim", "claim--0"), "Aussage claim--0 gibt es im Meldungsbuch nicht"),
    (FetchRefused("http://x/", "x leads to 10.0.0.1, a private address", "if that is meant to be, allow the host x by name"),
     "http://x/: x führt zu 10.0.0.1, einer privaten Adresse; ist das so gewollt, bitte den Server x mit Namen erlauben"),
    (Unfit("no_note"), "Eine Notiz braucht Worte."),
    (Refused("note", "modified", "the same version was given with other content; both are kept"),
     "note.modified: dieselbe Fassung kam mit anderem Inhalt; beide sind aufgehoben"),
    (Refused("object", "", "has more than 1,000,000 bytes"), "Objekt: hat mehr als 1.000.000 Bytes"),
    (Refused("seal", "", "has other parts than key, time, each a string"), "Siegel: hat nicht genau die Teile key, time, jeder davon ein Text"),
    (OverQuota("Beta", Quota()), "Beta gibt mehr als 200.000 Objekte oder 2.000.000.000 Bytes an einem Tag; der Rest wartet dort bis morgen (wie viel"
     " kommen darf, sagen LAGEBILD_PARTNER_OBJECTS und LAGEBILD_PARTNER_MEGABYTES)"),
    (KeyUnusable("a.key", "it is not there, or not whole", "restore the folder from its backup"),
     "der Schlüssel a.key lässt sich nicht benutzen: er fehlt oder ist unvollständig; bitte den Ordner aus der Sicherung wiederherstellen"),
    (ImportRefused("l.jsonl", 3, "the file ends before its end line", "export it again"),
     "l.jsonl, Zeile 3: die Datei endet vor ihrer Schlusszeile; bitte neu exportieren"),
    (NotRecorded("node", "", "run `lagebild node init NAME`"), "einen Knoten gibt es im Meldungsbuch nicht; bitte `lagebild node init NAME` ausführen"),
    (LagebildError("something new"), "something new"),
])
def test_an_error_is_said_in_german_and_an_unknown_one_stays(error: Exception, german: str) -> None:
    assert error_words("de", error) == german
    assert error_words("en", error) == str(error)


def test_an_invalid_decision_is_told_in_german() -> None:
    with pytest.raises(InvalidDecision) as told:
        Decision("settle", ("claim--1",), **by("ada"))
    assert error_words("de", told.value) == "Geklärt: zum Klären gehören Ausgang und Beleg"
