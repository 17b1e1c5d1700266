"""Which party a role's words stand for, decided over the whole report; where nothing is likely enough, none.

Words that name parties stand for these. All others are weighed by `salience`: who is near, who did such a thing last, who has the word,
whose noun it is. "The North" is North Korea where both Koreas are in the report.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Final

from lagebild.claims.span import Span
from lagebild.reading.countries import Named, entities_of, find_entities
from lagebild.reading.salience import Mentions, Question, Told, choose, is_state
from lagebild.reading.speaking import Speakers
from lagebild.reading.towns import town_of
from lagebild.reading.wordings import Wording, is_plural, wording_of

_NAME: Final = re.compile(r"(?:\S+ )*?(?:[A-ZÄÖÜ][\w’'.-]+ )?([A-ZÄÖÜ][\w’'-]+)")
_KOREAS: Final = re.compile(r"(?:d(?:er|em|en|es)|the)\s+(?:(?P<north>nordens?|north)|südens?|south)(?:['’]s)?", re.IGNORECASE)
_BOTH_KOREAS: Final = re.compile(
    r"(?:beide[nr]?|(?:die |den )?zwei|(?:the )?(?:two|both)) Koreas|(?:Süd|Nord)- und (?:Nord|Süd)korea", re.IGNORECASE
)
_NEAR: Final = 70  # code points before a person's first mention in which the office's country stands
_MOSTLY: Final = 0.4  # share of a report's named places that must lie in one state for sites without a country to lie there too
#: Roles that a town fills for the state in which it lies.
_WHERE: Final = frozenset({"destination", "origin", "target"})
#: Least share of the likeliest party (0 to 1).
LEAST: Final = 0.4


class Parties:
    """The parties of one report. Reads the text once; each question is then a look-up. Acts are asked about in text order."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        named = find_entities(text, language)
        self._named = named
        self._starts = [one.start for one in named]
        self._offices: dict[str, str | None] = {}
        self._speakers = Speakers(text, language, self._office)
        self._mentions = Mentions(text, named, _home(named))
        self._told = Told()
        self._has_koreas = {"KP", "KR"} <= {one.entity for one in named}

    def behind(self, words: Span, taken: Sequence[str] = (), said_by: str | None = None, role: str = "source") -> tuple[str | None, ...]:
        """The entity or entities behind `words` in `role`, (None,) where it cannot be told.

        `taken` are those that the act names already, `said_by` is the party whose words the claim tells.
        """
        named = self.named(words)
        if named:
            return named
        if role in _WHERE and (state := town_of(words.text)) is not None:
            return (state,)
        wording = wording_of(words.text, self._language)
        if wording.kind == "own" and self._speakers.ourselves:
            return self._speakers.ourselves
        if wording.kind == "name" and (name := _NAME.fullmatch(words.text)) and (office := self._office(name[1])) is not None:
            return (office,)
        question, found = self.weighed(words, wording, taken, said_by, role)
        n_wanted = 2 if role == "participant" and wording.n == 1 and is_plural(words.text) else wording.n
        return choose(found, question, n_wanted, LEAST) or (None,)

    def named(self, words: Span) -> tuple[str, ...]:
        """The entities that `words` name themselves, none if they only describe or point."""
        if _BOTH_KOREAS.search(words.text):
            return ("KR", "KP")
        if self._has_koreas and (match := _KOREAS.fullmatch(words.text)):
            return ("KP",) if match["north"] else ("KR",)
        return entities_of(words.text, self._language)

    def weighed(
        self, words: Span, wording: Wording, taken: Sequence[str], said_by: str | None, role: str
    ) -> tuple[Question, dict[str, list[str]]]:
        """The question that `words` put, and each candidate with what holds of it."""
        question = Question(
            words.start, wording.head.lower(), wording.kind, role, frozenset(taken), said_by, self._speakers.at(words.start),
        )
        return question, self._mentions.features(question, self._told)

    def remember(self, fillers: Sequence[tuple[str, Span, str]]) -> None:
        """Tells an act before those that are asked about next: role, words and party of each filler."""
        self._told.add([(role, wording_of(words.text, self._language).head.lower(), entity) for role, words, entity in fillers])

    def _between(self, start: int, stop: int) -> Sequence[Named]:
        """What is named in [start, stop), in text order."""
        return self._named[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    def _office(self, name: str) -> str | None:
        """The country that stands with the office at the first mention of a name ("ukrainischer Verteidigungsminister Rustem Umerow")."""
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


def _home(named: Sequence[Named]) -> str | None:
    """The state where most of the named places lie, None where no state has enough of them."""
    states = Counter(n.entity for n in named if is_state(n.entity) and n.how in ("name", "capital", "place"))
    most = states.most_common(1)
    return most[0][0] if most and most[0][1] >= _MOSTLY * states.total() else None


__all__ = ["LEAST", "Parties"]
