"""The exchange in JSON: the node, its partners, what each would see and why the rest stays, what came in; approving and holding back."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from lagebild.claims.event import time_text
from lagebild.exchange.allowances import Allowance, allowance_part, shut_until
from lagebild.exchange.held import RefusedObject
from lagebild.exchange.received import Received
from lagebild.exchange.release import Released, content_of
from lagebild.exchange.state import Alarm, Partner, State
from lagebild.exchange.syncing import standing
from lagebild.exchange.terms import terms_part
from lagebild.web.exchanging import Ruling, Sheet, from_partner, of_reason, partner_in, reasons_of, sheet
from lagebild.web.identity import Analyst, Releaser, Space
from lagebild.web.releasing import Release, release
from lagebild.web.routes.api.common import BASE, ERRORS, Json, Limit
from lagebild.web.workspace import Workspace

router = APIRouter(prefix=f"{BASE}/exchange", tags=["exchange"], responses=ERRORS)
_Identity = Annotated[str, Path(max_length=100)]
_Start = Annotated[int, Query(ge=0, le=1_000_000_000, description="`next` of the page before.")]


class Word(BaseModel):
    """A word on releasing a claim: to approve it as it was shown (`mark`), to hold it back for a reason, or to take either back."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["approve", "withhold", "clear"]
    claim: str = Field(max_length=400)
    partner: str | None = Field(default=None, max_length=100, description="Its identity; absent: for all.")
    mark: str | None = Field(default=None, max_length=100, description="`mark` of the claim in the preview; needed to approve.")
    parts: list[str] | None = Field(default=None, max_length=20, description="Parts that may travel; absent: all.")
    text: str | None = Field(default=None, max_length=2_000, description="The reason for which it is held back.")


@router.get("")
def exchange(space: Space, who: Analyst) -> Json:
    """This node and its partners. Keys are never told, but for their fingerprint. `alarms` are the last times that somebody tried wrong
    tokens, the newest first: under which `name` (a partner's identity, or none), and `until` when nothing from the `address` was
    looked at, at the latest."""
    with space.exchange.reading() as state:
        card = state.card
        node = None if card is None else {
            "identity": card.last.identity, "name": card.last.name, "address": card.last.address, "fingerprint": card.fingerprint,
        }  # fmt: skip
        allowed = space.exchange.allowances(state)
        partners = [_partner(space, state, one, allowed[one.identity]) for one in state.partners.values()]
        alarms = [_alarm(one) for one in reversed(state.alarms)]
        return {"node": node, "releasers": sorted(state.approvals.releasers), "partners": partners, "alarms": alarms}


@router.get("/partners/{identity}")
def partner(space: Space, who: Analyst, identity: _Identity) -> Json:
    """How things stand with a partner, and what is agreed. `quota` is how much it may give in a day (UTC), ask in a minute and have kept
    aside, `today` and `n_bytes_aside` what of it is used, `refused_until` the time before which something of it is refused for its
    amount. `waits` are the last times that it was told to wait: for too much in a `day`, too many requests in a `minute`, too much that
    lies `aside`, or more at once than may ever come (`size`). `alarms` are wrong tokens under its name."""
    with space.exchange.reading() as state:
        them = partner_in(state, identity)
        book, us = state.agreements, state.identity
        version, gives, takes = book.current(us, identity), book.terms(us, identity), book.terms(identity, us)
        waiting = [one for id in book.with_partner(us, identity) for one in book.proposed(id)]
        return {
            **_partner(space, state, them, space.exchange.allowances(state)[identity]), "version": version.number if version else None,
            "gives": terms_part(gives) if gives else None, "takes": terms_part(takes) if takes else None,
            "waiting": [
                {"version": one.version.number, "hash": one.version.hash, "for_us": us not in one.envelopes,
                 "gives": terms_part(one.version.gives[us]), "takes": terms_part(one.version.gives[identity])} for one in waiting
            ],
        }  # fmt: skip


@router.get("/partners/{identity}/preview")
def preview(
    space: Space, who: Analyst, identity: _Identity, shown: bool = True,
    reason: Annotated[str | None, Query(max_length=40, description="Only what stays for this reason.")] = None,
    limit: Limit = 50, start: _Start = 0,
) -> Json:  # fmt: skip
    """The claims that a partner would see now (`shown`), or those that stay, with every reason. Sends and writes nothing."""
    with space.exchange.reading() as state:
        partner_in(state, identity)
    found = space.exchange.rulings(identity)
    part = sheet(found.shown if shown else of_reason(found.withheld, reason), start, limit)
    counts = {"n_shown": len(found.shown), "n_withheld": len(found.withheld), "n_new": found.n_new, "n_gone": found.n_gone}
    return {**counts, "reasons": dict(found.reasons), **_listed(part, [_ruling(one) for one in part.items])}


@router.get("/partners/{identity}/received")
def received(space: Space, who: Analyst, identity: _Identity, limit: Limit = 50, start: _Start = 0) -> Json:
    """The claims that a partner lets us have now, whoever made them."""
    with space.exchange.reading() as state:
        partner_in(state, identity)
        part = sheet(from_partner(state, identity, space.exchange.today), start, limit)
    return _listed(part, [_received(one) for one in part.items])


@router.get("/partners/{identity}/refused")
def refused(space: Space, who: Analyst, identity: _Identity, limit: Limit = 50, start: _Start = 0) -> Json:
    """What came from a partner and was refused, the newest first; what `waits` may be taken once a key, marking or consent is here."""
    with space.exchange.reading() as state:
        partner_in(state, identity)
        part = sheet([one for one in state.holdings.refused if one.partner == identity][::-1], start, limit)
        items = [_refused(state, one) for one in part.items]
    return _listed(part, items)


@router.post("/releases", status_code=204, response_class=Response)
def say(space: Space, who: Releaser, asked: Word) -> Response:
    """Records a word on releasing a claim. What it changes is published with the next exchange."""
    release(space, who, Release(asked.action, asked.claim, asked.partner, asked.mark, asked.parts, asked.text))
    return Response(status_code=204)


def _partner(space: Workspace, state: State, one: Partner, allowed: Allowance) -> Json:
    how, heard = standing(state, one, space.exchange.today), space.exchange.heard(one.identity)
    return {
        "identity": one.identity, "name": one.name, "address": one.card.last.address, "fingerprint": one.card.fingerprint,
        "dropped": one.dropped, "in_force": how.in_force, "heard": time_text(heard) if heard else None, "n_shown": how.n_shown,
        "n_received": how.n_received, "n_refused": how.n_refused, "given": how.given, "confirmed": how.confirmed,
        "unconfirmed": [{"object": id, "entry": number} for id, number in how.unconfirmed[:200]], "n_unconfirmed": len(how.unconfirmed),
        "gaps": [{"kind": gap.kind, "entry": gap.sequence, "text": gap.text} for gap in how.gaps],
        "refused_there": [{"object": id, "reason": reason} for id, reason in how.refused_there[:200]], **allowance_part(allowed),
        "alarms": [_alarm(alarm) for alarm in allowed.alarms],
    }  # fmt: skip


def _alarm(one: Alarm) -> Json:
    return {"time": time_text(one.time), "address": one.address, "name": one.name, "until": time_text(shut_until(one))}


def _listed(part: Sheet, items: list[Any]) -> Json:
    return {"items": items, "n_all": part.n_all, "next": part.next}


def _ruling(one: Ruling) -> Json:
    case, ruling = one
    found: Json = {"claim": case.kept.claim.id, "report": case.kept.report, "mark": content_of(case.kept.claim)}
    if isinstance(ruling, Released):
        held = [{"part": part, "reason": reason.code} for part, reason in ruling.held]
        return found | {"shown": True, "level": ruling.level, "parts": sorted(ruling.parts), "held": held}
    return found | {"shown": False, "reasons": [reason.code for reason in reasons_of(ruling)]}


def _received(one: Received) -> Json:
    return {
        "object": one.held.id, "origin": one.origin, "via": list(one.via), "level": one.level, "parts": sorted(one.parts),
        "told": dict(one.taken.part),
    }  # fmt: skip


def _refused(state: State, one: RefusedObject) -> Json:
    waits = (one.partner, one.id, one.modified) in state.holdings.waiting
    return {"object": one.id, "modified": one.modified, "reason": one.reason, "waits": waits}
