"""What stands behind a thing: its claims in order, their origins, how they stand to each other, and what an estimate rests on."""

from typing import Final, cast

from lagebild.claims.estimate import Origin, Thing, Verdict
from lagebild.weighing.contents import Contents
from lagebild.weighing.entries import Entry, iso, statement_of, voice_of
from lagebild.weighing.features import explain
from lagebild.weighing.linking import evidence_of
from lagebild.weighing.mistakes import shared_errors
from lagebild.weighing.origins import Roots, origin_id, roots
from lagebild.weighing.rulings import Rulings
from lagebild.weighing.same import Cluster
from lagebild.weighing.settled import Lessons
from lagebild.weighing.summing import Asking
from lagebild.weighing.things import published_first, thing_id, thing_of
from lagebild.weighing.verdicts import verdict

#: States of knowledge of one thing that are remembered.
_MOST_KEPT: Final = 8


class Behind:
    """Answers about things (clusters of claims); what is dear to find out is remembered with the thing until it changes.

    `n_reruled` counts how often decisions on entities or outcomes changed: what was remembered before no longer holds.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self.rulings = Rulings()
        self.n_reruled = 0

    def roots(self, cluster: Cluster, known: int | None) -> Roots:
        """The origins of a thing's claims, as far as known on a day; remembered with the thing."""
        key = f"roots {known} {self.n_reruled}"
        if key not in cluster.kept:
            contents = self._contents
            entries = [contents.entries[claim] for claim in self.known(cluster, known)]
            voices = [voice_of(entry, contents.info(entry), self.rulings.alias) for entry in entries]
            links = {link for claim in cluster.claims for link in contents.claim_links.of(claim)}
            if len(cluster.kept) > _MOST_KEPT:
                cluster.kept.clear()
            errors = shared_errors(entries, self.rulings.settled) if self.rulings.settled else []
            cluster.kept[key] = roots(voices, [*(evidence_of(link, contents.entries) for link in links), *errors])
        return cast(Roots, cluster.kept[key])

    def known(self, cluster: Cluster, known: int | None) -> list[int]:
        """The claims of a thing that were published by a day (ordinal, None for all)."""
        claims = self.in_order(cluster)
        if known is None:
            return claims
        contents = self._contents
        return [claim for claim in claims if (contents.infos.day(contents.entries.report(claim)) or 0) <= known]

    def in_order(self, cluster: Cluster) -> list[int]:
        """The claims of a thing by day of publication and id."""
        if "order" not in cluster.kept:
            ids, day_of = self._contents.entries.ids, self._contents.day_of
            cluster.kept["order"] = sorted(cluster.claims, key=lambda claim: published_first(ids[claim], day_of))
        return cast(list[int], cluster.kept["order"])

    def origins(self, cluster: Cluster, found: Roots) -> tuple[Origin, ...]:
        """The origins in nouns."""
        thing = self.thing_id(cluster)
        return tuple(
            Origin(origin_id(thing, claims), speaker, self._day(claims[0]), claims, tuple(link.reason for link in evidence))
            for claims, speaker, evidence in zip(found.clusters, found.speakers, found.evidence, strict=True)
        )

    def thing(self, cluster: Cluster) -> Thing:
        """The thing in nouns."""
        contents = self._contents
        others = tuple(self.thing_id(contents.same.cluster(claim)) for claim in contents.same.possible(cluster))
        facets = [contents.same.facets(claim) for claim in self.in_order(cluster)]
        entries = [contents.entries[claim] for claim in self.in_order(cluster)]
        return thing_of(self.thing_id(cluster), entries, facets, tuple(dict.fromkeys(others)))

    def thing_id(self, cluster: Cluster) -> str:
        """The id of a thing."""
        if "id" not in cluster.kept:
            cluster.kept["id"] = thing_id(self._contents.entries.ids[self.in_order(cluster)[0]])
        return str(cluster.kept["id"])

    def joining(self, one: str, other: str) -> tuple[tuple[str, float, str], ...]:
        """What speaks for two claims (by id) being one thing, by feature."""
        facets, find = self._contents.same.facets, self._contents.entries.ids.find
        return explain(facets(find(one)), facets(find(other)))

    def verdict(self, a: str, b: str, found: Roots) -> Verdict:
        """How two claims (by id) stand to each other."""
        of = found.of()
        one, other = (statement_of(entry, self._contents.info(entry), str(of[entry.id])) for entry in (self.entry(a), self.entry(b)))
        kind, reason = verdict(one, other)
        return Verdict(a, b, kind, reason)

    def entry(self, claim: str) -> Entry:
        """What is kept of a claim (by id)."""
        return self._contents.entries[self._contents.entries.ids.find(claim)]

    def ask(self, cluster: Cluster, valid: int | None, known: int | None, unit: str | None, lessons: Lessons) -> Asking:
        """All that an estimate rests on."""
        contents = self._contents
        return Asking(
            self.thing_id(cluster), [contents.entries[claim] for claim in self.known(cluster, known)], contents.infos,
            self.roots(cluster, known), valid, known, unit, lessons.calibration, lessons.grades, contents.text,
        )  # fmt: skip

    def _day(self, claim: str) -> str | None:
        return iso(self._contents.day_of(claim))
