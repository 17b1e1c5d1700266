"""What survives translation: numbers, and names as their consonants. Each with a weight for how little it occurs by chance."""

import re
from functools import lru_cache
from typing import Final
from zlib import crc32

from lagebild.weighing.translit import skeleton

_TOKEN: Final = re.compile(r"\d[\d.,\u00a0\u202f]*\d|\d|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: Names shorter than this in consonants meet by chance.
_LEAST_CONSONANTS: Final = 3
_MOST: Final = 80


def anchors(text: str) -> dict[int, float]:
    """Keys (32 bits) of the numbers and names in `text` with their weights, at most 80: the weightiest."""
    found: dict[int, float] = {}
    for match in _TOKEN.finditer(text):
        token = match.group()
        key, weight = _number(token) if token[0].isdigit() else _name(token)
        if weight:
            found[key] = weight
    if len(found) <= _MOST:
        return found
    kept = sorted(found, key=lambda key: (-found[key], key))[:_MOST]
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
def _name(token: str) -> tuple[int, float]:
    """A capitalised word, or any Korean one (its script has no capitals)."""
    if not (token[0].isupper() or "\uac00" <= token[0] <= "\ud7a3"):
        return 0, 0.0
    bones = skeleton(token)
    if len(bones) < _LEAST_CONSONANTS:
        return 0, 0.0
    return crc32(bones.encode()), min(1.5, 0.4 * (len(bones) - 1))
