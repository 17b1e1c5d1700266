"""Which numbers stand under a key: 32-bit keys to 32-bit numbers in flat arrays of about 14 bytes an entry.

The table grows by one slot every second entry (linear hashing), so no single entry pays for moving all the others.
"""

from array import array
from itertools import pairwise
from typing import Final

_FIRST_SLOTS: Final = 1024
_PER_SLOT: Final = 2
_UNBOUNDED: Final = 1 << 32


class Postings:
    """Keys (0 to 2**32 - 1) to numbers (0 to 2**32 - 1), the last that came first."""

    PARTS = ("_heads", "_keys", "_numbers", "_next", "_mask", "_split")

    def __init__(self) -> None:
        self._mask = _FIRST_SLOTS - 1
        self._split = 0
        self._heads = array("I", bytes(4 * _FIRST_SLOTS))
        self._keys = array("I", [0])
        self._numbers = array("I", [0])
        self._next = array("I", [0])

    def __len__(self) -> int:
        return len(self._keys) - 1

    def get(self, key: int) -> list[int]:
        """The numbers under `key`, the last that came first."""
        slot = key & self._mask
        if slot < self._split:
            slot = key & (2 * self._mask + 1)
        at = self._heads[slot]
        if not at:
            return []
        keys, following, numbers = self._keys, self._next, self._numbers
        found = []
        while at:
            if keys[at] == key:
                found.append(numbers[at])
            at = following[at]
        return found

    def add(self, key: int, number: int) -> None:
        """`number` stands under `key` from now on."""
        slot = key & self._mask
        if slot < self._split:
            slot = key & (2 * self._mask + 1)
        self._keys.append(key)
        self._numbers.append(number)
        self._next.append(self._heads[slot])
        self._heads[slot] = len(self._keys) - 1
        if len(self._keys) > _PER_SLOT * len(self._heads):
            self._grow()

    def get_and_add(self, key: int, number: int, most: int = _UNBOUNDED) -> list[int]:
        """The numbers under `key`; `number` is one of them from now on, unless there are `most` already."""
        found = self.get(key)
        if len(found) < most:
            self.add(key, number)
        return found

    def _grow(self) -> None:
        """One slot more: the entries of the next slot in turn are divided between it and the new one."""
        bit = self._mask + 1
        at = self._heads[self._split]
        parts: tuple[list[int], list[int]] = ([], [])
        while at:
            parts[bool(self._keys[at] & bit)].append(at)
            at = self._next[at]
        self._heads.append(0)
        for slot, entries in ((self._split, parts[0]), (len(self._heads) - 1, parts[1])):
            for entry, after in pairwise([*entries, 0]):
                self._next[entry] = after
            self._heads[slot] = entries[0] if entries else 0
        self._split += 1
        if self._split > self._mask:
            self._mask = 2 * self._mask + 1
            self._split = 0
