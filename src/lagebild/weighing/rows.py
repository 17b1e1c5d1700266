"""Compact storage: records of fixed width in one block of bytes, by number or by content; strings and ids as numbers.

A record costs its width, and where it is found by content 12 to 14 bytes more: a million claims would not fit as objects.
"""

from array import array
from hashlib import blake2b
from struct import Struct
from typing import Any, Final
from zlib import crc32

from lagebild.weighing.postings import Postings

#: A number that stands for none in an unsigned column, and a day that stands for none.
NONE: Final = 0xFFFFFFFF
NO_DAY: Final = -(2**31)


class Rows:
    """Records of one layout (as in `struct`, little-endian, without padding), numbered from 0."""

    PARTS: tuple[str, ...] = ("data",)

    def __init__(self, layout: str) -> None:
        self._struct = Struct("<" + layout)
        self.data = bytearray()

    def __len__(self) -> int:
        return len(self.data) // self._struct.size

    def __getitem__(self, number: int) -> tuple[Any, ...]:
        return self._struct.unpack_from(self.data, number * self._struct.size)

    def append(self, *values: Any) -> int:
        """The number of the new record."""
        self.data += self._struct.pack(*values)
        return len(self) - 1

    def put(self, number: int, *values: Any) -> None:
        """Another record in the place of `number`."""
        self._struct.pack_into(self.data, number * self._struct.size, *values)

    def packed(self, *values: Any) -> bytes:
        """A record as bytes."""
        return self._struct.pack(*values)

    def bytes_of(self, number: int) -> bytes:
        """The bytes of record `number`."""
        size = self._struct.size
        return bytes(self.data[number * size : (number + 1) * size])


class Distinct(Rows):
    """Records of which no two are the same."""

    PARTS = ("data", "_index")

    def __init__(self, layout: str) -> None:
        super().__init__(layout)
        self._index = Postings()

    def number(self, *values: Any) -> int:
        """The number of this record, new if there is none like it."""
        content = self.packed(*values)
        key = crc32(content)
        for known in self._index.get(key):
            if self.bytes_of(known) == content:
                return known
        number = len(self)
        self.data += content
        self._index.add(key, number)
        return number


class Names:
    """Strings by number, each once; 0 is none."""

    PARTS = ("_names",)

    def __init__(self) -> None:
        self._names: list[str | None] = [None]
        self._numbers: dict[str, int] = {}

    def __getitem__(self, number: int) -> str | None:
        return self._names[number]

    def number(self, name: str | None) -> int:
        """The number of `name`, new if it is unknown."""
        if name is None:
            return 0
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self._names)
            self._names.append(name)
        return found

    def known(self, name: str) -> int:
        """The number of `name`, 0 if it is unknown."""
        return self._numbers.get(name, 0)

    def restored(self) -> None:
        """Number the names that were put back."""
        self._numbers = {name: number for number, name in enumerate(self._names) if name is not None}


class Ids:
    """Ids by number, numbered from 0: `n_bytes` bytes each where an id is `prefix` and so many bytes in hexadecimal digits."""

    PARTS = ("_digests", "_index", "_odd")

    def __init__(self, prefix: str, n_bytes: int) -> None:
        self._prefix = prefix
        self._n_bytes = n_bytes
        self._digests = bytearray()
        self._index = Postings()
        self._odd: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._digests) // self._n_bytes

    def __getitem__(self, number: int) -> str:
        odd = self._odd.get(str(number)) if self._odd else None
        return odd if odd is not None else self._prefix + self._digest(number).hex()

    def find(self, id: str) -> int:
        """The number of `id`, -1 if it is unknown."""
        content, _ = self._content(id)
        for number in self._index.get(crc32(content)):
            if self._digest(number) == content and self[number] == id:
                return number
        return -1

    def add(self, id: str) -> int:
        """The number of the new `id`."""
        content, plain = self._content(id)
        number = len(self)
        if not plain:
            self._odd[str(number)] = id
        self._digests += content
        self._index.add(crc32(content), number)
        return number

    def _digest(self, number: int) -> bytes:
        return bytes(self._digests[number * self._n_bytes : (number + 1) * self._n_bytes])

    def _content(self, id: str) -> tuple[bytes, bool]:
        """The bytes that stand for `id`, and whether it can be told from them."""
        digits = id[len(self._prefix) :]
        if id.startswith(self._prefix) and len(digits) == 2 * self._n_bytes and not digits.strip("0123456789abcdef"):
            return bytes.fromhex(digits), True
        return blake2b(id.encode(), digest_size=self._n_bytes).digest(), False


class Chains:
    """For each owner (numbered from 0) the records that it shares with one other: lists without a list. Ends are the first two columns."""

    PARTS = ("rows", "_heads", "_next")

    def __init__(self, layout: str) -> None:
        self.rows = Rows("II" + layout)
        self._heads = array("I")
        self._next = array("I")

    def link(self, one: int, other: int, *values: Any) -> int:
        """The number of the new record between `one` and `other`, which are not the same."""
        record = self.rows.append(one, other, *values)
        self._heads.extend([0] * (max(one, other) + 1 - len(self._heads)))
        for end in (one, other):
            self._next.append(self._heads[end])
            self._heads[end] = len(self._next)
        return record

    def of(self, owner: int) -> list[int]:
        """The records of `owner`, the last first."""
        found: list[int] = []
        at = self._heads[owner] if owner < len(self._heads) else 0
        while at:
            found.append((at - 1) // 2)
            at = self._next[at - 1]
        return found

    def cut(self, owner: int) -> None:
        """Let go of the records of `owner`; those at their other ends must be told apart by what they say."""
        if owner < len(self._heads):
            self._heads[owner] = 0
