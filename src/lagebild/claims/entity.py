"""An entity: a state or body under all its spellings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """`code` as roles carry it (ISO 3166-1 alpha-2 for a state, else the usual short name) and how texts write it.

    Spellings stand in the nominative and in any language ("Kiew", "Kyjiw", "Kyiv", "Київ"); none means that only claims that
    carry the code are meant.
    """

    code: str
    spellings: tuple[str, ...] = ()
