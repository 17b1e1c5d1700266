"""The label sets of the model's heads, in the order of their scores; training and reading share them."""

from typing import Final

from lagebild.claims.vocabulary import ROLE_NAMES


def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """Outside, then begin and inside of each name."""
    return ("O", *(f"{edge}-{name}" for name in names for edge in "BI"))


#: What a span can be to an act: one of its roles, its time or its place.
RELATIONS: Final[tuple[str, ...]] = (*ROLE_NAMES, "time", "place")
ROLE_TAGS: Final[tuple[str, ...]] = _tags(RELATIONS)
#: What a span can be to the saying of it. A set of its own: who sends is often who says so.
SOURCES: Final[tuple[str, ...]] = ("source", "cue")
SOURCE_TAGS: Final[tuple[str, ...]] = _tags(SOURCES)
MENTIONS: Final[tuple[str, ...]] = ("person", "organisation", "place", "materiel")
MENTION_TAGS: Final[tuple[str, ...]] = _tags(MENTIONS)
