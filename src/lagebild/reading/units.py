"""What a number counts: persons, pieces, rounds, tonnes, a currency, percent."""

import re
from functools import cache
from typing import Final

from lagebild.reading.materiel import classify
from lagebild.reading.numbers import Number
from lagebild.reading.tables import either, table

#: The unit of a number whose noun is unknown or missing: forces and losses are people, shares are percentages.
_DEFAULTS: Final = {"force": "person", "losses": "person", "share": "percent", "object": "piece"}
_WORD: Final = re.compile(r"[^\s,;()\"„“”»«]+")
_STRONG: Final = re.compile(r"[\s-]strong\b")
#: A model designation stands for the thing ("eight F-15s").
_DESIGNATION: Final = re.compile(r"[a-z]{1,4}-?\d+[a-z]{0,2}s?$")
#: Before "fighters" or "trainers" a designation makes them aircraft.
_AIRCRAFT: Final = re.compile(r"\s(?:new\s)?[A-Z]{1,3}-\d")
#: From here on a number of objects without a noun is more likely a sum of money than a count of pieces.
_LEAST_SUM: Final = 1_000_000
_PERCENT: Final = re.compile(r"\s?(?:%|Prozent|percent|per cent|pct)", re.IGNORECASE)
_SIGN: Final = re.compile(r"(?P<nation>US|CA|C|AU|A|NZ|NT)?(?P<sign>[$€£¥₩₽₴₪₹]|EUR|USD|GBP) ?$")
_NATION_SIGN: Final = {"C": "CAD", "CA": "CAD", "A": "AUD", "AU": "AUD", "NZ": "NZD", "NT": "TWD"}
#: Below this a "pound" is taken as a weight ("a 500-pound bomb"), above it as money.
_LEAST_MONEY_IN_POUNDS: Final = 10_000


def unit_of(words: str, end: int, role: str, language: str, number: Number | None = None) -> str | None:
    """The unit of the amount that ends at `end` of `words` (`number`, None for a vague one); None where it cannot be told."""
    if _PERCENT.match(words, end):
        return "percent"
    money = _money(words, end, number)
    if money is not None:
        return money
    if _STRONG.match(words, end):
        return "person"
    unit = _head(words[end:], language)
    if unit == "person" and _AIRCRAFT.match(words, end):
        return "piece"
    if unit != "untold":
        return None if unit == "none" else unit
    large = number is None or number.value >= _LEAST_SUM
    if role == "object" and large and not _names_thing(words[end:]):
        return None
    return _of_materiel(words[end:], language) or _DEFAULTS.get(role)


def is_formation(words: str, language: str) -> bool:
    """Whether the head of `words` is a formation ("Bataillon"), for which the schema has no unit."""
    return _head(words, language) == "none"


def is_measure(words: str, number: Number, language: str) -> bool:
    """Whether the number measures something (kilometres, years) instead of counting it."""
    return _measures(language).match(words, number.end) is not None and _money(words, number.end, number) is None


def _of_materiel(rest: str, language: str) -> str | None:
    """The unit of a thing that only the table of materiel knows ("three Rafales")."""
    materiel = classify(rest, language)
    if materiel is None or materiel.family in table("quantities.toml")["uncounted"]["families"]:
        return None
    return "round" if materiel.family.endswith("ammunition") else "piece"


def _money(words: str, end: int, number: Number | None) -> str | None:
    """The currency (ISO 4217) before or behind the amount."""
    currency = table("quantities.toml")["currency"]
    sign = _SIGN.search(words, 0, number.start) if number is not None else None
    if sign is not None:
        return _NATION_SIGN.get(sign["nation"] or "") or currency["symbols"].get(sign["sign"], sign["sign"])
    match = _currency().match(words, end)
    if match is None:
        return None
    word = " ".join(match["word"].lower().split())
    if word in ("pfund", "pounds") and (number is None or number.value < _LEAST_MONEY_IN_POUNDS):
        return None
    for stem, code in currency["nations"].items():
        if match["nation"] and match["nation"].lower().startswith(stem):
            return str(code)
    return str(currency["words"][word])


def _head(rest: str, language: str) -> str:
    """The unit of the noun that the amount counts: in German the first known noun, in English the last before a stop word."""
    stops = frozenset(table("quantities.toml")["stops"][language])
    found = "untold"
    for match in _WORD.finditer(rest):
        word = match.group().strip(".:!?'’").lower()
        if word in stops:
            if found != "untold" or word not in ("of", "von", "der", "des", "im"):
                break
            continue
        unit = _unit(word, language)
        if unit is not None:
            found = unit
            if language == "de":
                break
    return found


def _unit(word: str, language: str) -> str | None:
    match = _nouns(language).search(word)
    if match is not None:
        return _stems(language)[match["stem"]]
    return "piece" if _DESIGNATION.match(word) else None


def _names_thing(rest: str) -> bool:
    """Whether any noun follows a vague amount at all: "ein Teil davon" counts nothing that has a unit."""
    return any(word[0].isupper() for word in rest.split())


@cache
def _stems(language: str) -> dict[str, str]:
    units: dict[str, list[str]] = table("quantities.toml")[language]["units"]
    return {stem: unit for unit, stems in units.items() for stem in stems}


@cache
def _nouns(language: str) -> re.Pattern[str]:
    """A word that ends in a known noun (German), or is one (English), in any number and case."""
    stems = either(_stems(language))
    if language == "de":
        return re.compile(rf"(?P<stem>{stems})(?:innen|in|ern|en|er|em|e|n|s|es)?$")
    return re.compile(rf"(?:^|-)(?P<stem>{stems})(?:es|s|’s)?$")


@cache
def _measures(language: str) -> re.Pattern[str]:
    return re.compile(rf"[\s-]?{either(table('quantities.toml')['measures'][language])}(?![\w])", re.IGNORECASE)


@cache
def _currency() -> re.Pattern[str]:
    currency = table("quantities.toml")["currency"]
    nations = either(currency["nations"])
    return re.compile(
        rf"[\s-]?(?:(?P<nation>{nations}\w*)[\s-]|U\.?S\.?[\s-]|US-|amerikanische[nr]?\s)?(?P<word>{either(currency['words'])})(?![^\W\d])",
        re.IGNORECASE,
    )
