"""What an object store holds and is asked: collections, entries, questions, pages, outcomes."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from lagebild.errors import Refused

__all__ = ["ALL", "Asked", "Collection", "Entry", "LAST", "Outcome", "Page", "Stored", "Versions"]

Outcome = Literal["added", "duplicate", "resealed", "conflict", "refused"]

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_ALIAS: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{2,99}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of objects. `id` is a UUID in lower case; `alias` a second name that is fit for an address, unique in a store.

    Raises `Refused` for another form.
    """

    id: str
    title: str
    description: str | None = None
    alias: str | None = None

    def __post_init__(self) -> None:
        if not _UUID.fullmatch(self.id):
            raise Refused("collection", "id", "is no UUID in lower case")
        if self.alias is not None and (not _ALIAS.fullmatch(self.alias) or _UUID.fullmatch(self.alias)):
            raise Refused("collection", "alias", "is not 3 to 100 of a-z, 0-9, _ . and -, or looks like an id")
        if not self.title:
            raise Refused("collection", "title", "is empty")


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one object: `added` (and `resealed`: the same content under another seal, served from now on) have a time
    in microseconds since 1970; `conflict` and `refused` have a reason; a `duplicate` changes nothing and is no error."""

    id: str
    version: str
    outcome: Outcome
    added: int | None = None
    reason: str | None = None

    @property
    def held(self) -> bool:
        """Whether the store now holds the object as it was given."""
        return self.outcome not in ("conflict", "refused")


@dataclass(frozen=True, slots=True)
class Versions:
    """Which versions are asked for: any of the latest, the earliest, those of exact instants (ns since 1970), or `all`."""

    last: bool = False
    first: bool = False
    all: bool = False
    exact: tuple[int, ...] = ()


LAST: Final = Versions(last=True)
ALL: Final = Versions(all=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a collection: entries added later than `after` (microseconds since 1970, not included) that are of one of
    `ids`, of one of `types` (empty: any) and of one of `versions`; at most `limit` of them."""

    after: int | None = None
    limit: int | None = None
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: Versions = LAST


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored version: when it was added (microseconds since 1970; unique and rising in the store), which it is, and its JSON
    (canonical, UTF-8; empty where only the manifest was asked for)."""

    added: int
    id: str
    type: str
    version: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the order in which they were added, and whether there are more behind the last one."""

    entries: tuple[Entry, ...]
    more: bool
