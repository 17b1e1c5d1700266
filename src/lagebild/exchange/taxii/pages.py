"""Pages of a collection by keyset: each question is a handful of walks along an index, merged, never a sort of the whole."""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lagebild.errors import Refused
from lagebild.exchange.taxii.nouns import Asked, Entry, Page

__all__ = ["MAX_PAGE", "MAX_WALKS", "page"]

#: Entries of a page at most, whatever is asked for, and the bytes after which a page ends.
MAX_PAGE: Final = 1_000
_MAX_BYTES: Final = 8_388_608
#: Ids or types times kinds of versions in one question.
MAX_WALKS: Final = 512
_BODIES_AT_ONCE: Final = 100

#: What to walk for a kind of version where neither id nor type is asked for, and where a type is: index and condition.
_WHOLE: Final = {
    "all": ("by_added", ""), "last": ("by_added_last", " AND is_last = 1"), "first": ("by_added_first", " AND is_first = 1"),
    "exact": ("by_instant", " AND instant = ?"),
}  # fmt: skip
_TYPED: Final = _WHOLE | {"all": ("by_type", ""), "last": ("by_type_last", " AND is_last = 1"), "first": ("by_type", " AND is_first = 1")}

Walk = tuple[str, tuple[object, ...]]
Row = tuple[int, str, str, str]


def page(connection: sqlite3.Connection, collection: int, asked: Asked, *, bodies: bool = True) -> Page:
    """The entries of `collection` (its key) that are asked for, oldest first. Raises `Refused` for more than `MAX_WALKS` walks.

    A page holds at most `MAX_PAGE` entries and ends after eight megabytes, but holds one at least where there is one.
    """
    limit = min(asked.limit or MAX_PAGE, MAX_PAGE)
    walks = [_walk(*one, collection, asked, limit + 1) for one in _kinds(asked)]
    if len(walks) > MAX_WALKS:
        raise Refused("question", "match", f"asks for more than {MAX_WALKS} things at once")
    found = [connection.execute(*walk) for walk in walks]  # read only as far as the page goes
    rows = list(_merged(found, limit + 1))
    for cursor in found:
        cursor.close()
    entries = tuple(_with_bodies(connection, rows[:limit])) if bodies else tuple(Entry(*row) for row in rows[:limit])
    return Page(entries, more=len(entries) < len(rows))


def _kinds(asked: Asked) -> Iterator[tuple[tuple[str, str] | None, tuple[str, int | None]]]:
    """What is walked for: an id, a type or neither, each with a kind of version."""
    if asked.ids:
        things: list[tuple[str, str] | None] = [("id", id) for id in asked.ids]
    else:
        things = [("type", one) for one in asked.types] or [None]
    wanted = asked.versions
    kinds: list[tuple[str, int | None]] = [(name, None) for name in ("all", "last", "first") if getattr(wanted, name)]
    kinds += [("exact", at) for at in wanted.exact]
    return ((thing, kind) for thing in things for kind in kinds)


def _walk(thing: tuple[str, str] | None, kind: tuple[str, int | None], collection: int, asked: Asked, limit: int) -> Walk:
    name, at = kind
    index, condition = (_WHOLE if thing is None else _TYPED)[name]
    values: list[object] = [collection, -1 if asked.after is None else asked.after]
    if at is not None:
        values.append(at)
    if thing is not None:
        condition += f" AND {thing[0]} = ?"
        values.append(thing[1])
    if thing is not None and thing[0] == "id":
        index = "by_id"
        if asked.types:
            condition += f" AND type IN ({', '.join('?' * len(asked.types))})"
            values.extend(asked.types)
    question = (
        f"SELECT added, id, type, version FROM objects INDEXED BY {index} WHERE collection = ? AND added > ?{condition}"
        " ORDER BY added LIMIT ?"
    )
    return question, (*values, limit)


def _merged(found: Sequence[Iterable[Row]], limit: int) -> Iterator[Row]:
    """The first `limit` of all rows, each once: an only version is both the first and the last."""
    before = -1
    for row in heapq.merge(*found):
        if row[0] != before:
            yield row
            limit -= 1
            before = row[0]
        if limit == 0:
            return


def _with_bodies(connection: sqlite3.Connection, rows: list[Row]) -> Iterator[Entry]:
    """The entries of `rows` up to the one with which the bytes of a page are reached."""
    n_bytes = 0
    for start in range(0, len(rows), _BODIES_AT_ONCE):
        some = rows[start : start + _BODIES_AT_ONCE]
        question = f"SELECT added, body FROM bodies WHERE added IN ({', '.join('?' * len(some))})"
        bodies = dict(connection.execute(question, [row[0] for row in some]))
        for row in some:
            yield Entry(*row, bodies[row[0]])
            n_bytes += len(bodies[row[0]])
            if n_bytes >= _MAX_BYTES:
                return
