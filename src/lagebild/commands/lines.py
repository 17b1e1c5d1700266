"""Claims in one line of plain text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lagebild.claims.claim import Claim
    from lagebild.claims.kept import KeptClaim
    from lagebild.picture import Giver

#: Names in one line; more are counted.
_MOST_NAMED: Final = 3


def claim_line(claim: "Claim") -> str:
    """What a claim says: act, certainty, parties with their words."""
    from lagebild.terminal import filler

    denied = " denied" if claim.polarity == "denied" else ""
    roles = "".join(f" · {role.role} {filler(role)}" for role in claim.roles)
    return f"{claim.type} {claim.status}{denied} · {claim.certainty}{roles}"


def parties(claim: "Claim") -> str:
    """The parties by code, or by their words where no code is known: "DE → UA"."""
    from lagebild.claims.vocabulary import ACTOR_ROLES

    named = [role.entity or role.span.text for role in claim.roles if role.role in ACTOR_ROLES and role.role != "force"]
    return " → ".join(dict.fromkeys(named))


def things(claim: "Claim") -> str:
    """What or how much is meant, else what it is about."""
    from lagebild.claims.vocabulary import ACTOR_ROLES

    return ", ".join(role.span.text for role in claim.roles if role.role not in ACTOR_ROLES or role.role == "force")


def state_words(kept: "KeptClaim") -> str:
    """What people decided, and what the newest reading says."""
    words: list[str] = [kept.state]
    if kept.settled is not None:
        words.append("true" if kept.settled else "false")
    if kept.reread != "same":
        words.append({"changed": "read otherwise since", "gone": "no longer read"}[kept.reread])
    if kept.n_dissents:
        words.append(f"{kept.n_dissents} dissent{'s' if kept.n_dissents > 1 else ''}")
    if not kept.latest:
        words.append("older version")
    return ", ".join(words)


def giver_words(giver: "Giver") -> str:
    """From whom something is that is not our own: "partner Ministry A, origin Ministry C"."""
    origin = f", origin {_named(giver.origins)}" if giver.origins else ""
    return f"partner {_named(giver.partners)}{origin}"


def published_by(publisher: str | None, giver: "Giver | None", unknown: str = "") -> str:
    """Who published something, and from whom it is where it is a partner's: "dpa (partner Ministry A)"."""
    named = publisher or unknown
    return named if giver is None else f"{publisher or unknown or 'unknown'} ({giver_words(giver)})"


def _named(names: Sequence[str]) -> str:
    shown = " / ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} +{len(names) - _MOST_NAMED}"


def part_words(part: Any) -> str:
    """A part of a claim (its JSON form) in words."""
    if isinstance(part, dict):
        if "text" in part:
            return f"“{part['text']}”"
        words = [part_words(part["span"])] if "span" in part else []
        words.extend(f"{value}" for key, value in part.items() if key in ("role", "entity", "kind", "edtf", "country") and value)
        return " ".join(reversed(words)) or "?"
    if isinstance(part, list):
        return ", ".join(part_words(entry) for entry in part) or "none"
    return "none" if part is None else str(part)
