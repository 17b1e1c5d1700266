"""When partners were told to wait, in a small file in the node's folder: what is refused for being too much leaves nothing in the ledger.

The process that serves writes it, and whoever polls; the workspace and the command line read it. It may be thrown away at any time.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from lagebild.claims.event import parse_time, time_text
from lagebild.errors import InvalidClaim

#: Too much for a day, too many requests in a minute, too much that is kept aside already, more at once than may ever come.
Kind = Literal["day", "minute", "aside", "size"]
KINDS: Final[tuple[Kind, ...]] = ("day", "minute", "aside", "size")
_FILE: Final = "waits.json"


@dataclass(frozen=True, slots=True)
class Wait:
    """A partner was told at a `time` (UTC) that it brings, or asks, too much; it may come again from `until` on (None: no time helps)."""

    kind: Kind
    time: datetime
    until: datetime | None


def note_wait(folder: Path, partner: str, wait: Wait) -> None:
    """Keeps the last wait of its kind of a partner (identity). Where two processes do so at once one may be lost; a folder that cannot be
    written costs just the note."""
    told = {id: {one.kind: one for one in waits} for id, waits in waits_in(folder).items()}
    told.setdefault(partner, {})[wait.kind] = wait
    written = {id: {kind: _written(one) for kind, one in waits.items()} for id, waits in told.items()}
    beside = folder / f"{_FILE}.new"
    try:
        beside.write_text(json.dumps(written), encoding="utf8")
        beside.replace(folder / _FILE)
    except OSError:
        return


def waits_in(folder: Path | None) -> dict[str, tuple[Wait, ...]]:
    """The last waits of each kind by partner (identity), the newest first; nothing where the file is not there, or is damaged."""
    try:
        text = (folder / _FILE).read_text(encoding="utf8") if folder is not None else "{}"
        told: dict[str, dict[str, list[str | None]]] = json.loads(text)
        found = {id: [_read(kind, *pair) for kind in KINDS if (pair := waits.get(kind)) is not None] for id, waits in told.items()}
    except (OSError, ValueError, TypeError, AttributeError, InvalidClaim):
        return {}
    return {id: tuple(sorted(waits, key=lambda one: one.time, reverse=True)) for id, waits in found.items()}


def _written(wait: Wait) -> tuple[str, str | None]:
    return time_text(wait.time), time_text(wait.until) if wait.until is not None else None


def _read(kind: Kind, time: str | None, until: str | None) -> Wait:
    if time is None:
        raise ValueError("a wait without its time")
    return Wait(kind, parse_time(time), parse_time(until) if until is not None else None)
