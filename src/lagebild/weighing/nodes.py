"""Claims with equal facets as one node, and which nodes are worth joining: found by blocks, scored, kept as edges.

Nodes are never used again: one that lost its last claim is dead, and what points to it is passed over.
"""

from array import array
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

from lagebild.weighing.facet_rows import BUCKET_DAYS, FacetRows
from lagebild.weighing.facets import Facets
from lagebild.weighing.features import JOIN, POSSIBLE, score
from lagebild.weighing.postings import Postings
from lagebild.weighing.rows import NO_DAY, Chains

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Bits are kept as a whole number of halves.
_HALVES: Final = 2
_MASK: Final = 0xFFFFFFFF


class Nodes:
    """Nodes by number, their claims by number, and the edges between nodes."""

    PARTS = ("facets", "rank", "_first", "_of", "_next", "_shared", "_blocks", "_edges")

    def __init__(self, rows: FacetRows) -> None:
        self._rows = rows
        self.facets = array("I")
        self.rank = array("Q")
        self._first = array("I")
        self._of = array("I")
        self._next = array("I")
        self._shared = array("I")
        self._blocks = Postings()
        self._edges = Chains("B")

    def __len__(self) -> int:
        return len(self.facets)

    def of(self, claim: int) -> int:
        """The node of a claim, -1 if the claim is not there."""
        return self._of[claim] - 1 if claim < len(self._of) else -1

    def alive(self, node: int) -> bool:
        """Whether any claim is there."""
        return self._first[node] != 0

    def claims(self, node: int) -> list[int]:
        """The claims of a node, the last first."""
        found = []
        at = self._first[node]
        while at:
            found.append(at - 1)
            at = self._next[at - 1]
        return found

    def facets_of(self, node: int) -> Facets:
        """What the node's claims are compared by."""
        return self._rows[self.facets[node]]

    def shared(self, facets: int) -> int:
        """The node that claims with these facets share, -1 for none."""
        return self._shared[facets] - 1 if facets < len(self._shared) else -1

    def telling(self, facets: int) -> bool:
        """Whether two claims that say no more than this would be joined."""
        worded = self._rows[facets]
        return score(worded, worded) >= JOIN

    def new(self, facets: int, rank: int, *, shared: bool) -> int:
        """A new node; its claims are put in with `put`."""
        node = len(self.facets)
        self.facets.append(facets)
        self.rank.append(rank)
        self._first.append(0)
        if shared:
            self._shared.extend([0] * (facets + 1 - len(self._shared)))
            self._shared[facets] = node + 1
        return node

    def put(self, node: int, claim: int) -> None:
        """The claim is one of the node's."""
        missing = claim + 1 - len(self._of)
        if missing > 0:
            self._of.extend([0] * missing)
            self._next.extend([0] * missing)
        self._of[claim] = node + 1
        self._next[claim] = self._first[node]
        self._first[node] = claim + 1

    def take_out(self, claim: int) -> None:
        """The claim is in no node. A node without claims is dead."""
        node = self.of(claim)
        claims = [other for other in self.claims(node) if other != claim]
        self._first[node] = claims[0] + 1 if claims else 0
        for other, after in pairwise([*claims, -1]):
            self._next[other] = after + 1
        self._of[claim] = 0
        if not claims and self.shared(self.facets[node]) == node:
            self._shared[self.facets[node]] = 0

    def connect(self, node: int) -> list[int]:
        """Find the new node's edges, and say with which others it is worth joining."""
        row = self._rows.row(self.facets[node])
        found: set[int] = set()
        for key in _keys(row):
            found.update(self._blocks.get(key))
        near = []
        if found:
            others, bits = self._scored(node, found)
            for other, worth in zip(others.tolist(), bits.tolist(), strict=True):
                if self.alive(other):
                    self._edges.link(node, other, int(worth * _HALVES))
                    if worth >= JOIN:
                        near.append(other)
        for key in _own_keys(row):
            self._blocks.add(key, node)
        return near

    def near(self, node: int) -> Iterator[tuple[int, float]]:
        """The nodes with which this is worth joining, and the bits."""
        return self._linked(node, lambda bits: bits >= JOIN)

    def maybe(self, node: int) -> Iterator[tuple[int, float]]:
        """The nodes that are worth joining, or nearly so."""
        return self._linked(node, lambda bits: True)

    def _linked(self, node: int, wanted: Any) -> Iterator[tuple[int, float]]:
        row = self._edges.rows
        for record in self._edges.of(node):
            one, other, halves = row[record]
            to = other if one == node else one
            if wanted(halves / _HALVES) and self.alive(to):
                yield to, halves / _HALVES

    def _scored(self, node: int, found: set[int]) -> "tuple[NDArray[np.uint32], NDArray[np.float64]]":
        """Those of `found` that may be the same, with their bits."""
        import numpy as np

        others = np.fromiter(found, dtype=np.uint32, count=len(found))
        others.sort()
        bits = self._rows.bits(self.facets[node], self._rows.many(np.frombuffer(self.facets, dtype=np.uint32)[others]))
        enough = bits >= POSSIBLE
        return others[enough], bits[enough]


def _own_keys(row: tuple[Any, ...]) -> list[int]:
    """Blocks under which a node is found: each two of its fields, in the period of its last day."""
    bucket = _bucket(row)
    return [_key(pair, bucket) for pair in _pairs(row)]


def _keys(row: tuple[Any, ...]) -> list[int]:
    """Blocks in which a node looks for others: its own and those of the neighbouring periods."""
    bucket = _bucket(row)
    buckets = (bucket,) if bucket < 0 else (bucket - 1, bucket, bucket + 1)
    return [_key(pair, near) for pair in _pairs(row) for near in buckets]


def _bucket(row: tuple[Any, ...]) -> int:
    return -1 if row[7] == NO_DAY else int(row[7]) // BUCKET_DAYS


def _pairs(row: tuple[Any, ...]) -> list[int]:
    """A number for type, level and each two of giver, taker, materiel and place that are told."""
    told = [(at, value) for at, value in enumerate(row[:4]) if value]
    kind = int(row[9]) * 4 + int(row[10])
    return [((kind * 16 + 4 * a + b) * 0x9E3779B1 + one * 0x85EBCA77 + other * 0xC2B2AE3D) & _MASK
            for (a, one), (b, other) in combinations(told, 2)]  # fmt: skip


def _key(pair: int, bucket: int) -> int:
    mixed = ((pair ^ (pair >> 15)) * 0x2C1B3C6D + bucket * 0x297A2D39) & _MASK
    return (mixed ^ (mixed >> 13)) * 0x165667B1 & _MASK
