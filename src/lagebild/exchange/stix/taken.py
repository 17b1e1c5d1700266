"""What came from a partner, checked: claims, reports and views as they were told, and why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lagebild.claims.claim import Claim
from lagebild.claims.report import Report
from lagebild.exchange.stix.marking import Rule
from lagebild.exchange.stix.wire import StixObject


@dataclass(frozen=True, slots=True)
class TakenClaim:
    """A claim as its creator tells it.

    `part` is the claim extension, `claim` the whole claim where nothing of it is withheld but the report's text. `report` is the
    id of the report object. `item` is the object as it came, with all that is not known here. `modified` as it is written.
    """

    id: str
    creator: str | None
    created: str
    modified: str
    report: str | None
    part: Mapping[str, Any]
    claim: Claim | None
    item: StixObject


@dataclass(frozen=True, slots=True)
class TakenReport:
    """A report as its creator tells it; `report` is whole only where its text came with it."""

    id: str
    creator: str | None
    created: str
    modified: str
    part: Mapping[str, Any]
    report: Report | None
    item: StixObject


@dataclass(frozen=True, slots=True)
class TakenView:
    """What somebody says about claims: `about` are ids of notes, `opinion` is STIX's word, `part` the view extension if there is
    one."""

    id: str
    creator: str | None
    created: str
    modified: str
    about: tuple[str, ...]
    opinion: str
    explanation: str | None
    part: Mapping[str, Any] | None
    item: StixObject


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an object was not taken: its id (or its place, "objects[3]", where it has none that can be shown), its class, the property
    and the reason."""

    id: str
    noun: str
    part: str
    reason: str

    def __str__(self) -> str:
        return f"{self.id}: {self.part or self.noun} {self.reason}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of objects from outside. `rules` maps marking-definitions to the release rules in them, `withdrawn` holds
    tombstones, `others` all that is no claim, report, view or rule of ours: as it came."""

    claims: tuple[TakenClaim, ...] = ()
    reports: tuple[TakenReport, ...] = ()
    views: tuple[TakenView, ...] = ()
    rules: tuple[tuple[str, Rule], ...] = ()
    withdrawn: tuple[StixObject, ...] = ()
    others: tuple[StixObject, ...] = ()
    refused: tuple[Refusal, ...] = ()
