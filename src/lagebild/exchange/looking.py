"""How far the claims of a ledger were decided on for each partner, so that a publishing looks only at what has changed since.

It is kept in a small file in the node's folder with the event at which it stands. Where that event is not in the ledger, or other terms
or another version of Lagebild decide, every claim is looked at again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lagebild.claims.event import Event
from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded
from lagebild.exchange.told import STANDING
from lagebild.ledger import View

_FILE: Final = "looked.json"
#: Of which kinds the events are that change what may be said of a claim.
_KINDS: Final = ("report", "reading", "decision", "exchange")


@dataclass(slots=True)
class Look:
    """Every claim was decided on as of the event `sequence`, with that `hash`, under what `on` is the digest of; on those that are `left`
    something is still to be done."""

    sequence: int
    hash: str
    on: str
    left: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Looks:
    """The looks of a node, by partner. `read` says whether the file was."""

    of: dict[str, Look] = field(default_factory=dict)
    read: bool = False
    #: What the events between two places touched, for the next partner who stands there.
    _between: tuple[int, int, dict[str, None]] = field(default_factory=lambda: (0, 0, {}), repr=False)

    def changed(self, view: View, partner: str, on: str) -> dict[str, None] | None:
        """The claims that may have changed for a partner since they were decided on; None where any may have."""
        look = self.of.get(partner)
        if look is None or look.on != on:
            return None
        head = view.head()[0]
        if self._between[:2] != (look.sequence, head):
            events = (event for kind in _KINDS for event in view.events(after=look.sequence, kind=kind))
            self._between = (look.sequence, head, dict.fromkeys(id for event in events for id in touched(view, event)))
        return dict(self._between[2])

    def load(self, folder: Path, view: View) -> None:
        """Reads the file, once; what does not fit to the ledger of `view` is passed over."""
        path = folder / _FILE
        if self.read or not path.is_file():
            return
        self.read = True
        for partner, (sequence, hash_, on, left) in json.loads(path.read_text(encoding="utf8")).items():
            if is_in(view, sequence, hash_):
                self.of[partner] = Look(sequence, hash_, on, dict.fromkeys(left))

    def save(self, folder: Path) -> None:
        """Writes the file beside and renames it. Half a file cannot be; an old one has claims looked at once more."""
        self.read = True
        beside = folder / f"{_FILE}.new"
        told = {partner: [one.sequence, one.hash, one.on, list(one.left)] for partner, one in self.of.items()}
        beside.write_text(json.dumps(told), encoding="utf8")
        beside.replace(folder / _FILE)


def standing(view: View, ids: dict[str, None]) -> Iterator[KeptClaim]:
    """Those of some claims that stand."""
    for id in ids:
        try:
            kept = view.claim(id)
        except NotRecorded:  # a decision may name what is no claim: evidence of a settling, or an entity
            continue
        if kept.state in STANDING.states and kept.current and kept.latest:
            yield kept


def touched(view: View, event: Event) -> Iterator[str]:
    """The claims that an event may change, and perhaps what is no claim."""
    payload: Any = event.payload
    if event.kind == "report":
        for one in view.versions(payload["report"]["id"]):
            yield from _claims_of(view, one.report.id)
    elif event.kind == "reading":
        yield from _claims_of(view, payload["report"])
    elif event.kind == "exchange":
        yield from _said(view, payload)
    elif payload["kind"] == "undo":
        for target in payload["targets"]:
            undone = next(iter(view.events(after=int(target) - 1)))
            yield from touched(view, undone)
    elif payload["kind"] not in ("same", "different"):
        yield from payload["targets"]


def _said(view: View, payload: Any) -> Iterator[str]:
    if payload["what"] == "approval":
        yield from (claim for claim, _ in payload["claims"])
    elif payload["what"] == "marking":
        for target in payload["targets"]:
            if payload["noun"] == "claim":
                yield target
            else:
                yield from _claims_of(view, target)


def _claims_of(view: View, report: str) -> Iterator[str]:
    try:
        return (kept.claim.id for kept in view.claims_of(report))
    except NotRecorded:  # a report may be marked before it is here
        return iter(())


def is_in(view: View, sequence: int, hash_: str) -> bool:
    """Whether the ledger has the event `sequence` with that hash."""
    first = next(iter(view.events(after=sequence - 1)), None)
    return first is not None and first.hash == hash_
