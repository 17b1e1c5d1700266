"""Where words stand that somebody typed or pointed at: in which sentence of the part of a report that is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.web.marking import control_name, windows
from lagebild.web.refusals import Unfit

#: Code points before and behind the part of a text that is shown, in which sentences may begin or end.
_AROUND: Final = 1_500
#: Sentences that are offered where the words stand in several.
_MOST_OFFERED: Final = 30


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the report as a form gives them; `at` are the code points [start, end) where somebody pointed at them."""

    text: str = ""
    at: tuple[int, int] | None = None

    @property
    def pin(self) -> str:
        """`at` as a form holds it."""
        return "" if self.at is None else f"{self.at[0]}-{self.at[1]}"


NO_WORDS: Final = Words()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in which all the words stand: `trigger` is where the trigger begins in it."""

    trigger: int
    text: str


class Several(Unfit):
    """The words stand in several sentences; `sentences` are those, the first in the text first."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        super().__init__("words_several", n=len(sentences))
        self.sentences: Final = tuple(sentences)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where words stand in the part of a report that is shown, and in which sentences."""

    text: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...] = field(default=())

    @classmethod
    def of(cls, report: Report, part: int) -> "Finding":
        from lagebild.reports import sentences

        parts = windows(report.text)
        start, end = parts[min(max(part, 0), len(parts) - 1)]
        low, high = max(0, start - _AROUND), min(len(report.text), end + _AROUND)
        ranges = sentences(report.text[low:high], report.language or "en")
        return cls(report.text, start, end, tuple((low + begin, low + close) for begin, close in ranges))

    def trigger(self, words: Words, beside: Sequence[Words], chosen: int | None) -> tuple[Span, Span]:
        """The trigger, and the sentence that is the evidence: the one that holds all words `beside` it, too. `chosen` is where the trigger
        begins that somebody chose among several. Raises `Unfit`, `Several`."""
        if not words.text:
            raise Unfit("no_trigger")
        pinned = self.pinned(words)
        places = [pinned] if pinned else self.places(words.text, self.start, self.end)
        places = [one for one in places if one.start == chosen] or places
        if not places:
            raise Unfit("words_lacking", words=words.text)
        fitting = [(one, sentence) for one in places if (sentence := self.around(one)) and self.holds(beside, sentence)]
        if not fitting:
            raise Unfit("words_apart", words=words.text)
        if len({sentence for _, sentence in fitting}) > 1:
            raise Several([Sentence(one.start, sentence.text) for one, sentence in fitting[:_MOST_OFFERED]])
        return fitting[0]

    def around(self, span: Span) -> Span | None:
        """The sentence in which a span begins, made to reach its end."""
        found = next(((begin, close) for begin, close in self.sentences if begin <= span.start < close), None)
        return None if found is None else Span.of(self.text, found[0], max(found[1], span.end))

    def holds(self, wanted: Sequence[Words], sentence: Span) -> bool:
        """Whether all of the words that nobody pointed at stand in a sentence."""
        return all(not one.text or self.pinned(one) or bool(self.places(one.text, sentence.start, sentence.end)) for one in wanted)

    def inside(self, words: Words, sentence: Span) -> Span:
        """Words in the sentence; raises `Unfit` where they do not stand there."""
        found = self.pinned(words) or next(iter(self.places(words.text, sentence.start, sentence.end)), None)
        if found is None:
            raise Unfit("words_lacking", words=words.text)
        return found

    def near(self, words: Words, sentence: Span) -> Span:
        """Words in the sentence, else anywhere in the part that is shown."""
        ranges = (sentence.start, sentence.end), (self.start, self.end)
        found = self.pinned(words) or next((one for low, high in ranges for one in self.places(words.text, low, high)), None)
        if found is None:
            raise Unfit("words_lacking", words=words.text)
        return found

    def pinned(self, words: Words) -> Span | None:
        """The words where somebody pointed at them, if they stand there."""
        if words.at is None or not words.text:
            return None
        start, end = words.at
        return Span.of(self.text, start, end) if start < end and _bare(self.text[start:end]) == _bare(words.text) else None

    def places(self, words: str, start: int, end: int) -> list[Span]:
        """Where words stand in text[start:end]: as whole words, else as such in other capitals, else as parts of compounds."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        whole = rf"(?<!\w){pattern}(?!\w)" if pattern[:1].isascii() else pattern
        for written, flags in ((whole, 0), (whole, re.IGNORECASE), (pattern, 0)):
            found = [Span.of(self.text, one.start(), one.end()) for one in re.compile(written, flags).finditer(self.text, start, end)]
            if found:
                return found
        return []


def _bare(words: str) -> str:
    """Words without what a form does not keep: white space, and characters that are shown by their numbers."""
    return "".join(sign for sign in words if not sign.isspace() and sign != "\ufffd" and control_name(sign) is None)
