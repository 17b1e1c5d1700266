"""Links between texts and between claims as rows: 50 bytes a link, found from both ends."""

from collections.abc import Iterable, Iterator
from typing import Final, get_args

from lagebild.claims.estimate import STRENGTH, Aligned, LinkKind
from lagebild.weighing.linking import ClaimLink
from lagebild.weighing.reuse import Kind, TextLink
from lagebild.weighing.rows import Chains, Rows

_TEXT_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_CLAIM_KINDS: Final[tuple[LinkKind, ...]] = tuple(STRENGTH)
#: Kinds of evidence that say that the words around two claims are the same, and so what they are about.
_WORDED: Final = frozenset({"verbatim", "quote"})
_GONE: Final = 255

Kept = tuple[int, int, LinkKind, float]


class TextLinks:
    """Which reports (by number) share words."""

    PARTS = ("_chains", "_passages")

    def __init__(self) -> None:
        self._chains = Chains("BddIH")
        self._passages = Rows("IIIII")

    def add(self, link: TextLink) -> None:
        """Keep a link."""
        first = len(self._passages)
        for found in link.passages:
            self._passages.append(found.start_a, found.end_a, found.start_b, found.end_b, found.n_words)
        self._chains.link(link.report, link.other, _TEXT_KINDS.index(link.kind), link.weight, link.share, first, len(link.passages))

    def of(self, report: int) -> Iterator[TextLink]:
        """The links of a report, the first found first."""
        for record in reversed(self._chains.of(report)):
            one, other, kind, weight, share, first, n = self._chains.rows[record]
            passages = tuple(Aligned(*self._passages[at]) for at in range(first, first + n))
            yield TextLink(one, other, _TEXT_KINDS[kind], weight, share, passages)


class ClaimLinks:
    """Which claims (by number) belong together by their texts."""

    PARTS = ("_chains",)

    def __init__(self) -> None:
        self._chains = Chains("Bd")

    def add(self, link: ClaimLink) -> None:
        """Keep a link."""
        self._chains.link(link.claim, link.other, _CLAIM_KINDS.index(link.kind), link.bits)

    def of(self, claim: int) -> list[Kept]:
        """(claim, other, kind, bits) of the links of a claim, the first found first."""
        rows = self._chains.rows
        found = (rows[record] for record in reversed(self._chains.of(claim)))
        return [(one, other, _CLAIM_KINDS[kind], bits) for one, other, kind, bits in found if kind != _GONE]

    def worded(self, claim: int) -> Iterable[int]:
        """The claims in whose words this one stands."""
        return [other if one == claim else one for one, other, kind, _ in self.of(claim) if kind in _WORDED]

    def forget(self, claim: int) -> None:
        """Let go of the links of a claim."""
        for record in self._chains.of(claim):
            one, other, _, bits = self._chains.rows[record]
            self._chains.rows.put(record, one, other, _GONE, bits)
        self._chains.cut(claim)
