"""Two readers' claims of one report together: where they agree one claim that both vouch for, where they differ both readings."""

from collections.abc import Sequence
from dataclasses import replace

from lagebild.claims.claim import Claim, ReadBy
from lagebild.reading.llm.claims import READER
from lagebild.reading.scoring import near, pairs

#: Who read a claim on which both readers agree.
BOTH = f"model+{READER}"
#: Roles that tell no act from another: what a meeting was about is told in too many words.
_MINOR = frozenset({"topic"})
#: What is left of the chance that a claim is wrong once a second reader made the same of it. A judgement: it was measured with no model.
_DOUBT_LEFT = 0.5


def joined(first: Sequence[Claim], second: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of both in text order. Two agree if they are of one type and polarity, their triggers overlap or stand in one
    sentence, and the main roles are equal; the first reader's claim then stands for both, with the confidence raised."""
    alike = [(a, b) for a, b in pairs(first, second) if a.polarity == b.polarity and _same_roles(a, b)]
    agreed = {id(ours): theirs for ours, theirs in alike}
    told = {id(claim) for claim in agreed.values()}
    mine = [_vouched(claim, agreed[id(claim)]) if id(claim) in agreed else claim for claim in first]
    return tuple(sorted([*mine, *(claim for claim in second if id(claim) not in told)], key=lambda claim: claim.trigger))


def _vouched(claim: Claim, other: Claim) -> Claim:
    confidence = claim.read_by.confidence
    raised = round(1 - _DOUBT_LEFT * (1 - confidence), 3) if confidence is not None else None
    return replace(claim, read_by=ReadBy(BOTH, f"{claim.read_by.version} + {other.read_by.version}", raised))


def _same_roles(a: Claim, b: Claim) -> bool:
    """Whether both fill the same main roles, each with at least one filler in common: the same party, or the same words."""
    names = {role.role for role in a.roles} - _MINOR
    return names == {role.role for role in b.roles} - _MINOR and all(_share(a, b, name) for name in names)


def _share(a: Claim, b: Claim, name: str) -> bool:
    return any(
        near(x.span, y.span) if x.entity is None or y.entity is None else x.entity == y.entity
        for x in a.fillers(name) for y in b.fillers(name)
    )
