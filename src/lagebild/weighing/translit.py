"""Names across scripts: Cyrillic and Hangul to Latin letters, and the consonants by which spellings of one name meet.

Cyrillic after the Ukrainian and Russian passport tables, Hangul after the Revised Romanization, both simplified: the skeleton keeps only
what the usual transliterations into German and English agree on.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_CYRILLIC: Final[dict[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye", "ж": "zh", "з": "z", "и": "i", "і": "i",
    "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_INITIALS: Final = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS: Final = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_FINALS: Final = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p",
    "t",
)  # fmt: skip
_HANGUL: Final = (0xAC00, 0xD7A3)
#: Particles that stand at the end of a Korean word, the longest first.
_PARTICLES: Final = re.compile(r"(?<=[가-힣]{2})(에서는|으로|에서|에게|까지|부터|이라고|라고|은|는|이|가|을|를|의|에|와|과|도|로|씨)$")
#: Spellings of one sound in the usual transliterations, the longest first.
_SOUNDS: Final[tuple[tuple[str, str], ...]] = (
    ("shch", "s"), ("schtsch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("kh", "h"), ("ch", "c"), ("zh", "s"), ("sh", "s"),
    ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("ff", "f"), ("z", "s"),
)  # fmt: skip
_SILENT: Final = re.compile(r"[aeiouyhj]")


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """`word` in lower-case Latin letters without marks."""
    found = "".join(_syllable(sign) for sign in _PARTICLES.sub("", word.lower()))
    plain = unicodedata.normalize("NFKD", found)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a name as most spellings share them: Selenskyj, Zelensky and Зеленський are "slnsk"."""
    plain = latin(word)
    for spelling, sound in _SOUNDS:
        plain = plain.replace(spelling, sound)
    bare = _SILENT.sub("", plain).replace("c", "k")
    return re.sub(r"(.)\1+", r"\1", bare)


def _syllable(sign: str) -> str:
    code = ord(sign)
    if _HANGUL[0] <= code <= _HANGUL[1]:
        block = code - _HANGUL[0]
        return _INITIALS[block // 588] + _VOWELS[block % 588 // 28] + _FINALS[block % 28]
    return _CYRILLIC.get(sign, sign)
