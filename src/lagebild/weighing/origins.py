"""How many independent origins stand behind claims on one thing, and which claims go back to which.

Claims are joined by evidence of falling strength (`claims.estimate.STRENGTH`): the same named ultimate source; an outlet that another
report cites; aligned verbatim text; the same direct quote; the same anchors with an unusual number and time order; errors in common.
Agreement alone is never copying: two honest reports of one event agree. Clusters with different named sources are never joined. The
result is computed from the evidence each time, so undoing a decision undoes what followed from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.estimate import STRENGTH, LinkEvidence
from lagebild.claims.ids import digest
from lagebild.weighing.clusters import Forest, pairs_to_first
from lagebild.weighing.offices import compatible, least, whole_of

#: How much it says that two claims name one source: more than any words in common.
_NAMED_BITS: Final = 20.0
#: And that they are one outlet's own: less than that one cites the other.
_OWN_BITS: Final = 6.0


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a claim: `speaker` the innermost named source that is no outlet, `cited` the innermost outlet, `publisher` whose
    report it is (all folded, None where untold), `day` of publication (ordinal), `figure` what amount it gives. `claim` is its id."""

    claim: str
    speaker: str | None = None
    cited: str | None = None
    publisher: str | None = None
    day: int | None = None
    figure: float | None = None

    def order(self) -> tuple[int, str]:
        """By publication; ties by id."""
        return (self.day if self.day is not None else 10**7, self.claim)


@dataclass(frozen=True, slots=True)
class Roots:
    """Origins of claims: each a tuple of claims in order of publication, with its named source and what joined it."""

    clusters: tuple[tuple[str, ...], ...]
    speakers: tuple[str | None, ...]
    evidence: tuple[tuple[LinkEvidence, ...], ...]

    @property
    def n_max(self) -> int:
        """Each claim without a link counts as an origin of its own."""
        return len(self.clusters)

    @property
    def n_min(self) -> int:
        """All claims that name nobody count as one origin."""
        return least(self.speakers)

    def of(self) -> dict[str, int]:
        """Which cluster each claim is in."""
        return {claim: at for at, cluster in enumerate(self.clusters) for claim in cluster}


def roots(voices: Sequence[Voice], links: Iterable[LinkEvidence] = ()) -> Roots:
    """The origins of the voices, from their attributions and from `links` between their claims."""
    by_claim = {voice.claim: voice for voice in sorted(voices, key=Voice.order)}
    forest: Forest[str, frozenset[str]] = Forest(lambda claim: _named(by_claim[claim]), _together)
    for claim in by_claim:
        forest.add(claim)
    used: list[LinkEvidence] = []
    texts = [link for link in links if link.a in by_claim and link.b in by_claim and _possible(link, by_claim)]
    explained = {claim for link in texts for claim in (link.a, link.b)}
    named = [link for link in _by_attribution(list(by_claim.values())) if link.kind != "cites" or link.b not in explained]
    for link in sorted([*named, *texts], key=_strongest_first):
        apart = forest.root(link.a) != forest.root(link.b)
        if apart and forest.join(link.a, link.b):
            used.append(link)
    return _roots(by_claim, forest, used)


def origin_id(thing: str, claims: Sequence[str]) -> str:
    """The id of an origin: its thing and its first claim."""
    return "origin--" + digest((thing, claims[0]))[:32]


def _roots(by_claim: dict[str, Voice], forest: Forest[str, frozenset[str]], used: list[LinkEvidence]) -> Roots:
    place = {claim: at for at, claim in enumerate(by_claim)}
    clusters = sorted((tuple(sorted(cluster, key=place.__getitem__)) for cluster in forest.clusters()), key=lambda c: place[c[0]])
    evidence: dict[str, list[LinkEvidence]] = {}
    for link in used:
        evidence.setdefault(forest.root(link.a), []).append(link)
    return Roots(
        tuple(clusters),
        tuple(max(sorted(forest.summary(cluster[0])), key=len, default=None) for cluster in clusters),
        tuple(tuple(evidence.get(forest.root(cluster[0]), ())) for cluster in clusters),
    )


def _strongest_first(link: LinkEvidence) -> tuple[int, float, str, str]:
    return STRENGTH[link.kind], -link.bits, min(link.a, link.b), max(link.a, link.b)


def _named(voice: Voice) -> frozenset[str]:
    return frozenset((voice.speaker,)) if voice.speaker else frozenset()


def _together(one: frozenset[str], other: frozenset[str]) -> frozenset[str] | None:
    """Never two different named sources; a state's statement may be that of one of its offices."""
    return one | other if all(compatible(mine, its) for mine in one for its in other) else None


def _possible(link: LinkEvidence, voices: Mapping[str, Voice]) -> bool:
    """Whether a translation can have gone that way: who names a source did not get it from an earlier text that names none."""
    earlier, later = sorted((voices[link.a], voices[link.b]), key=Voice.order)
    found_more = earlier.speaker is None and later.speaker is not None and earlier.day != later.day
    return link.kind != "anchors" or not found_more


def _by_attribution(voices: Sequence[Voice]) -> Iterable[LinkEvidence]:
    """Links from who is named: the fewest that join all claims of one speaker, and of one cited outlet with what it published.

    Whose words show where they come from needs no citation. An outlet may carry several origins on one thing, so a citation counts
    only where the figures are the same and the outlet gives that figure from one source (without this the precision of same-origin
    pairs in simulated worlds was .96).
    """
    speakers: dict[str, list[Voice]] = {}
    outlets: dict[tuple[str, float], list[str]] = {}
    published: dict[tuple[str, float], list[Voice]] = {}
    for voice in voices:
        if voice.speaker:
            speakers.setdefault(voice.speaker, []).append(voice)
        if voice.figure is None:
            continue
        if voice.cited and not voice.speaker:
            outlets.setdefault((voice.cited, voice.figure), []).append(voice.claim)
        if voice.publisher:
            published.setdefault((voice.publisher, voice.figure), []).append(voice)
    for speaker, named in speakers.items():
        for one, other in pairs_to_first(named):
            yield LinkEvidence(one.claim, other.claim, "source", _NAMED_BITS, f"both name {speaker}")
    yield from _wholes(speakers)
    yield from _own(voices)
    for (outlet, figure), claims in outlets.items():
        carried = published.get((outlet, figure), [])
        if len({voice.speaker for voice in carried}) > 1:
            continue
        reports = [voice.claim for voice in carried]
        for a, b in pairs_to_first([*reports[:1], *claims]):
            yield LinkEvidence(a, b, "cites", 12.0, f"cites {outlet}" if reports else f"both cite {outlet}")


def _own(voices: Sequence[Voice]) -> Iterable[LinkEvidence]:
    """Links between what one outlet says more than once without naming anybody: it is no second witness to itself."""
    own: dict[tuple[str, float | None], list[Voice]] = {}
    for voice in voices:
        if voice.publisher and not voice.speaker and not voice.cited:
            own.setdefault((voice.publisher, voice.figure), []).append(voice)
    for (publisher, _), said in own.items():
        for one, other in pairs_to_first(said):
            yield LinkEvidence(one.claim, other.claim, "cites", _OWN_BITS, f"both published by {publisher}")


def _wholes(speakers: Mapping[str, Sequence[Voice]]) -> Iterable[LinkEvidence]:
    """Links from statements of a state as a whole to one of its offices: the only one that speaks, or that gives the figure."""
    for whole, voices in speakers.items():
        offices = [said for speaker, said in speakers.items() if speaker != whole and whole_of(speaker) == whole]
        for voice in voices:
            same = [said for said in offices if voice.figure is not None and voice.figure in {one.figure for one in said}]
            fits = offices if len(offices) == 1 else same
            if len(fits) == 1:
                yield LinkEvidence(voice.claim, fits[0][0].claim, "source", _NAMED_BITS - 1, f"{whole} is {fits[0][0].speaker}")
