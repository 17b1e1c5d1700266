"""A brief in nouns: sections of sentences, and the footnotes that each sentence stands on. Values only; nothing here is markup."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from lagebild.picture.lent import OWN_USE, Loan, Reach

Language = Literal["de", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
SectionKind = Literal["confirmed", "single", "contested", "judgement", "unknown", "method"]
SECTIONS: Final[tuple[SectionKind, ...]] = ("judgement", "confirmed", "single", "contested", "unknown", "method")
SentenceKind = Literal["claim", "count", "estimate", "judgement", "unknown", "method"]


@dataclass(frozen=True, slots=True)
class Captured:
    """Where and when (UTC) the original of a report was got, and its hash; None where that was not recorded."""

    how: str
    source: str
    time: datetime
    original: str | None


@dataclass(frozen=True, slots=True)
class Footnote:
    """What one citation rests on.

    `number` counts from 1 through the whole brief. `claims` are ids: one for a citation, several for a `reckoning` (what was
    computed from them, in words). `words` are the exact words of the report, `read_as` what was read in them. `chain` names the
    sources from the innermost to the outermost; `origin` is the id of the origin, `speaker` the name by which it counts, None where
    nobody is named. `state` is what people decided on the claim. `again` is the number of the footnote that cites the same claim
    first, None for the first. `loan` says where a partner's claim is from, and is None for our own.
    """

    number: int
    claims: tuple[str, ...]
    words: str = ""
    read_as: str = ""
    chain: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    title: str | None = None
    report: str | None = None
    captured: Captured | None = None
    origin: str | None = None
    speaker: str | None = None
    state: str = ""
    reckoning: str = ""
    again: int | None = None
    loan: Loan | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain words, with the numbers of its footnotes. `likelihood` (percent, 1 to 99) belongs to a judgement alone."""

    text: str
    footnotes: tuple[int, ...] = ()
    kind: SentenceKind = "claim"
    likelihood: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is said of one thing (its id), or without one of the brief as a whole."""

    title: str
    sentences: tuple[Sentence, ...]
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs of one kind: what is confirmed, what rests on one origin, what is contested, what is not known …"""

    kind: SectionKind
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief. `head` is sequence and hash of the last event of the ledger, `as_of` (UTC) that event's time: the brief has no other
    clock, so that the same ledger gives the same brief. `reach` is how far all that it cites may go together; None where nothing of it
    is marked. `n_left_out` claims are left out, since they may not be passed on to its audience."""

    title: str
    language: Language
    subtitle: str
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    head: tuple[int, str]
    as_of: datetime
    reach: Reach | None = None
    n_left_out: int = 0

    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in order."""
        return tuple(one for section in self.sections for paragraph in section.paragraphs for one in paragraph.sentences)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the analyst holds to be so: `text` is a clause ("Seoul will send no arms this year", „Seoul dieses Jahr keine Waffen
    schickt“), `likelihood` in percent (1 to 99), `things` the ids of what it rests on."""

    text: str
    likelihood: int
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commission:
    """What a brief is to be about: things (ids), a period of publication (YYYY-MM-DD, inclusive; None is open), and the analyst's
    own judgements. `audience` is who reads it: `OWN_USE`, or all who may have what is marked with a TLP 2.0 level. What may not be passed
    on to them makes the draft refused, or with `leave_out` is left out."""

    things: tuple[str, ...]
    language: Language = "en"
    since: str | None = None
    until: str | None = None
    title: str | None = None
    judgements: tuple[Judgement, ...] = ()
    audience: str = OWN_USE
    leave_out: bool = False
