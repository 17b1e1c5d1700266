"""A piece of a report's text, pinned to where it stands."""

from dataclasses import dataclass

from lagebild.errors import InvalidClaim


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The words `text` at code points [start, end) of a report's canonical text."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise InvalidClaim("span", f"[{self.start}, {self.end}) does not hold {len(self.text)} code points")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """The span [start, end) of `text`."""
        return cls(start, end, text[start:end])

    def stands_in(self, text: str) -> bool:
        """Whether `text` holds exactly these words at this place."""
        return text[self.start : self.end] == self.text

    def overlap(self, other: "Span") -> int:
        """Code points that both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def within(self, other: "Span") -> bool:
        """Whether `other` covers all of this span."""
        return other.start <= self.start and self.end <= other.end
