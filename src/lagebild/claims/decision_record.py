"""The JSON form of decisions and captures, as events hold it. Actor and time of a decision stand in its event."""

from datetime import datetime
from typing import Any, Final

from lagebild.claims.capture import HOWS, Capture
from lagebild.claims.decision import KINDS, Decision
from lagebild.claims.event import parse_time, time_text
from lagebild.claims.fields import Fields
from lagebild.claims.record import claim_part, parse_claim
from lagebild.errors import InvalidClaim

_DECISION: Final = ("kind", "targets", "changes", "claim", "report", "text", "outcome", "evidence", "version")
_CAPTURE: Final = ("how", "time", "source", "redirects", "headers", "media_type")


def decision_part(decision: Decision) -> dict[str, Any]:
    """The JSON form of a decision; parts that its kind does not use are absent."""
    part: dict[str, Any] = {"kind": decision.kind, "targets": list(decision.targets)}
    if decision.claim is not None:
        part["claim"] = claim_part(decision.claim)
    for key in ("report", "text", "outcome", "version"):
        if getattr(decision, key) is not None:
            part[key] = getattr(decision, key)
    if decision.changes:
        part["changes"] = dict(decision.changes)
    if decision.evidence:
        part["evidence"] = list(decision.evidence)
    return part


def parse_decision(value: object, actor: str, time: datetime, path: str = "decision") -> Decision:
    """The decision in its JSON form; raises `InvalidClaim` or `InvalidDecision`."""
    fields = Fields(value, path, _DECISION)
    changes, _ = fields.one("changes") if fields.has("changes") else ({}, path)
    outcome, _ = fields.one("outcome") if fields.has("outcome") else (None, path)
    if not isinstance(changes, dict) or not isinstance(outcome, bool | None):
        raise InvalidClaim(path, "changes is no object, or outcome neither true nor false")
    return Decision(
        kind=fields.word("kind", KINDS),
        targets=fields.texts("targets"),
        actor=actor,
        time=time,
        changes=changes,
        claim=parse_claim(*fields.one("claim")) if fields.has("claim") else None,
        report=fields.text_or_none("report"),
        text=fields.text_or_none("text"),
        outcome=outcome,
        evidence=fields.texts("evidence"),
        version=fields.integer_or_none("version"),
    )


def capture_part(capture: Capture) -> dict[str, Any]:
    """The JSON form of a capture."""
    return {
        "how": capture.how,
        "time": time_text(capture.time),
        "source": capture.source,
        "redirects": list(capture.redirects),
        "headers": [list(header) for header in capture.headers],
        "media_type": capture.media_type,
    }


def parse_capture(value: object, path: str = "capture") -> Capture:
    """The capture in its JSON form; raises `InvalidClaim`."""
    fields = Fields(value, path, _CAPTURE)
    return Capture(
        how=fields.word("how", HOWS),
        time=parse_time(fields.text("time")),
        source=fields.text("source"),
        redirects=fields.texts("redirects"),
        headers=tuple(_header(entry, at) for entry, at in fields.items("headers")),
        media_type=fields.text_or_none("media_type"),
    )


def _header(value: object, path: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        raise InvalidClaim(path, "is no pair of name and value")
    return value[0], value[1]
