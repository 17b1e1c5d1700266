"""Columns of numbers that grow together: a million entries cost their widths, and a filter is a comparison of a whole column."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_LEAST: Final = 256


class Columns:
    """Entries numbered from 0, each with a number in every column. `layout` names the columns with their types, as NumPy writes these;
    new entries hold 0 everywhere."""

    def __init__(self, layout: Mapping[str, str]) -> None:
        self._layout: Final = dict(layout)
        self._n = 0
        self._columns: dict[str, NDArray[Any]] = {name: np.zeros(0, kind) for name, kind in layout.items()}

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column as it is; what is written to it is kept. It holds until the next `grow`."""
        return self._columns[name][: self._n]

    def grow(self, n: int) -> None:
        """Have at least `n` entries."""
        if n <= self._n:
            return
        if n > len(next(iter(self._columns.values()))):
            room = max(_LEAST, n, self._n + self._n // 2)
            for name, column in self._columns.items():
                wider = np.zeros(room, column.dtype)
                wider[: self._n] = column[: self._n]
                self._columns[name] = wider
        self._n = n

    def as_bytes(self) -> dict[str, bytearray]:
        """A copy of each column, as it lies in memory."""
        return {name: bytearray(self[name].tobytes()) for name in self._layout}

    @classmethod
    def of_bytes(cls, layout: Mapping[str, str], kept: Mapping[str, bytearray]) -> "Columns":
        """What `as_bytes` gave. Raises `ValueError` where the columns do not fit each other."""
        found = cls(layout)
        columns = {name: np.frombuffer(kept[name], kind).copy() for name, kind in layout.items()}
        lengths = {len(column) for column in columns.values()}
        if len(lengths) != 1:
            raise ValueError(f"columns of {sorted(lengths)} entries")
        found._columns, found._n = columns, lengths.pop()
        return found
