"""Which claims are about one thing: found as claims arrive, the same in whatever order they do, and undone when a decision is.

Claims with equal facets share a node. Nodes that share two of (giver, taker, materiel, place) within neighbouring 14-day buckets are
scored by the table in `features`; edges from `JOIN` bits on join them, the strongest first, unless the clusters then hold two givers,
takers, materiels, or stretch over more than three weeks. People's "same" goes before everything, their "not the same" forbids.

What edges connect is a component. A change marks its component; whoever reads a claim there settles that component and no other.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from lagebild.weighing.clusters import Forest
from lagebild.weighing.common import Common, common, merged, united
from lagebild.weighing.facet_rows import FacetRows
from lagebild.weighing.facets import Facets
from lagebild.weighing.features import JOIN, score, veto
from lagebild.weighing.nodes import Nodes
from lagebild.weighing.rings import Rings

#: What an aligned passage around both claims adds: the same words are about the same thing, if nothing speaks against it.
WORDS_BITS: Final = 9.0
#: Things that are remembered with what callers keep of them; others are made again when they are read.
_MOST_KEPT: Final = 4096
_NOBODY: Final[frozenset[int]] = frozenset()


@dataclass(slots=True)
class Cluster:
    """One thing: its claims (by number), and what a caller keeps with it. `stamp` differs whenever anything in it may have changed."""

    claims: list[int]
    stamp: tuple[int, int]
    kept: dict[str, object] = field(default_factory=dict)


class SameThing:
    """The things behind claims. Claims are numbered by the caller; `name` gives the id by which ties between equals are broken, `worded`
    the claims that share an aligned passage with a claim.

    All methods are cheap but the first read after a change.
    """

    PARTS = ("_nodes", "_components", "_lead", "_mate", "_stamp", "_stale", "_n_settled")

    def __init__(
        self, rows: FacetRows, name: Callable[[int], str] = str, worded: Callable[[int], Iterable[int]] = lambda claim: ()
    ) -> None:
        self._rows = rows
        self._name = name
        self._worded = worded
        self._nodes = Nodes(rows)
        self._components = Rings()
        self._lead = array("I")
        self._mate = array("I")
        self._stamp = array("I")
        self._stale = bytearray()
        self._n_settled = 0
        self._tied: dict[tuple[int, int], bool] = {}
        self._ties_of: dict[int, set[int]] = {}
        self._kept: dict[int, Cluster] = {}

    def put(self, claim: int, facets: Facets) -> None:
        """Take in a claim, or take it anew with other facets. One that a decision names never shares a node."""
        nodes = self._nodes
        if nodes.of(claim) >= 0:
            self.take_out(claim)
        alone = claim in self._ties_of
        number = self._rows.number(facets)
        node = -1 if alone else nodes.shared(number)
        if node < 0:
            node = self._new_node(number, claim, alone=alone)
        nodes.put(node, claim)
        self._touch(node)
        for other in self._worded(claim):
            self.same_words(claim, other)
        for other in self._ties_of.get(claim, ()):
            self._unite(claim, other)

    def take_out(self, claim: int) -> None:
        """Forget a claim; its ties stay for when it comes back."""
        self._touch(self._nodes.of(claim))
        self._nodes.take_out(claim)

    def tie(self, one: int, other: int, same: bool | None) -> None:
        """A person says that two claims are, or are not, about one thing; None takes back what was said."""
        self.tied(one, other, same)
        for claim in (one, other):
            node = self._nodes.of(claim)
            if node >= 0:
                self.put(claim, self._nodes.facets_of(node))

    def tied(self, one: int, other: int, same: bool | None) -> None:
        """Remember what a person says without doing what follows from it (it has been done where a picture is put back)."""
        pair = (min(one, other), max(one, other))
        if same is None:
            self._tied.pop(pair, None)
        else:
            self._tied[pair] = same
        for mine, theirs in (pair, pair[::-1]):
            if same is not None:
                self._ties_of.setdefault(mine, set()).add(theirs)
                continue
            self._ties_of.get(mine, set()).discard(theirs)
            if not self._ties_of.get(mine):
                self._ties_of.pop(mine, None)

    def same_words(self, one: int, other: int) -> None:
        """An aligned passage covers both claims (`worded` says so from now on)."""
        mine, theirs = self._nodes.of(one), self._nodes.of(other)
        if mine >= 0 and theirs >= 0 and mine != theirs and self._words_join(mine, theirs) is not None:
            self._unite(one, other)

    def cluster(self, claim: int) -> Cluster:
        """The thing of a claim."""
        return self._cluster(self._settled(claim))

    def stamp(self, claim: int) -> tuple[int, int]:
        """The stamp of the thing of a claim."""
        lead = self._settled(claim)
        return lead, self._stamp[lead]

    def possible(self, cluster: Cluster) -> list[int]:
        """Claims of things that may be the same, one or more of each."""
        mine = {self._nodes.of(claim) for claim in cluster.claims}
        found = dict.fromkeys(other for node in sorted(mine) for other, _ in self._nodes.maybe(node) if other not in mine)
        return [self._nodes.claims(other)[0] for other in found]

    def clusters(self) -> Iterator[Cluster]:
        """All things, each once."""
        for node in range(len(self._nodes)):
            if self._stale[node]:
                self._settle(node)
        for node in range(len(self._nodes)):
            if self._nodes.alive(node) and self._lead[node] == node:
                yield self._cluster(node)

    def facets(self, claim: int) -> Facets:
        """What the claim is compared by."""
        return self._nodes.facets_of(self._nodes.of(claim))

    def holds(self, claim: int) -> bool:
        """Whether the claim is there."""
        return self._nodes.of(claim) >= 0

    # Nodes and their components

    def _new_node(self, facets: int, claim: int, *, alone: bool) -> int:
        shared = not alone and self._nodes.telling(facets)
        node = self._nodes.new(facets, _rank(self._rows[facets], "" if shared else self._name(claim)), shared=shared)
        self._components.add()
        for column in (self._lead, self._mate):
            column.append(node)
        self._stamp.append(0)
        self._stale.append(0)
        for other in self._nodes.connect(node):
            self._join(node, other)
        return node

    def _unite(self, one: int, other: int) -> None:
        """What becomes of the one claim may depend on the other."""
        mine, theirs = self._nodes.of(one), self._nodes.of(other)
        if mine >= 0 and theirs >= 0:
            self._join(mine, theirs)

    def _join(self, one: int, other: int) -> None:
        stale = self._components.root(one), self._components.root(other)
        root = self._components.join(*stale)
        for at in stale:
            self._stale[at] = 0
        self._stale[root] = 1

    def _touch(self, node: int) -> None:
        """Mark what a node is connected with for settling."""
        self._stale[self._components.root(node)] = 1

    # Settling

    def _settled(self, claim: int) -> int:
        """The node that stands for the thing of a claim, as it is now."""
        node = self._nodes.of(claim)
        root = self._components.root(node)
        if self._stale[root]:
            self._settle(root)
        return self._lead[node]

    def _settle(self, root: int) -> None:
        nodes = [node for node in self._components.members(root) if self._nodes.alive(node)]
        self._components.keep(root, nodes)
        self._n_settled += 1
        for cluster in self._joined(nodes):
            lead = min(cluster)
            self._stamp[lead] = self._n_settled
            for node, mate in zip(cluster, [*cluster[1:], cluster[0]], strict=True):
                self._lead[node] = lead
                self._mate[node] = mate
        self._stale[root] = 0

    def _cluster(self, lead: int) -> Cluster:
        stamp = (lead, self._stamp[lead])
        found = self._kept.get(lead)
        if found is None or found.stamp != stamp:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[lead] = Cluster(sorted(claim for node in self._mates(lead) for claim in self._nodes.claims(node)), stamp)
        return found

    def _mates(self, lead: int) -> Iterator[int]:
        yield lead
        node = self._mate[lead]
        while node != lead:
            yield node
            node = self._mate[node]

    def _joined(self, nodes: list[int]) -> list[list[int]]:
        if len(nodes) < 2:
            return [nodes] if nodes else []
        forest: Forest[int, Common] = Forest(self._common, merged)
        for node in nodes:
            forest.add(node)
        for one, other in self._wanted(nodes):
            forest.join(one, other, united(forest.summary(one), forest.summary(other)))
        for one, other in self._edges(nodes):
            forest.join(one, other)
        return forest.clusters()

    def _wanted(self, nodes: list[int]) -> Iterable[tuple[int, int]]:
        """Pairs that people call the same."""
        if not self._tied:
            return []
        of = self._nodes.of
        claims = [claim for node in nodes for claim in self._nodes.claims(node) if claim in self._ties_of]
        pairs = {(min(c, o), max(c, o)) for c in claims for o in self._ties_of[c]}
        named = sorted((sorted((self._name(a), self._name(b))), a, b) for a, b in pairs if self._tied[a, b] and of(a) >= 0 and of(b) >= 0)
        return [(of(a), of(b)) for _, a, b in named]

    def _edges(self, nodes: list[int]) -> list[tuple[int, int]]:
        """Pairs to join, the strongest first; ties by what the claims say, never by when they came."""
        found: list[tuple[float, int, int, int, int]] = []
        rank = self._nodes.rank
        for node in nodes:
            mine = rank[node]
            for other, bits in self._nodes.near(node):
                if node < other:
                    found.append((-bits, min(mine, rank[other]), max(mine, rank[other]), node, other))
            for other in self._with_words(node):
                total = self._words_join(node, other)
                if total is not None:
                    found.append((-total, min(mine, rank[other]), max(mine, rank[other]), node, other))
        found.sort()
        return [(node, other) for *_, node, other in found]

    def _with_words(self, node: int) -> set[int]:
        """Later nodes with whose claims one of this node's shares a passage."""
        found = {self._nodes.of(other) for claim in self._nodes.claims(node) for other in self._worded(claim)}
        return {other for other in found if other > node}

    def _words_join(self, one: int, other: int) -> float | None:
        """The bits of two nodes that share a passage, None where they are not enough."""
        mine, theirs = self._nodes.facets_of(one), self._nodes.facets_of(other)
        total = WORDS_BITS + score(mine, theirs)
        return total if total >= JOIN and veto(mine, theirs) is None else None

    def _common(self, node: int) -> Common:
        facets = self._nodes.facets_of(node)
        if not self._tied:
            return common(facets, _NOBODY, _NOBODY)
        of = self._nodes.of
        ties = [(claim, other) for claim in self._nodes.claims(node) for other in self._ties_of.get(claim, ())]
        foes = {of(o) for c, o in ties if not self._tied[min(c, o), max(c, o)] and of(o) >= 0}
        return common(facets, frozenset((node,)) if ties else frozenset(), frozenset(foes))


def _rank(facets: Facets, name: str) -> int:
    return int.from_bytes(blake2b(f"{facets}{name}".encode(), digest_size=8).digest(), "big")
