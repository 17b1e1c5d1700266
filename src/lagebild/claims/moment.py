"""When and where an act took place, as the words give it."""

from dataclasses import dataclass

from lagebild.claims.span import Span
from lagebild.claims.vocabulary import BASES, PRECISIONS, Basis, Precision
from lagebild.errors import InvalidClaim


@dataclass(frozen=True, slots=True)
class Moment:
    """The time of an act: an EDTF expression (ISO 8601-2, level 1), None where the words cannot be resolved."""

    edtf: str | None
    span: Span
    basis: Basis = "stated"

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise InvalidClaim("time", f"basis {self.basis!r} is none of {', '.join(BASES)}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act took place: the words, the country (ISO 3166-1 alpha-2, None if unknown), how precise they are."""

    span: Span
    country: str | None = None
    precision: Precision | None = None

    def __post_init__(self) -> None:
        if self.precision is not None and self.precision not in PRECISIONS:
            raise InvalidClaim("place", f"precision {self.precision!r} is none of {', '.join(PRECISIONS)}")
