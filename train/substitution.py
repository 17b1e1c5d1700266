"""Slot substitution: countries, their adjectives and capitals, numbers and designations of an annotated report are exchanged.

It works on the raw notation, sentence and claim lines alike, so the words of a claim still stand in its sentence; a block
that no longer parses is dropped. Inflection is kept by exchanging like for like: names without an article, adjective
stems that take the same endings.
"""

import pathlib
import random
import re
import tomllib

from lagebild.errors import NotationError
from lagebild.reading.notation import Annotated, parse

_NUMBER = re.compile(r"(?<![\w.,/@#=-])\d{2,3}(?:[.,]\d{3})*(?![\w/-]|[.,]\d|\. [A-ZÄÖÜ][a-zä]+|%)")
_TABLE = tomllib.loads((pathlib.Path(__file__).parent / "substitution.toml").read_text(encoding="utf8"))


def substitute(block: str, language: str, rng: random.Random) -> Annotated | None:
    """A variant of the annotated report `block`, or None if it does not parse."""
    exchange = _exchange(language, rng)
    header, _, body = block.partition("\n\n")
    pattern = re.compile(r"(?<![\w-])(" + "|".join(sorted(map(re.escape, exchange), key=len, reverse=True)) + r")(?![\w-])")
    body = pattern.sub(lambda match: exchange[match[1]], body)
    numbers: dict[str, str] = {}
    body = _NUMBER.sub(lambda match: _number(match[0], numbers, rng), body)
    try:
        return parse(header + "\n\n" + body)[0]
    except NotationError:
        return None


def _exchange(language: str, rng: random.Random) -> dict[str, str]:
    """Words to words for one report: a random permutation of the countries in the table, and of each list of designations."""
    countries = _TABLE[language]["countries"]
    order = list(range(len(countries)))
    rng.shuffle(order)
    exchange: dict[str, str] = {}
    for here, there in zip(range(len(countries)), order, strict=True):
        exchange.update(_forms(countries[here], countries[there], language))
    for group in _TABLE["designations"].values():
        shuffled = list(group)
        rng.shuffle(shuffled)
        exchange.update(zip(group, shuffled, strict=True))
    return {a: b for a, b in exchange.items() if a != b}


def _forms(here: list[str], there: list[str], language: str) -> dict[str, str]:
    """The inflected forms of [name, capital, adjective stem] and what takes their place."""
    forms: dict[str, str] = {}
    for a, b in zip(here[:2], there[:2], strict=True):
        forms[a] = b
        for genitive in ("s",) if language == "de" else ("'s", "’s"):
            forms[a + genitive] = b + genitive
    endings = ("e", "er", "es", "en", "em", "") if language == "de" else ("", "s")
    for ending in endings:
        forms[here[2] + ending] = there[2] + ending
        forms[here[2].capitalize() + ending] = there[2].capitalize() + ending
    return forms


def _number(digits: str, numbers: dict[str, str], rng: random.Random) -> str:
    """Other digits of the same length, the same for the same number throughout a report; years stay as they are."""
    if digits not in numbers:
        plain = re.sub(r"[.,]", "", digits)
        numbers[digits] = digits if (len(plain) == 4 and plain[:2] in ("19", "20")) or rng.random() < 0.5 else "".join(
            (str(rng.randint(1, 9)) if n == 0 else str(rng.randint(0, 9)) if c != "0" else "0") if c.isdigit() else c
            for n, c in enumerate(digits))
    return numbers[digits]
