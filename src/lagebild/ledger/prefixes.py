"""Ids by their beginning, as people type them."""

from typing import Final

from sqlalchemy import select

from lagebild.ledger import schema
from lagebild.ledger.rows import ClaimRow, ReportRow
from lagebild.ledger.sql import SqlStore
from lagebild.ledger.store import Store

#: Enough to show that a beginning is not enough.
_MOST: Final = 10


def beginning(store: Store, row: type[ReportRow] | type[ClaimRow], prefix: str) -> list[str]:
    """The ids of reports or claims that begin with `prefix`, sorted, ten at most. SQL backends walk the index of ids."""
    if not prefix:
        return []
    if not isinstance(store, SqlStore):
        return sorted(one.id for one in store.scan(row) if one.id.startswith(prefix))[:_MOST]
    id_ = schema.TABLES[row].c.id
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    found = store.connection.scalars(select(id_).where(id_ >= prefix, id_ < after).order_by(id_).limit(_MOST))
    return [str(one) for one in found]
