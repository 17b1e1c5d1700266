"""The list of claims with its filters, and decisions on many of them at once."""

from typing import Any, Final, cast

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.claims.decision import Kind
from lagebild.claims.kept import STATES
from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, STATUSES, TYPES
from lagebild.ledger import Order
from lagebild.ledger.filters import SORTS, Sort
from lagebild.reports.language import READABLE
from lagebild.web.asked import form_text, known_query, terms_of, wanted_of
from lagebild.web.deciding import MOST_AT_ONCE, decide, reach
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.pages import address, link, page
from lagebild.web.people import Identity
from lagebild.web.refusals import Changed, Unfit
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
_N_ON_PAGE: Final = 30
_N_PREVIEWED: Final = 100
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "state": STATES, "type": TYPES, "status": STATUSES, "certainty": CERTAINTIES, "polarity": POLARITIES,
}  # fmt: skip


@router.get("/claims")
def claims(request: Request, space: Space, me: Reader, order: str = "published", after: str = "") -> Response:
    """A page of the claims that the address asks for."""
    terms = terms_of(request)
    sort: Sort = order if order in SORTS else "published"
    wanted = wanted_of(terms)
    with space.view() as view:
        found = view.claims(wanted, Order(sort), limit=_N_ON_PAGE, after=after or None)
    return page(
        request, "claims.html", found=found.items, next=found.next, terms=terms, order=sort, sorts=SORTS, choices=CHOICES,
        first=not after, languages_read=READABLE, most=MOST_AT_ONCE,
    )  # fmt: skip


@router.get("/claim/{id:path}")
def claim(id: str) -> Response:
    """A claim has one page: beside its report."""
    return RedirectResponse(link("queue", id), 303)


@router.get("/bulk")
def preview(request: Request, space: Space, me: Analyst, kind: str = "accept") -> Response:
    """Exactly what a decision on all claims of these filters would touch; decides nothing."""
    terms = terms_of(request)
    with space.view() as view:
        reached = reach(view, wanted_of(terms))
    return page(
        request, "bulk.html", reached=reached, kind="reject" if kind == "reject" else "accept", terms=terms, n_previewed=_N_PREVIEWED,
        shown=reached.claims[:_N_PREVIEWED],
    )  # fmt: skip


@router.post("/bulk")
async def decide_all(request: Request, space: Space, me: Analyst) -> Response:
    """Decides on just what the preview showed; where that has changed meanwhile, nothing is decided."""
    form = await request.form(max_files=0, max_fields=12)
    return await run_in_threadpool(_decide_all, space, me, form)


def _decide_all(space: Workspace, me: Identity, form: FormData) -> Response:
    query = known_query(form_text(form, "query", 8_000))
    kind: Any = form_text(form, "kind")
    if kind not in ("accept", "reject"):
        raise Unfit("field", name="kind")
    with space.view() as view:
        reached = reach(view, wanted_of(query))
    if reached.mark != form_text(form, "mark"):
        raise Changed("bulk_changed")
    event = decide(space, me, cast(Kind, kind), [kept.claim.id for kept in reached.claims], text=form_text(form, "text"))
    return RedirectResponse(address("/claims", **query, done=event.sequence, did=kind, n=len(reached.claims)), 303)
