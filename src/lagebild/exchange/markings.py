"""Markings: how far a report, a claim or a part of one may travel (TLP 2.0), and to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lagebild.claims import tlp
from lagebild.errors import InvalidClaim

Level = tlp.Level
LEVELS: Final[tuple[Level, ...]] = tlp.LEVELS
#: What may be granted or held back beside the core of a claim (type, status, certainty, polarity, parties, day of publication).
PARTS: Final = (
    "words", "source_names", "attribution", "title", "address", "text", "time", "place", "place_site", "quantity", "materiel",
    "confidence",
)  # fmt: skip
#: A level that nobody knows: what carries it stays.
UNKNOWN: Final = "unknown"
#: How levels are written besides their own names. "white" is TLP 1.0's word for clear; its amber has no counterpart in 2.0.
_WRITTEN: Final = {"white": "clear", "amber-strict": "amber+strict", "amber_strict": "amber+strict"}
_NOTHING: Final[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Marking:
    """How far something may travel.

    `level` is a TLP 2.0 level, or `UNKNOWN` for a marking that nobody here can read. `release_to` are the identities that may
    have it: None is everybody whom the level allows, an empty tuple is nobody.
    """

    level: str
    release_to: tuple[str, ...] | None = None

    @property
    def rank(self) -> int:
        """0 (clear) to 4 (red); an unknown level ranks above all."""
        return rank(self.level)

    def allows(self, partner: str) -> bool:
        """Whether `partner` is in the audience. Red is for those who are named."""
        if self.release_to is None:
            return self.level != "red"
        return partner in self.release_to


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of one claim's markings; None is unmarked. `fields` holds the parts that are marked for themselves."""

    claim: Marking | None = None
    report: Marking | None = None
    fields: Mapping[str, Marking] = field(default_factory=dict)


@dataclass(slots=True)
class MarkingBook:
    """Every marking that holds now, by what it is on ("claim" or "report" and id) and by part ("" is the whole)."""

    held: dict[tuple[str, str], dict[str, Marking]] = field(default_factory=dict)

    def apply(self, payload: Mapping[str, Any]) -> None:
        """Takes in the payload of a marking event."""
        to = payload["release_to"]
        for target in payload["targets"]:
            parts = dict(self.held.get((payload["noun"], target), {}))
            parts.pop(payload["part"], None)
            if payload["level"] is not None:
                parts[payload["part"]] = Marking(payload["level"], None if to is None else tuple(to))
            self.held[payload["noun"], target] = parts

    def marks(self, claim: str, report: str) -> Marks:
        """The markings of a claim in its report."""
        own = self.held.get(("claim", claim), _NOTHING)
        fields = {part: marking for part, marking in own.items() if part} if own else {}
        return Marks(own.get(""), self.held.get(("report", report), _NOTHING).get(""), fields)


def rank(level: str) -> int:
    """The rank of a level, 0 (clear) to 4 (red); 5 for one that is unknown."""
    return tlp.rank(level)


def level_of(written: str) -> str:
    """The level that a text names ("TLP:AMBER+STRICT", "green"), `UNKNOWN` for one that is no level of TLP 2.0."""
    word = written.strip().lower().removeprefix("tlp:").strip()
    word = _WRITTEN.get(word, word)
    return word if word in LEVELS else UNKNOWN


def marking_payload(noun: str, targets: Iterable[str], part: str, marking: Marking | None) -> dict[str, Any]:
    """The event payload that marks (or with None unmarks) these claims or reports; raises `InvalidClaim`."""
    if noun not in ("claim", "report") or (part and (noun != "claim" or part not in PARTS)):
        raise InvalidClaim("marking", f"a {noun} has no part {part!r}; parts of a claim are {', '.join(PARTS)}")
    named = sorted(set(targets))
    if not named:
        raise InvalidClaim("marking", "nothing is named that it is on")
    to = None if marking is None or marking.release_to is None else sorted(set(marking.release_to))
    return {"what": "marking", "noun": noun, "targets": named, "part": part, "level": marking.level if marking else None, "release_to": to}
