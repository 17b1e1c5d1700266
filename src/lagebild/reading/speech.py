"""Whose words a report tells at each act: sources that the model found, speakers of quotations, and those whose words run on."""

from collections.abc import Sequence
from typing import Final

from lagebild.claims.claim import Source
from lagebild.claims.span import Span
from lagebild.reading.acts import Act
from lagebild.reading.governing import belief
from lagebild.reading.quotations import Quotations
from lagebild.reading.saying import Frame, speaker_of, teller_of
from lagebild.reading.sources import chain, runs_on
from lagebild.reading.sourcing import sources_in

Sources = tuple[Source, ...]
#: How many sentences reported speech may run on without naming its source again.
_RUNS_ON: Final = 4
#: How many quotations a speaker may go on over without being named again.
_GOES_ON: Final = 5
#: Roles of those whose "own account" an act is told by.
_DOERS: Final = frozenset({"actor", "sender", "supplier", "holder", "authority"})


class Speech:
    """Whose words a report tells. Acts are given in text order, `sentences` are half-open code point ranges, in order.

    `sources` has the chain of sources of each act. One whose sentence and model name none has the speaker of the quotation that it stands
    in, else whoever a plain frame around its clause names, else in the subjunctive that runs on the source before.
    """

    def __init__(self, text: str, language: str, sentences: Sequence[tuple[int, int]], acts: Sequence[Act]) -> None:
        self._text = text
        self._language = language
        self._sentences = sentences
        self._quotations = Quotations(text, sentences)
        self._evidence = {number: Span.of(text, *sentences[number]) for number in {act.sentence for act in acts}}
        self._inside: dict[int, Sources] = {}  # by quotation: whom the model names for an act in it
        self._beside: dict[int, Sources] = {}  # by sentence: whom it names first for an act in it
        own = [self._own(act) for act in acts]
        for act, named in zip(acts, own, strict=True):
            self._hear(act, named)
        self.sources = self._carried(acts, own)

    def _own(self, act: Act) -> Sources:
        """The sources that the model names for the act, or an impersonal belief.

        Where its own sentence names one, sources from elsewhere are another act's: on the corpus just 33 claims of 3,436 have both.
        """
        evidence = self._evidence[act.sentence]
        nobody = belief(evidence.text, act.trigger.start - evidence.start, self._language)
        if nobody is not None:
            span = Span.of(self._text, evidence.start + nobody[0], evidence.start + nobody[1])
            return (Source(span, "unnamed", next((cue for cue in act.cues if cue.within(span)), None)),)
        here = [span for span in act.sources if evidence.start <= span.start < evidence.end]
        agent = next((span for name, span in act.roles if name in _DOERS), None)
        words = sources_in(self._text, here or act.sources, act.trigger, evidence, agent, self._language)
        return chain(words, act.cues, self._text, self._language)

    def _hear(self, act: Act, named: Sources) -> None:
        number = self._quotations.around(act.trigger.start)
        if number is not None and (outside := self._outside(named, number)):
            self._inside.setdefault(number, outside)
        if named:
            self._beside.setdefault(act.sentence, named)

    def _carried(self, acts: Sequence[Act], own: Sequence[Sources]) -> list[Sources]:
        found: list[Sources] = []
        at, before = -_RUNS_ON, Sources()
        for act, named in zip(acts, own, strict=True):
            evidence = self._evidence[act.sentence]
            sources = named or self._speaker(self._quotations.around(act.trigger.start))
            sources = sources or self._framed(teller_of(evidence, act.trigger.start, act.trigger.end, self._language))
            if not sources and act.sentence - at in range(1, _RUNS_ON) and runs_on(evidence.text, self._language):
                sources = before
            if sources:
                at, before = act.sentence, sources
            found.append(sources)
        return found

    def _speaker(self, number: int | None) -> Sources:
        """Who speaks a quotation: whom it or its frame names, else who spoke the one that it goes on with."""
        for _ in range(_GOES_ON):
            if number is None:
                break
            if found := self._named(number):
                return found
            number = number - 1 if self._quotations.goes_on(number) else None
        return ()

    def _named(self, number: int) -> Sources:
        """Whom the model names for an act in the quotation, else its frame, else whom the model names in the sentence that opens or
        closes it, or in the one before if the quotation is a sentence of its own."""
        start, end = self._quotations.ranges[number]
        first, last = self._quotations.sentence_at(start), self._quotations.sentence_at(end - 1)
        if number in self._inside:
            return self._inside[number]
        frame = speaker_of(self._text, start, end, self._sentences[first][0], self._language)
        if frame is not None:
            return self._framed(frame)
        near = self._outside(self._beside.get(first, ()), number) or self._outside(self._beside.get(last, ()), number)
        return near or (self._beside.get(first - 1, ()) if self._stands_alone(start, first) else ())

    def _stands_alone(self, start: int, first: int) -> bool:
        """Whether a quotation begins sentence `first` right behind another sentence of the paragraph."""
        begins = self._sentences[first][0]
        return first > 0 and start == begins and "\n" not in self._text[self._sentences[first - 1][1] : begins]

    def _outside(self, sources: Sources, number: int) -> Sources:
        """`sources` if none of them is named inside of the quotation itself: those are whom its speaker speaks of."""
        start, end = self._quotations.ranges[number]
        return () if any(start <= source.span.start < end for source in sources) else sources

    def _framed(self, frame: Frame | None) -> Sources:
        return chain([frame.speaker], [frame.cue], self._text, self._language) if frame else ()
