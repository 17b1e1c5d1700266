"""What the words of an amount mean: an interval with soft ends, from the one table in `data/hedges.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import log, sqrt
from typing import Any, Final

from lagebild.claims.quantity import Quantity

#: Bare amounts of nothing have no logarithm; below one half of a piece they count as none.
_LEAST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """Low, best and high; at an open end the value is where belief begins to fall, not a bound. `bare`: a number without hedge."""

    low: float
    best: float
    high: float
    open_low: bool = False
    open_high: bool = False
    bare: bool = False

    @property
    def log_best(self) -> float:
        """Natural log of best."""
        return log(max(self.best, _LEAST))

    @property
    def censored(self) -> bool:
        """Whether the words bound the amount on one side only."""
        return self.open_low or self.open_high

    def bounds(self) -> tuple[float | None, float | None]:
        """Low and high as the words give them: None at an open end."""
        return None if self.open_low else self.low, None if self.open_high else self.high


@lru_cache(maxsize=65536)
def interval(quantity: Quantity) -> Interval | None:
    """The interval that the words give, None where they give no amount."""
    if quantity.form == "vague":
        return _vague(quantity)
    hedge = _words().get(" ".join((quantity.hedge or "").lower().split()))
    low, high = quantity.low, quantity.high
    if low is not None and high is not None and low != high:
        if quantity.form == "about" and hedge is None:
            return Interval(low, sqrt(low * high) if low > 0 else (low + high) / 2, high)
        return Interval(low, sqrt(low * high) if low > 0 else (low + high) / 2, high)
    number = low if low is not None else high
    if number is None:
        return None
    factors = hedge or _table()["form"].get(quantity.form)
    return _scaled(float(number), factors) if factors else _bare(float(number))


def spread_of_bare(number: float) -> float:
    """How far a bare number may lie from what is meant, as a share: half its last digit if it is round, at most a tenth; and never less
    than an exact one, which a rounded one cannot surpass."""
    table = _table()["number"]
    exact = float(table["exact"])
    if number <= 0 or number != int(number) or int(number) % 10:
        return exact
    step = 1
    while int(number) % (step * 10) == 0:
        step *= 10
    return max(exact, min(step / 2 / number, float(table["round_most"])))


def significant_digits(number: float) -> int:
    """Digits up to the last that is not 0: 10,000 has one, 12,340 four."""
    digits = f"{number:.10g}".replace(".", "").lstrip("0").split("e")[0].rstrip("0")
    return max(1, len(digits))


def _bare(number: float) -> Interval:
    spread = spread_of_bare(number)
    return Interval(number * (1 - spread), number, number * (1 + spread), bare=True)


def _scaled(number: float, factors: dict[str, Any]) -> Interval:
    end = factors.get("open")
    return Interval(number * factors["low"], number * factors["best"], number * factors["high"], end == "low", end == "high")


def _vague(quantity: Quantity) -> Interval | None:
    known = _table()["vague"].get(" ".join((quantity.hedge or "").lower().split()))
    if known:
        return Interval(known["low"], known["best"], known["high"])
    if quantity.low and quantity.high:
        return Interval(quantity.low, sqrt(quantity.low * quantity.high), quantity.high)
    if quantity.low:
        return Interval(quantity.low, quantity.low * 1.5, quantity.low * 3, open_high=True)
    return None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("lagebild.weighing") / "data" / "hedges.toml").read_text(encoding="utf8"))


@cache
def _words() -> dict[str, dict[str, Any]]:
    return {word: entry["value"] for entry in _table()["word"] for word in entry["words"]}
