"""What people decide about the exchange in the workspace: releases by releasers, agreements by administrators."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lagebild.claims.event import utc_now
from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.approvals import approve_payload, clear_payload, releaser_payload, withhold_payload
from lagebild.exchange.dealing import countersign, end, narrow
from lagebild.exchange.markings import PARTS
from lagebild.exchange.node import Node
from lagebild.exchange.release import Case, Released, Withheld, content_of, decide
from lagebild.exchange.state import State
from lagebild.exchange.stix.fields import Fields
from lagebild.exchange.stix.ids import Creator
from lagebild.exchange.stix.mapping import claim_objects
from lagebild.exchange.stix.wire import StixObject
from lagebild.web.exchanging import partner_in
from lagebild.web.people import Identity
from lagebild.web.refusals import Changed, Unfit
from lagebild.web.workspace import Workspace

#: Stands for the node's secret in previews: the ids that follow from it are left out of them.
_NO_SECRET: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Release:
    """A word on releasing one claim to a partner (identity; None: to all): "approve" with these parts (None: with all), "withhold" for the
    reason `text`, or "clear". `mark` is the content that was looked at (`release.content_of`)."""

    action: str
    claim: str
    partner: str | None = None
    mark: str | None = None
    parts: Sequence[str] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A word on the agreement with a partner (identity): "sign" the version of hash `mark`, "narrow" what we give by parts that no longer
    travel and a lower highest level (None: as it is), or "end" it."""

    action: str
    partner: str
    mark: str | None = None
    without: Sequence[str] = ()
    highest: str | None = None


def release(space: Workspace, me: Identity, asked: Release) -> None:
    """Records a word on a release. Raises `NotRecorded`, `Unfit`, `Changed` where the claim says something else by now, `Refused` for who
    is no releaser, and `InvalidClaim` for a missing reason."""
    with space.view() as view:
        kept = view.claim(asked.claim)
    if asked.action == "approve" and asked.mark != content_of(kept.claim):
        raise Changed("claim_changed")

    def made(state: State) -> dict[str, Any]:
        if asked.partner is not None:
            partner_in(state, asked.partner)
        if asked.action == "approve":
            return approve_payload(state.approvals, me.name, [kept.claim], PARTS if asked.parts is None else asked.parts, asked.partner)
        if asked.action == "withhold":
            return withhold_payload([asked.claim], asked.text or "", asked.partner)
        if asked.action == "clear":
            return clear_payload([asked.claim], asked.partner)
        raise Unfit("field", name="action")

    space.exchange.record(me.name, made)


def name_releaser(space: Workspace, me: Identity, name: str, dismiss: bool) -> None:
    """Somebody may approve from now on, or no longer. Raises `Unfit` for no name."""
    if not name or not name.isprintable():
        raise Unfit("field", name="name")
    space.exchange.record(me.name, lambda state: releaser_payload(name, dismiss=dismiss))


def agree(space: Workspace, me: Identity, asked: Deal) -> None:
    """Does what is asked about an agreement; the partner hears of it with the next exchange. Raises `Unfit`, `Changed` where another
    version waits by now, `NotRecorded`, and `KeyUnusable` where the key that signs cannot be read."""
    node = space.exchange.node(me.name)
    state = node.state()
    partner_in(state, asked.partner)
    if asked.action == "sign":
        _sign(node, state, asked)
    elif asked.action == "narrow":
        now = state.agreements.terms(state.identity, asked.partner)
        if now is None:
            raise NotRecorded("agreement in force with", asked.partner)
        parts = tuple(part for part in now.parts if part not in asked.without)
        narrow(node, asked.partner, state.identity, replace(now, parts=parts, highest=asked.highest or now.highest))
    elif asked.action == "end":
        end(node, asked.partner)
    else:
        raise Unfit("field", name="action")


def exact(space: Workspace, partner: str, claim: str) -> tuple[KeptClaim, Released | Withheld, tuple[StixObject, ...]]:
    """What a partner would see of a claim: the decision, and the objects as they would go out, without seals and ids. Raises
    `NotRecorded` for no such claim or partner."""
    with space.exchange.reading() as state, space.view() as view:
        partner_in(state, partner)
        kept = view.claim(claim)
        report = view.report(kept.report).report
        case = Case(
            kept, report, state.markings.marks(claim, kept.report), state.approvals.approval(claim, partner),
            state.approvals.reason_held(claim, partner),
        )  # fmt: skip
        ruling = decide(state.offer(partner), case, space.exchange.today)
        name = state.card.last.name if state.card is not None else ""
        identity = state.identity
    if isinstance(ruling, Withheld):
        return kept, ruling, ()
    creator = Creator(identity, name, utc_now(), _NO_SECRET)
    made = claim_objects(kept, report, creator, Fields(ruling.parts), created=utc_now(), marking=ruling.level)
    return kept, ruling, tuple(_without_ids(item) for item in made if item["type"] in ("note", "report"))


def _sign(node: Node, state: State, asked: Deal) -> None:
    book = state.agreements
    ids = book.with_partner(state.identity, asked.partner)
    waiting = [one for id in ids if (one := book.open_for(id, state.identity)) is not None]
    if asked.mark not in {one.hash for one in waiting}:
        raise Changed("agreement_changed")
    if len(waiting) > 1:
        raise Refused("agreement", "", "several proposals wait; sign the file of the one that you mean (lagebild agree sign --file)")
    countersign(node, asked.partner)


def _without_ids(item: StixObject) -> StixObject:
    """An object without what is made anew for each partner: ids, and times."""
    return {key: value for key, value in item.items() if key not in ("id", "object_refs", "object_marking_refs", "created", "modified")}
