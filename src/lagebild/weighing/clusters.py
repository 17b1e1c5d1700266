"""Joining by edges of falling strength, with refusals: the same edges give the same clusters in whatever order they came."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)
Summary = TypeVar("Summary")


class Forest(Generic[Node, Summary]):
    """A union of nodes whose clusters carry a summary; `merge` gives the summary of two, or None to refuse the union."""

    def __init__(self, start: Callable[[Node], Summary], merge: Callable[[Summary, Summary], Summary | None]) -> None:
        self._start = start
        self._merge = merge
        self._up: dict[Node, Node] = {}
        self._below: dict[Node, list[Node]] = {}
        self._summary: dict[Node, Summary] = {}

    def add(self, node: Node) -> None:
        """Make `node` a cluster of its own."""
        self._up[node] = node
        self._below[node] = [node]
        self._summary[node] = self._start(node)

    def root(self, node: Node) -> Node:
        """The node that stands for the cluster of `node`."""
        up = self._up
        while up[node] != node:
            up[node] = up[up[node]]
            node = up[node]
        return node

    def summary(self, node: Node) -> Summary:
        """The summary of the cluster of `node`."""
        return self._summary[self.root(node)]

    def join(self, one: Node, other: Node, forced: Summary | None = None) -> bool:
        """Join two clusters and say whether they are one now; `forced` is the summary to take where merging would refuse."""
        mine, theirs = self.root(one), self.root(other)
        if mine == theirs:
            return True
        merged = self._merge(self._summary[mine], self._summary[theirs])
        if merged is None:
            merged = forced
        if merged is None:
            return False
        if len(self._below[mine]) < len(self._below[theirs]):
            mine, theirs = theirs, mine
        self._up[theirs] = mine
        self._below[mine] += self._below.pop(theirs)
        self._summary[mine] = merged
        del self._summary[theirs]
        return True

    def clusters(self) -> list[list[Node]]:
        """The members of each cluster."""
        return list(self._below.values())


def pairs_to_first(members: Sequence[Node]) -> Iterable[tuple[Node, Node]]:
    """The least pairs that join all members: each with the first."""
    return ((members[0], member) for member in members[1:])
