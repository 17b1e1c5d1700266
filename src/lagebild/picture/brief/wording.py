"""A group of claims as one careful sentence: who says it, what exactly, and how sure the source makes itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.claim import Claim, Role, Source
from lagebild.claims.estimate import Thing
from lagebild.claims.quantity import Quantity
from lagebild.picture.brief.names import Names
from lagebild.picture.brief.nouns import Language
from lagebild.picture.brief.phrases import Phrases, phrases
from lagebild.picture.brief.plain import plain
from lagebild.picture.brief.subjects import Group

#: Parties, publishers or objects that one sentence names; what is more is counted.
_MOST_NAMED: Final = 4
_MOST_ROLES: Final = 8
#: Code points of a quotation within a sentence; the footnote has all of it.
_MOST_WORDS: Final = 160


@dataclass(frozen=True, slots=True)
class Wording:
    """Says claims in one language."""

    names: Names
    phrases: Phrases

    @classmethod
    def of(cls, names: Names, language: Language) -> "Wording":
        """The wording in `language`."""
        return cls(names, phrases(language))

    @property
    def language(self) -> Language:
        """The language that is written."""
        return self.phrases.language

    def sentence(self, group: Group) -> str:
        """The whole sentence."""
        claim = group.first.claim
        says = self.phrases.of("says", _says(claim))
        tail = self.phrases.of("certainty", claim.certainty) if claim.status != "undisclosed" else ""
        return f"{self._lead(group)} {says} {self.clause(claim)}{self._when_and_where(claim)}{tail}."

    def clause(self, claim: Claim) -> str:
        """What is said, without who says it."""
        return self.phrases.clause(claim.type, claim.status, dict(self._slots(claim)))

    def read_as(self, claim: Claim) -> str:
        """What was read in the words: type, status, how sure, amounts, time."""
        told = [self.phrases.of("type", claim.type), self.phrases.of("status", claim.status)]
        if claim.polarity == "denied":
            told.append(self.phrases.of("status", "denied"))
        if claim.certainty != "certain":
            told.append(self.phrases.of("status", claim.certainty))
        told.extend(self.amount(role.quantity) for role in claim.roles[:_MOST_ROLES] if role.quantity)
        told.extend([claim.time.edtf] if claim.time and claim.time.edtf else [])
        return ", ".join(told)

    def title(self, thing: Thing) -> str:
        """A thing in a headline: its type, its parties, what it is about."""
        parties = [self.names.bare(party, self.language) for party in (thing.giver, thing.taker) if party]
        joint = " – " if thing.type in ("meeting", "agreement", "engagement") else " → "
        told = joint.join(parties)
        kind = self.phrases.of("type", thing.type)
        return f"{kind}: {told}" if told else f"{kind}, {self.phrases.of('text', 'thing_unknown')}"

    def amount(self, quantity: Quantity) -> str:
        """An amount in words, never more exact than it was given."""
        low, high = quantity.low, quantity.high
        key = quantity.form
        if key in ("about", "vague") and low is not None and high is not None and low != high:
            key += "_range"  # type: ignore[assignment]
        told = self.phrases.of("amount", key, low=self._number(low), high=self._number(high))
        counted = high if high is not None else low
        unit = "" if key == "vague" else self.phrases.unit(quantity.unit, counted if counted is not None else 2)
        return f"{told} {unit}".strip()

    def _number(self, value: float | None) -> str:
        return "?" if value is None else self.phrases.number(value)

    def _lead(self, group: Group) -> str:
        """Who says so: the innermost source, else the report itself."""
        claim = group.first.claim
        source = claim.attribution[-1] if claim.attribution else None
        n_reports = len({one.report.id for one in group.cited})
        count = [self.phrases.counted("reports", n_reports)] if n_reports > 1 else []
        if source is None or source.kind == "unnamed":
            unknown = self.phrases.of("note", "publisher_unknown")
            publishers = list(dict.fromkeys(plain(one.report.publisher or one.report.title or unknown) for one in group.cited))
            return self.phrases.of("lead", "unnamed" if source else "publisher", who="; ".join([self._some(publishers, ", "), *count]))
        untold = group.first.loan is not None and not group.first.loan.has_words
        return self.phrases.of("lead", source.kind, who="; ".join([self._who(source, untold), *count]))

    def _who(self, source: Source, untold: bool) -> str:
        """The source in the report's words, and the state that it is of; where its words were withheld, the code of whom it is."""
        if untold:
            return self.names.bare(source.entity, self.language) if source.entity else self.phrases.of("note", "unnamed")
        words = self.phrases.quote(_cut(source.span.text))
        if source.entity and self.names.is_state(source.entity):
            return f"{self.names.bare(source.entity, self.language)}, {words}"
        return words

    def _some(self, words: Sequence[str], joint: str) -> str:
        shown = joint.join(words[:_MOST_NAMED])
        further = len(words) - _MOST_NAMED
        return shown if further <= 0 else f"{shown} {self.phrases.of('count', 'further', n=self.phrases.number(further))}"

    def _when_and_where(self, claim: Claim) -> str:
        told = []
        if claim.place is not None:
            told.append(self.phrases.of("slot", "place", what=self.phrases.quote(_cut(claim.place.span.text))))
        if claim.time is not None:
            told.append(self.phrases.of("slot", "time", what=claim.time.edtf or self.phrases.quote(_cut(claim.time.span.text))))
        return f" ({', '.join(told)})" if told else ""

    def _slots(self, claim: Claim) -> Iterator[tuple[str, str]]:
        """Every slot that the claim can fill; a clause takes those that it has."""
        for slot, role in (("of", "object"), ("force", "force"), ("losses", "losses"), ("topic", "topic")):
            if fillers := claim.fillers(role):
                what = self._things(fillers)
                yield slot, self.phrases.of("slot", "of" if slot == "force" else slot, what=what)
        yield from self._party_slots(claim)
        yield "share", self._share(claim.fillers("share"))
        yield "trigger", self.phrases.quote(claim.trigger.text)

    def _things(self, fillers: Iterable[Role]) -> str:
        told = []
        for role in fillers:
            amount = self.phrases.of("slot", "amount", amount=self.amount(role.quantity)) if role.quantity else ""
            told.append(self.phrases.quote(_cut(role.span.text)) + amount)
        return self._some(told, ", ")

    def _share(self, fillers: Sequence[Role]) -> str:
        counted = next((role.quantity for role in fillers if role.quantity), None)
        return self.amount(counted) if counted else self.phrases.of("share", "none")

    def _party_slots(self, claim: Claim) -> Iterator[tuple[str, str]]:
        for slot, role in (
            ("from", "supplier"), ("to", "recipient"), ("by", "sender"), ("by", "actor"), ("by", "authority"), ("against", "target"),
            ("into", "destination"), ("out_of", "origin"), ("at", "holder"), ("among", "population"),
        ):  # fmt: skip
            if parties := self._parties(claim, role):
                yield slot, self._party_slot(slot, parties)
        if together := self._parties(claim, "participant"):
            key = "between" if len(together) > 1 else "involving"
            yield "between", self.phrases.of("slot", key, together=self.names.together(together, self.language))

    def _party_slot(self, slot: str, parties: Sequence[str]) -> str:
        key = slot
        if slot == "into":
            key = "into_article" if self.names.has_article(parties[0], self.language) else "into_plain"
        elif slot == "from" and not self.names.is_state(parties[0]):
            key = "from_body"
        and_ = " und " if self.language == "de" else " and "
        forms = {
            "dative": and_.join(self.names.dative(party, self.language) for party in parties),
            "accusative": and_.join(self.names.accusative(party, self.language) for party in parties),
        }
        return self.phrases.of("slot", key, **forms)

    def _parties(self, claim: Claim, role: str) -> tuple[str, ...]:
        """Who fills a role, each once: its entity, else its words; "both sides" stand for two."""
        named = [filler.entity or self.phrases.quote(_cut(filler.span.text)) for filler in claim.fillers(role)]
        return tuple(dict.fromkeys(named))[:_MOST_NAMED]


def _says(claim: Claim) -> str:
    if claim.status == "undisclosed":
        return "silent"
    if claim.certainty == "unknown":
        return "open"
    return claim.polarity


def _cut(words: str) -> str:
    whole = " ".join(words[: 4 * _MOST_WORDS].split())
    return whole if len(whole) <= _MOST_WORDS else whole[: _MOST_WORDS - 1].rstrip() + "…"
