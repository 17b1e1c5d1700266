"""An entity by any of its spellings: Kiew, Kyjiw, Kyiv and Київ lead to the same one, and it to all of them."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from lagebild.claims.entity import Entity
from lagebild.reading.countries import entity_of
from lagebild.reading.tables import table

_LANGUAGES: Final = ("de", "en", "ru", "uk", "ko")
#: Spellings that are common words once capitals do not count.
_COMMON: Final = frozenset({"us"})


def spelled(words: str) -> Entity:
    """The entity that `words` (a code, a name in any of the five languages, a capital) stand for, with all its spellings.

    Words that name nobody known stand for themselves.
    """
    code = _code_of(words.strip())
    return Entity(code, tuple(dict.fromkeys(_spellings(code))) or (code,))


def _code_of(words: str) -> str:
    if words.upper() in table("countries.json")["en"]:
        return words.upper()
    code = _by_spelling().get(words.casefold())
    if code is not None:
        return code
    found = (entity_of(form, language) for form in (words, words.title()) for language in ("de", "en"))
    return next((entity for entity in found if entity is not None), words)


@cache
def _by_spelling() -> dict[str, str]:
    codes = dict.fromkeys((*table("countries.json")["en"], *table("spellings.toml"), *table("entities.toml")["bodies"]))
    return {spelling.casefold(): code for code in reversed(codes) for spelling in _spellings(code)} | {
        body.casefold(): body for body in table("entities.toml")["bodies"]
    }


def _spellings(code: str) -> Iterator[str]:
    """Every spelling of an entity, in the nominative."""
    entities = table("entities.toml")
    lists = (
        table("spellings.toml").get(code, ""), table("nations.toml").get(code, {}).get("capital", ""),
        entities["names"]["both"].get(code, ""), entities["bodies"].get(code, ""),
    )  # fmt: skip
    if len(code) > 2:
        yield code
    for language in _LANGUAGES:
        if name := table("countries.json")[language].get(code):
            yield name.split(" (")[0]
    for spelling in " ".join(lists).split():
        plain = spelling.replace("*", "e").replace("+", " ")
        if plain.casefold() not in _COMMON:
            yield plain
