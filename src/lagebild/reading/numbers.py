"""Numbers in German and English words and digits, read as they stand: "3,4 Millionen", "zweitausend", "a dozen", "10k".

What only looks like a number is left out: designations ("Leopard 2", "T-72"), calibres, dates, years, clock times, ordinals
("3. Brigade") and references ("Resolution 1718").
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lagebild.reading.numerals import digits_value, fraction_pattern, number_pattern, out_of_pattern, scale_of, word_value
from lagebild.reading.tables import known, table

_CURRENCY: Final = frozenset("$€£¥")
_MONEY: Final = re.compile(r"\s(?:[A-Z]{3}\b|(?:\w+\s)?(?:euro|dollar|pound|yen|won\b|franc|rouble|ruble))", re.IGNORECASE)
#: "A third minehunter" is one more, "a third of them" is a share.
_ORDINAL: Final = re.compile(r",?\s+(?!of\b|the\b|less\b|more\b|are\b|were\b|is\b|was\b|in\b|as\b)[A-Za-z]")
_HALVES: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75"}


@dataclass(frozen=True, slots=True)
class Number:
    """The number at code points [start, end). `scale` is the factor of its scale word (10^6 for "Millionen"), 1 without one."""

    value: int | float
    start: int
    end: int
    scale: int = 1


def numbers(text: str, language: str) -> tuple[Number, ...]:
    """The numbers of `text` that count something, in text order; languages other than German are read as English."""
    language = known(language)
    found = []
    for match in number_pattern(language).finditer(text):
        number = _read(match, language)
        if number is not None:
            found.append(number)
    return tuple(found)


def fraction(text: str, language: str) -> tuple[int | float, int, int] | None:
    """The first fraction of `text` ("zwei Drittel", "half") in percent, to a tenth, and its half-open range."""
    language = known(language)
    match = fraction_pattern(language).search(text)
    if match is None or (_ORDINAL.match(text, match.end("part")) and match["part"].lower() not in ("half", "quarter") and language == "en"):
        return None
    data = table("numbers.toml")[language]
    count = data["words"].get((match["upper"] or "").lower(), 1)
    return _percent(count, data["fractions"][match["part"].lower()]), match.start(), match.end()


def ratio(text: str, language: str) -> tuple[int | float, int, int] | None:
    """The first ratio of `text` ("vier von zehn", "three in four") in percent, to a tenth, and its half-open range."""
    language = known(language)
    match = out_of_pattern(language).search(text)
    if match is None:
        return None
    few, many = (int(word_value(match[part].lower(), language) or 1) for part in ("few", "many"))
    return _percent(few, many), match.start(), match.end()


def _percent(part: int, whole: int) -> int | float:
    percent = round(100 * part / max(whole, 1), 1)
    return int(percent) if percent.is_integer() else percent


def _read(match: re.Match[str], language: str) -> Number | None:
    """The number behind a match; None for what is skipped on purpose, and for metres ("10 m", but "$10m" is money)."""
    mantissa = _mantissa(match, language)
    if mantissa is None or (match["scale"] in ("m", "b") and not _is_money(match)):
        return None
    scale = scale_of(match["scale"], language)
    value = mantissa * scale
    if match["rest"] is not None:
        value += word_value(match["rest"].lower(), language) or 0
    exact = int(value) if value == value.to_integral_value() else float(value)
    return Number(exact, match.start("number"), match.end("number"), scale)


def _is_money(match: re.Match[str]) -> bool:
    text = match.string
    return text[max(0, match.start() - 1) : match.start()] in _CURRENCY or _MONEY.match(text, match.end()) is not None


def _mantissa(match: re.Match[str], language: str) -> Decimal | None:
    if match["digits"] is not None:
        return digits_value(match["digits"], language) + Decimal(_HALVES.get(match["part"] or "", 0))
    if match["half"] is not None:
        return Decimal("0.5")
    if match["words"] is not None:
        value = word_value(match["words"].lower(), language)
        if value is None:
            return None
        return value + (Decimal("0.5") if match["plus"] else 0)
    return Decimal(1) if match["article"] is not None else None
