"""From reports that share words to claims that go back to one origin."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lagebild.claims.estimate import Aligned, LinkEvidence, LinkKind
from lagebild.weighing.entries import Entry
from lagebild.weighing.hedges import significant_digits
from lagebild.weighing.kept_claims import Entries
from lagebild.weighing.reuse import RULE, TextLink, turned

#: How much of the shorter evidence an aligned passage must cover, as a share of its code points.
_COVERED: Final = 0.5
#: Words in common around two claims from which on one took them from the other: two reporters may well write a dozen alike on one event
#: (simulated worlds: from 8 words on precision .98, from 15 on .99), and a copy that changes the figure must show more of its source.
_LEAST_WORDS: Final = 15
_LEAST_WORDS_OTHER_FIGURE: Final = 24
#: Digits that are not zeros at the end from which on two reports in two languages, with names in common, give one number as one origin
#: (simulated worlds: recall of same-origin pairs .87 with two, .83 with three, precision .99 with both).
_UNUSUAL_DIGITS: Final = 2
#: Each claim keeps links to so many earlier ones: enough to hold a family together, few enough to fit into memory.
N_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A claim (by number) goes with `other` for `kind` of evidence; `bits` says how much; `same_thing` that the words are the same."""

    claim: int
    other: int
    kind: LinkKind
    bits: float
    same_thing: bool


def claim_links(link: TextLink, mine: Sequence[tuple[int, Entry]], theirs: Sequence[tuple[int, Entry]]) -> Iterator[ClaimLink]:
    """Which claims of two linked reports belong together. `mine` are those of `link.report`."""
    for claim, entry in mine:
        for other, its in theirs:
            if entry.facets.type != its.facets.type:
                continue
            if link.kind == "anchors":
                if _same_number(entry, its):
                    yield ClaimLink(claim, other, "anchors", link.weight, same_thing=False)
            elif covered := _covering(link.passages, entry, its):
                kind: LinkKind = "quote" if link.kind == "quote" else "verbatim"
                yield ClaimLink(claim, other, kind, float(covered), same_thing=True)


def strongest(links: Iterable[ClaimLink]) -> list[ClaimLink]:
    """At most `N_KEPT` for each claim."""
    by_claim: dict[int, list[ClaimLink]] = {}
    for link in sorted(links, key=lambda link: (-link.bits, link.other)):
        kept = by_claim.setdefault(link.claim, [])
        if len(kept) < N_KEPT:
            kept.append(link)
    return [link for kept in by_claim.values() for link in kept]


def evidence_of(link: tuple[int, int, LinkKind, float], entries: Entries) -> LinkEvidence:
    """A kept link in words."""
    claim, other, kind, bits = link
    reason = {
        "verbatim": f"{bits:.0f} words in common around both claims",
        "quote": f"the same quotation of {bits:.0f} words",
        "anchors": "the same unusual number and names in another language",
    }[kind]
    one, two = sorted((entries.ids[claim], entries.ids[other]))
    return LinkEvidence(one, two, kind, bits, reason, rule=RULE)


def _covering(passages: Sequence[Aligned], one: Entry, other: Entry) -> int:
    """Words of the passage that covers both evidences in the same place, 0 for none. Seen from the lesser id, so that it does not matter
    which report came first."""
    if one.id > other.id:
        return _covering(sorted((turned(passage) for passage in passages), key=lambda passage: passage.start_a), other, one)
    for passage in passages:
        here = min(passage.end_a, one.end) - max(passage.start_a, one.start)
        there = min(passage.end_b, other.end) - max(passage.start_b, other.start)
        if passage.n_words < (_LEAST_WORDS_OTHER_FIGURE if _other_figure(one, other) else _LEAST_WORDS):
            continue
        if _shifted(passage, one, other) > max(one.end - one.start, other.end - other.start) / 2:
            continue
        if here >= _COVERED * (one.end - one.start) and there >= _COVERED * (other.end - other.start):
            return passage.n_words
    return 0


def _shifted(passage: Aligned, one: Entry, other: Entry) -> float:
    """Code points between where the one evidence's middle would lie in the other text and where the other's is."""
    stretch = (passage.end_b - passage.start_b) / (passage.end_a - passage.start_a)
    expected = passage.start_b + ((one.start + one.end) / 2 - passage.start_a) * stretch
    return abs(expected - (other.start + other.end) / 2)


def _other_figure(one: Entry, other: Entry) -> bool:
    return one.figure is not None and other.figure is not None and one.figure != other.figure


def _same_number(one: Entry, other: Entry) -> bool:
    return one.figure is not None and one.figure == other.figure and significant_digits(one.figure) >= _UNUSUAL_DIGITS
