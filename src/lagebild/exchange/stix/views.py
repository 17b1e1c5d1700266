"""Views: what a person, or the weighing of many claims, says about claims, as STIX opinions (section 4.15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lagebild.claims.estimate import Estimate
from lagebild.errors import Refused
from lagebild.exchange.stix.extensions import VIEW
from lagebild.exchange.stix.ids import Creator, derived_id
from lagebild.exchange.stix.objects import common
from lagebild.exchange.stix.part import number_text
from lagebild.exchange.stix.tables import VIEWS
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.wire import StixObject

#: How a view reads on STIX's scale from strongly-disagree to strongly-agree.
_SCALE: Final = {
    "accepted": "agree", "corrected": "disagree", "rejected": "strongly-disagree", "dissent": "disagree", "estimate": "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A view on the notes `about` (ids that the reader holds).

    `kind` is accepted, corrected, rejected, dissent, settled or estimate. `outcome` belongs to settled. `changes` are parts of the claim
    as they should be, in the form of the claim extension: a proposal to its creator, who alone makes versions. Raises `Refused` for
    another kind, and for a view on nothing.
    """

    kind: str
    about: tuple[str, ...]
    explanation: str | None = None
    outcome: bool | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        if self.kind not in VIEWS:
            raise Refused("opinion", "view", f"{self.kind!r} is none of {', '.join(VIEWS)}")
        if not self.about:
            raise Refused("opinion", "object_refs", "are none, so it is about nothing")
        if (self.outcome is None) == (self.kind == "settled") or (self.estimate is None) == (self.kind == "estimate"):
            raise Refused("opinion", "view", "lacks what belongs to its kind, or has what does not")


def opinion_object(view: View, creator: Creator, time: datetime, markings: Sequence[StixObject] = ()) -> StixObject:
    """The opinion that tells `view`. Its id is that of its creator's view of this kind on these notes: who changes their mind makes a
    new version."""
    kind = "decision" if view.kind != "estimate" else "estimate"
    id = derived_id("opinion", {"creator": creator.id, "about": sorted(view.about), "kind": kind})
    item = common("opinion", id, creator, stix_time(time)) | {
        "opinion": _word(view), "object_refs": list(view.about),
        "extensions": {VIEW: {"extension_type": "property-extension", "view": view.kind, **_told(view)}},
    }  # fmt: skip
    explanation = view.explanation or (_estimated(view.estimate) if view.estimate is not None else None)
    if explanation:
        item["explanation"] = explanation
    if markings:
        item["object_marking_refs"] = [mark["id"] for mark in markings]
    return item


def _word(view: View) -> str:
    if view.kind == "settled":
        return "strongly-agree" if view.outcome else "strongly-disagree"
    return _SCALE[view.kind]


def _told(view: View) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if view.outcome is not None:
        told["outcome"] = view.outcome
    if view.changes:
        told["changes"] = dict(view.changes)
    if view.estimate is not None:
        told["estimate"] = _estimate_part(view.estimate)
    return told


def _estimate_part(estimate: Estimate) -> dict[str, Any]:
    """The figures of an estimate; its lines stay, since they name claims that the reader may not know."""
    part = {
        "low": number_text(estimate.low), "best": number_text(estimate.best), "high": number_text(estimate.high),
        "unit": estimate.unit, "day": estimate.valid_time, "calibrated": estimate.calibrated, "n_reports": estimate.n_reports,
        "n_origins_min": estimate.n_origins_min, "n_origins_max": estimate.n_origins_max,
    }  # fmt: skip
    return {name: value for name, value in part.items() if value is not None}


def _estimated(estimate: Estimate) -> str:
    unit = f" {estimate.unit}" if estimate.unit else ""
    low, high = estimate.n_origins_min, estimate.n_origins_max
    origins = str(low) if low == high else f"{low} to {high}"
    what = "90% range" if estimate.calibrated else "range, not calibrated"
    bounds = f"{what} {estimate.low:g} to {estimate.high:g}"
    return f"{estimate.best:g}{unit} ({bounds}), from {origins} origins in {estimate.n_reports} reports."
