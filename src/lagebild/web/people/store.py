"""The file of people: who may sign in, who is signed in, which programs may act for whom, and what was tried."""

import hashlib
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from lagebild.claims.fields import storable
from lagebild.web.own_file import OwnFile
from lagebild.web.people.nouns import ROLES, Identity, Noted, Person, Role, Token, Visit
from lagebild.web.people.passwords import checked, fits, hashed
from lagebild.web.refusals import PersonRefused, TooMany

#: A session ends after so long without a request, and in any case after so many days.
IDLE: Final = timedelta(hours=12)
LONGEST_SESSION: Final = timedelta(days=14)
#: A visit ends after so long without a request.
_PAUSE: Final = timedelta(minutes=30)
_WINDOW: Final = timedelta(minutes=15)
#: Failed sign-ins within the window: of a name from one address, from one address, of a name from anywhere.
_MOST_FAILURES: Final = {"pair": 5, "address": 20, "name": 50}
_LONGEST_NAME: Final = 64
TOKEN_START: Final = "lagebild_"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, folded TEXT UNIQUE NOT NULL, role TEXT, password TEXT, created TEXT NOT NULL,
  seen TEXT);
CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL, seen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (digest TEXT PRIMARY KEY, id TEXT UNIQUE NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
  role TEXT NOT NULL, created TEXT NOT NULL, expires TEXT, used TEXT);
CREATE TABLE IF NOT EXISTS failures (key TEXT NOT NULL, time TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS failures_key ON failures (key, time);
CREATE TABLE IF NOT EXISTS record (time TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, what TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS visits (name TEXT PRIMARY KEY, since INTEGER NOT NULL, since_time TEXT, head INTEGER NOT NULL,
  time TEXT NOT NULL);
"""


def people_path(ledger: str) -> Path:
    """Where the people of a ledger are kept: beside its file, or in this folder for a ledger in a database."""
    return Path("lagebild.people.db") if "://" in ledger else Path(f"{ledger}.people.db")


class People(OwnFile):
    """The people of a workspace, in the SQLite file `path`, which is made (readable by its owner only) when first written to.

    Passwords are kept as argon2id hashes, sessions and tokens as SHA-256 of 256 random bits. Safe to use from many threads and
    processes.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _TABLES)

    def add(self, name: str, role: Role, password: str, *, by: str = "-") -> Person:
        """A new person. Raises `PersonRefused` for a name that is or was taken, and for a weak password."""
        name = _name(name)
        digest = hashed(checked(password, name))
        now = _now()
        with self._open(write=True) as cursor:
            if cursor.execute("SELECT 1 FROM people WHERE folded = ?", (name.casefold(),)).fetchone():
                raise PersonRefused(name, "the name is taken, or was; who decided what must stay clear, so choose another")
            row = (name, name.casefold(), _role(role), digest, _text(now))
            cursor.execute("INSERT INTO people (name, folded, role, password, created) VALUES (?, ?, ?, ?, ?)", row)
            _note(cursor, name, by, f"added as {role}")
        return Person(name, role, now)

    def everybody(self) -> tuple[Person, ...]:
        """Everybody who may sign in, by name."""
        rows = self._rows("SELECT name, role, created, seen FROM people WHERE role IS NOT NULL ORDER BY folded")
        return tuple(Person(name, role, _time(created), _maybe(seen)) for name, role, created, seen in rows)

    def any(self) -> bool:
        """Whether there is anybody who may sign in."""
        return bool(self._rows("SELECT 1 FROM people WHERE role IS NOT NULL LIMIT 1"))

    def set_role(self, name: str, role: Role, *, by: str = "-") -> None:
        """Gives a person another role; raises `PersonRefused` for an unknown name and for the last administrator."""
        with self._open(write=True) as cursor:
            known, was = _known(cursor, name)
            if was == "administrator" and role != "administrator":
                _keep_one(cursor, known)
            cursor.execute("UPDATE people SET role = ? WHERE name = ?", (_role(role), known))
            _note(cursor, known, by, f"now {role}")

    def set_password(self, name: str, password: str, *, by: str = "-") -> None:
        """Gives a person another password and ends all sessions."""
        digest = hashed(checked(password, name))
        with self._open(write=True) as cursor:
            known, _ = _known(cursor, name)
            cursor.execute("UPDATE people SET password = ? WHERE name = ?", (digest, known))
            cursor.execute("DELETE FROM sessions WHERE name = ?", (known,))
            _note(cursor, known, by, "new password")

    def remove(self, name: str, *, by: str = "-") -> None:
        """Lets a person no longer in: sessions and tokens end at once. The name stays taken, since decisions bear it."""
        with self._open(write=True) as cursor:
            known, role = _known(cursor, name)
            if role == "administrator":
                _keep_one(cursor, known)
            cursor.execute("UPDATE people SET role = NULL, password = NULL WHERE name = ?", (known,))
            for table in ("sessions", "tokens"):
                cursor.execute(f"DELETE FROM {table} WHERE name = ?", (known,))
            _note(cursor, known, by, "removed")

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A new session's secret, None where name and password do not fit; raises `TooMany` after many failures."""
        folded = unicodedata.normalize("NFC", name.strip())[:_LONGEST_NAME].casefold()
        keys = {"pair": f"pair {address} {folded}", "address": f"address {address}", "name": f"name {folded}"}
        with self._open(write=True) as cursor:
            _check_failures(cursor, keys)
            row = cursor.execute("SELECT name, password FROM people WHERE folded = ? AND role IS NOT NULL", (folded,)).fetchone()
            # Counted before it is known to be one: attempts made at the same time cannot slip through together.
            tried = _text(_now())
            cursor.executemany("INSERT INTO failures VALUES (?, ?)", [(key, tried) for key in keys.values()])
        fitting = fits(row[1] if row else None, password)
        with self._open(write=True) as cursor:
            if not fitting:
                _note(cursor, folded, address, "sign-in refused")
                return None
            cursor.execute("DELETE FROM failures WHERE key IN (?, ?)", (keys["pair"], keys["name"]))
            cursor.execute("DELETE FROM failures WHERE key = ? AND time = ?", (keys["address"], tried))  # it was none
            secret, now = secrets.token_urlsafe(32), _text(_now())
            cursor.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(secret), row[0], now, now))
            cursor.execute("UPDATE people SET seen = ? WHERE name = ?", (now, row[0]))
            _note(cursor, row[0], address, "signed in")
            return secret

    def session(self, secret: str) -> Identity | None:
        """Who holds this session; None for one that is unknown or over."""
        rows = self._rows(
            "SELECT s.name, p.role, s.created, s.seen FROM sessions s JOIN people p ON p.name = s.name WHERE s.digest = ?", _digest(secret)
        )
        if not rows or rows[0][1] is None:
            return None
        name, role, created, seen = rows[0]
        now = _now()
        if now - _time(seen) > IDLE or now - _time(created) > LONGEST_SESSION:
            self.sign_out(secret)
            return None
        if now - _time(seen) > timedelta(minutes=5):
            self._write("UPDATE sessions SET seen = ? WHERE digest = ?", _text(now), _digest(secret))
        return Identity(name, role, "session")

    def sign_out(self, secret: str) -> None:
        """Ends a session."""
        self._write("DELETE FROM sessions WHERE digest = ?", _digest(secret))

    def sign_out_everywhere(self, name: str, *, by: str = "-") -> None:
        """Ends all sessions of a person."""
        with self._open(write=True) as cursor:
            cursor.execute("DELETE FROM sessions WHERE name = ?", (name,))
            _note(cursor, name, by, "signed out everywhere")

    def add_token(self, name: str, title: str, role: Role, *, days: int | None = None, by: str = "-") -> tuple[Token, str]:
        """A new token and its secret, which cannot be shown again. Its holder has the lower of `role` and the person's own."""
        secret, now = TOKEN_START + secrets.token_urlsafe(32), _now()
        expires = now + timedelta(days=days) if days else None
        with self._open(write=True) as cursor:
            known, _ = _known(cursor, name)
            token = Token(secrets.token_hex(4), known, _title(title), _role(role), now, expires, None)
            values = (_digest(secret), token.id, known, token.title, token.role, _text(now), _text(expires) if expires else None)
            cursor.execute("INSERT INTO tokens (digest, id, name, title, role, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            _note(cursor, known, by, f"token {token.id} added as {role}")
        return token, secret

    def tokens(self, name: str | None = None) -> tuple[Token, ...]:
        """The tokens of a person, or of all."""
        rows = self._rows(
            "SELECT id, name, title, role, created, expires, used FROM tokens WHERE ?1 IS NULL OR name = ?1 ORDER BY created", name
        )
        return tuple(Token(id, by, title, role, _time(at), _maybe(to), _maybe(used)) for id, by, title, role, at, to, used in rows)

    def revoke(self, id: str, *, name: str | None = None, by: str = "-") -> None:
        """Ends a token (of `name`, if given); raises `PersonRefused` where there is none."""
        with self._open(write=True) as cursor:
            row = cursor.execute("SELECT name FROM tokens WHERE id = ?1 AND (?2 IS NULL OR name = ?2)", (id, name)).fetchone()
            if row is None:
                raise PersonRefused(id[:40], "there is no such token")
            cursor.execute("DELETE FROM tokens WHERE id = ?", (id,))
            _note(cursor, row[0], by, f"token {id} revoked")

    def bearer(self, secret: str) -> Identity | None:
        """Who holds this token; None for one that is unknown or over."""
        rows = self._rows(
            "SELECT t.name, p.role, t.role, t.expires, t.used FROM tokens t JOIN people p ON p.name = t.name WHERE t.digest = ?",
            _digest(secret),
        )
        if not rows or rows[0][1] is None:
            return None
        name, role, scope, expires, used = rows[0]
        now = _now()
        if expires is not None and now > _time(expires):
            return None
        if used is None or now - _time(used) > timedelta(minutes=5):
            self._write("UPDATE tokens SET used = ? WHERE digest = ?", _text(now), _digest(secret))
        return Identity(name, min(role, scope, key=ROLES.index), "token")

    def record(self, *, limit: int = 100) -> tuple[Noted, ...]:
        """What was noted last, the newest first."""
        rows = self._rows("SELECT time, name, address, what FROM record ORDER BY rowid DESC LIMIT ?", limit)
        return tuple(Noted(_time(time), name, address, what) for time, name, address, what in rows)

    def visit(self, name: str, head: int, *, seen: bool = False) -> Visit:
        """Since when `name` has news, given that the ledger is at `head`: a visit begins after half an hour without one. With
        `seen` nothing is news any more."""
        with self._open(write=True) as cursor:
            row = cursor.execute("SELECT since, since_time, head, time FROM visits WHERE name = ?", (name,)).fetchone()
            now = _now()
            since, time = (0, None) if row is None else (row[0], _maybe(row[1]))
            if row is not None and now - _time(row[3]) > _PAUSE:
                since, time = row[2], _time(row[3])
            if seen:
                since, time = head, now
            values = (name, since, _text(time) if time else None, head, _text(now))
            cursor.execute("INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?, ?)", values)
        return Visit(since, time)


def _check_failures(cursor: Any, keys: dict[str, str]) -> None:
    since = _now() - _WINDOW
    cursor.execute("DELETE FROM failures WHERE time < ?", (_text(since),))
    for kind, key in keys.items():
        times = [row[0] for row in cursor.execute("SELECT time FROM failures WHERE key = ? ORDER BY time", (key,))]
        if len(times) >= _MOST_FAILURES[kind]:
            left = _time(times[-_MOST_FAILURES[kind]]) - since
            raise TooMany("sign_in_often", max(1, int(left.total_seconds())))


def _known(cursor: Any, name: str) -> tuple[str, Role]:
    folded = unicodedata.normalize("NFC", name.strip()).casefold()
    row = cursor.execute("SELECT name, role FROM people WHERE folded = ? AND role IS NOT NULL", (folded,)).fetchone()
    if row is None:
        raise PersonRefused(name[:_LONGEST_NAME], "nobody of this name may sign in")
    return str(row[0]), cast(Role, row[1])


def _keep_one(cursor: Any, name: str) -> None:
    others = cursor.execute("SELECT count(*) FROM people WHERE role = 'administrator' AND name <> ?", (name,)).fetchone()
    if not others[0]:
        raise PersonRefused(name, "is the last administrator; make somebody else one first")


def _name(name: str) -> str:
    known = unicodedata.normalize("NFC", name.strip())
    if not known or len(known) > _LONGEST_NAME or not known.isprintable() or not storable(known):
        raise PersonRefused(known[:_LONGEST_NAME] or "name", f"a name has 1 to {_LONGEST_NAME} printable characters")
    return known


def _title(title: str) -> str:
    return " ".join("".join(sign for sign in title if sign.isprintable()).split())[:80] or "token"


def _role(role: Role) -> Role:
    if role not in ROLES:
        raise PersonRefused(role[:40], f"is no role; there are {', '.join(ROLES)}")
    return role


def _note(cursor: Any, name: str, address: str, what: str) -> None:
    cursor.execute("INSERT INTO record VALUES (?, ?, ?, ?)", (_text(_now()), name, address, what))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _text(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return _time(text) if text else None
