"""Words that name an act where arms or forces are the matter: a prior beside the model for what it met too seldom to be sure of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.claims.vocabulary import TYPES
from lagebild.reading.tables import known, table

#: Log odds that such a word adds. On 108 German and 14 English reports that the model had not seen, claim F1 was 58.1 and 63.8 without
#: the table, 58.5 and 63.8 at 1.5, 58.8 and 64.3 at 3.5 (claim precision 57.7, 71.5 and 58.1, 71.8); 5.0 gave 59.0 and 64.0.
ODDS: Final = 3.5


@dataclass(frozen=True, slots=True)
class _Idiom:
    type: int
    word: re.Pattern[str]
    near: tuple[re.Pattern[str], ...]
    matter: re.Pattern[str]

    def at_home(self, sentence: str, before: str) -> bool:
        """Whether the sentence speaks of what makes the word name an act; asked once for all words, since it looks through the sentence."""
        return all(each.search(sentence) for each in self.near) and bool(self.matter.search(sentence) or self.matter.search(before))


@cache
def _idioms(language: str) -> tuple[re.Pattern[str], tuple[_Idiom, ...]]:
    """Any word of the table, so that most sentences are passed over at one look, and the table."""
    rows = table("idioms.toml")[language]
    found = tuple(
        _Idiom(
            TYPES.index(row["type"]), re.compile(rf"\b(?:{row['word']})\b"),
            tuple(map(re.compile, row.get("near", ()))), re.compile(row.get("matter", "")),
        )
        for row in rows
    )
    return re.compile("|".join(idiom.word.pattern for idiom in found)), found


def named_by_idiom(sentence: str, before: str, language: str) -> Iterator[tuple[int, int]]:
    """Where in `sentence` (code points) a word stands that names an act by custom, with the index of its type.

    `before` is the sentence before, in which the matter may have been named.
    """
    lower = sentence.lower()
    if len(lower) != len(sentence):  # a letter whose lower case has two code points: offsets would shift
        return
    gate, idioms = _idioms(known(language))
    if gate.search(lower):
        for idiom in idioms:
            if idiom.at_home(lower, before.lower()):
                for match in idiom.word.finditer(lower):
                    yield match.start(), idiom.type
