"""A plain coder in the manner of the CAMEO and PLOVER coders, to hold the built-in reader against.

A dictionary of stems for each type of act; the first that matches in a clause makes a claim. Who acts is the nearest party named to the
left, on whom the nearest to the right (those of a clause in the passive the other way round); the object or force is the noun that a table
of materiel, or a word for soldiers, knows nearest by. How far the act has come, denial and the source are told by words. Such coders hang their
rules on a parser's trees; this one takes the clause for the tree, and knows nothing that was learned from texts.

`python -m evals.baseline GOLD…` prints its figures beside the built-in reader's on each file or folder of gold (of the corpus the test part).
"""

import argparse
import pathlib
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Protocol, cast

from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.ids import claim_id
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ROLES, Polarity, Status, Type
from lagebild.reading.countries import Named, find_entities
from lagebild.reading.dates import find_times, moment_of
from lagebild.reading.gold import GoldReport, read_gold
from lagebild.reading.quantities import quantity_of
from lagebild.reading.reader import ModelReader
from lagebild.reading.scoring import Counts, compare
from lagebild.reading.sources import kind_of
from lagebild.reports import sentences

_WORD = re.compile(r"\w+(?:-\w+)*")
_CLAUSE = re.compile(r"[;:–]\s|,\s(?=(?:und|aber|doch|dass|die|der|das|which|who|and|but|while|that)\b)")
_PASSIVE = {"de": re.compile(r"\b(?:von|durch)\s"), "en": re.compile(r"\bby\s")}
_FORCES = re.compile(r"(?:\b[\w.]+\s)?\w*(?:truppen|soldaten|streitkräfte|einheiten|brigade|bataillon|troops|soldiers|forces|battalion|marines)\b", re.IGNORECASE)
_THINGS = re.compile(
    r"(?:\b[\d.,]+\s(?:Millionen\s|million\s)?)?\b\w*(?:waffen|panzer|raketen|drohnen|munition|granaten|kampfjets|flugzeuge|geschütze|"
    r"weapons|tanks|missiles|drones|ammunition|shells|jets|aircraft|helicopters|rockets|howitzers)\b", re.IGNORECASE)
_LOSSES = re.compile(r"\b(?:[\d.,]+|mindestens \w+|at least \w+|\w+)\s(?:\w+\s)?(?:Menschen|Zivilisten|Tote|Soldaten|people|civilians|soldiers|dead)\b")
_ARTICLE = re.compile(r"\b(?:der|die|das|den|dem|des|the|a|an)\s(?:[a-zäöü]+e[nrs]?\s)?$", re.IGNORECASE)
_NOUNS = re.compile(r"(?:\s(?:[A-ZÄÖÜ]\w+|forces|troops|soldiers|officials|government|army)){1,2}")
#: Which roles the party to the left, the party to the right, and the noun nearby take.
_SLOTS: dict[str, tuple[str | None, str | None, str | None]] = {
    "transfer": ("supplier", "recipient", "object"), "deployment": ("sender", "destination", "force"),
    "engagement": ("actor", "target", "losses"), "exercise": ("actor", None, "object"), "meeting": ("participant", "participant", None),
    "agreement": ("participant", "participant", None), "holding": ("holder", None, "object"),
    "restriction": ("authority", "target", "object"), "survey": ("population", None, None),
}


class Reads(Protocol):
    """Anything that reads a report."""

    def read(self, report: Report, sentences: Sequence[tuple[int, int]]) -> tuple[Claim, ...]:
        """The claims of a report."""


@cache
def _table() -> dict:
    return tomllib.loads(pathlib.Path(__file__).with_name("baseline.toml").read_text(encoding="utf8"))


@cache
def _stems(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for type_ in _SLOTS:
        words = _table()[language][type_].split()
        start = "|".join(re.escape(word) for word in words if not word.startswith("-"))
        inside = "|".join(re.escape(word[1:]) for word in words if word.startswith("-"))
        pattern = rf"\b(?:{start})\w*" + (rf"|\b\w+(?:{inside})\b" if inside else "")
        found.append((type_, re.compile(pattern, re.IGNORECASE)))
    return tuple(found)


@cache
def _words(language: str, *path: str) -> frozenset[str]:
    table = _table()
    for key in path:
        table = table[key]
    value = table if isinstance(table, str) else table[language]
    return frozenset(value.split())


class Baseline:
    """The coder; reading is a pure function of report and sentences."""

    def read(self, report: Report, sentences: Sequence[tuple[int, int]]) -> tuple[Claim, ...]:
        """The claims of `report` in text order."""
        language = "de" if (report.language or "de") == "de" else "en"
        return tuple(claim for sentence in sentences for claim in _coded(report, sentence, language))


def _coded(report: Report, sentence: tuple[int, int], language: str) -> Iterator[Claim]:
    """At most one claim of each type in each clause of the sentence."""
    text = report.text
    cuts = [sentence[0], *(match.end() for match in _CLAUSE.finditer(text, *sentence)), sentence[1]]
    named = [Named(n.start + sentence[0], n.end + sentence[0], n.entity, n.how, n.name) for n in find_entities(text[slice(*sentence)], language)]
    times = [(a + sentence[0], b + sentence[0]) for a, b in find_times(text[slice(*sentence)], language)]
    for start, end in pairwise(cuts):
        for type_, pattern in _stems(language):
            match = pattern.search(text, start, end)
            if match is None:
                continue
            trigger = Span.of(text, *match.span())
            words = {word.lower() for word in _WORD.findall(text[start:end])}
            time = next((pair for pair in times if start <= pair[0] < end), None)
            yield Claim(
                id=claim_id(report.id, type_, (trigger.start, trigger.end), 0, "baseline"), type=cast(Type, type_),
                status=_status(words, language), evidence=Span.of(text, *sentence), trigger=trigger, read_by=ReadBy("baseline", "1"),
                polarity=cast(Polarity, "denied" if words & _words(language, "denied", language) else "affirmed"),
                roles=tuple(sorted(_roles(text, (start, end), trigger, type_, named, language), key=lambda role: role.span)),
                attribution=_source(text, sentence, named, language),
                time=_moment(text, time, report, language) if time else None,
            )
            break


def _moment(text: str, time: tuple[int, int], report: Report, language: str):
    from lagebild.claims.moment import Moment

    edtf, basis = moment_of(text[slice(*time)], language, report.published)
    return Moment(edtf, Span.of(text, *time), basis)


def _status(words: set[str], language: str) -> Status:
    for status in ("withheld", "halted", "requested", "considered", "agreed", "pledged"):
        if words & _words(language, "status", language, status):
            return cast(Status, status)
    return "done"


def _roles(text: str, clause: tuple[int, int], trigger: Span, type_: str, named: Sequence[Named], language: str) -> Iterator[Role]:
    left, right, thing = _SLOTS[type_]
    inside = [one for one in named if clause[0] <= one.start < clause[1] and not (trigger.start <= one.start < trigger.end)]
    before = [one for one in inside if one.end <= trigger.start][-1:]
    after = [one for one in inside if one.start >= trigger.end][:1]
    if _PASSIVE[language].search(text, trigger.start, clause[1]):
        before, after = after, before
    for role, found in ((left, before), (right, after)):
        if role is not None:
            yield from (Role(role, _phrase(text, one, clause), one.entity) for one in found)
    pattern = {"force": _FORCES, "losses": _LOSSES, "object": _THINGS}.get(thing or "")
    match = pattern.search(text, *clause) if pattern else None
    if match is not None and thing in ROLES[cast(Type, type_)]:
        yield Role(thing, Span.of(text, *match.span()), None, quantity_of(match[0], language, thing))


def _phrase(text: str, named: Named, clause: tuple[int, int]) -> Span:
    """The name with its article before it and the nouns that it describes behind it, as far as capitals tell."""
    before = _ARTICLE.search(text, clause[0], named.start)
    behind = _NOUNS.match(text, named.end, clause[1]) if named.how in ("demonym", "name") else None
    return Span.of(text, before.start() if before else named.start, behind.end() if behind else named.end)


def _source(text: str, sentence: tuple[int, int], named: Sequence[Named], language: str) -> tuple[Source, ...]:
    """The words before a verb of saying, back to the clause's beginning; or those behind "laut", "according to"."""
    by = re.compile(r"\b(?:laut|nach Angaben (?:von|der|des)|according to)\s((?:\w+\s?){1,4})", re.IGNORECASE).search(text, *sentence)
    if by is not None:
        return (Source(Span.of(text, by.start(1), by.start(1) + len(by[1].rstrip())), kind_of(by[1], language)),)
    for match in _WORD.finditer(text, *sentence):
        if match[0].lower() in _words(language, "said", language):
            before = [one for one in named if one.end <= match.start()][-1:]
            return tuple(Source(Span.of(text, one.start, one.end), kind_of(one.name or "", language)) for one in before)
    return ()


def measure(reader: Reads, gold: pathlib.Path) -> dict[str, Counts]:
    """Counts by language; of reports in the corpus notation only those set apart for tests."""
    found: dict[str, Counts] = {}
    for one in read_gold(gold):
        if isinstance(one, GoldReport) and one.split in (None, "test"):
            language = one.report.language or "de"
            compare(one.claims, reader.read(one.report, sentences(one.report.text, language)), found.setdefault(language, Counts()))
    return dict(sorted(found.items()))


def main(arguments: list[str]) -> None:
    """Print both readers' figures side by side."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=pathlib.Path, nargs="+")
    options.add_argument("--model", type=pathlib.Path)
    chosen = options.parse_args(arguments)
    readers: dict[str, Reads] = {"baseline": Baseline(), "built-in": ModelReader(chosen.model) if chosen.model else ModelReader()}
    names = list(Counts().figures())
    print(f"{'':32}" + "".join(f"{name.replace('claims_', ''):>12}" for name in names))
    for path in chosen.gold:
        for name, reader in readers.items():
            for language, counts in measure(reader, path).items():
                print(f"{path.name + ', ' + language + ', ' + name:32}" + "".join(f"{value:>12}" for value in counts.figures().values()))


if __name__ == "__main__":
    main(sys.argv[1:])
