"""The tables of an object store, in SQLite's own words."""

from typing import Final

#: Written into the file, so that another program's database is told apart ("LBox").
APPLICATION: Final = 0x4C426F78
#: The form of the tables below; a file with a higher one belongs to a newer Lagebild.
FORM: Final = 1

#: `added` is the row's key, a time in microseconds that is unique in the whole file and rises in the order of commits. The JSON
#: lies in a table of its own, so that walking, marking and hiding rows never moves it. Each index serves one kind of question
#: without sorting and without passing over rows (pages.py).
TABLES: Final = (
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE collections(key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, description TEXT,"
    " alias TEXT UNIQUE)",
    "CREATE TABLE objects(added INTEGER PRIMARY KEY, collection INTEGER NOT NULL REFERENCES collections(key), id TEXT NOT NULL,"
    " type TEXT NOT NULL, instant INTEGER NOT NULL, version TEXT NOT NULL, is_first INTEGER NOT NULL, is_last INTEGER NOT NULL,"
    " sender TEXT NOT NULL, digest BLOB NOT NULL, content BLOB NOT NULL)",
    "CREATE TABLE bodies(added INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE UNIQUE INDEX by_id ON objects(collection, id, instant)",
    "CREATE INDEX by_added ON objects(collection, added)",
    "CREATE INDEX by_added_last ON objects(collection, added) WHERE is_last = 1",
    "CREATE INDEX by_added_first ON objects(collection, added) WHERE is_first = 1",
    "CREATE INDEX by_type ON objects(collection, type, added)",
    "CREATE INDEX by_type_last ON objects(collection, type, added) WHERE is_last = 1",
    "CREATE INDEX by_instant ON objects(collection, instant, added)",
    "CREATE TABLE hidden(added INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,"
    " instant INTEGER NOT NULL, version TEXT NOT NULL, sender TEXT NOT NULL, digest BLOB NOT NULL, content BLOB NOT NULL,"
    " hidden_at INTEGER NOT NULL, hidden_by TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE INDEX hidden_by_id ON hidden(collection, id, instant)",
    "CREATE TABLE conflicts(key INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id TEXT NOT NULL, instant INTEGER NOT NULL,"
    " version TEXT NOT NULL, held INTEGER NOT NULL, sender TEXT NOT NULL, seen INTEGER NOT NULL, digest BLOB NOT NULL,"
    " body BLOB NOT NULL, UNIQUE(collection, id, instant, digest))",
    "CREATE TABLE statuses(id TEXT PRIMARY KEY, sender TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID",
    "CREATE INDEX statuses_at ON statuses(at)",
)
