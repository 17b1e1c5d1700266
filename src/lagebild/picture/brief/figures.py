"""Numbers in a text, whatever way they are grouped: 12.000, 12,000, 12 000 and 12000 are one."""

import re
from collections.abc import Iterator
from typing import Final

_SPACES: Final = " \u00a0\u202f\u2009"
_TOKEN: Final = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)*")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SCALES: Final = {
    "million": 1e6, "millionen": 1e6, "mio": 1e6, "billion": 1e9, "milliarde": 1e9, "milliarden": 1e9, "mrd": 1e9, "thousand": 1e3,
    "tausend": 1e3, "тисяч": 1e3, "тыс": 1e3, "만": 1e4,
}  # fmt: skip
_SCALE: Final = re.compile(r"\s?(" + "|".join(sorted(_SCALES, key=len, reverse=True)) + r")", re.IGNORECASE)


def figures(text: str) -> Iterator[tuple[str, frozenset[float]]]:
    """Each number with the values that it may have: 3.400 is three thousand four hundred, or a little over three."""
    for found in _TOKEN.finditer(text):
        token = found.group()
        values = set(_values(token))
        if scale := _SCALE.match(text, found.end()):
            factor = _SCALES[scale[1].casefold()]
            values |= {round(value * factor, 6) for value in values}
        yield token, frozenset(values)


def _values(token: str) -> Iterator[float]:
    plain = token
    for space in _SPACES:
        plain = plain.replace(space, "")
    if len(plain) > 40:
        return
    if "." not in plain and "," not in plain:
        yield float(plain)
        return
    if _GROUPED.fullmatch(plain):
        yield float(re.sub(r"[.,]", "", plain))
    last = max(plain.rfind("."), plain.rfind(","))
    whole, fraction = re.sub(r"[.,]", "", plain[:last]), plain[last + 1 :]
    yield float(f"{whole}.{fraction}")
