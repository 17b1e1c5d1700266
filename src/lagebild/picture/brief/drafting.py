"""A draft from a commission: sections of sentences, each with its footnotes. The same ledger and commission give the same brief."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import floor, log10
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.errors import InvalidBrief
from lagebild.picture.brief.audience import check_audience
from lagebild.picture.brief.likelihood import clause_of
from lagebild.picture.brief.names import Names
from lagebild.picture.brief.nouns import (
    LANGUAGES,
    Brief,
    Commission,
    Footnote,
    Judgement,
    Paragraph,
    Section,
    SectionKind,
    Sentence,
    SentenceKind,
)
from lagebild.picture.brief.plain import plain, quoted
from lagebild.picture.brief.subjects import Cited, Gathered, Subject, gathered
from lagebild.picture.brief.wording import Wording
from lagebild.picture.picture import Picture
from lagebild.weighing.reuse import RULE

#: Footnotes of one sentence; the count of reports stands in the sentence, and `why` shows the rest.
MOST_NOTES: Final = 6
#: Sentences on one thing; further claims are counted.
MOST_SENTENCES: Final = 40
#: Stands where a partner withheld the words.
UNTOLD: Final = "…"
#: A judgement's longest clause, in code points.
_MOST_JUDGED: Final = 600
_Part = Callable[[Subject], Iterable[Sentence]]


def draft(picture: Picture, commission: Commission, names: Names) -> Brief:
    """The brief. Raises `NotRecorded` for an unknown thing, `InvalidBrief` where the commission makes no sense or leads to nothing."""
    _check(commission)
    found = gathered(picture, commission)
    if not found.subjects:
        left = f", but for {found.n_left_out} that may not be passed on" if found.n_left_out else ""
        raise InvalidBrief("things", f"no claim on them was published in this period{left}")
    return _Drafting(picture, commission, Wording.of(names, commission.language), found).brief()


@dataclass(slots=True)
class _Drafting:
    """One draft while it is written: `notes` grow, `cited` says which footnote cites a claim first."""

    picture: Picture
    commission: Commission
    wording: Wording
    gathered: Gathered
    notes: list[Footnote] = field(default_factory=list)
    cited: dict[str, int] = field(default_factory=dict)

    def brief(self) -> Brief:
        sections = tuple(section for section in self._sections() if section.paragraphs)
        head = self.picture.view.head()
        as_of = next((event.time for event in self.picture.view.events(after=max(0, head[0] - 1))), datetime.fromtimestamp(0, UTC))
        title = plain(self.commission.title) if self.commission.title else self._text("title")
        return Brief(
            title, self.commission.language, self._subtitle(head, as_of), sections, tuple(self.notes), head, as_of, self.gathered.reach,
            self.gathered.n_left_out,
        )  # fmt: skip

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the brief is about."""
        return self.gathered.subjects

    def _sections(self) -> Iterator[Section]:
        yield self._section("judgement", [self._judged(one) for one in self.commission.judgements])
        kinds: dict[SectionKind, list[Subject]] = {"confirmed": [], "single": [], "contested": []}
        for subject in self.subjects:
            kinds[_kind(subject)].append(subject)
        for kind, those in kinds.items():
            yield self._section(kind, [self._told(subject) for subject in those])
        unknown = [paragraph for subject in self.subjects if (paragraph := self._unknown(subject)).sentences]
        nothing = Paragraph("", (Sentence(self._text("nothing_unknown"), (), "method"),))
        yield self._section("unknown", unknown or [nothing])
        yield self._section("method", [Paragraph("", tuple(Sentence(text, (), "method") for text in self._method()))])

    def _section(self, kind: SectionKind, paragraphs: list[Paragraph]) -> Section:
        return Section(kind, self._text(kind), tuple(paragraphs))

    def _told(self, subject: Subject) -> Paragraph:
        sentences = [self._sentence(self.wording.sentence(group), group.cited) for group in subject.groups[:MOST_SENTENCES]]
        if omitted := [one for group in subject.groups[MOST_SENTENCES:] for one in group.cited]:
            claims = self.wording.phrases.counted("claims", len(omitted))
            sentences.append(self._sentence(self._text("omitted", claims=claims), omitted, "count"))
        if subject.n_reports > 1:
            reports = self.wording.phrases.counted("reports", subject.n_reports)
            origins = self.wording.phrases.counted_range("origins", subject.n_origins_min, subject.n_origins_max)
            sentences.append(Sentence(self._text("goes_back", reports=reports, origins=origins), (self._counted(subject),), "count"))
        sentences.extend(self._summary(subject))
        return Paragraph(self.wording.title(subject.thing), tuple(sentences), subject.thing.id)

    def _summary(self, subject: Subject) -> Iterator[Sentence]:
        if _kind(subject) == "confirmed":
            text = self._text("confirmed_by", n=self.wording.phrases.number(len(subject.agreed)))
            yield self._sentence(text, subject.agreed, "count")
        if subject.contested:
            yield self._sentence(self._text("apart"), self._one_of_each_origin(subject), "count")
        elif subject.estimate is not None and subject.estimate.n_origins_max > 1:
            yield self._estimated(subject)

    def _estimated(self, subject: Subject) -> Sentence:
        estimate = subject.estimate
        assert estimate is not None
        unit = self.wording.phrases.unit(estimate.unit, 2)
        low, high = (self.wording.phrases.number(_rounded(n)) for n in (estimate.low, estimate.high))
        best = self.wording.phrases.number(float(f"{estimate.best:.9g}"))
        n_cases = self.wording.phrases.number(estimate.n_cases)
        sure = self._text("calibrated", n=n_cases) if estimate.calibrated else self._text("uncalibrated")
        text = self._text("estimate", low=low, high=f"{high} {unit}".strip(), best=best, calibrated=sure)
        quote, counted = self.wording.phrases.quote, {one.claim.id: one for one in subject.cited()}
        parts = [quote(line.words) for line in estimate.lines if line.weight > 0 and line.claim in counted]
        reckoning = self._text("reckoned", parts=", ".join(parts[:MOST_NOTES]), low=low, high=high, best=best)
        claims = tuple(line.claim for line in estimate.lines if line.claim in counted)
        return Sentence(text, (self._reckoned(claims, reckoning),), "estimate")

    def _unknown(self, subject: Subject) -> Paragraph:
        sentences = list(self._gaps(subject))
        return Paragraph(self.wording.title(subject.thing), tuple(sentences), subject.thing.id)

    def _gaps(self, subject: Subject) -> Iterator[Sentence]:
        cited = subject.cited()
        silent = [one for one in cited if one.claim.status == "undisclosed"]
        if silent:
            text = self._text("undisclosed", clause=self.wording.clause(silent[0].claim))
            yield self._sentence(text, silent[:1], "unknown")
        if subject.contested:
            yield self._sentence(self._text("undecided"), self._one_of_each_origin(subject), "unknown")
        for key, lacking in _LACKING.items():
            if all(lacking(one.claim) for one in cited):
                yield self._sentence(self._text(key), self._one_of_each_origin(subject), "unknown")
        if len(subject.agreed) < 2 and not (silent or subject.contested):
            yield self._sentence(self._text("one_origin"), self._one_of_each_origin(subject), "unknown")
        estimate = subject.estimate
        if estimate is not None and estimate.n_origins_max > 1 and not (estimate.calibrated or subject.contested):
            yield self._sentence(self._text("not_calibrated"), self._one_of_each_origin(subject), "unknown")

    def _judged(self, judgement: Judgement) -> Paragraph:
        wanted = {self.picture.balance.thing(id).id for id in judgement.things}
        cited = [one for subject in self.subjects if subject.thing.id in wanted for one in self._one_of_each_origin(subject)]
        if not cited:
            raise InvalidBrief("judgement", "rests on none of the things of the brief")
        text = self._text(
            "judged", phrase=clause_of(judgement.likelihood, self.commission.language), percent=str(judgement.likelihood),
            text=plain(judgement.text).strip().rstrip("."),
        )  # fmt: skip
        sentence = self._sentence(text, cited, "judgement")
        return Paragraph("", (Sentence(sentence.text, sentence.footnotes, "judgement", judgement.likelihood),))

    def _method(self) -> Iterator[str]:
        phrases = self.wording.phrases
        cited = {one.claim.id: one for subject in self.subjects for one in subject.cited()}
        decided = sum(one.kept.state != "undecided" for one in cited.values())
        reports = len({one.report.id for one in cited.values()})
        yield self._text(
            "method_counts", reports=phrases.counted("reports", reports), claims=phrases.counted("claims", len(cited)),
            decided=phrases.number(decided), undecided=phrases.number(len(cited) - decided),
        )  # fmt: skip
        for key in ("method_words", "method_origins", "method_likelihood"):
            yield self._text(key)
        if n_lent := sum(one.loan is not None for one in cited.values()):
            yield self._text("method_lent", claims=phrases.counted("claims", n_lent))
        if self.gathered.n_left_out:
            yield self._text("method_left_out", claims=phrases.counted("claims", self.gathered.n_left_out))
        readers = sorted({plain(f"{one.claim.read_by.reader} {one.claim.read_by.version}").strip() for one in cited.values()})
        yield self._text("method_readers", readers=", ".join(readers[:12]))
        yield self._text("method_rules", reuse=RULE)
        sequence, hash = self.picture.view.head()
        yield self._text("method_head", sequence=str(sequence), hash=hash)

    def _sentence(self, text: str, cited: Iterable[Cited], kind: SentenceKind = "claim") -> Sentence:
        return Sentence(text, tuple(self._cite(one) for one in list(cited)[:MOST_NOTES]), kind)

    def _cite(self, one: Cited) -> int:
        """The number of a new footnote on a claim; from the second time on it points to the first."""
        number = len(self.notes) + 1
        first = self.cited.setdefault(one.claim.id, number)
        report = one.report
        self.notes.append(
            Footnote(
                number=number, claims=(one.claim.id,), words=words_of(one),
                read_as=self.wording.read_as(one.claim), chain=self._chain(one.claim),
                publisher=plain(report.publisher) if report.publisher else None, published=report.published,
                title=plain(report.title) if report.title else None, report=report.id, captured=one.captured, origin=one.origin.id,
                speaker=plain(one.origin.speaker).replace(";", ",") if one.origin.speaker else None, state=one.kept.state,
                again=first if first != number else None, loan=one.loan,
            )
        )  # fmt: skip
        return number

    def _reckoned(self, claims: tuple[str, ...], text: str) -> int:
        self.notes.append(Footnote(number=len(self.notes) + 1, claims=claims, reckoning=text))
        return len(self.notes)

    def _counted(self, subject: Subject) -> int:
        phrases = self.wording.phrases
        cited = subject.cited()
        text = self._text(
            "counted", reports=phrases.counted("reports", subject.n_reports), claims=phrases.counted("claims", len(cited)),
            least=phrases.number(subject.n_origins_min), most=phrases.number(subject.n_origins_max),
        )  # fmt: skip
        return self._reckoned(tuple(one.claim.id for one in cited), text)

    def _chain(self, claim: Claim) -> tuple[str, ...]:
        """The sources from the innermost to the outermost, as the report names them."""
        return tuple(
            plain(f"{source.span.text} ({f'{source.entity}, ' if source.entity else ''}{source.kind})")
            for source in reversed(claim.attribution)
        )

    def _one_of_each_origin(self, subject: Subject) -> list[Cited]:
        firsts: dict[str, Cited] = {}
        for one in subject.cited():
            firsts.setdefault(one.origin.id, one)
        return list(firsts.values())

    def _subtitle(self, head: tuple[int, str], as_of: datetime) -> str:
        since, until = self.commission.since, self.commission.until
        key = "both" if since and until else "since" if since else "until" if until else "all"
        period = self._text(f"period_{key}", since=since or "", until=until or "")
        return self._text("subtitle", period=period, sequence=str(head[0]), time=f"{as_of:%Y-%m-%d %H:%M:%S}")

    def _text(self, key: str, **slots: str) -> str:
        return self.wording.phrases.of("text", key, **slots)


def words_of(one: Cited) -> str:
    """The words that a footnote quotes: a sign that stands for them where a partner withheld them."""
    return UNTOLD if one.loan is not None and not one.loan.has_words else quoted(one.claim.evidence.text)


def _kind(subject: Subject) -> SectionKind:
    if subject.contested:
        return "contested"
    return "confirmed" if len(subject.agreed) > 1 else "single"


#: What no claim of a thing tells.
_LACKING: Final[dict[str, Callable[[Claim], bool]]] = {
    "no_supplier": lambda claim: claim.type == "transfer" and not claim.fillers("supplier"),
    "no_recipient": lambda claim: claim.type == "transfer" and not claim.fillers("recipient"),
    "no_amount": lambda claim: claim.type in ("transfer", "deployment") and all(role.quantity is None for role in claim.roles),
}


def _rounded(value: float) -> float:
    """To three digits: more would promise more than the words give."""
    if value == 0:
        return 0.0
    step = 10 ** (floor(log10(abs(value))) - 2)
    whole = round(value / step) * step
    return float(round(whole)) if step >= 1 else round(whole, 6)


def _check(commission: Commission) -> None:
    if commission.language not in LANGUAGES:
        raise InvalidBrief("language", f"{commission.language!r} is none of {', '.join(LANGUAGES)}")
    if commission.since and commission.until and commission.since > commission.until:
        raise InvalidBrief("period", f"{commission.since} is later than {commission.until}")
    check_audience(commission.audience)
    if not commission.things:
        raise InvalidBrief("things", "none is chosen")
    for judgement in commission.judgements:
        clause_of(judgement.likelihood, commission.language)
        if not 0 < len(judgement.text.strip()) <= _MOST_JUDGED:
            raise InvalidBrief("judgement", f"needs a clause of at most {_MOST_JUDGED} characters")
