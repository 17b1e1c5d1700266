"""The table of names behind `countries`: every spelling and inflected form of states, bodies, leaders and places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from lagebild.reading.tables import table

How = Literal["name", "demonym", "capital", "seat", "body", "leader", "place", "compound"]
WORD: Final = re.compile(r"\w+")
_ENDINGS: Final = ("e", "en", "er", "es", "em")
_CLDR: Final = {"de": ("de", "ko", "ru", "uk"), "en": ("en", "ko", "ru", "uk")}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name after its first word: the words that follow, and what the whole stands for.

    `entity` is None for names that only hold a state's name ("Südchinesisches Meer"). `name` is the person of a leader.
    """

    rest: tuple[str, ...]
    entity: str | None
    how: How
    name: str | None = None


@cache
def entries(language: str) -> dict[str, tuple[Entry, ...]]:
    """First word to its entries, those of most words first; `language` is "de" or "en"."""
    found: dict[str, dict[tuple[str, ...], Entry]] = {}
    ambiguous = frozenset(table("entities.toml")["ambiguous"]["words"].split())
    for spelling, entity, how, name in _spellings(language):
        words = tuple(WORD.findall(spelling))
        if words and not (len(words) == 1 and words[0] in ambiguous):
            found.setdefault(words[0], {}).setdefault(words[1:], Entry(words[1:], entity, how, name))
    return {word: tuple(sorted(tails.values(), key=lambda entry: -len(entry.rest))) for word, tails in found.items()}


def _spellings(language: str) -> Iterator[tuple[str, str | None, How, str | None]]:
    """Every form with what it stands for; of two entries for one form the earlier wins."""
    data = table("entities.toml")
    for word in data["nothing"]["words"].split():
        yield from ((form, None, "name", None) for form in _forms(word, language))
    for scope in ("both", language):
        for entity, words in data["names"][scope].items():
            yield from _each(words, entity, "name", language)
    for cldr in _CLDR[language]:
        for code, name in table("countries.json")[cldr].items():
            yield from ((form, code, "name", None) for form in _genitive(name.split(" (")[0], cldr))
    for code, nation in table("nations.toml").items():
        yield from _of_nation(code, nation, language)
    for entity, words in data["bodies"].items():
        yield from _each(words, entity, "body", language)
    yield from _leaders(data["leaders"], language)
    for code, words in data["places"].items():
        yield from _each(words, code, "place", language)
    for entity, words in data["alone"].items():
        yield from ((word, entity, "leader", word) for word in words.split())


def _each(words: str, entity: str, how: How, language: str) -> Iterator[tuple[str, str, How, None]]:
    for word in words.split():
        yield from ((form, entity, how, None) for form in _forms(word, language))


def _of_nation(code: str, nation: dict[str, str], language: str) -> Iterator[tuple[str, str, How, None]]:
    yield from _each(nation.get("capital", ""), code, "capital", language)
    yield from _each(nation.get("seat", ""), code, "seat", language)
    if language == "de":
        forms: Iterable[str] = (*_adjectives(nation.get("adj", "")), *_people(nation.get("people", "")))
    else:
        forms = _demonyms(nation.get("demonym", ""))
    yield from ((form, code, "demonym", None) for form in forms)


def _leaders(leaders: dict[str, list[str]], language: str) -> Iterator[tuple[str, str, How, str]]:
    for entity, persons in leaders.items():
        for person in persons:
            spellings = person.split("/")
            for spelling in spellings:
                yield from ((form, entity, "leader", spellings[0]) for form in _genitive(spelling, language))


def _forms(word: str, language: str) -> Iterator[str]:
    """The forms of a name: "*" takes the German adjective endings, "+" parts words, German adds the genitive."""
    spelling = word.replace("+", " ")
    if "*" in spelling:
        for ending in _ENDINGS:
            yield from _genitive(spelling.replace("*", ending), language)
    else:
        yield from _genitive(spelling, language)


def _genitive(name: str, language: str) -> tuple[str, ...]:
    return (name, name + "s") if language == "de" and name[-1] not in "sxzß" else (name,)


def _adjectives(stems: str) -> Iterator[str]:
    """German adjective forms; the bare stem only in lower case ("russisch-", while "Russisch" is the language)."""
    for stem in stems.split():
        yield stem
        for ending in _ENDINGS:
            yield stem + ending
            yield stem[0].upper() + stem[1:] + ending


def _people(nouns: str) -> Iterator[str]:
    for noun in nouns.split():
        base = noun.removesuffix("e")
        yield from (noun, noun + "n", noun + "s", base + "in", base + "innen")
        yield from (base + "er", base + "em") if base.endswith("eutsch") else (noun + "en", noun + "nen")


def _demonyms(words: str) -> Iterator[str]:
    for word in words.split():
        spelling = word.replace("+", " ")
        yield spelling
        if not spelling.endswith(("ese", "sh", "ch", "men", "s")):
            yield spelling + "s"
