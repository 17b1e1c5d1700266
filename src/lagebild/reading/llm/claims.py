"""The gate: from an answer's quoted words to claims that are pinned to the report, or to reasons why not.

The second reader names words; where they stand, how much they say, when it was and how precise a place is are found by the same rules
as for the built-in reader. A quote that does not stand word for word in its sentence refuses its whole claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.moment import Moment, Place
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES, COUNTED_ROLES
from lagebild.errors import InvalidClaim
from lagebild.reading.countries import entity_of
from lagebild.reading.dates import moment_of
from lagebild.reading.llm.answer import Entry, QuotedRole, QuotedSource
from lagebild.reading.llm.portions import Portion
from lagebild.reading.llm.quotes import find_quote
from lagebild.reading.names import entries
from lagebild.reading.places import country_of, precision_of
from lagebild.reading.quantities import quantity_of
from lagebild.reading.resolving import Parties

#: The name under which the second reader's claims stand.
READER: Final = "llm"
_CODE_LENGTH: Final = 2


@dataclass(slots=True)
class Gate:
    """Lets entries pass as claims of one report; `version` names the model and the prompt."""

    report: Report
    version: str
    _parties: Parties | None = field(default=None, init=False)
    _claims: list[Claim] = field(default_factory=list, init=False)

    def admit(self, portion: Portion, entry: Entry) -> Claim:
        """The claim that an entry makes. Raises `InvalidClaim` that names the part whose words do not stand in their sentence."""
        sentence = portion.sentences[entry.sentence - 1]
        before = [claim.trigger for claim in self._claims if claim.type == entry.type]
        trigger = self._found("trigger", entry.trigger, sentence, taken=before)
        roles = [self._role(role, sentence, trigger) for role in entry.roles]
        number = before.count(trigger)
        claim = Claim(
            id=claim_id(self.report.id, entry.type, (trigger.start, trigger.end), number, READER), type=entry.type, status=entry.status,
            certainty=entry.certainty, polarity=entry.polarity, evidence=Span.of(self.report.text, *sentence), trigger=trigger,
            roles=tuple(sorted(roles, key=lambda role: role.span)),
            attribution=tuple(self._source(source, portion, trigger) for source in entry.sources),
            time=self._time(entry.time, sentence, trigger), place=self._place(entry.place, sentence, trigger),
            read_by=ReadBy(READER, self.version),
        )  # fmt: skip
        if any(claim.roles == other.roles and claim.trigger == other.trigger and claim.type == other.type for other in self._claims):
            raise InvalidClaim("claim", "is told twice")
        self._claims.append(claim)
        return claim

    @property
    def _language(self) -> str:
        return self.report.language or "de"

    def _found(
        self, part: str, quote: str, sentence: tuple[int, int], near: Span | None = None, taken: Sequence[Span] = ()
    ) -> Span:
        span = find_quote(self.report.text, sentence, quote, near, taken)
        if span is None:
            raise InvalidClaim(part, f"{quote[:80]!r} does not stand in its sentence")
        return span

    def _role(self, role: QuotedRole, sentence: tuple[int, int], trigger: Span) -> Role:
        span = self._found(role.role, role.quote, sentence, trigger)
        quantity = quantity_of(span.text, self._language, role.role) if role.role in COUNTED_ROLES else None
        return Role(role.role, span, self._entity(role, span) if role.role in ACTOR_ROLES else None, quantity)

    def _entity(self, role: QuotedRole, span: Span) -> str | None:
        """Whom the words name by the tables; else whom the answer names, if that is a state or stands in the report; else by rule."""
        direct = entity_of(span.text, self._language)
        if direct is not None:
            return direct
        if role.entity is not None and self._credible(role.entity):
            return role.entity
        if self._parties is None:
            self._parties = Parties(self.report.text, self._language)
        return self._parties.behind(span, role=role.role)[0]

    def _credible(self, entity: str) -> bool:
        return entity in _known_entities() or (len(entity) > _CODE_LENGTH and entity in self.report.text)

    def _source(self, source: QuotedSource, portion: Portion, trigger: Span) -> Source:
        sentence = portion.sentences[source.sentence - 1]
        span = self._found("source", source.quote, sentence, trigger)
        cue = self._found("cue", source.cue, sentence, span) if source.cue else None
        return Source(span, source.kind, cue, entity_of(span.text, self._language))

    def _time(self, quote: str | None, sentence: tuple[int, int], trigger: Span) -> Moment | None:
        if quote is None:
            return None
        span = self._found("time", quote, sentence, trigger)
        edtf, basis = moment_of(span.text, self._language, self.report.published)
        return Moment(edtf, span, basis)

    def _place(self, quote: str | None, sentence: tuple[int, int], trigger: Span) -> Place | None:
        if quote is None:
            return None
        span = self._found("place", quote, sentence, trigger)
        return Place(span, country_of(span.text, self._language), precision_of(span.text, self._language))


@cache
def _known_entities() -> frozenset[str]:
    """Every state and body that the tables of names know."""
    tables = (choices for language in ("de", "en") for choices in entries(language).values())
    return frozenset(entry.entity for choices in tables for entry in choices if entry.entity)
