"""The file of saved searches, beside the file of people."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from lagebild.web.own_file import OwnFile
from lagebild.web.refusals import NotHere, Unfit
from lagebild.web.searches.nouns import KINDS, Delivery, Hook, Kind, Search

FEED_START: Final = "feed_"
SECRET_START: Final = "whsec_"
#: Seconds between the tries of one delivery; after the last it is given up.
WAITS_S: Final = (5, 30, 120, 600, 3_600, 21_600)
#: Tries that fail in a row until nothing is sent any more.
MOST_FAILED: Final = 12
_MOST_OF_ONE: Final = 100
_N_LOGGED: Final = 50
#: Deliveries of one search that may wait; beyond them the receiver is too slow, and nothing more is sent.
_MOST_WAITING: Final = 200
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS searches (id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
  query TEXT NOT NULL, created TEXT NOT NULL, feed TEXT UNIQUE, url TEXT, secret TEXT, stopped TEXT, failed INTEGER NOT NULL DEFAULT 0,
  told INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS deliveries (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, search TEXT NOT NULL,
  body TEXT NOT NULL, created TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, due TEXT, told TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_search ON deliveries (search, state);
"""
_SEARCH: Final = "SELECT id, owner, title, kind, query, created, feed IS NOT NULL, url, stopped, failed FROM searches"
_DELIVERY: Final = "SELECT id, search, body, created, state, tries, due, told FROM deliveries"


def searches_path(people: Path) -> Path:
    """Where searches are kept: beside the file of people."""
    return people.with_name(f"{people.name.removesuffix('.people.db')}.searches.db")


class Searches(OwnFile):
    """The searches of all people, in the SQLite file `path`, which is made (readable by its owner only) when first written to.

    Of the address of a feed only the SHA-256 is kept. The secret of a hook is kept as it is: it is needed to sign. Safe to use
    from many threads.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES)

    def add(self, owner: str, title: str, kind: Kind, query: str) -> Search:
        """Keeps a search under a name of its owner's own. Raises `Unfit` for a name that is empty or taken, and for too many."""
        title = _title(title)
        if kind not in KINDS or len(query) > 4_000:
            raise Unfit("field", name="query")
        made = Search(f"search--{secrets.token_hex(8)}", owner, title, kind, query, _now())
        with self._open(write=True) as cursor:
            titles = [row[0] for row in cursor.execute("SELECT title FROM searches WHERE owner = ?", (owner,))]
            if title in titles:
                raise Unfit("search_taken", name=title)
            if len(titles) >= _MOST_OF_ONE:
                raise Unfit("searches_many", n=_MOST_OF_ONE)
            values = (made.id, owner, title, kind, query, _text(made.created))
            cursor.execute("INSERT INTO searches (id, owner, title, kind, query, created) VALUES (?, ?, ?, ?, ?, ?)", values)
        return made

    def of(self, owner: str) -> tuple[Search, ...]:
        """The searches of one person, by name."""
        return tuple(map(_search, self._rows(f"{_SEARCH} WHERE owner = ? ORDER BY title COLLATE NOCASE", owner)))

    def one(self, id: str, owner: str) -> Search:
        """A search of this person; raises `NotHere`."""
        rows = self._rows(f"{_SEARCH} WHERE id = ? AND owner = ?", id, owner)
        if not rows:
            raise NotHere("nothing_here")
        return _search(rows[0])

    def remove(self, id: str, owner: str) -> None:
        """Forgets a search with its feed, hook and deliveries; raises `NotHere`."""
        self.one(id, owner)
        with self._open(write=True) as cursor:
            cursor.execute("DELETE FROM searches WHERE id = ?", (id,))
            cursor.execute("DELETE FROM deliveries WHERE search = ?", (id,))

    def give_feed(self, id: str, owner: str) -> str:
        """A new secret by which the feed is read, which cannot be shown again; one that was given before ends. Raises `NotHere`."""
        self.one(id, owner)
        secret = FEED_START + secrets.token_urlsafe(32)
        self._write("UPDATE searches SET feed = ? WHERE id = ?", _digest(secret), id)
        return secret

    def end_feed(self, id: str, owner: str) -> None:
        """Ends the feed; raises `NotHere`."""
        self.one(id, owner)
        self._write("UPDATE searches SET feed = NULL WHERE id = ?", id)

    def by_feed(self, secret: str) -> Search | None:
        """The search whose feed is read by this secret, None for an unknown one."""
        rows = self._rows(f"{_SEARCH} WHERE feed = ?", _digest(secret))
        return _search(rows[0]) if rows else None

    def set_hook(self, id: str, owner: str, url: str, told: int) -> str:
        """Sends what comes in after claim `told` to `url`, which the caller has checked. A new secret, which cannot be shown again.
        Raises `NotHere`."""
        self.one(id, owner)
        secret = SECRET_START + secrets.token_urlsafe(32)
        with self._open(write=True) as cursor:
            statement = "UPDATE searches SET url = ?, secret = ?, stopped = NULL, failed = 0, told = ? WHERE id = ?"
            cursor.execute(statement, (url, secret, told, id))
            cursor.execute("DELETE FROM deliveries WHERE search = ? AND state = 'waiting'", (id,))
        return secret

    def end_hook(self, id: str, owner: str) -> None:
        """Sends nothing any more, also not what waits; raises `NotHere`."""
        self.one(id, owner)
        with self._open(write=True) as cursor:
            cursor.execute("UPDATE searches SET url = NULL, secret = NULL, stopped = NULL, failed = 0 WHERE id = ?", (id,))
            cursor.execute("DELETE FROM deliveries WHERE search = ? AND state = 'waiting'", (id,))

    def resume(self, id: str, owner: str) -> None:
        """Sends again what was stopped, first of all what waits; raises `NotHere`."""
        self.one(id, owner)
        with self._open(write=True) as cursor:
            cursor.execute("UPDATE searches SET stopped = NULL, failed = 0 WHERE id = ?", (id,))
            cursor.execute("UPDATE deliveries SET due = ? WHERE search = ? AND state = 'waiting'", (_text(_now()), id))

    def sending(self) -> tuple[tuple[Search, int], ...]:
        """The searches whose hook is at work, each with the number of the claim up to which it was told."""
        rows = self._rows(f"{_SEARCH.replace(' FROM', ', told FROM', 1)} WHERE url IS NOT NULL AND stopped IS NULL")
        return tuple((_search(row), int(row[-1])) for row in rows)

    def secret(self, id: str) -> str:
        """What the hook of a search is signed with, empty where it has none."""
        rows = self._rows("SELECT secret FROM searches WHERE id = ?", id)
        return str(rows[0][0] or "") if rows else ""

    def note(self, id: str, told: int, delivery: str | None, body: str = "") -> None:
        """Keeps in one commit that all claims up to `told` were looked at, and what is to be sent of them."""
        with self._open(write=True) as cursor:
            cursor.execute("UPDATE searches SET told = ? WHERE id = ? AND told <= ?", (told, id, told))
            if delivery is None:
                return
            now = _text(_now())
            cursor.execute(
                "INSERT OR IGNORE INTO deliveries (id, search, body, created, state, tries, due, told) "
                "VALUES (?, ?, ?, ?, 'waiting', 0, ?, '')",
                (delivery, id, body, now, now),
            )
            waiting = cursor.execute("SELECT count(*) FROM deliveries WHERE search = ? AND state = 'waiting'", (id,)).fetchone()[0]
            if waiting > _MOST_WAITING:
                cursor.execute("UPDATE searches SET stopped = 'slow' WHERE id = ?", (id,))

    def due(self, id: str) -> Delivery | None:
        """The oldest delivery of a search that waits, if its time has come: they are sent one after the other."""
        rows = self._rows(f"{_DELIVERY} WHERE search = ? AND state = 'waiting' ORDER BY number LIMIT 1", id)
        found = _delivery(rows[0]) if rows else None
        return found if found is not None and (found.due or _now()) <= _now() else None

    def done(self, delivery: Delivery, told: str) -> None:
        """Notes that it arrived."""
        with self._open(write=True) as cursor:
            values = (told, delivery.id)
            cursor.execute("UPDATE deliveries SET state = 'done', tries = tries + 1, due = NULL, told = ? WHERE id = ?", values)
            cursor.execute("UPDATE searches SET failed = 0 WHERE id = ?", (delivery.search,))
            _forget_old(cursor, delivery.search)

    def failed(self, delivery: Delivery, told: str, *, for_good: bool = False) -> None:
        """Notes that it did not arrive, and when to try again; after many failures in a row, or one `for_good`, the hook is stopped."""
        n_tries = delivery.n_tries + 1
        over = n_tries > len(WAITS_S)
        due = None if over else _now() + timedelta(seconds=WAITS_S[n_tries - 1])
        with self._open(write=True) as cursor:
            values = ("failed" if over else "waiting", n_tries, _text(due) if due else None, told[:400], delivery.id)
            cursor.execute("UPDATE deliveries SET state = ?, tries = ?, due = ?, told = ? WHERE id = ?", values)
            cursor.execute("UPDATE searches SET failed = failed + 1 WHERE id = ?", (delivery.search,))
            row = cursor.execute("SELECT failed FROM searches WHERE id = ?", (delivery.search,)).fetchone()
            if for_good or (row is not None and row[0] >= MOST_FAILED):
                cursor.execute("UPDATE searches SET stopped = ? WHERE id = ?", ("refused" if for_good else "failed", delivery.search))
            _forget_old(cursor, delivery.search)

    def deliveries(self, id: str, owner: str, *, limit: int = 20) -> tuple[Delivery, ...]:
        """What was and is to be sent of a search, the newest first; raises `NotHere`."""
        self.one(id, owner)
        return tuple(map(_delivery, self._rows(f"{_DELIVERY} WHERE search = ? ORDER BY number DESC LIMIT ?", id, limit)))


def _forget_old(cursor: Any, search: str) -> None:
    last = "SELECT number FROM deliveries WHERE search = ?1 AND state <> 'waiting' ORDER BY number DESC LIMIT 1 OFFSET ?2"
    cursor.execute(f"DELETE FROM deliveries WHERE search = ?1 AND state <> 'waiting' AND number <= ({last})", (search, _N_LOGGED))


def _search(row: Any) -> Search:
    id, owner, title, kind, query, created, has_feed, url, stopped, failed = row[:10]
    hook = Hook(url, stopped, failed) if url else None
    return Search(id, owner, title, kind, query, datetime.fromisoformat(created), bool(has_feed), hook)


def _delivery(row: Any) -> Delivery:
    id, search, body, created, state, tries, due, told = row
    return Delivery(id, search, body, datetime.fromisoformat(created), state, tries, datetime.fromisoformat(due) if due else None, told)


def _title(title: str) -> str:
    named = " ".join("".join(sign for sign in title if sign.isprintable()).split())[:80]
    if not named:
        raise Unfit("field", name="title")
    return named


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
