"""Which claims are about one thing: found as claims arrive, the same in whatever order they do, and undone when a decision is.

Claims with equal facets share a node. Nodes that share two of (giver, taker, materiel, place) within neighbouring 14-day buckets are
scored by the table in `features`; edges from `JOIN` bits on join them, the strongest first, unless the clusters then hold two givers,
takers, materiels, or stretch over more than three weeks. People's "same" goes before everything, their "not the same" forbids.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import combinations
from typing import Final

from lagebild.weighing.clusters import Forest, reachable
from lagebild.weighing.common import Common, common, merged, united
from lagebild.weighing.facets import Facets
from lagebild.weighing.features import JOIN, POSSIBLE, score, veto

_BUCKET_DAYS: Final = 14
#: What an aligned passage around both claims adds: the same words are about the same thing, if nothing speaks against it.
WORDS_BITS: Final = 9.0


@dataclass(slots=True)
class Cluster:
    """One thing: its claims (by number), and what a caller keeps with it. Replaced whenever anything in it changes."""

    claims: list[int]
    kept: dict[str, object] = field(default_factory=dict)


class SameThing:
    """The things behind claims. Claims are numbered by the caller; `name` gives the id by which ties between equals are broken.

    All methods are cheap but the first read after a change.
    """

    def __init__(self, name: Callable[[int], str] = str) -> None:
        self._name = name
        self._facets: list[Facets] = []
        self._rank: list[int] = []
        self._claims: list[list[int]] = []
        self._node: dict[int, int] = {}
        self._shared: dict[Facets, int] = {}
        self._blocks: dict[int, int | list[int]] = {}
        self._near: dict[int, dict[int, float]] = {}
        self._maybe: dict[int, dict[int, float]] = {}
        self._tied: dict[tuple[int, int], bool] = {}
        self._ties_of: dict[int, set[int]] = {}
        self._words: dict[int, set[int]] = {}
        self._wordy: dict[int, dict[int, int]] = {}
        self._cluster: dict[int, Cluster] = {}
        self._dirty: set[int] = set()

    def put(self, claim: int, facets: Facets) -> None:
        """Take in a claim, or take it anew with other facets. One that a decision names never shares a node."""
        if claim in self._node:
            self.take_out(claim)
        alone = claim in self._ties_of
        node = None if alone else self._shared.get(facets)
        if node is None:
            node = self._new_node(facets, claim, telling=not alone and score(facets, facets) >= JOIN)
        self._claims[node].append(claim)
        self._node[claim] = node
        self._dirty.add(node)
        for other in self._words.get(claim, ()):
            self._count_words(claim, other, 1)

    def take_out(self, claim: int) -> None:
        """Forget a claim; its ties stay for when it comes back."""
        for other in self._words.get(claim, ()):
            self._count_words(claim, other, -1)
        node = self._node.pop(claim)
        self._claims[node].remove(claim)
        self._touch(node)
        if not self._claims[node]:
            self._drop_node(node)

    def tie(self, one: int, other: int, same: bool | None) -> None:
        """A person says that two claims are, or are not, about one thing; None takes back what was said."""
        pair = (min(one, other), max(one, other))
        if same is None:
            self._tied.pop(pair, None)
        else:
            self._tied[pair] = same
        for mine, theirs in (pair, pair[::-1]):
            if same is None:
                self._ties_of.get(mine, set()).discard(theirs)
                if not self._ties_of.get(mine):
                    self._ties_of.pop(mine, None)
            else:
                self._ties_of.setdefault(mine, set()).add(theirs)
            if mine in self._node:
                self.put(mine, self._facets[self._node[mine]])

    def same_words(self, one: int, other: int) -> None:
        """An aligned passage covers both claims."""
        if other not in self._words.setdefault(one, set()):
            self._words[one].add(other)
            self._words.setdefault(other, set()).add(one)
            self._count_words(one, other, 1)

    def forget_words(self, claim: int) -> None:
        """The claim's passages no longer count."""
        for other in self._words.pop(claim, set()):
            self._words[other].discard(claim)

    def _count_words(self, one: int, other: int, step: int) -> None:
        """One passage more or less between the nodes of two claims."""
        mine, theirs = self._node.get(one), self._node.get(other)
        if mine is None or theirs is None or mine == theirs:
            return
        for node, its in ((mine, theirs), (theirs, mine)):
            counts = self._wordy.setdefault(node, {})
            counts[its] = counts.get(its, 0) + step
            if not counts[its]:
                del counts[its]
            self._touch(node)

    def cluster(self, claim: int) -> Cluster:
        """The thing of a claim."""
        self._settle()
        return self._cluster[self._node[claim]]

    def possible(self, cluster: Cluster) -> list[int]:
        """Claims of things that may be the same, one or more of each."""
        mine = {self._node[claim] for claim in cluster.claims}
        edges = (other for node in mine for near in (self._near, self._maybe) for other in near.get(node, ()))
        return [self._claims[other][0] for other in dict.fromkeys(edges) if other not in mine]

    def clusters(self) -> Iterator[Cluster]:
        """All things, each once."""
        self._settle()
        seen: set[int] = set()
        for node in sorted(self._cluster):
            found = self._cluster[node]
            if id(found) not in seen:
                seen.add(id(found))
                yield found

    def facets(self, claim: int) -> Facets:
        """What the claim is compared by."""
        return self._facets[self._node[claim]]

    def holds(self, claim: int) -> bool:
        """Whether the claim is there."""
        return claim in self._node

    # Nodes and edges

    def _new_node(self, facets: Facets, claim: int, *, telling: bool) -> int:
        node = len(self._facets)
        self._facets.append(facets)
        self._claims.append([])
        self._rank.append(_rank(facets, "" if telling else self._name(claim)))
        if telling:
            self._shared[facets] = node
        seen: set[int] = set()
        for key in _keys(facets):
            found = self._blocks.get(key)
            if found is None:
                continue
            for other in (found,) if isinstance(found, int) else found:
                if other not in seen:
                    seen.add(other)
                    self._weigh(node, other)
        for key in _own_keys(facets):
            found = self._blocks.get(key)
            if found is None:
                self._blocks[key] = node
            elif isinstance(found, int):
                self._blocks[key] = [found, node]
            else:
                found.append(node)
        return node

    def _weigh(self, node: int, other: int) -> None:
        mine, theirs = self._facets[node], self._facets[other]
        bits = score(mine, theirs)
        if bits < POSSIBLE:
            return
        edges = self._near if bits >= JOIN else self._maybe
        edges.setdefault(node, {})[other] = bits
        edges.setdefault(other, {})[node] = bits

    def _drop_node(self, node: int) -> None:
        facets = self._facets[node]
        if self._shared.get(facets) == node:
            del self._shared[facets]
        for key in _own_keys(facets):
            found = self._blocks[key]
            if isinstance(found, int) or len(found) == 1:
                del self._blocks[key]
            else:
                found.remove(node)
        for edges in (self._near, self._maybe):
            for other in edges.pop(node, {}):
                del edges[other][node]
        self._dirty.discard(node)
        self._cluster.pop(node, None)

    def _touch(self, node: int) -> None:
        """Mark a node and whatever shares its cluster for settling."""
        self._dirty.add(node)
        if node in self._cluster:
            self._dirty.update(self._node[claim] for claim in self._cluster[node].claims if claim in self._node)

    # Settling: the clusters of all that changes can reach

    def _settle(self) -> None:
        if not self._dirty:
            return
        live = [node for node in self._dirty if self._claims[node]]
        self._dirty.clear()
        nodes = reachable(live, self._neighbours)
        for cluster in self._joined(nodes):
            claims = sorted(claim for node in cluster for claim in self._claims[node])
            found = Cluster(claims)
            for node in cluster:
                self._cluster[node] = found

    def _neighbours(self, node: int) -> Iterator[int]:
        yield from self._near.get(node, ())
        yield from self._wordy.get(node, ())
        if self._tied:
            for claim in self._claims[node]:
                yield from (self._node[other] for other in self._ties_of.get(claim, ()) if other in self._node)

    def _joined(self, nodes: list[int]) -> list[list[int]]:
        if len(nodes) == 1:
            return [nodes]
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
        claims = [claim for node in nodes for claim in self._claims[node] if claim in self._ties_of]
        pairs = {(min(c, o), max(c, o)) for c in claims for o in self._ties_of[c]}
        return [(self._node[a], self._node[b]) for a, b in sorted(pairs) if self._tied[a, b] and a in self._node and b in self._node]

    def _edges(self, nodes: list[int]) -> list[tuple[int, int]]:
        """Pairs to join, the strongest first; ties by what the claims say, never by when they came."""
        found: list[tuple[float, int, int, int, int]] = []
        rank = self._rank
        for node in nodes:
            for other, bits in self._near.get(node, {}).items():
                if node < other:
                    found.append((-bits, min(rank[node], rank[other]), max(rank[node], rank[other]), node, other))
            for other in self._wordy.get(node, ()):
                total = WORDS_BITS + score(self._facets[node], self._facets[other]) if node < other else 0.0
                if total >= JOIN and veto(self._facets[node], self._facets[other]) is None:
                    found.append((-total, min(rank[node], rank[other]), max(rank[node], rank[other]), node, other))
        found.sort()
        return [(node, other) for *_, node, other in found]

    def _common(self, node: int) -> Common:
        if not self._tied:
            return common(self._facets[node], _NOBODY, _NOBODY)
        ties = [(claim, other) for claim in self._claims[node] for other in self._ties_of.get(claim, ())]
        foes = {self._node[o] for c, o in ties if not self._tied[min(c, o), max(c, o)] and o in self._node}
        return common(self._facets[node], frozenset((node,)) if ties else frozenset(), frozenset(foes))


_NOBODY: Final[frozenset[int]] = frozenset()


def _rank(facets: Facets, name: str) -> int:
    return int.from_bytes(blake2b(f"{facets}{name}".encode(), digest_size=8).digest(), "big")


def _own_keys(facets: Facets) -> list[int]:
    """Blocks under which a node is found: each two of its fields, in the bucket of its last day."""
    return [hash((*pair, bucket)) for bucket in (_bucket(facets),) for pair in _field_pairs(facets)]


def _keys(facets: Facets) -> list[int]:
    """Blocks in which a node looks for others: its own and those of the neighbouring buckets."""
    bucket = _bucket(facets)
    buckets = (bucket,) if bucket < 0 else (bucket - 1, bucket, bucket + 1)
    return [hash((*pair, near)) for pair in _field_pairs(facets) for near in buckets]


def _bucket(facets: Facets) -> int:
    return -1 if facets.last is None else facets.last // _BUCKET_DAYS


def _field_pairs(facets: Facets) -> list[tuple[str, str, int, str, str]]:
    fields = [(0, facets.giver), (1, facets.taker), (2, facets.materiel), (3, facets.place)]
    told = [(at, value) for at, value in fields if value is not None]
    return [(facets.type, facets.level, 4 * a + b, one, other) for (a, one), (b, other) in combinations(told, 2)]
