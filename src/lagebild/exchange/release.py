"""What may go to a partner: one pure decision for one claim, which fails closed and says why.

Everything that is not allowed by the terms *and* by the markings *and*, where it is asked for, by a releaser stays. Narrower terms
never release more (`tests/exchange/test_release.py` holds this for random terms, markings and claims).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lagebild.claims.canonical import canonical_json, content_hash
from lagebild.claims.claim import Claim
from lagebild.claims.edtf import day_bounds
from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import claim_part
from lagebild.claims.report import Report
from lagebild.exchange.markings import LEVELS, UNKNOWN, Marking, Marks, rank
from lagebild.exchange.stix.fields import MATERIEL_ROLES, Fields
from lagebild.exchange.terms import NOTHING, Terms, is_day
from lagebild.ledger.words import lemma, tokens

#: Parts that are about the report and not the claim: the report's own marking governs them.
_OF_REPORT: Final = frozenset({"title", "address", "text", "source_names"})
_CHECKED: Final = ("accepted", "corrected", "added")


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom, and under which terms in force. `partner` is the identity of the taker."""

    partner: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Approval:
    """What a releaser approved of a claim: the content that was looked at (`content_of`), and the parts that may travel."""

    content: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One claim and all that people said about releasing it. `held_back` is the reason for which somebody withholds it."""

    kept: KeptClaim
    report: Report
    marks: Marks
    approval: Approval | None = None
    held_back: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stays: a word for counting, and words for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Released:
    """The claim may travel at `level` with `parts` beside its core; `held` says for each other part that was agreed why it stays."""

    level: str
    parts: frozenset[str]
    held: tuple[tuple[str, Reason], ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """The claim stays, for each of these reasons."""

    reasons: tuple[Reason, ...]


NO_AGREEMENT: Final = Reason("no-agreement", "no agreement is in force")


def decide(offer: Offer | None, case: Case, today: str) -> Released | Withheld:
    """Whether the claim may travel to the partner of `offer` on a day (YYYY-MM-DD), at which level and with which parts, or why not."""
    if offer is None or not offer.terms.in_force(today):
        return Withheld((_none_in_force(offer),))
    level = _level(offer.terms, case.marks)
    reasons = (
        *_state_reasons(offer.terms, case), *_topic_reasons(offer.terms, case), *_marking_reasons(offer, case.marks, level),
        *_approval_reasons(offer.terms, case, level),
    )  # fmt: skip
    if reasons:
        return Withheld(reasons)
    held = dict(_part_reasons(offer, case, level))
    parts = Fields(frozenset(offer.terms.parts) - held.keys()).closed(case.kept.claim).parts
    for part in sorted(frozenset(offer.terms.parts) - held.keys() - parts):
        held[part] = Reason("would-tell", "it would tell another part that stays")
    return Released(level, parts, tuple(sorted(held.items())))


def _none_in_force(offer: Offer | None) -> Reason:
    """That nothing is agreed, or on which day what was agreed ended; somebody who ended it named no day."""
    if offer is None or offer.terms.expires == NOTHING.expires:
        return NO_AGREEMENT
    return Reason(NO_AGREEMENT.code, f"the last day of the agreement was {offer.terms.expires}")


def content_of(claim: Claim) -> str:
    """The hash of what a claim says, to which an approval is bound."""
    return content_hash(canonical_json(claim_part(claim)))


def _level(terms: Terms, marks: Marks) -> str:
    """The level of the claim: its own, else its report's, else what stands for none."""
    given = marks.claim or marks.report
    return given.level if given is not None else terms.unmarked or UNKNOWN


def _state_reasons(terms: Terms, case: Case) -> Iterator[Reason]:
    kept = case.kept
    if case.held_back is not None:
        yield Reason("held-back", f"somebody withholds it: {case.held_back}")
    if kept.state == "rejected":
        yield Reason("rejected", "somebody rejected it")
    elif not kept.current:
        yield Reason("gone", "the newest reading no longer has it")
    if not kept.latest:
        yield Reason("older-version", "its report has a newer version")
    if terms.checked and kept.state not in _CHECKED:
        yield Reason("unchecked", "nobody has checked it")


def _topic_reasons(terms: Terms, case: Case) -> Iterator[Reason]:
    claim = case.kept.claim
    if terms.types is not None and claim.type not in terms.types:
        yield Reason("type", f"{claim.type} is not agreed")
    if terms.parties is not None and not entities_of(claim) & frozenset(terms.parties):
        yield Reason("party", "none of its parties is agreed")
    if terms.materiel is not None and not names_materiel(claim, terms.materiel, case.report.language):
        yield Reason("materiel", "none of its materiel is agreed")
    if not within(claim, case.report.published, terms.since, terms.until):
        yield Reason("period", "its days are not wholly within the period, or unknown")


def _marking_reasons(offer: Offer, marks: Marks, level: str) -> Iterator[Reason]:
    given = [one for one in (marks.claim, marks.report) if one is not None]
    if any(one.level not in LEVELS for one in given):
        yield Reason("unknown-marking", "its marking is none that is known")
    elif not given and offer.terms.unmarked is None:
        yield Reason("unmarked", "it has no marking, and the agreement names none for such")
    elif rank(level) > rank(offer.terms.highest):
        yield Reason("marking", f"{level} is above {offer.terms.highest}")
    if not given and level == "red":
        yield Reason("audience", "red is for those who are named, and nobody is")
    if any(not one.allows(offer.partner) for one in given if one is marks.claim or one.release_to is not None or marks.claim is None):
        yield Reason("audience", "the partner is not in its audience")


def _approval_reasons(terms: Terms, case: Case, level: str) -> Iterator[Reason]:
    if _needs_approval(terms, case.kept.claim, level) and not _approved(case):
        stale = case.approval is not None
        yield Reason("approval", "it has changed since it was approved" if stale else "a releaser must approve it")


def _needs_approval(terms: Terms, claim: Claim, level: str) -> bool:
    asked = terms.approval
    from_level = min((rank(one.removeprefix("tlp:")) for one in asked if one.startswith("tlp:")), default=len(LEVELS) + 1)
    return "all" in asked or f"type:{claim.type}" in asked or rank(level) >= from_level


def _approved(case: Case) -> bool:
    return case.approval is not None and case.approval.content == content_of(case.kept.claim)


def _part_reasons(offer: Offer, case: Case, level: str) -> Iterator[tuple[str, Reason]]:
    """For each part that was agreed and stays: why."""
    approved = case.approval.parts if case.approval is not None and _approved(case) else frozenset()
    whole = _needs_approval(offer.terms, case.kept.claim, level)
    for part in offer.terms.parts:
        reason = _marked_against(offer, case.marks, part)
        if reason is not None:
            yield part, reason
        elif (whole or f"part:{part}" in offer.terms.approval) and part not in approved:
            yield part, Reason("approval", "a releaser must approve this part")


def _marked_against(offer: Offer, marks: Marks, part: str) -> Reason | None:
    own = marks.fields.get(part)
    markings = [one for one in (own, marks.report if part in _OF_REPORT else None) if one is not None]
    if any(not _fits(offer, one) for one in markings):
        return Reason("part-marking", "its own marking, or its report's, does not allow it")
    return None


def _fits(offer: Offer, marking: Marking) -> bool:
    return marking.level in LEVELS and rank(marking.level) <= rank(offer.terms.highest) and marking.allows(offer.partner)


def entities_of(claim: Claim) -> frozenset[str]:
    """The entities that a claim names: in its roles, and the country of its place."""
    place = {claim.place.country} if claim.place is not None and claim.place.country else set()
    return frozenset({role.entity for role in claim.roles if role.entity} | place)


def within(claim: Claim, published: str | None, since: str | None, until: str | None) -> bool:
    """Whether the days of the act, or where these are untold the day of publication, lie wholly in the period."""
    if since is None and until is None:
        return True
    first, last = day_bounds(claim.time.edtf) if claim.time is not None else (None, None)
    if first is None and last is None:
        first = last = _day(published)
    return (since is None or (first is not None and first >= since)) and (until is None or (last is not None and last <= until))


def _day(published: str | None) -> str | None:
    return published if published and is_day(published) else None


def names_materiel(claim: Claim, wanted: tuple[str, ...], language: str | None) -> bool:
    named = {lemma(token.word, language) for role in claim.roles if role.role in MATERIEL_ROLES for token in tokens(role.span.text)}
    return any(all(lemma(token.word, language) in named for token in tokens(one)) for one in wanted if tokens(one))
