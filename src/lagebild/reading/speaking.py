"""Who has the word in a text: the label before a speech, "We, the leaders of …", the heading of a statement, whom it addresses."""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from lagebild.reading.countries import entities_of, entity_of
from lagebild.reading.tables import table

_LABEL: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?)\]”\"] ))((?:[A-Z][A-Z.’'-]+|of|the|de)(?: (?:[A-Z][A-Z.’'-]*|of|the|de)){0,9})"
    r"(?: \([A-Z][^)\n]{0,40}\))?: ", re.MULTILINE,
)
_SURNAME: Final = re.compile(r"[A-Z][A-Z’'-]+$")
#: White House transcripts name nobody but "the President"; those of other houses add the state.
_HOUSE_STYLE: Final = frozenset({"THE PRESIDENT", "THE VICE PRESIDENT", "VICE PRESIDENT", "THE FIRST LADY", "SECRETARY", "THE SECRETARY"})
#: How transcripts of American offices call whom they do not introduce; others give a first name or the state.
_AMERICAN: Final = re.compile(
    r"(?:MR|MS|MRS)\. |(?:GENERAL|GEN\.|ADMIRAL|ADM\.|COLONEL|COL\.|SECRETARY) [A-Z’'-]+$|"
    r"SENIOR (?:ADMINISTRATION|DEFENSE|MILITARY|U\.S\.|STATE DEPARTMENT) OFFICIALS?\b"
)
_OURSELVES: Final = re.compile(
    r"(?:^|[\n.] ?)(?:We|Wir), (?:the|die) ([^\n]{3,200}?)"
    r",? (?:bound|gathered|convened|met|are|have|reaffirm|sind|haben|bekräftigen|bekennen)\b"
)
_ADDRESSED: Final = re.compile(
    r"(?:Citizens of|Dear|[Mm]y fellow|Fellow|Liebe|Bürger(?:innen und Bürger)?) (?P<whom>[A-ZÄÖÜ]\w+)(?=[!,.:\s])"
)
_HEADING: Final = re.compile(
    r"(?:Statement|Remarks|Address|Speech|Readout|Erklärung|Rede|Ansprache|Regierungserklärung)\s+"
    r"(?:by|from|of|von|des|der)\s+([^\n]{3,120}?)(?= on | at | to | in | vor | zu[mr]? |\n|$)"
)
_HEAD: Final = 300  # code points at a text's beginning in which it says who speaks


class Speakers:
    """Who has the word where. `office_of` finds the state of a person whose surname a label gives, None if it is not told."""

    def __init__(self, text: str, language: str, office_of: Callable[[str], str | None]) -> None:
        self._labels = [(match.start(), _of_label(match[1], language, office_of)) for match in _LABEL.finditer(text)]
        self._starts = [start for start, _ in self._labels]
        self._house = None if self._labels else _heading(text, language)
        ourselves = _OURSELVES.search(text, 0, 2 * _HEAD)
        self.ourselves: tuple[str, ...] = entities_of(ourselves[1], language) if ourselves and not self._labels else ()

    def at(self, place: int) -> str | None:
        """The party whose words stand at code point `place`, None where nothing tells."""
        before = bisect_right(self._starts, place)
        return self._labels[before - 1][1] if before else self._house


def _of_label(label: str, language: str, office_of: Callable[[str], str | None]) -> str | None:
    entity = entity_of(label.title(), language)
    if entity is not None:
        return entity
    if label in _HOUSE_STYLE:
        return "US"
    surname = _SURNAME.search(label)
    office = office_of(surname[0].title()) if surname and " " in label else None
    return "US" if office is None and _AMERICAN.match(label) else office


def _heading(text: str, language: str) -> str | None:
    """The state of a text without labels: whom it addresses as its own, its heading, its institutions."""
    addressed = _ADDRESSED.search(text, 0, _HEAD)
    if addressed and (entity := entity_of(addressed["whom"], language)) is not None:
        return entity
    heading = _HEADING.search(text, 0, _HEAD)
    if heading and (entity := entity_of(heading[1], language)) is not None:
        return entity
    for code, pattern in table("resolving.toml")["own_side"].items():
        if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE):
            return str(code)
    return None
