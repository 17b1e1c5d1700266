"""The picture from claims: things, origins, verdicts, estimates and grades, as reports and decisions come in.

Nothing is read or written here: reports, standing claims and decisions are put in one by one (a ledger can feed its events), and the
same contents give the same picture in whatever order they came, as does putting all in anew with `Balance.of`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from lagebild.claims.claim import Claim
from lagebild.claims.decision import Decision
from lagebild.claims.estimate import Estimate, Grade, LinkEvidence, LinkKind, Origin, Thing, Verdict
from lagebild.claims.report import Report
from lagebild.errors import NotRecorded
from lagebild.weighing.conformal import Calibration
from lagebild.weighing.entries import Entry, Info, entry_of, iso, ordinal, statement_of, voice_of
from lagebild.weighing.facets import Classify, Facets
from lagebild.weighing.features import explain
from lagebild.weighing.lineage import Step, Text, lineage
from lagebild.weighing.linking import ClaimLink, claim_links, evidence_of, strongest
from lagebild.weighing.origins import Roots, origin_id, roots
from lagebild.weighing.record import digit
from lagebild.weighing.reuse import TextLink, Texts
from lagebild.weighing.rulings import Rulings, rulings
from lagebild.weighing.same import Cluster, SameThing
from lagebild.weighing.settled import Lessons, SettledClaim
from lagebild.weighing.summing import Asking, line_by_line, summed
from lagebild.weighing.things import thing_id, thing_of
from lagebild.weighing.verdicts import verdict

#: Pairs of origins for which `verdicts` says how they stand to each other.
_MOST_PAIRS: Final = 400
#: States of knowledge of one thing that are remembered.
_MOST_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Why:
    """All that stands behind a thing: why its claims are one thing, their origins, how they stand to each other, and the estimate."""

    thing: Thing
    joins: tuple[tuple[str, str, tuple[tuple[str, float, str], ...]], ...]
    origins: tuple[Origin, ...]
    verdicts: tuple[Verdict, ...]
    estimate: Estimate | None


class Balance:
    """The weighed picture.

    `classify` gives the family of materiel behind words, `text_of` the text of a report by its id (without it the texts are kept here).
    """

    def __init__(self, classify: Classify = lambda words, language: None, text_of: Callable[[str], str] | None = None) -> None:
        self._classify = classify
        self._read_text = text_of
        self._kept_texts: list[str] = []
        self._infos: list[Info] = []
        self._report_number: dict[str, int] = {}
        self._claims_of: list[list[int]] = []
        self._text_links: dict[int, list[TextLink]] = {}
        self._entries: list[Entry] = []
        self._number: dict[str, int] = {}
        self._links: dict[int, list[tuple[int, int, LinkKind, float]]] = {}
        self._by_entity: dict[str, set[int]] = {}
        self._same = SameThing(lambda claim: self._entries[claim].id)
        self._texts = Texts(self._text)
        self._decisions: dict[int, Decision] = {}
        self._rulings = Rulings()
        self._version = 0
        self._lessons = Lessons()
        self._learnt_at = 0
        self._n_renamed = 0

    @classmethod
    def of(
        cls, readings: Iterable[tuple[Report, Sequence[Claim]]], decisions: Mapping[int, Decision], classify: Classify | None = None
    ) -> "Balance":
        """The picture from nothing, put in by day of publication and id: what any order of arrival must lead to."""
        found = cls(classify) if classify else cls()
        for report, claims in sorted(readings, key=lambda reading: (reading[0].published or "", reading[0].id)):
            found.add(report, claims)
        for sequence in sorted(decisions):
            found.decide(sequence, decisions[sequence])
        return found

    # What comes in

    def add(self, report: Report, claims: Sequence[Claim]) -> None:
        """Take in a report and the claims that stand in it. One that is known gets these claims instead of those it had."""
        known = self._report_number.get(report.id)
        number = self._new_report(report) if known is None else known
        wanted = {claim.id for claim in claims}
        for claim in list(self._claims_of[number]):
            if self._entries[claim].id not in wanted:
                self._take_out(claim)
        fresh = [self._put(entry_of(claim, number, self._infos[number], self._classify)) for claim in claims]
        self._relink(number, fresh)
        self._version += 1

    def withdraw(self, claim: str) -> None:
        """A claim no longer stands (a person rejected it, or a new reading lost it). Raises `NotRecorded`."""
        self._take_out(self._claim(claim))
        self._version += 1

    def decide(self, sequence: int, decision: Decision) -> None:
        """Take in a decision. Same and different (of claims or of entities), settle and undo count here; what stands of a claim after the
        others is put in with `add` and `withdraw`."""
        self._decisions[sequence] = decision
        before, self._rulings = self._rulings, rulings(self._decisions)
        self._apply(before, self._rulings)
        self._version += 1

    # What comes out

    def things(self) -> Iterator[Thing]:
        """All things, in no order to rely on."""
        for cluster in self._same.clusters():
            yield self._thing(cluster)

    def thing(self, id: str) -> Thing:
        """The thing of this id, or of this claim's id. Raises `NotRecorded`."""
        return self._thing(self._cluster(id))

    def origins(self, thing: str, known_time: str | None = None) -> tuple[Origin, ...]:
        """The origins behind a thing, as far as known on a day. Raises `NotRecorded`."""
        cluster = self._cluster(thing)
        return self._origins(cluster, self._roots(cluster, ordinal(known_time)))

    def estimate(
        self, thing: str, valid_time: str | None = None, known_time: str | None = None, unit: str | None = None
    ) -> Estimate | None:
        """How much, for a day (of a series) and as known on a day; None where no claim gives an amount. Raises `NotRecorded`."""
        return summed(self._asking(self._cluster(thing), valid_time, known_time, unit))

    def verdicts(self, thing: str) -> tuple[Verdict, ...]:
        """How the first claims of the thing's origins stand to each other, and each claim to its origin's first."""
        cluster = self._cluster(thing)
        found = self._roots(cluster, None)
        pairs = [(a[0], b[0]) for n, a in enumerate(found.clusters) for b in found.clusters[n + 1 :]]
        pairs += [(claims[0], claim) for claims in found.clusters for claim in claims[1:]]
        return tuple(self._verdict(a, b, found) for a, b in pairs[:_MOST_PAIRS])

    def why(self, thing: str, valid_time: str | None = None, known_time: str | None = None) -> Why:
        """Everything behind a thing, line by line with the shift if a line were left out. Raises `NotRecorded`."""
        cluster = self._cluster(thing)
        first = cluster.claims[0]
        facets = self._same.facets
        joins = [(self._entries[first].id, self._entries[c].id, explain(facets(first), facets(c))) for c in cluster.claims[1:]]
        return Why(
            self._thing(cluster),
            tuple(joins),
            self.origins(thing, known_time),
            self.verdicts(thing),
            line_by_line(self._asking(cluster, valid_time, known_time, None)),
        )

    def grades(self) -> tuple[Grade, ...]:
        """The grade of each source and type with a settled claim."""
        return tuple(self._learn().grades.values())

    def credibility(self, claim: str) -> int:
        """The digit 1 to 6 of a claim, from independent origins alone. Raises `NotRecorded`."""
        number = self._claim(claim)
        found = self._roots(self._same.cluster(number), None)
        mine = found.of()[claim]
        kinds = [self._verdict(claim, claims[0], found).kind for at, claims in enumerate(found.clusters) if at != mine]
        agreeing = sum(kind == "compatible" or (kind == "apart" and not self._entries[number].denied) for kind in kinds)
        return digit(agreeing, sum(kind in ("conflict", "dispute") for kind in kinds))

    def text_links(self, report: str) -> tuple[tuple[str, TextLink], ...]:
        """The reports that share words with `report`, by id. In each link `report` is the one that came later."""
        number = self._report(report)
        found = [(link.other if link.report == number else link.report, link) for link in self._text_links.get(number, ())]
        return tuple((self._infos[other].id, link) for other, link in sorted(found, key=lambda item: item[0]))

    def lineage(self, report: str) -> tuple[Step, ...]:
        """Who took what from whom in the family of a report, the earliest first. Raises `NotRecorded`."""
        return lineage(self._report(report), self._read, lambda at: self._text_links.get(at, ()), self._said)

    def links(self, claim: str) -> tuple[LinkEvidence, ...]:
        """Evidence from texts that a claim goes back to the same origin as others. Raises `NotRecorded`."""
        return tuple(evidence_of(link, self._entries) for link in self._links.get(self._claim(claim), ()))

    def calibration(self) -> Calibration:
        """What settled cases say about the width of ranges."""
        return self._learn().calibration

    # Within

    def _new_report(self, report: Report) -> int:
        number = len(self._infos)
        self._report_number[report.id] = number
        self._infos.append(Info.of(report))
        self._claims_of.append([])
        if self._read_text is None:
            self._kept_texts.append(report.text)
        for link in self._texts.add(number, report.language, self._infos[number].day):
            for end in (link.report, link.other):
                self._text_links.setdefault(end, []).append(link)
        return number

    def _text(self, report: int) -> str:
        return self._kept_texts[report] if self._read_text is None else self._read_text(self._infos[report].id)

    def _read(self, report: int) -> Text:
        info = self._infos[report]
        return Text(info.id, info.day, [self._entries[claim] for claim in self._claims_of[report]])

    def _said(self, entry: Entry) -> str:
        start, end = entry.amount or (entry.start, entry.end)
        return self._text(entry.report)[start:end]

    def _put(self, entry: Entry) -> int:
        number = self._number.get(entry.id)
        if number is None:
            number = self._number[entry.id] = len(self._entries)
            self._entries.append(entry)
            for pair in self._rulings.ties:
                if entry.id in pair:
                    self._tie(pair, self._rulings.ties[pair])
        self._entries[number] = entry
        if number not in self._claims_of[entry.report]:
            self._claims_of[entry.report].append(number)
        for entity in (entry.facets.giver, entry.facets.taker):
            if entity:
                self._by_entity.setdefault(entity, set()).add(number)
        self._same.put(number, self._aliased(entry.facets))
        return number

    def _take_out(self, claim: int) -> None:
        self._claims_of[self._entries[claim].report].remove(claim)
        self._same.take_out(claim)
        self._same.forget_words(claim)
        for other, _, _, _ in [(link[1] if link[0] == claim else link[0], *link[1:]) for link in self._links.pop(claim, [])]:
            self._links[other] = [link for link in self._links[other] if claim not in link[:2]]

    def _relink(self, report: int, claims: Sequence[int]) -> None:
        """Links between these claims and those of the reports that share words with theirs."""
        mine = [(claim, self._entries[claim]) for claim in claims]
        found: list[ClaimLink] = []
        for link in self._text_links.get(report, ()):
            other = link.other if link.report == report else link.report
            theirs = [(claim, self._entries[claim]) for claim in self._claims_of[other]]
            found += claim_links(link, *((mine, theirs) if link.report == report else (theirs, mine)))
        known = {link[:2] for claim in claims for link in self._links.get(claim, ())}
        for one in strongest(found):
            if (one.claim, one.other) in known:
                continue
            for end in (one.claim, one.other):
                self._links.setdefault(end, []).append((one.claim, one.other, one.kind, one.bits))
            if one.same_thing:
                self._same.same_words(one.claim, one.other)

    def _apply(self, before: Rulings, after: Rulings) -> None:
        for pair in sorted(before.ties.keys() | after.ties.keys()):
            if before.ties.get(pair) != after.ties.get(pair):
                self._tie(pair, after.ties.get(pair))
        changed = [name for name in before.alias.keys() | after.alias.keys() if before.alias.get(name) != after.alias.get(name)]
        self._n_renamed += bool(changed)
        for number in sorted({number for name in changed for number in self._by_entity.get(name, ())}):
            if self._same.holds(number):
                self._same.put(number, self._aliased(self._entries[number].facets))

    def _tie(self, pair: tuple[str, str], same: bool | None) -> None:
        numbers = [self._number[claim] for claim in pair if claim in self._number]
        if len(numbers) == 2:
            self._same.tie(numbers[0], numbers[1], same)

    def _aliased(self, facets: Facets) -> Facets:
        alias = self._rulings.alias
        if not alias or not (facets.giver in alias or facets.taker in alias):
            return facets
        return replace(facets, giver=alias.get(facets.giver or "", facets.giver), taker=alias.get(facets.taker or "", facets.taker))

    def _roots(self, cluster: Cluster, known: int | None) -> Roots:
        key = f"roots {known} {self._n_renamed}"
        if key not in cluster.kept:
            claims = self._known(cluster, known)
            voices = [voice_of(self._entries[c], self._infos[self._entries[c].report], self._rulings.alias) for c in claims]
            links = {link for claim in claims for link in self._links.get(claim, ())}
            if len(cluster.kept) > _MOST_KEPT:
                cluster.kept.clear()
            cluster.kept[key] = roots(voices, (evidence_of(link, self._entries) for link in links))
        return cast(Roots, cluster.kept[key])

    def _known(self, cluster: Cluster, known: int | None) -> list[int]:
        if known is None:
            return cluster.claims
        return [c for c in cluster.claims if (self._infos[self._entries[c].report].day or 0) <= known]

    def _origins(self, cluster: Cluster, found: Roots) -> tuple[Origin, ...]:
        thing = self._thing_id(cluster)
        return tuple(
            Origin(origin_id(thing, claims), speaker, iso(self._day_of(claims[0])), claims, tuple(link.reason for link in evidence))
            for claims, speaker, evidence in zip(found.clusters, found.speakers, found.evidence, strict=True)
        )

    def _day_of(self, claim: str) -> int | None:
        return self._infos[self._entries[self._number[claim]].report].day

    def _thing(self, cluster: Cluster) -> Thing:
        entries = [self._entries[claim] for claim in cluster.claims]
        others = tuple(self._thing_id(self._same.cluster(claim)) for claim in self._same.possible(cluster))
        facets = [self._same.facets(claim) for claim in cluster.claims]
        return thing_of(self._thing_id(cluster), entries, facets, tuple(dict.fromkeys(others)), self._day_of)

    def _thing_id(self, cluster: Cluster) -> str:
        if "id" not in cluster.kept:
            cluster.kept["id"] = thing_id([self._entries[claim].id for claim in cluster.claims], self._day_of)
        return str(cluster.kept["id"])

    def _verdict(self, a: str, b: str, found: Roots) -> Verdict:
        of = found.of()
        one, other = (
            statement_of(entry, self._infos[entry.report], str(of[entry.id])) for entry in (self._entries[self._number[c]] for c in (a, b))
        )
        kind, reason = verdict(one, other)
        return Verdict(a, b, kind, reason)

    def _asking(self, cluster: Cluster, valid_time: str | None, known_time: str | None, unit: str | None) -> Asking:
        return self._ask(cluster, ordinal(valid_time), ordinal(known_time), unit, self._learn())

    def _ask(self, cluster: Cluster, valid: int | None, known: int | None, unit: str | None, lessons: Lessons) -> Asking:
        return Asking(
            self._thing_id(cluster), [self._entries[claim] for claim in self._known(cluster, known)], self._infos,
            self._roots(cluster, known), valid, known, unit, lessons.calibration, lessons.grades, self._text,
        )  # fmt: skip

    def _learn(self) -> Lessons:
        """Calibration and grades, from what is settled now."""
        if self._learnt_at != self._version:
            numbers = ((self._number.get(claim, -1), right) for claim, right in self._rulings.settled.items())
            self._lessons.learn(
                (self._settled(number, right) for number, right in numbers if self._same.holds(number)),
                lambda one, graded: self._ask(one.cluster, None, None, one.entry.facets.unit, Lessons(dict(graded))),
            )
            self._learnt_at = self._version
        return self._lessons

    def _settled(self, number: int, right: bool) -> SettledClaim:
        entry, cluster = self._entries[number], self._same.cluster(number)
        return SettledClaim(entry, right, self._source(entry), cluster, self._thing_id(cluster))

    def _source(self, entry: Entry) -> str:
        return entry.speaker or entry.cited or self._infos[entry.report].publisher or "?"

    def _cluster(self, thing: str) -> Cluster:
        name = thing.removeprefix("thing--")
        number = self._number.get(thing, self._number.get("claim--" + name, self._number.get(name, -1)))
        if number < 0 or not self._same.holds(number):
            raise NotRecorded("thing", thing)
        return self._same.cluster(number)

    def _claim(self, claim: str) -> int:
        number = self._number.get(claim, -1)
        if number < 0 or not self._same.holds(number):
            raise NotRecorded("claim", claim)
        return number

    def _report(self, report: str) -> int:
        if report not in self._report_number:
            raise NotRecorded("report", report)
        return self._report_number[report]
