"""Claims whose every part carries a sign of its own, so that whoever holds a text can be told which parts of which claim it shows."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_WORDS: Final = re.compile(r"\b(LOT|Wort|Staat|Minister|Blatt|Titel|adr|Dahinter|Ort|Typ)(\d+)x")
_AMOUNT: Final = re.compile(r"(?<![\w.])9(\d{6})(?![\w.])")
_CONFIDENCE: Final = re.compile(r"0\.1(\d{5})7(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)(19[0-9]{2}-[0-9]{2}-[0-9]{2})(?!\d)")
_FIRST: Final = date(1900, 1, 1)
TYPES: Final = ("transfer", "holding")
MATERIEL: Final = ("Haubitzen", "Panzer")
SUPPLIERS: Final = ("DE", "FR", "KP")
COUNTRIES: Final = ("UA", "PL")
PUBLISHED: Final = "1890-03-01"


@dataclass(frozen=True, slots=True)
class Sign:
    """What claim number `n` says. `plain` claims have no time, place, amount and source."""

    n: int

    @property
    def plain(self) -> bool:
        return self.n % 4 == 0

    @property
    def type(self) -> str:
        return TYPES[self.n % 5 == 0]

    @property
    def materiel(self) -> str:
        return MATERIEL[self.n % 3 == 0]

    @property
    def supplier(self) -> str:
        return SUPPLIERS[self.n % 7 % 3]

    @property
    def country(self) -> str:
        return COUNTRIES[self.n % 2]

    @property
    def day(self) -> str:
        """The day of the act, another one for each claim."""
        return (_FIRST + timedelta(days=self.n)).isoformat()

    @property
    def amount(self) -> int:
        return 9_000_000 + self.n

    @property
    def confidence(self) -> float:
        return float(f"0.1{self.n:05d}7")


def signs_in(text: str) -> set[tuple[int, str]]:
    """Which signs of which claims stand in a text (JSON, headers, an error): (number, sign)."""
    found = {(int(number), sign) for sign, number in _WORDS.findall(text)}
    found |= {(int(number), "amount") for number in _AMOUNT.findall(text)}
    found |= {(int(number), "confidence") for number in _CONFIDENCE.findall(text)}
    return found | {((date.fromisoformat(day) - _FIRST).days, "day") for day in _DAY.findall(text)}
