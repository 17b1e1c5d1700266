"""What is wrong in a brief, and where: in a draft, and in the Markdown that an analyst made of it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lagebild.claims.tlp import LEVELS, rank
from lagebild.picture.brief.edited import QUOTED, Manuscript, manuscript
from lagebild.picture.brief.figures import figures
from lagebild.picture.brief.likelihood import CONFIDENCE, LADDER, Step
from lagebild.picture.brief.notes import note_text
from lagebild.picture.brief.nouns import Brief
from lagebild.picture.brief.subjects import party_of

#: Every rule with what it holds.
RULES: Final = {
    "no-footnote": "every sentence has a footnote, but in the method annex",
    "unknown-footnote": "a footnote that is cited is there",
    "footnote-without-claim": "a footnote names a claim",
    "unknown-claim": "a claim that a footnote names is in the ledger",
    "words-changed": "a footnote quotes its claim word for word",
    "likelihood-without-number": "a word of likelihood stands with its number in percent",
    "likelihood-beside-number": "a word of likelihood and its number belong to one step of the ladder",
    "likelihood-and-confidence": "likelihood and confidence never share a sentence",
    "confirmed-by-one": "“confirmed” rests on named origins of two different parties",
    "number-not-in-claims": "a number stands in one of the claims of its sentence",
    "marking-missing": "the first line says how far the brief may go, where a claim in it is marked",
    "marking-too-low": "the first line says a marking as high as that of each claim",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule: `where` in words, `line` and `column` (from 1) in a text, None in a draft; `words` are what breaks it."""

    rule: str
    where: str
    words: str
    line: int | None = None
    column: int | None = None

    @property
    def message(self) -> str:
        """What the rule holds."""
        return RULES[self.rule]


@dataclass(frozen=True, slots=True)
class Backing:
    """What a ledger has of a claim: the `words` that a footnote quotes, `facts`, a text with every number that it may lend, and the
    TLP `level` that the claim is marked with (None: it is not)."""

    words: str
    facts: str
    level: str | None = None


#: Gives what a ledger has of the claim whose id begins so, None where there is no such claim.
Known = Callable[[str], Backing | None]


@dataclass(frozen=True, slots=True)
class _Checked:
    """A sentence with the texts of its footnotes, whether it may do without them, and what stands in for its place."""

    text: str
    notes: tuple[str, ...]
    exempt: bool
    where: str
    line: int | None = None
    column: int | None = None

    def finding(self, rule: str, words: str) -> Finding:
        return Finding(rule, self.where, words[:200], self.line, self.column)


def lint(given: Brief | str, known: Known | None = None) -> tuple[Finding, ...]:
    """All findings in a draft, or in a brief as Markdown, in the order of their places. Raises nothing for any text.

    With `known` the footnotes of a text are held against a ledger; without it they are taken at their word.
    """
    if isinstance(given, Brief):
        found = [finding for one in _of_brief(given) for rule in _CHECKS for finding in rule(one)]
        levels = [(note.loan.reach.level, f"{note.number}") for note in given.footnotes if note.loan is not None]
        return (*found, *_marked(given.reach.level if given.reach is not None else None, levels, None))
    read = manuscript(given)
    found = [finding for one in _of_text(read, known) for rule in _CHECKS for finding in rule(one)]
    found += [*_of_references(read), *_of_notes(read, known), *_marked(read.level, _levels(read, known), 1)]
    return tuple(sorted(found, key=lambda finding: (finding.line or 0, finding.column or 0)))


def _of_brief(brief: Brief) -> Iterator[_Checked]:
    for section in brief.sections:
        number = 0
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                number += 1
                notes = tuple(note_text(brief.footnotes[n - 1], brief.language) for n in sentence.footnotes if n <= len(brief.footnotes))
                yield _Checked(sentence.text, notes, sentence.kind == "method", f"{section.title}, {number}")


def _of_text(found: Manuscript, known: Known | None) -> Iterator[_Checked]:
    for sentence in found.sentences:
        notes = tuple(_backed(found.notes[name].text, known) for name in sentence.notes if name in found.notes)
        yield _Checked(sentence.text, notes, sentence.exempt, sentence.section, sentence.line, sentence.column)


def _backed(note: str, known: Known | None) -> str:
    """The footnote with the ledger's facts in place of what it says of the one claim it cites; its origin stays."""
    cited = _cited(note)
    if known is None or len(cited) != 1:
        return note
    backing = known(cited[0])
    return f"{backing.facts if backing else ''}; {note.rpartition('; ')[2]}"


def _cited(note: str) -> list[str]:
    """The claims that a footnote names. Where it quotes a report they stand behind the last semicolon: the report's words do not count."""
    return _CLAIM.findall(note.rpartition("; ")[2] if note[:1] in _OPENING else note)


def _of_references(found: Manuscript) -> Iterator[Finding]:
    for sentence in found.sentences:
        for name in sentence.notes:
            if name not in found.notes:
                yield Finding("unknown-footnote", sentence.section, f"[^{name}]", sentence.line, sentence.column)


def _of_notes(found: Manuscript, known: Known | None) -> Iterator[Finding]:
    for name, note in found.notes.items():
        rule = _wrong(note.text, known)
        if rule is not None:
            yield Finding(rule, f"[^{name}]", note.text[:200], note.line, 1)


def _wrong(note: str, known: Known | None) -> str | None:
    """The rule that a footnote breaks."""
    cited = _cited(note)
    if not cited:
        return "footnote-without-claim"
    if known is None:
        return None
    backings = [known(claim) for claim in cited]
    if None in backings:
        return "unknown-claim"
    quotes = note[:1] in _OPENING
    return "words-changed" if quotes and any(backing and backing.words not in note for backing in backings) else None


def _levels(found: Manuscript, known: Known | None) -> Iterator[tuple[str, str]]:
    """The level of each footnote that has one, as it says or as the ledger does, with the footnote's name."""
    for name, note in found.notes.items():
        if said := _TLP.search(note.text.rpartition("; ")[2]):
            yield said[1].lower(), f"[^{name}]"
        for backing in map(known, _cited(note.text)) if known is not None else ():
            if backing is not None and backing.level is not None:
                yield backing.level, f"[^{name}]"


def _marked(level: str | None, levels: Iterable[tuple[str, str]], line: int | None) -> Iterator[Finding]:
    """Whether the first line's level (None: it says none) is as high as that of each footnote."""
    highest, name = max(levels, key=lambda one: rank(one[0]), default=(None, ""))
    if highest is None:
        return
    words = f"{name}: TLP:{highest.upper()}"
    if level is None:
        yield Finding("marking-missing", "1", words, line, line)
    elif level != highest and (level not in LEVELS or rank(level) < rank(highest)):
        yield Finding("marking-too-low", "1", words, line, line)


def _noted(one: _Checked) -> Iterator[Finding]:
    if not one.exempt and not one.notes:
        yield one.finding("no-footnote", one.text)
    for note in one.notes:
        if one.line is None and not _CLAIM.search(note):
            yield one.finding("footnote-without-claim", note)


def _likely(one: _Checked) -> Iterator[Finding]:
    if one.exempt:
        return
    own = _unquoted(one.text)
    steps = list(_steps(own))
    percents = [float(found[1].replace(",", ".")) for found in _PERCENT.finditer(own)]
    for word, step in steps:
        if not percents:
            yield one.finding("likelihood-without-number", word)
        elif not any(step.low <= percent <= step.high for percent in percents):
            yield one.finding("likelihood-beside-number", f"{word}: {step.low} to {step.high}%")
    if steps and (trust := _CONFIDENCE.search(own)):
        yield one.finding("likelihood-and-confidence", f"{steps[0][0]}, {trust.group()}")


def _confirmed(one: _Checked) -> Iterator[Finding]:
    found = _CONFIRMED.search(_unquoted(one.text))
    if found and not one.exempt:
        origins = {match.groups() for note in one.notes if (match := _ORIGIN.search(note.rpartition("; ")[2]))}
        if len({origin for origin, _ in origins}) < 2 or len({party_of(speaker) for _, speaker in origins}) < 2:
            yield one.finding("confirmed-by-one", found.group())


def _numbered(one: _Checked) -> Iterator[Finding]:
    if one.exempt or not one.notes:
        return
    known = {value for note in one.notes for _, values in figures(note) for value in values}
    own = _COUNTED.sub(" ", one.text)
    if next(_steps(_unquoted(own)), None):
        own = _PERCENT.sub(" ", own)
    for token, values in figures(own):
        if known.isdisjoint(values):
            yield one.finding("number-not-in-claims", token)


def _steps(text: str) -> Iterator[tuple[str, Step]]:
    """Each word of likelihood with its step; "very likely" is one word, and a German one may be inflected."""
    words, pattern = _likelihood()
    for found in pattern.finditer(text):
        yield found.group(), words[" ".join(found[1].casefold().split())]


@cache
def _likelihood() -> tuple[dict[str, Step], re.Pattern[str]]:
    words = {word: step for step in LADDER for word in (*step.de, *step.en)}
    joined = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return words, re.compile(rf"(?<![\w-])({joined})(?:e[nrms]?)?(?!\w)", re.IGNORECASE)


def _unquoted(text: str) -> str:
    """The text without what stands in quotation marks: a source may be as sure as it likes."""
    return QUOTED.sub(" ", text)


#: How a footnote that quotes begins.
_OPENING: Final = ("„", "“")
_CLAIM: Final = re.compile(r"\b(?:Aussage|claim)\s+(?:claim--)?([0-9a-f]{6,32})\b", re.IGNORECASE)
_ORIGIN: Final = re.compile(r"\b(?:Ursprung|origin) ([0-9a-f]{6,32}) \((?:genannt|named): (.*)\)(?:[,.]|$)")
_TLP: Final = re.compile(r"\bTLP:(CLEAR|GREEN|AMBER\+STRICT|AMBER|RED|UNKNOWN)(?![\w+])")
_PERCENT: Final = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|Prozent\b|percent\b|per cent\b)")
_CONFIRMED: Final = re.compile(
    r"(?<!nicht )(?<!not )(?<!no )(?<!nor )(?<!un)\b(?:bestätig\w*|confirm(?:s|ed|ing|ation)?)\b", re.IGNORECASE
)
_CONFIDENCE: Final = re.compile(rf"\b(?:{'|'.join(CONFIDENCE)})\b", re.IGNORECASE)
#: Counts of reports and origins, and the name of the range: they say something of the brief, not of the world.
_COUNTED: Final = re.compile(
    r"\b\d+(?:\s+(?:bis|to|und|and)\s+\d+)?\s+(?:weitere[nr]?\s+|further\s+|more\s+)?"
    r"(?:Meldung\w*|Bericht\w*|Aussage\w*|Urspr\w+|reports?|claims?|origins?)\b|\b90[ -](?:Prozent|percent)\b",
    re.IGNORECASE,
)
_CHECKS: Final[tuple[Callable[[_Checked], Iterator[Finding]], ...]] = (_noted, _likely, _confirmed, _numbered)
