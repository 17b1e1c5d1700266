"""What people said about releasing single claims: approvals by releasers, and claims that somebody holds back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lagebild.claims.claim import Claim
from lagebild.errors import InvalidClaim, Refused
from lagebild.exchange.markings import PARTS
from lagebild.exchange.release import Approval, content_of

#: Stands for every partner.
EVERYBODY: Final = ""


@dataclass(slots=True)
class ApprovalBook:
    """What holds now. `approved` and `held_back` are keyed by claim and partner; `releasers` are the actors who may approve."""

    approved: dict[tuple[str, str], Approval] = field(default_factory=dict)
    held_back: dict[tuple[str, str], str] = field(default_factory=dict)
    releasers: set[str] = field(default_factory=set)

    def apply(self, payload: Mapping[str, Any]) -> None:
        """Takes in the payload of an approval or releaser event."""
        if payload["what"] == "releaser":
            (self.releasers.add if payload["action"] == "name" else self.releasers.discard)(payload["name"])
            return
        partner = payload["partner"] or EVERYBODY
        for claim, content in payload["claims"]:
            key = (claim, partner)
            if payload["action"] == "approve":
                self.approved[key] = Approval(content, frozenset(payload["parts"]))
                self.held_back.pop(key, None)
            elif payload["action"] == "withhold":
                self.held_back[key] = payload["reason"]
            else:
                self.approved.pop(key, None)
                self.held_back.pop(key, None)

    def approval(self, claim: str, partner: str) -> Approval | None:
        """The approval that counts for a partner: the one for it, else the one for everybody."""
        return self.approved.get((claim, partner)) or self.approved.get((claim, EVERYBODY))

    def reason_held(self, claim: str, partner: str) -> str | None:
        """Why somebody holds a claim back from a partner, None where nobody does."""
        return self.held_back.get((claim, partner)) or self.held_back.get((claim, EVERYBODY))


def approve_payload(
    book: ApprovalBook, actor: str, claims: Iterable[Claim], parts: Iterable[str], partner: str | None
) -> dict[str, Any]:
    """The event payload by which a releaser approves claims as they are now. Raises `Refused` where `actor` is no releaser, and
    `InvalidClaim` for a part that claims do not have."""
    if actor not in book.releasers:
        raise Refused("approval", "actor", f"{actor} is no releaser (lagebild share releaser NAME names one)")
    return _payload("approve", [(claim.id, content_of(claim)) for claim in claims], partner, parts=_known(parts))


def withhold_payload(claims: Iterable[str], reason: str, partner: str | None) -> dict[str, Any]:
    """The event payload by which anybody holds claims back."""
    if not reason.strip():
        raise InvalidClaim("withhold", "no reason is given")
    return _payload("withhold", [(claim, None) for claim in claims], partner, reason=reason)


def clear_payload(claims: Iterable[str], partner: str | None) -> dict[str, Any]:
    """The event payload by which approvals and holding back end."""
    return _payload("clear", [(claim, None) for claim in claims], partner)


def releaser_payload(name: str, *, dismiss: bool = False) -> dict[str, Any]:
    """The event payload that names or dismisses a releaser."""
    return {"what": "releaser", "action": "dismiss" if dismiss else "name", "name": name}


def _payload(action: str, claims: list[tuple[str, str | None]], partner: str | None, **more: Any) -> dict[str, Any]:
    if not claims:
        raise InvalidClaim("approval", "no claim is named")
    return {"what": "approval", "action": action, "claims": [list(one) for one in sorted(claims)], "partner": partner, **more}


def _known(parts: Iterable[str]) -> list[str]:
    named = sorted(set(parts))
    for part in named:
        if part not in PARTS:
            raise InvalidClaim("approval", f"{part!r} is none of {', '.join(PARTS)}")
    return named
