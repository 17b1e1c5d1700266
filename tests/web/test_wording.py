"""The message tables, and which language is chosen."""

import ast
import pathlib
import re
import string

import pytest

from lagebild import web
from lagebild.claims import kept, vocabulary
from lagebild.claims.decision import CORRECTABLE, KINDS
from lagebild.picture.brief.lint import RULES
from lagebild.web.wording import LANGUAGES, chosen_language, figure, messages, say_number

TEMPLATES = pathlib.Path(web.__file__).parent / "templates"


def test_both_languages_have_the_same_messages_with_the_same_facts_in_them() -> None:
    tables = {language: messages(language) for language in LANGUAGES}
    assert tables["en"].keys() == tables["de"].keys()
    for key in tables["en"]:
        names = [{name for _, name, _, _ in string.Formatter().parse(tables[language][key]) if name} for language in LANGUAGES]
        assert names[0] == names[1], key


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_message_of_a_template_is_in_the_tables(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf8")
    missing = [key for key in re.findall(r"\bt\('([a-z_.-]+[a-z])'[,)]", text) if key not in messages("en")]
    missing += [key for key in re.findall(r"\btn\('([a-z_.-]+)'", text) if f"{key}.other" not in messages("en")]
    assert not missing


@pytest.mark.parametrize(("table", "words"), [
    ("type", vocabulary.TYPES), ("status", vocabulary.STATUSES), ("certainty", vocabulary.CERTAINTIES), ("polarity", vocabulary.POLARITIES),
    ("role", vocabulary.ROLE_NAMES), ("kind", vocabulary.SOURCE_KINDS), ("form", vocabulary.FORMS), ("state", kept.STATES),
    ("part", CORRECTABLE), ("step", (*KINDS, "read")),
])
def test_every_word_of_the_schema_has_a_name_in_both_languages(table: str, words: tuple[str, ...]) -> None:
    assert [word for word in words if f"{table}.{word}" not in messages("de")] == []


@pytest.mark.parametrize(("cookie", "accepted", "language"), [
    (None, None, "en"), (None, "de-DE,de;q=0.9,en;q=0.8", "de"), (None, "fr;q=1, en;q=0.5, de;q=0.7", "de"), ("de", "en", "de"),
    ("xx", "de", "de"), (None, "de;q=0, en", "en"), (None, ";;;q=,,", "en"), (None, "*", "en"), (None, "de;q=1e999", "en"),
])
def test_the_language_is_the_chosen_one_then_the_browsers_then_english(cookie: str | None, accepted: str | None, language: str) -> None:
    assert chosen_language(cookie, accepted) == language


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert (figure("en", 1234567), figure("de", 1234567), figure("de", 1.5)) == ("1,234,567", "1.234.567", "1,5")
    assert (say_number("de", "queue.left", 1), say_number("en", "queue.left", 2000)) == ("1 Aussage wartet", "2,000 claims wait")


def codes_in(path: pathlib.Path, call: str) -> set[str]:
    """The codes that a module gives as the first argument of `call`."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))) if isinstance(node, ast.Call) and node.args]
    named = [node.args[0] for node in calls if isinstance(node.func, ast.Name | ast.Attribute) and call in ast.unparse(node.func)]
    return {first.value for first in named if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_code_of_a_rule_has_words_in_both_languages() -> None:
    release = pathlib.Path(web.__file__).parents[1] / "exchange" / "release.py"
    found = codes_in(release, "Reason")
    assert len(found) > 10
    assert [code for code in found if f"exchange.reason.{code}" not in messages("de")] == []
    assert [code for code in RULES if f"rule.{code}" not in messages("de")] == []
