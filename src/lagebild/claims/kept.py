"""Claims and reports as a ledger keeps them: what stands now, beside what the machine made of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report

State = Literal["undecided", "accepted", "corrected", "rejected", "added"]
STATES: Final[tuple[State, ...]] = ("undecided", "accepted", "corrected", "rejected", "added")
Reread = Literal["same", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """A claim in a ledger.

    `claim` is what stands; `machine` is the reading it rests on, None for one added by hand. `state` is what people decided,
    `settled` whether it turned out true. `reread` says what the newest reading by the same reader made of it: "same",
    "changed" (read otherwise) or "gone" (no longer read); `current` is False for one that is gone and that nobody decided on.
    `latest` is False where the report has a newer version. `number` counts claims in the order of their recording, `sequence`
    is the event that the claim rests on.
    """

    claim: Claim
    machine: Claim | None
    report: str
    state: State
    reread: Reread
    current: bool
    latest: bool
    settled: bool | None
    n_dissents: int
    n_notes: int
    number: int
    sequence: int
    published: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report in a ledger: `recorded` (UTC) when it came in first, `original` the hash of its original bytes if they were
    kept, `newer` the id of the next version from the same source. `number` counts reports in the order of their recording."""

    report: Report
    number: int
    sequence: int
    recorded: datetime
    original: str | None
    newer: str | None
