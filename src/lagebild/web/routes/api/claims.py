"""Claims and decisions in JSON."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from lagebild.claims.decision_record import decision_part
from lagebild.claims.event import time_text
from lagebild.claims.record import claim_part, parse_claim
from lagebild.commands.filtering import filter_of
from lagebild.ledger import Filter, Order
from lagebild.web.adding import added
from lagebild.web.comparing import judged_names
from lagebild.web.deciding import decide, reach, stand_mark
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.refusals import Changed, Unfit
from lagebild.web.routes.api.common import BASE, ERRORS, Cursor, Id, Json, Limit, claim_json, listed, paged

router = APIRouter(prefix=BASE, tags=["claims"], responses=ERRORS)
_Words = Annotated[list[str] | None, Query(max_length=20)]
_Day = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_Text = Annotated[str | None, Query(max_length=400)]
_Claims = Annotated[list[Annotated[str, Field(max_length=400)]], Field(min_length=1, max_length=2_000)]


class Terms(BaseModel):
    """Which claims: the terms of `lagebild claims`. Of the words of one term one must fit, of `party` all."""

    model_config = ConfigDict(extra="forbid")

    type: _Words = None
    status: _Words = None
    certainty: _Words = None
    polarity: _Words = None
    state: _Words = None
    party: _Words = None
    materiel: _Text = None
    text: _Text = None
    publisher: _Words = None
    language: _Words = None
    report: _Words = None
    since: _Day = Field(default=None, description="First day of publication.")
    until: _Day = Field(default=None, description="Last day of publication.")
    acted_since: _Day = None
    acted_until: _Day = None

    def filter(self) -> Filter:
        """The filter of the terms; raises `WrongCall`, `InvalidClaim`."""
        terms: dict[str, list[str]] = {}
        for name, value in self.model_dump().items():
            if name in ("limit", "cursor", "order", "ascending"):
                continue
            terms[_NAMES.get(name, name)] = listed(value if isinstance(value, list) else [value] if value else [])
        return filter_of(terms)


class Listing(Terms):
    """A page of claims."""

    limit: Limit = 50
    cursor: Cursor = None
    order: Literal["published", "recorded", "acted"] = "published"
    ascending: bool = False


class Deciding(BaseModel):
    """A decision on claims. `changes` maps parts of a claim to their JSON form (correct, dissent); `mark` (one claim) is what the
    claim showed when it was looked at: where it no longer stands so, nothing is decided."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["accept", "correct", "reject", "note", "dissent", "settle"]
    claims: _Claims
    changes: dict[str, Any] = Field(default_factory=dict, max_length=10)
    text: str | None = Field(default=None, max_length=2_000)
    outcome: bool | None = None
    evidence: list[str] = Field(default_factory=list, max_length=50)
    version: int | None = Field(default=None, ge=0, lt=2**62)
    mark: str | None = Field(default=None, max_length=100)


class Judging(BaseModel):
    """What is said of claims (are they about one thing?) or of names (do they stand for one body?), in any spelling; not of both."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["same", "different"]
    claims: list[Annotated[str, Field(max_length=400)]] = Field(default_factory=list, max_length=50)
    names: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=50)
    text: str | None = Field(default=None, max_length=2_000)


class Adding(BaseModel):
    """A claim by hand: `claim` is in the form of the schema; its id and reader are made here."""

    model_config = ConfigDict(extra="forbid")

    claim: dict[str, Any] = Field(max_length=12)
    text: str | None = Field(default=None, max_length=2_000)


class Bulk(BaseModel):
    """A decision on all claims of `terms`; `mark` is the one of the preview, which holds just what is decided on."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["accept", "reject"]
    terms: Terms
    mark: str = Field(max_length=100)
    text: str | None = Field(default=None, max_length=2_000)


@router.get("/me")
def me(who: Reader) -> Json:
    """Who the call is from, and what it may do."""
    return {"name": who.name, "role": who.role, "by": who.by}


@router.get("/claims")
def claims(space: Space, who: Reader, asked: Annotated[Listing, Query()]) -> Json:
    """Claims that hold all terms, a page at a time."""
    with space.view() as view:
        order = Order(asked.order, not asked.ascending)
        return paged(view.claims(asked.filter(), order, limit=asked.limit, after=asked.cursor), claim_json)


@router.get("/claims/{id:path}/history")
def history(space: Space, who: Reader, id: Id) -> Json:
    """What happened to a claim: readings, decisions, and what undid them."""
    with space.view() as view:
        steps = view.history(id)
    return {"items": [_step_json(step) for step in steps]}


@router.get("/claims/{id:path}")
def claim(space: Space, who: Reader, id: Id) -> Json:
    """A claim: what stands of it beside what was read; `mark` names this state for a decision."""
    with space.view() as view:
        kept = view.claim(id)
    return {**claim_json(kept), "mark": stand_mark(kept)}


@router.post("/decisions", status_code=201)
def decisions(space: Space, who: Analyst, asked: Deciding) -> Json:
    """Decides on claims, on all or none; the event by which it can be undone."""
    if asked.mark is not None:
        with space.view() as view:
            if [stand_mark(view.claim(id)) for id in asked.claims] != [asked.mark]:
                raise Changed("claim_changed")
    parts = asked.model_dump(include={"changes", "text", "outcome", "version"}) | {"evidence": tuple(asked.evidence)}
    return {"event": decide(space, who, asked.kind, asked.claims, **parts).sequence}


@router.post("/judgements", status_code=201)
def judgements(space: Space, who: Analyst, asked: Judging) -> Json:
    """Says that claims are about one thing, or that names stand for one body, or that two do not; the event by which it can be undone."""
    if bool(asked.claims) == bool(asked.names):
        raise Unfit("field", name="claims")
    if asked.names:
        (event,) = judged_names(space, who, asked.kind, asked.names, asked.text)
        return {"event": event.sequence}
    with space.following.picture() as picture:
        for id in asked.claims:
            if id not in picture.lent.claims:
                picture.view.claim(id)
    return {"event": decide(space, who, asked.kind, asked.claims, text=asked.text).sequence}


@router.post("/reports/{report}/claims", status_code=201)
def add(space: Space, who: Analyst, report: Id, asked: Adding) -> Json:
    """Adds a claim that no reader found; its id, and the event by which it can be undone."""
    claim = parse_claim({"id": "claim--new", "read_by": {"reader": "person", "version": ""}} | asked.claim)
    event, id = added(space, who, report, claim, asked.text)
    return {"event": event.sequence, "id": id}


@router.post("/decisions/preview")
def preview(space: Space, who: Analyst, asked: Terms) -> Json:
    """Exactly what a bulk decision on these terms would touch; decides nothing."""
    with space.view() as view:
        reached = reach(view, asked.filter())
    return {"mark": reached.mark, "states": dict(reached.counts("state")), "claims": [kept.claim.id for kept in reached.claims]}


@router.post("/decisions/bulk", status_code=201)
def bulk(space: Space, who: Analyst, asked: Bulk) -> Json:
    """Decides on just what a preview showed."""
    with space.view() as view:
        reached = reach(view, asked.terms.filter())
    if reached.mark != asked.mark:
        raise Changed("bulk_changed")
    event = decide(space, who, asked.kind, [kept.claim.id for kept in reached.claims], text=asked.text)
    return {"event": event.sequence, "n_claims": len(reached.claims)}


@router.post("/decisions/{event}/undo", status_code=201)
def undo(space: Space, who: Analyst, event: int) -> Json:
    """Takes a decision back; that is a decision, too."""
    if not 0 < event < 2**62:
        raise Unfit("field", name="event")
    return {"event": decide(space, who, "undo", [str(event)]).sequence}


_NAMES: Final = {"since": "from", "until": "to", "acted_since": "acted-from", "acted_until": "acted-to"}


def _step_json(step: Any) -> Json:
    return {
        "event": step.sequence, "time": time_text(step.time), "actor": step.actor, "what": step.what, "changed": list(step.changed),
        "counts": step.counts, "claim": claim_part(step.claim) if step.claim else None,
        "decision": decision_part(step.decision) if step.decision else None,
    }  # fmt: skip
