"""The picture from claims: things, origins, verdicts, estimates and grades, as reports and decisions come in.

Nothing is read or written here: reports, standing claims and decisions are put in one by one (a ledger can feed its events), and the
same contents give the same picture in whatever order they came, as does putting all in anew with `Balance.of`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.decision import Decision
from lagebild.claims.decision_record import decision_part, parse_decision
from lagebild.claims.estimate import Estimate, Grade, LinkEvidence, Origin, Thing, Verdict
from lagebild.claims.event import parse_time, time_text
from lagebild.claims.report import Report
from lagebild.errors import NotRecorded, SnapshotUnusable
from lagebild.weighing.behind import Behind
from lagebild.weighing.conformal import Calibration
from lagebild.weighing.contents import Contents
from lagebild.weighing.entries import Entry, ordinal
from lagebild.weighing.facets import Classify
from lagebild.weighing.lineage import Lineage, Text, Texts, lineage
from lagebild.weighing.linking import evidence_of
from lagebild.weighing.proposals import Compared
from lagebild.weighing.record import digit
from lagebild.weighing.reuse import N_EXACT, TextLink
from lagebild.weighing.rulings import rulings
from lagebild.weighing.same import Cluster
from lagebild.weighing.settled import Lessons, SettledClaim
from lagebild.weighing.snapshot import put_back, read, write
from lagebild.weighing.summing import Asking, line_by_line, summed

#: Pairs of origins for which `verdicts` says how they stand to each other.
_MOST_PAIRS: Final = 400


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
        self._contents = Contents(classify, text_of)
        self._decisions: dict[int, Decision] = {}
        self._behind = Behind(self._contents)
        self._n_ruled = 0
        self._lessons = Lessons()
        self._learnt_from: tuple[object, ...] = ()

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

    @classmethod
    def load(
        cls, path: Path, classify: Classify, text_of: Callable[[str], str] | None = None, made_with: str = ""
    ) -> tuple["Balance", int]:
        """The picture that `save` wrote, and its sequence; `classify`, `text_of` and `made_with` must be what they were.

        Raises `SnapshotUnusable` where the file is missing, damaged, or made by other rules: weigh anew then.
        """
        header, columns = read(path)
        if header["made_with"] != made_with:
            raise SnapshotUnusable(str(path), f"it was made with {header['made_with']!r}, not with {made_with!r}")
        found = cls(classify, text_of)
        put_back(found._contents, columns, header["values"])
        if not found._contents.has_texts():
            raise SnapshotUnusable(str(path), "it holds no texts, and nothing is given to read them from")
        for sequence, actor, time, part in header["decisions"]:
            found._decisions[sequence] = parse_decision(part, actor, parse_time(time))
        found._n_ruled = len(found._decisions)
        found._behind.rulings = rulings(found._decisions)
        found._contents.ties_put_back(found._behind.rulings)
        return found, header["sequence"]

    def save(self, path: Path, sequence: int, made_with: str = "") -> None:
        """Write the picture to a file, with the `sequence` of the last event that it holds. `made_with` names what else it depends on, such
        as the version of the classifier. Raises `SnapshotUnusable`."""
        self._rule()
        decisions = [[at, one.actor, time_text(one.time), decision_part(one)] for at, one in sorted(self._decisions.items())]
        write(path, self._contents, {"sequence": sequence, "made_with": made_with, "decisions": decisions})

    # What comes in

    def add(self, report: Report, claims: Sequence[Claim]) -> None:
        """Take in a report and the claims that stand in it. One that is known gets these claims instead of those it had."""
        self._rule()
        self._contents.take_in(report, claims, self._behind.rulings)

    def withdraw(self, claim: str) -> None:
        """A claim no longer stands (a person rejected it, or a new reading lost it). Raises `NotRecorded`."""
        self._contents.take_out(self._contents.claim(claim))

    def decide(self, sequence: int, decision: Decision) -> None:
        """Take in a decision. Same and different (of claims or of entities), settle and undo count here; what stands of a claim after the
        others is put in with `add` and `withdraw`."""
        self._decisions[sequence] = decision

    # What comes out

    def things(self) -> Iterator[Thing]:
        """All things, in no order to rely on."""
        self._rule()
        for cluster in self._contents.same.clusters():
            yield self._behind.thing(cluster)

    def thing(self, id: str) -> Thing:
        """The thing of this id, or of this claim's id. Raises `NotRecorded`."""
        return self._behind.thing(self._cluster(id))

    def origins(self, thing: str, known_time: str | None = None) -> tuple[Origin, ...]:
        """The origins behind a thing, as far as known on a day. Raises `NotRecorded`."""
        cluster = self._cluster(thing)
        return self._behind.origins(cluster, self._behind.roots(cluster, ordinal(known_time)))

    def estimate(
        self, thing: str, valid_time: str | None = None, known_time: str | None = None, unit: str | None = None, *, words: bool = True
    ) -> Estimate | None:
        """How much, for a day (of a series) and as known on a day; None where no claim gives an amount. Without `words` the lines have
        none, and no text need be read. Raises `NotRecorded`."""
        asking = self._asking(self._cluster(thing), valid_time, known_time, unit)
        return summed(asking if words else replace(asking, text_of=lambda report: ""))

    def verdicts(self, thing: str) -> tuple[Verdict, ...]:
        """How the first claims of the thing's origins stand to each other, and each claim to its origin's first."""
        cluster = self._cluster(thing)
        found = self._behind.roots(cluster, None)
        pairs = [(a[0], b[0]) for n, a in enumerate(found.clusters) for b in found.clusters[n + 1 :]]
        pairs += [(claims[0], claim) for claims in found.clusters for claim in claims[1:]]
        return tuple(self._behind.verdict(a, b, found) for a, b in pairs[:_MOST_PAIRS])

    def why(self, thing: str, valid_time: str | None = None, known_time: str | None = None) -> Why:
        """Everything behind a thing, line by line with the shift if a line were left out. Raises `NotRecorded`."""
        cluster = self._cluster(thing)
        found = self._behind.thing(cluster)
        return Why(
            found,
            tuple((found.claims[0], other, self._behind.joining(found.claims[0], other)) for other in found.claims[1:]),
            self.origins(thing, known_time),
            self.verdicts(thing),
            line_by_line(self._asking(cluster, valid_time, known_time, None)),
        )

    def grades(self) -> tuple[Grade, ...]:
        """The grade of each source and type with a settled claim."""
        return tuple(self._learn().grades.values())

    def credibility(self, claim: str) -> int:
        """The digit 1 to 6 of a claim, from independent origins alone. Raises `NotRecorded`."""
        self._rule()
        number = self._contents.claim(claim)
        found = self._behind.roots(self._contents.same.cluster(number), None)
        mine = found.of()[claim]
        kinds = [self._behind.verdict(claim, claims[0], found).kind for at, claims in enumerate(found.clusters) if at != mine]
        agreeing = sum(kind == "compatible" or (kind == "apart" and not self._contents.entries[number].denied) for kind in kinds)
        return digit(agreeing, sum(kind in ("conflict", "dispute") for kind in kinds))

    def text_links(self, report: str) -> tuple[tuple[str, TextLink], ...]:
        """The reports that share words with `report`, by id. In each link `report` is the one that came later."""
        number = self._contents.report(report)
        found = [(link.other if link.report == number else link.report, link) for link in self._contents.shown_links(number)]
        return tuple((self._contents.infos.ids[other], link) for other, link in sorted(found, key=lambda item: item[0]))

    def lineage(self, report: str, most: int = N_EXACT) -> Lineage:
        """Who took what from whom in the family of a report, of a large one in the `most` reports that are nearest. Raises
        `NotRecorded`."""
        contents = self._contents
        texts = Texts(self._named, self._entries_of, contents.shown_links, contents.said)
        return lineage(contents.report(report), texts, most)

    def links(self, claim: str) -> tuple[LinkEvidence, ...]:
        """Evidence from texts that a claim goes back to the same origin as others. Raises `NotRecorded`."""
        contents = self._contents
        return tuple(evidence_of(link, contents.entries) for link in contents.claim_links.of(contents.claim(claim)))

    def compared(self) -> Iterator[Compared]:
        """Every claim with its thing and what it is compared by, for `proposals`."""
        self._rule()
        contents = self._contents
        for cluster in contents.same.clusters():
            thing = self._behind.thing_id(cluster)
            for claim in cluster.claims:
                yield Compared(contents.entries.ids[claim], thing, contents.same.facets(claim))

    def calibration(self) -> Calibration:
        """What settled cases say about the width of ranges."""
        return self._learn().calibration

    # Within

    def _named(self, report: int) -> Text:
        infos = self._contents.infos
        return Text(infos.ids[report], infos.day(report))

    def _entries_of(self, report: int) -> list[Entry]:
        contents = self._contents
        return [contents.entries[claim] for claim in contents.claims_of(report)]

    def _rule(self) -> None:
        """Let the decisions count that came since: many at once cost no more than one."""
        if self._n_ruled == len(self._decisions):
            return
        self._n_ruled = len(self._decisions)
        before, after = self._behind.rulings, rulings(self._decisions)
        self._behind.rulings = after
        find = self._contents.entries.ids.find
        for pair in sorted(before.ties.keys() | after.ties.keys()):
            numbers = [find(claim) for claim in pair]
            if before.ties.get(pair) != after.ties.get(pair) and min(numbers) >= 0:
                self._contents.same.tie(numbers[0], numbers[1], after.ties.get(pair))
        changed = [name for name in before.alias.keys() | after.alias.keys() if before.alias.get(name) != after.alias.get(name)]
        if changed:
            self._contents.rename(changed, after.alias)
        self._behind.n_reruled += bool(changed) or before.settled != after.settled

    def _asking(self, cluster: Cluster, valid_time: str | None, known_time: str | None, unit: str | None) -> Asking:
        return self._behind.ask(cluster, ordinal(valid_time), ordinal(known_time), unit, self._learn())

    def _learn(self) -> Lessons:
        """Calibration and grades, from what is settled now; learnt anew only where a thing with a settled claim has changed."""
        self._rule()
        same, find = self._contents.same, self._contents.entries.ids.find
        found = ((find(claim), right) for claim, right in self._behind.rulings.settled.items())
        numbers = [(number, right) for number, right in found if number >= 0 and same.holds(number)]
        now = (self._behind.n_reruled, *((number, right, same.stamp(number)) for number, right in numbers))
        if now != self._learnt_from:
            self._lessons.learn(
                (self._settled(number, right) for number, right in numbers),
                lambda one, graded: self._behind.ask(one.cluster, None, None, one.entry.facets.unit, Lessons(dict(graded))),
            )
            self._learnt_from = now
        return self._lessons

    def _settled(self, number: int, right: bool) -> SettledClaim:
        entry, cluster = self._contents.entries[number], self._contents.same.cluster(number)
        return SettledClaim(entry, right, self._source(entry), cluster, self._behind.thing_id(cluster))

    def _source(self, entry: Entry) -> str:
        return entry.speaker or entry.cited or self._contents.info(entry).publisher or "?"

    def _cluster(self, thing: str) -> Cluster:
        self._rule()
        name = thing.removeprefix("thing--")
        find, same = self._contents.entries.ids.find, self._contents.same
        number = next((number for id in (thing, "claim--" + name, name) if (number := find(id)) >= 0), -1)
        if number < 0 or not same.holds(number):
            raise NotRecorded("thing", thing)
        return same.cluster(number)
