"""Watching a folder: each file is added once it is complete, and again when it has changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lagebild.ledger import Ledger
from lagebild.pipeline.adding import add
from lagebild.pipeline.reading import Order
from lagebild.pipeline.recording import Added
from lagebild.pipeline.taking import whole_path
from lagebild.reports.watch import Rhythm, watch

_RHYTHM: Final = Rhythm()


def watch_folder(folder: str, order: Order, ledger: Ledger, actor: str, *, rhythm: Rhythm = _RHYTHM) -> Iterator[Added]:
    """What the files in `folder` give, those already there first, until the rhythm says stop; each is committed when given.
    Raises `UnreadableReport` where there is no such folder, and what `add` raises."""
    for arrival in watch(whole_path(folder), rhythm=rhythm):
        yield from add(replace(order, sources=(str(arrival.path),), n_jobs=1), ledger, actor)
