"""The levels of TLP 2.0 (FIRST), from the widest to the narrowest."""

from typing import Final, Literal

Level = Literal["clear", "green", "amber", "amber+strict", "red"]
LEVELS: Final[tuple[Level, ...]] = ("clear", "green", "amber", "amber+strict", "red")


def rank(level: str) -> int:
    """The rank of a level, 0 (clear) to 4 (red); 5 for one that is unknown."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)
