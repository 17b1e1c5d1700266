"""The queue: one claim at a time beside its report; accept, correct, reject, later, undo."""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.claims.kept import KeptClaim
from lagebild.claims.record import claim_part
from lagebild.claims.vocabulary import CERTAINTIES, COUNTED_ROLES, FORMS, POLARITIES, ROLES, SOURCE_KINDS, STATUSES, TYPES
from lagebild.ledger.rows import ClaimRow
from lagebild.ledger.view import View
from lagebild.web.asked import changes_of, form_text, known_query, terms_of, wanted_of
from lagebild.web.deciding import check_stand, decide, stand_mark
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.kin import kin_of
from lagebild.web.pages import address, link, page, safe_path
from lagebild.web.people import Identity
from lagebild.web.queueing import first_claim, next_claim
from lagebild.web.refusals import Unfit
from lagebild.web.showing import beside, claims_in, stretch
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
_OPEN: Final = {"states": ("undecided",)}
#: What the page offers to choose from.
_CHOICES: Final = {"type": TYPES, "status": STATUSES, "certainty": CERTAINTIES, "polarity": POLARITIES, "form": FORMS, "kind": SOURCE_KINDS}


@router.get("/queue")
def first(request: Request, space: Space, me: Reader) -> Response:
    """The first claim that waits, or the page that none does."""
    terms = terms_of(request)
    with space.view() as view:
        claim = first_claim(view, wanted_of(terms, **_OPEN))
    query = {**terms, **_told(request)}
    if claim is None:
        return page(request, "queue_done.html", terms=terms, done=request.query_params.get("done"), did=request.query_params.get("did"))
    return RedirectResponse(address(link("queue", claim.claim.id), **query), 303)


@router.get("/queue/{id:path}")
def one(request: Request, space: Space, me: Reader, id: str) -> Response:
    """One claim beside its report."""
    terms = terms_of(request)
    lent = _thing_of_lent(space, id)
    if lent is not None:
        return RedirectResponse(link("thing", lent), 303)
    with space.looking() as (view, _):
        kept = view.claim(id)
        report = view.report(kept.report)
        start, end = stretch(report.report, kept)
        others = claims_in(view, kept.report, start, end).claims
        wanted = wanted_of(terms, **_OPEN)
        following = next_claim(view, wanted, kept)
        steps = view.history(id)
        shown = beside(report.report, kept, others, start, end)
    kin = kin_of(space, id)
    return page(
        request, "queue.html", kept=kept, claim=kept.claim, report=report, shown=shown, others=others, steps=steps, kin=kin, terms=terms,
        query=urlencode(terms, doseq=True), next=following, mark=stand_mark(kept), choices=_CHOICES, roles=ROLES,
        counted=sorted(COUNTED_ROLES), data=json.dumps(_data(kept)), done=request.query_params.get("done"),
        did=request.query_params.get("did"),
    )  # fmt: skip


def _thing_of_lent(space: Workspace, claim: str) -> str | None:
    """The thing that a partner's claim is about, which nobody here decides on; None for any other claim."""
    with space.looking() as (_, store):
        if store.find(ClaimRow, "id", [claim]):
            return None
    with space.following.picture() as picture:
        return picture.board.thing_of(claim) if claim in picture.lent.claims else None


@router.post("/decide")
async def decide_one(request: Request, space: Space, me: Analyst) -> Response:
    """Records a decision on one claim and goes on to the next that waits."""
    form = await request.form(max_files=0, max_fields=40)
    return await run_in_threadpool(_decide_one, space, me, form)


@router.post("/undo")
async def undo(request: Request, space: Space, me: Analyst) -> Response:
    """Takes a decision back, or what was decided at once with it, and returns to where it was made."""
    form = await request.form(max_files=0, max_fields=8)
    events, to = (form_text(form, "event", 60) or "").split(","), safe_path(form_text(form, "to"))
    await run_in_threadpool(decide, space, me, "undo", events)
    return RedirectResponse(to, 303)


def _decide_one(space: Workspace, me: Identity, form: FormData) -> Response:
    id, kind = form_text(form, "claim") or "", form_text(form, "kind")
    query = known_query(form_text(form, "query"))
    with space.view() as view:
        kept = view.claim(id)
        check_stand(kept, form_text(form, "mark"))
        words = view.report(kept.report).report.text if form.get("parts") else ""
    made = _asked(kind, kept, form, words)
    event = decide(space, me, made.kind, [id], **made.parts)
    with space.view() as view:
        to = _behind(view, kept, query, made.kind)
    return RedirectResponse(address(to, **query, done=event.sequence, did=made.kind, last=id), 303)


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: Any
    parts: dict[str, Any]


def _asked(kind: str | None, kept: KeptClaim, form: FormData, words: str) -> _Asked:
    """The decision that the form asks for; raises `Unfit`."""
    text = form_text(form, "text")
    if kind == "correct":
        changes = changes_of(kept.claim, form, words)
        if not changes:
            raise Unfit("no_change")
        return _Asked(kind, {"text": text, "changes": changes})
    if kind == "dissent":
        return _Asked(kind, {"text": text, "changes": changes_of(kept.claim, form, words)})
    if kind == "note":
        if text is None:
            raise Unfit("no_note")
        return _Asked(kind, {"text": text})
    if kind in ("accept", "reject"):
        return _Asked(kind, {"text": text})
    raise Unfit("field", name="kind")


def _behind(view: View, kept: KeptClaim, query: dict[str, list[str]], kind: str) -> str:
    """Where a decision leads: to the next claim that waits; a note or dissent stays where it is."""
    if kind in ("note", "dissent"):
        return link("queue", kept.claim.id)
    following = next_claim(view, wanted_of(query, **_OPEN), kept)
    return link("queue", following.claim.id) if following else "/queue"


def _told(request: Request) -> dict[str, Any]:
    return {name: request.query_params.get(name) for name in ("done", "did", "last")}


def _data(kept: KeptClaim) -> dict[str, Any]:
    """What the page's script needs to correct a claim: its parts, the roles of each type, and which carry an amount."""
    part = claim_part(kept.claim)
    part["evidence"].pop("text")  # it may be a megabyte
    return {
        "claim": {name: part[name] for name in ("type", "roles", "attribution", "time", "place", "trigger", "evidence")},
        "roles": {type_: list(names) for type_, names in ROLES.items()}, "counted": sorted(COUNTED_ROLES), "kinds": SOURCE_KINDS,
    }  # fmt: skip
