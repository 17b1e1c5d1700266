"""Things of the picture in words, in either language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lagebild.web.telling import entity_name, short_words, unit_words
from lagebild.web.wording import figure, messages, say

if TYPE_CHECKING:
    from lagebild.picture import Explained, Giver, Row

#: Names in one line; more are counted.
_MOST_NAMED: Final = 3


def thing_name(language: str, row: "Row") -> str:
    """A thing in a line: "Transfer: Germany → Ukraine, battle tank"."""
    parties = " → ".join(entity_name(language, party) for party in (row.giver, row.taker) if party)
    named = ": ".join(part for part in (say(language, f"type.{row.type}"), parties) if part)
    return short_words(f"{named}, {family_words(language, row.materiel)}" if row.materiel else named, 140)


def speaker_words(language: str, speaker: str) -> str:
    """Who is behind an origin: "KR/government/president" as "South Korea, government (president)"."""
    who, *rest = speaker.split("/")
    named = [entity_name(language, who)] + [messages(language).get(f"kind.{kind}", kind) for kind in rest[:1]]
    offices = [messages(language).get(f"office.{office}", office) for office in rest[1:]]
    return ", ".join(part for part in named if part) + (f" ({', '.join(offices)})" if offices else "")


def giver_words(language: str, giver: "Giver") -> str:
    """From whom something is that is not our own: "partner Ministry A, origin Ministry C"."""
    if not giver.origins:
        return say(language, "picture.from_partner", who=_named(giver.partners))
    return say(language, "picture.from_partner_of", who=_named(giver.partners), origin=_named(giver.origins))


def _named(names: Sequence[str]) -> str:
    shown = " / ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} +{len(names) - _MOST_NAMED}"


def spoken_names(found: "Explained") -> dict[str, str]:
    """Sources that are told by their names alone, as the reports write them: the weighing keeps them without capitals."""
    names: dict[str, str] = {}
    for one in found.told:
        for source in one.sources:
            written = " ".join(source.span.text.split())
            if written.casefold() == one.speaker:
                names.setdefault(one.speaker, written)
    return names


def family_words(language: str, family: str) -> str:
    """A family of materiel in the language; words that are none stand for themselves."""
    return messages(language).get(f"family.{family}", family)


def range_words(language: str, row: "Row") -> str | None:
    """The estimate: "10,000 to 12,600 persons"; None where no claim gives an amount."""
    if row.low is None or row.high is None or row.best is None:
        return None
    low, high = rounded(row.low), rounded(row.high)
    unit = f" {unit_words(language, row.unit)}" if row.unit else ""
    if low == high:
        return figure(language, low) + unit
    return say(language, "picture.range", low=figure(language, low), high=figure(language, high)) + unit


def rounded(number: float) -> float | int:
    """A number to three figures: nobody knows more."""
    from math import floor, log10

    if number == 0:
        return 0
    places = 2 - floor(log10(abs(number)))
    found = round(number, places)
    return int(found) if places <= 0 or found == int(found) else found
