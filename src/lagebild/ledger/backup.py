"""Copying a ledger while it is being written to."""

from pathlib import Path
from typing import Final

from lagebild.errors import LedgerUnusable
from lagebild.ledger.base import Ledger

#: Pages that SQLite copies before it lets others write again.
_PAGES: Final = 1000


def backup(ledger: Ledger, path: Path) -> tuple[int, str]:
    """Copies `ledger` as it is now, originals included, into a new SQLite ledger at `path`; its last sequence and hash.

    Writers are not kept waiting; what they commit meanwhile is not in the copy. A ledger in a SQLite file is copied page by
    page, any other from its log, which is proved on the way. Raises `LedgerUnusable` where `path` exists or cannot be written.
    """
    from lagebild.ledger.sqlite import SqliteLedger, copy_file

    if path.exists():
        raise LedgerUnusable(str(path), "a file is there already", "name a new one")
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    if isinstance(ledger, SqliteLedger):
        copy_file(ledger, unfinished, _PAGES)
    else:
        _copy_log(ledger, SqliteLedger(unfinished))
    unfinished.rename(path)
    with SqliteLedger(path) as copy:
        _copy_originals(ledger, copy)
        with copy.view() as view:
            return view.head()


def _copy_log(ledger: Ledger, copy: Ledger) -> None:
    with copy, ledger.view() as view:
        copy.restore(view.events())


def _copy_originals(ledger: Ledger, copy: Ledger) -> None:
    """Copies the originals that the copied log names; they were durable before it could name them."""
    with copy.view() as view:
        named = {event.payload["original"] for event in view.events(kind="report")} - {None}
    for digest in sorted(named):
        data = ledger.blobs.get(digest)
        if data is not None:  # one that is missing is missing in the copy too, and `verify` names it there
            copy.blobs.put(data)
