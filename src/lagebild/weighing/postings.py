"""Which reports hold a key: 32-bit keys to report numbers, in flat arrays of 12 bytes an entry, so that 15 million entries fit."""

from array import array
from typing import Final

_FIRST_BITS: Final = 16
_NONE: Final = 0


class Postings:
    """Keys (0 to 2**32 - 1) to report numbers, in order of arrival; a key stops growing at `most` reports."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bits = _FIRST_BITS
        self._heads = array("I", bytes(4 << self._bits))
        self._keys = array("I", [0])
        self._reports = array("I", [0])
        self._next = array("I", [_NONE])

    def __len__(self) -> int:
        return len(self._keys) - 1

    def get(self, key: int) -> list[int]:
        """The reports that hold `key`, the last that came first."""
        keys, following = self._keys, self._next
        found = []
        at = self._heads[key & ((1 << self._bits) - 1)]
        while at:
            if keys[at] == key:
                found.append(self._reports[at])
            at = following[at]
        return found

    def get_and_add(self, key: int, report: int) -> list[int]:
        """The reports that hold `key`; `report` is one of them from now on, unless there are `most` already."""
        found = self.get(key)
        if len(found) < self._most:
            slot = key & ((1 << self._bits) - 1)
            self._keys.append(key)
            self._reports.append(report)
            self._next.append(self._heads[slot])
            self._heads[slot] = len(self._keys) - 1
            if len(self._keys) > 2 << self._bits:
                self._grow()
        return found

    def _grow(self) -> None:
        """Four times the slots. The chains are threaded anew by one stable sort, not by a loop over all entries."""
        import numpy as np

        self._bits += 2
        slots = np.frombuffer(self._keys, dtype=np.uint32)[1:] & ((1 << self._bits) - 1)
        order = np.argsort(slots, kind="stable").astype(np.uint32)
        sorted_slots = slots[order]
        following = np.zeros(len(slots) + 1, dtype=np.uint32)
        same = sorted_slots[1:] == sorted_slots[:-1]
        following[order[1:][same] + 1] = order[:-1][same] + 1
        heads = np.zeros(1 << self._bits, dtype=np.uint32)
        last = np.append(~same, True)
        heads[sorted_slots[last]] = order[last] + 1
        self._heads = array("I", heads.tobytes())
        self._next = array("I", following.tobytes())
