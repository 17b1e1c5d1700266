"""Where direct speech stands in a text."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

#: Longest quotation in code points; what is longer has lost a mark.
LONGEST: Final = 3_000
#: Fewest words of a quotation that is speech. On the corpus' training part 47 of 48 acts inside such quotations have a source, of those
#: inside shorter ones, which set off a word or a name, 34 of 44.
_FEWEST: Final = 4
_TOKEN: Final = re.compile(r"[„“”»«\"‚‘]|\n\s*")
#: What closes each opening mark.
_CLOSES: Final = {"„": "“”\"", "“": "”“\"", "\"": "\"”“", "»": "«", "«": "»", "‚": "‘"}


class Quotations:
    """The quotations of one text, numbered in order, none inside another. `sentences` are half-open code point ranges, in order.

    A quotation has two marks with no blank line between them; one that is not closed ends with its paragraph if the next opens with a
    mark again. Finding them takes time linear in the text.
    """

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._sentences = [start for start, _ in sentences]
        speech = (pair for pair in _marked(text) if pair[1] - pair[0] <= LONGEST and _is_speech(text[pair[0] : pair[1]]))
        self.ranges = list(_outermost(speech))
        self._starts = [start for start, _ in self.ranges]

    def around(self, place: int) -> int | None:
        """The number of the quotation in which code point `place` stands, None outside of all."""
        number = bisect_right(self._starts, place) - 1
        return number if number >= 0 and place < self.ranges[number][1] else None

    def sentence_at(self, place: int) -> int:
        """The number of the sentence in which code point `place` stands."""
        return max(0, bisect_right(self._sentences, place) - 1)

    def goes_on(self, number: int) -> bool:
        """Whether a quotation goes on with the one before: in the same or the next sentence of the same paragraph, or right below it."""
        if not number:
            return False
        before, start = self.ranges[number - 1][1], self.ranges[number][0]
        gap = self._text[before:start]
        if self._text[before - 1] != "\n" and not gap.strip():
            return True
        return "\n" not in gap and self.sentence_at(start) - self.sentence_at(before - 1) <= 1


def _is_speech(words: str) -> bool:
    return len(words.split(maxsplit=_FEWEST)) >= _FEWEST


def _outermost(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = 0
    for start, end in sorted(ranges, key=lambda pair: (pair[0], -pair[1])):
        if start >= last:
            yield start, end
            last = end


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """What stands between two marks of a paragraph, also inside of other such; an opening mark that nothing closes hides none."""
    open_: list[int] = []
    for token in _TOKEN.finditer(text):
        mark, at, after = token[0], token.start(), text[token.end() : token.end() + 1]
        if mark[0] == "\n":
            again = bool(open_) and after == text[open_[0]]
            if again:
                yield open_[0], at
            if again or mark.count("\n") > 1:
                open_.clear()
        elif open_ and mark in _CLOSES[text[open_[-1]]] and not _opens(text, at):
            yield open_.pop(), token.end()
        elif mark in _CLOSES and _opens(text, at):
            open_.append(at)


def _opens(text: str, at: int) -> bool:
    """Whether the mark at `at` opens, by its shape or by the space before it."""
    if text[at] in "„‚":
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] not in "”‘" and (not before or before.isspace() or before in "([–—-/") and bool(after) and not after.isspace()
