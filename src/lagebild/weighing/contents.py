"""What a picture rests on: reports, their claims, and the links between them. What follows from it is for `balance`."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.errors import NotRecorded
from lagebild.weighing.entries import Entry, Info, entry_of
from lagebild.weighing.facet_rows import FacetRows
from lagebild.weighing.facets import Classify, Facets
from lagebild.weighing.kept_claims import Entries, Infos
from lagebild.weighing.kept_links import ClaimLinks, TextLinks
from lagebild.weighing.linking import ClaimLink, claim_links, strongest
from lagebild.weighing.reuse import N_EXACT, TextLink, Texts
from lagebild.weighing.rows import Names
from lagebild.weighing.rulings import Rulings
from lagebild.weighing.same import SameThing

#: Texts that are remembered: the next reports will be held against them, and lines of estimates quote them.
_MOST_TEXTS: Final = 1024
#: Reports whose claims were put in one after another need no list of them.
_LISTED: Final = 0xFFFFFFFF


class Contents:
    """Reports and claims by number, in the order in which they came."""

    PARTS = ("names", "facets", "entries", "infos", "_first", "_n", "_listed", "_kept_texts", "text_links", "claim_links", "same", "_texts")

    def __init__(self, classify: Classify, text_of: Callable[[str], str] | None) -> None:
        self._classify = classify
        self._read_text = text_of
        self._remembered = lru_cache(maxsize=_MOST_TEXTS)(self._reading)
        self._kept_texts: list[str] = []
        self.names = Names()
        self.facets = FacetRows(self.names)
        self.entries = Entries(self.names, self.facets)
        self.infos = Infos(self.names)
        self._first = array("I")
        self._n = array("I")
        self._listed: dict[str, list[int]] = {}
        self.text_links = TextLinks()
        self.claim_links = ClaimLinks()
        self.same = SameThing(self.facets, self.entries.ids.__getitem__, self.claim_links.worded)
        self._texts = Texts(self.text)

    def take_in(self, report: Report, claims: Sequence[Claim], rulings: Rulings) -> None:
        """A report and the claims that stand in it, instead of those that it had."""
        number = self.infos.ids.find(report.id)
        if number < 0:
            number = self._new_report(report)
        wanted = {claim.id for claim in claims}
        for claim in self.claims_of(number):
            if self.entries.ids[claim] not in wanted:
                self.take_out(claim)
        info = self.infos[number]
        fresh = [self._put(entry_of(claim, number, info, self._classify), rulings) for claim in claims]
        self._relink(number, fresh)

    def take_out(self, claim: int) -> None:
        """A claim no longer stands."""
        report = self.entries.report(claim)
        self._list(report, [other for other in self.claims_of(report) if other != claim])
        self.same.take_out(claim)
        self.claim_links.forget(claim)

    def rename(self, names: Sequence[str], alias: Mapping[str, str]) -> None:
        """These names stand for others than before."""
        rows = self.facets.naming({self.names.known(name) for name in names} - {0})
        for number in self.entries.with_facets(rows.tolist()):
            if self.same.holds(number):
                self.same.put(number, aliased(self.facets[self.entries.facets(number)], alias))

    def ties_put_back(self, rulings: Rulings) -> None:
        """Remember what people said, whose consequences were put back."""
        for (one, other), same in rulings.ties.items():
            numbers = self.entries.ids.find(one), self.entries.ids.find(other)
            if min(numbers) >= 0:
                self.same.tied(*numbers, same)

    def claims_of(self, report: int) -> list[int]:
        """The claims of a report."""
        if self._n[report] == _LISTED:
            return self._listed[str(report)]
        return list(range(self._first[report], self._first[report] + self._n[report]))

    def claim(self, id: str) -> int:
        """The number of a claim that stands. Raises `NotRecorded`."""
        number = self.entries.ids.find(id)
        if number < 0 or not self.same.holds(number):
            raise NotRecorded("claim", id)
        return number

    def report(self, id: str) -> int:
        """The number of a report. Raises `NotRecorded`."""
        number = self.infos.ids.find(id)
        if number < 0:
            raise NotRecorded("report", id)
        return number

    def day_of(self, claim: str) -> int | None:
        """When the report of a claim was published (ordinal)."""
        return self.infos.day(self.entries.report(self.entries.ids.find(claim)))

    def info(self, entry: Entry) -> Info:
        """The report of a claim."""
        return self.infos[entry.report]

    def text(self, report: int) -> str:
        """The text of a report; those read last are remembered."""
        return self._kept_texts[report] if self._read_text is None else self._remembered(report)

    def shown_links(self, report: int) -> list[TextLink]:
        """The links between texts that can be shown."""
        return [found for link in self.text_links.of(report) if (found := self._texts.shown(link)) is not None]

    def has_texts(self) -> bool:
        """Whether the texts of all reports can be had."""
        return self._read_text is not None or len(self._kept_texts) == len(self.infos)

    def said(self, entry: Entry) -> str:
        """The words of a claim's amount, else those of the claim."""
        start, end = entry.amount or (entry.start, entry.end)
        return self.text(entry.report)[start:end]

    def _reading(self, report: int) -> str:
        assert self._read_text is not None
        return self._read_text(self.infos.ids[report])

    def _new_report(self, report: Report) -> int:
        info = Info.of(report)
        number = self.infos.add(info)
        self._first.append(len(self.entries))
        self._n.append(0)
        if self._read_text is None:
            self._kept_texts.append(report.text)
        for link in self._texts.add(number, report.language, info.day):
            self.text_links.add(link)
        return number

    def _put(self, entry: Entry, rulings: Rulings) -> int:
        number, new = self.entries.put(entry)
        if new:
            for pair, same in rulings.ties_of(entry.id):
                one, other = (self.entries.ids.find(claim) for claim in pair)
                if one >= 0 and other >= 0:
                    self.same.tie(one, other, same)
        known = self.claims_of(entry.report)
        if number not in known:
            self._list(entry.report, [*known, number])
        self.same.put(number, aliased(entry.facets, rulings.alias))
        return number

    def _list(self, report: int, claims: list[int]) -> None:
        """The claims of a report from now on."""
        first = claims[0] if claims else 0
        if claims == list(range(first, first + len(claims))):
            self._first[report], self._n[report] = first, len(claims)
            self._listed.pop(str(report), None)
        else:
            self._n[report] = _LISTED
            self._listed[str(report)] = claims

    def _relink(self, report: int, claims: Sequence[int]) -> None:
        """Links between these claims and those of the reports that share words with theirs."""
        mine = [(claim, self.entries[claim]) for claim in claims]
        found: list[ClaimLink] = []
        for link in self.text_links.of(report):
            other = link.other if link.report == report else link.report
            theirs = [(claim, self.entries[claim]) for claim in self.claims_of(other)]
            found += claim_links(link, *((mine, theirs) if link.report == report else (theirs, mine)))
        known = {link[:2] for claim in claims for link in self.claim_links.of(claim)}
        for one in found if report < N_EXACT else strongest(found):
            if (one.claim, one.other) in known:
                continue
            self.claim_links.add(one)
            if one.same_thing:
                self.same.same_words(one.claim, one.other)


def aliased(facets: Facets, alias: Mapping[str, str]) -> Facets:
    """The facets with the names that people say are the same made one."""
    if not alias or not (facets.giver in alias or facets.taker in alias):
        return facets
    return replace(facets, giver=alias.get(facets.giver or "", facets.giver), taker=alias.get(facets.taker or "", facets.taker))
