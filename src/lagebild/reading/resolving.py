"""Which party a role's words stand for, decided over the whole report by stated rules; where no rule is clear, none.

The rules, in this order: the words name a party themselves; "both sides" are the two states that the report is about so far;
"we" and "I" are the side of the claim's source or the speaker; a pronoun is the first party of its own sentence before it, or else
of the sentence before, that the act does not name already; "the government", "the group" are those of the state or group that
the passage is about; a site ("the airport", "there") lies in the state where most of the report's places lie; a person's name is
whoever bore it with office before.

Measured on the corpus' training part with the annotated words given (right, wrong, left open): both sides 71, 17, 7; pronouns
219, 156, 10; sites 59, 24, 59. Of the alternatives tried for pronouns, the last party named was right 191 times, the most frequent 166.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.claims.span import Span
from lagebild.reading.countries import Named, entity_of, find_entities
from lagebild.reading.tables import known, table

_LABEL: Final = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?)\]”\"] ))((?:[A-Z][A-Z.’'-]+|of|the|de)(?: (?:[A-Z][A-Z.’'-]*|of|the|de)){0,9}): ", re.MULTILINE
)
_NAME: Final = re.compile(r"(?:\S+ )*?(?:[A-ZÄÖÜ][\w’'.-]+ )?([A-ZÄÖÜ][\w’'-]+)")
_ARTICLE: Final = re.compile(r"(?:d(?:er|ie|as|em|en|es)|ein(?:e[mnrs]?)?|the|an?|its|their|our) (?:\S+ )?\S+", re.IGNORECASE)
_NEAR: Final = 70  # code points before a person's first mention in which the office's country stands
_MOSTLY: Final = 0.4  # share of a report's named places that must lie in one state for sites without a country to lie there too
_REMEMBERED: Final = 400  # mentions before a place that are weighed for it, so that a book costs no more per act than an article
_NEARBY: Final = 350  # code points within which a mention counts double; about two sentences


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
        self._starts = [named.start for named in self._named]
        self._forms = _forms(known(language))
        self._labels = [(m.start(), entity_of(m[1].title(), language)) for m in _LABEL.finditer(text)]
        self._own_side = _own_side(text)
        self._home = _home(self._named)
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
        """The two states named most before, the latest mentions weighing most."""
        most = self._weights(at, states=True).most_common(2)
        return tuple(entity for entity, _ in most) if len(most) == 2 else ()

    def _speaker(self, at: int) -> str | None:
        n_before = bisect_left(self._labels, at + 1, key=lambda label: label[0])
        return self._labels[n_before - 1][1] if n_before else self._own_side

    def _antecedent(self, at: int, taken: Sequence[str]) -> str | None:
        """The first party, not in the act already, of its own sentence before it or of the nearest of three sentences before."""
        stop, start = at, self._sentence_start(at)
        for _ in range(4):
            before = [named.entity for named in self._between(start, stop) if named.entity not in taken]
            if before:
                return before[0]
            stop, start = start, self._sentence_start(max(0, start - 2))
        return None

    def _state(self, at: int, _taken: Sequence[str]) -> str | None:
        """The state most often named so far, the latest weighing most."""
        return self._topical(at, states=True)

    def _group(self, at: int, _taken: Sequence[str]) -> str | None:
        return self._topical(at, states=False)

    def _country(self, _at: int, _taken: Sequence[str]) -> str | None:
        return self._home

    def _between(self, start: int, stop: int) -> Sequence[Named]:
        """What is named in [start, stop), in text order."""
        return self._named[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    def _topical(self, at: int, states: bool) -> str | None:
        most = self._weights(at, states).most_common(1)
        return most[0][0] if most else None

    def _weights(self, at: int, states: bool) -> Counter[str]:
        """How often each state, or each other body, is named before `at`; near mentions count double."""
        weights: Counter[str] = Counter()
        n_before = bisect_left(self._starts, at)
        for named in self._named[max(0, n_before - _REMEMBERED) : n_before]:
            if _is_state(named.entity) == states:
                weights[named.entity] += 2 if at - named.start < _NEARBY else 1
        return weights

    def _office(self, words: Span) -> str | None:
        """The country that stands with the office at the first mention of a name ("ukrainischer Verteidigungsminister Rustem Umerow")."""
        match = _NAME.fullmatch(words.text)
        if match is None or _ARTICLE.fullmatch(words.text):
            return None
        name = match[1]
        if name not in self._offices:
            first = self._text.find(name)
            start = max(self._sentence_start(first), first - _NEAR)
            close = [named.entity for named in self._between(start, first)]
            behind = re.match(r"[\w’'-]+(?: of|,? (?:aus|von|der|des)) ", self._text[first : first + 60])
            after = [named.entity for named in self._between(first, first + behind.end() + 5)] if behind else []
            self._offices[name] = next(iter([*after, *close[::-1]]), None)
        return self._offices[name]

    def _sentence_start(self, at: int) -> int:
        """A cheap guess at where the sentence around `at` begins: behind the last full stop or line break."""
        found = [m.end() for m in re.finditer(r"[.!?]\s+(?=[A-ZÄÖÜ„“\"»])|\n", self._text[max(0, at - 600) : at])]
        return max(0, at - 600) + found[-1] if found else max(0, at - 600)


def _own_side(text: str) -> str | None:
    """The state whose institutions a text without speaker labels calls its own."""
    for code, pattern in table("resolving.toml")["own_side"].items():
        if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE):
            return str(code)
    return None


def _home(named: Sequence[Named]) -> str | None:
    """The state where most of the named places lie, None where no state has enough of them."""
    states = Counter(n.entity for n in named if _is_state(n.entity) and n.how in ("name", "capital", "place"))
    most = states.most_common(1)
    return most[0][0] if most and most[0][1] >= _MOSTLY * states.total() else None


def _is_state(entity: str) -> bool:
    return len(entity) == 2 and entity not in ("UN", "EU", "AU", "IS")


__all__ = ["Named", "Parties"]
