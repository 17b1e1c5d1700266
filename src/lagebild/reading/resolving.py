"""Which party a role's words stand for, decided over the whole report by stated rules; where no rule is clear, none.

The rules, in this order: the words name a party themselves; "both sides" are the two states last named; "we" and "I" are the
side of the claim's source or the speaker; a pronoun is the party last named before it that the act does not name already;
"the government", "the group" are those of the state or group that the passage is about; a site ("the airport", "there") lies in
the state that most of the report is about; a bare surname is whoever bore it with office before.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.claims.span import Span
from lagebild.reading.countries import Named, entity_of, find_entities
from lagebild.reading.tables import known, table

_LABEL: Final = re.compile(r"(?:^|(?<=\n)|(?<=[.!?)\]”\"] ))((?:[A-Z][A-Z.’'-]+|of|the|de)(?: (?:[A-Z][A-Z.’'-]*|of|the|de))*): ", re.MULTILINE)
_NAME: Final = re.compile(r"[A-ZÄÖÜ][\w’'-]+$")
_NEAR: Final = 70  # code points before a person's first mention in which the office's country stands
_MOSTLY: Final = 0.6  # share of a report's mentions of states that one state needs for sites without a country to lie in it
_BACK: Final = 700  # code points looked back for a pronoun; about five sentences


@dataclass(frozen=True, slots=True)
class _Forms:
    pairs: re.Pattern[str]
    own: re.Pattern[str]
    pronouns: re.Pattern[str]
    descriptions: re.Pattern[str]
    groups: re.Pattern[str]
    sites: re.Pattern[str]


@cache
def _forms(language: str) -> _Forms:
    rows = table("resolving.toml")[language]
    names = ("pairs", "own", "pronouns", "descriptions", "groups", "sites")
    return _Forms(*(re.compile(rows[name], re.IGNORECASE) for name in names))


class Parties:
    """The parties of one report. Reads the text once; each question is then a look-up."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._named = find_entities(text, language)
        self._forms = _forms(known(language))
        self._labels = [(m.start(), entity_of(m[1].title(), language)) for m in _LABEL.finditer(text)]
        self._own_side = next(
            (code for code, pattern in table("resolving.toml")["own_side"].items() if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)), None
        )
        self._offices: dict[str, str | None] = {}

    def behind(self, words: Span, taken: Sequence[str] = (), said_by: str | None = None) -> tuple[str | None, ...]:
        """The entity or entities behind `words`, (None,) where it cannot be told.

        `taken` are those that the act names already, `said_by` is the party whose words the claim tells.
        """
        direct = entity_of(words.text, self._language)
        if direct is not None:
            return (direct,)
        if self._forms.pairs.fullmatch(words.text):
            return self._pair(words.start) or (None,)
        if self._forms.own.fullmatch(words.text):
            return (said_by or self._speaker(words.start),)
        for form, answer in (
            (self._forms.pronouns, self._antecedent), (self._forms.descriptions, self._state),
            (self._forms.groups, self._group), (self._forms.sites, self._country),
        ):
            if form.fullmatch(words.text):
                return (answer(words.start, taken),)
        return (self._office(words),)

    def _pair(self, at: int) -> tuple[str | None, ...]:
        """The two different parties last named before, in text order; states before bodies."""
        before = [named.entity for named in self._named if at - _BACK <= named.start < at]
        last = list(dict.fromkeys(entity for entity in reversed(before) if _is_state(entity)))[:2]
        return tuple(reversed(last)) if len(last) == 2 else ()

    def _speaker(self, at: int) -> str | None:
        labels = [entity for start, entity in self._labels if start <= at]
        return labels[-1] if labels else self._own_side

    def _antecedent(self, at: int, taken: Sequence[str]) -> str | None:
        """The first party of the nearest earlier sentence or clause that names one and is not in the act already."""
        start = self._sentence_start(at)
        here = [n.entity for n in self._named if start <= n.start < at and n.entity not in taken]
        if len(set(here)) == 1:
            return here[0]
        for _ in range(3):
            stop, start = start, self._sentence_start(max(0, start - 2))
            before = [n.entity for n in self._named if start <= n.start < stop and n.entity not in taken]
            if before:
                return before[0]
        return here[0] if here else None

    def _state(self, at: int, _taken: Sequence[str]) -> str | None:
        """The state most often named so far, the latest weighing most."""
        return self._topical(at, states=True)

    def _group(self, at: int, _taken: Sequence[str]) -> str | None:
        return self._topical(at, states=False)

    def _country(self, _at: int, _taken: Sequence[str]) -> str | None:
        states = Counter(named.entity for named in self._named if _is_state(named.entity))
        most = states.most_common(1)
        return most[0][0] if most and most[0][1] >= _MOSTLY * states.total() else None

    def _topical(self, at: int, states: bool) -> str | None:
        weights: Counter[str] = Counter()
        for named in self._named:
            if named.start < at and _is_state(named.entity) == states:
                weights[named.entity] += 2 if at - named.start < _BACK // 2 else 1
        return weights.most_common(1)[0][0] if weights else None

    def _office(self, words: Span) -> str | None:
        """The country that stands with the office at the first mention of a name ("ukrainischer Verteidigungsminister Rustem Umerow")."""
        match = _NAME.search(words.text)
        if match is None:
            return None
        name = match[0]
        if name not in self._offices:
            first = self._text.find(name)
            start = max(self._sentence_start(first), first - _NEAR)
            close = [n.entity for n in self._named if start <= n.start < first]
            behind = re.match(r"[\w’'-]+(?: of|,? (?:aus|von|der|des)) ", self._text[first : first + 60])
            after = [n.entity for n in self._named if behind and first <= n.start <= first + behind.end() + 4]
            self._offices[name] = (after or close[::-1] or [None])[0]
        return self._offices[name]

    def _sentence_start(self, at: int) -> int:
        """A cheap guess at where the sentence around `at` begins: behind the last full stop or line break."""
        found = [m.end() for m in re.finditer(r"[.!?]\s+(?=[A-ZÄÖÜ„“\"»])|\n", self._text[max(0, at - 600) : at])]
        return max(0, at - 600) + found[-1] if found else max(0, at - 600)


def _is_state(entity: str) -> bool:
    return len(entity) == 2 and entity not in ("UN", "EU", "AU", "IS")


__all__ = ["Named", "Parties"]
