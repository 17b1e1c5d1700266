"""Components of a growing graph, with their members: 8 bytes a node."""

from array import array
from collections.abc import Iterable, Iterator


class Rings:
    """Nodes numbered from 0; each component is a ring that starts at its root. Components only grow, except by `keep`."""

    PARTS = ("_up", "_next")

    def __init__(self) -> None:
        self._up = array("I")
        self._next = array("I")

    def add(self) -> int:
        """A new node, alone."""
        node = len(self._up)
        self._up.append(node)
        self._next.append(node)
        return node

    def root(self, node: int) -> int:
        """The node that stands for the component of `node`."""
        up = self._up
        while up[node] != node:
            up[node] = up[up[node]]
            node = up[node]
        return node

    def join(self, one: int, other: int) -> int:
        """Make the components of two roots one, and say which of the two stands for it: the earlier."""
        if one == other:
            return one
        first, second = min(one, other), max(one, other)
        self._up[second] = first
        self._next[first], self._next[second] = self._next[second], self._next[first]
        return first

    def members(self, root: int) -> Iterator[int]:
        """All nodes of a component."""
        yield root
        node = self._next[root]
        while node != root:
            yield node
            node = self._next[node]

    def keep(self, root: int, members: Iterable[int]) -> None:
        """Let go of all but `members` and the root: dead nodes are not walked over again."""
        at = root
        for node in members:
            if node != root:
                self._next[at] = node
                at = node
        self._next[at] = root
