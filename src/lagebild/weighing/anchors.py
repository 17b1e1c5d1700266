"""What survives translation: numbers, names as their consonants, and the states, months and days that each language calls its own way
(`data/names.toml`). Each with a weight for how little it occurs by chance."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zlib import crc32

from lagebild.weighing.translit import latin, skeleton

_TOKEN: Final = re.compile(r"\d[\d.,\u00a0\u202f]*\d|\d|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Endings of cases and adjectives, the longest first, behind three letters or more: names are compared without them.
_ENDING: Final = re.compile(
    r"(?<=[а-яёіїєґ]{3})(ого|его|ему|ому|ыми|ими|ами|ями|ов|ев|ом|ем|ой|ей|ою|ої|ых|их|ым|им|ах|ях|ий|ый|у|ю|а|я|ы|и|е|о|ь|і|ї)$"
)
_ADJECTIVE: Final = re.compile(r"(?<=[а-яёіїєґ]{3})сь?к$")
#: Names shorter than this in consonants meet by chance; those of just so many count with their first sound and for less.
_LEAST_CONSONANTS: Final = 2
_SHORT_WEIGHT: Final = 0.8
_TABLE_WEIGHT: Final = 1.0
_MOST: Final = 80


def anchors(text: str) -> dict[int, float]:
    """Keys (32 bits) of the numbers and names in `text` with their weights, at most 80: the weightiest."""
    found: dict[int, float] = {}
    for match in _TOKEN.finditer(text):
        token = match.group()
        found.update([_number(token)] if token[0].isdigit() else _names(token))
    kept = sorted((key for key, weight in found.items() if weight), key=lambda key: (-found[key], key))[:_MOST]
    return {key: found[key] for key in kept}


@lru_cache(maxsize=65536)
def _number(token: str) -> tuple[int, float]:
    if _GROUPED.fullmatch(token):
        plain = re.sub(r"\D", "", token)
    else:
        plain = token.replace(",", ".").replace("\u00a0", "").replace("\u202f", "")
    if _YEAR.fullmatch(plain):
        return crc32(plain.encode()), 0.4
    digits = len(plain.replace(".", "").lstrip("0").rstrip("0"))
    return crc32(plain.encode()), (0.1, 0.3, 1.0, 2.0)[min(digits, 3)]


@lru_cache(maxsize=65536)
def _names(token: str) -> tuple[tuple[int, float], ...]:
    """A name in the table, a capitalised word, or any Korean one (its script has no capitals)."""
    known = _called(token)
    if known:
        return ((crc32(f"={known}".encode()), _TABLE_WEIGHT),)
    if not (token[0].isupper() or "\uac00" <= token[0] <= "\ud7a3"):
        return ()
    bare = _ENDING.sub("", token.lower())
    forms = {bare, _ADJECTIVE.sub("", bare)}
    forms |= {form.replace("г", "") for form in forms}  # Russian writes the h of other languages as г
    return tuple(sorted({key for form in forms if (key := _bones(form))}))


def _bones(word: str) -> tuple[int, float] | None:
    """The key of a name by its consonants, without the s of a genitive."""
    bones = skeleton(word)
    if len(bones) > _LEAST_CONSONANTS and bones.endswith("s"):
        bones = bones[:-1]
    if len(bones) == _LEAST_CONSONANTS:
        begins = "a" if latin(word)[0] in "aeiouy" else ""
        return crc32(f"{begins}{bones}_".encode()), _SHORT_WEIGHT
    return (crc32(bones.encode()), min(1.5, 0.4 * (len(bones) - 1))) if len(bones) > _LEAST_CONSONANTS else None


def _called(token: str) -> str | None:
    """What the table calls a word."""
    beginnings, whole, longest = _table()
    if token in whole:
        return whole[token]
    low = token.lower()
    return next((beginnings[low[:n]] for n in range(min(longest, len(low)), 1, -1) if low[:n] in beginnings), None)


@cache
def _table() -> tuple[dict[str, str], dict[str, str], int]:
    """Beginnings of words, whole words, and the length of the longest beginning."""
    table = tomllib.loads((files("lagebild.weighing") / "data" / "names.toml").read_text(encoding="utf8"))
    beginnings, whole = ({word: name for name, words in table[part].items() for word in words} for part in ("begin", "whole"))
    return beginnings, whole, max(map(len, beginnings))
