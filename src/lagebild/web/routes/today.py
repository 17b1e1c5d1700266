"""Today: what is new, what contradicts, what moved, what waits; and the place where reports are brought in."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, UploadFile
from fastapi.params import File
from starlette.responses import RedirectResponse, Response

from lagebild.ledger.keeping import kept_reports
from lagebild.ledger.rows import ReportRow
from lagebild.ledger.store import Store
from lagebild.web.asked import form_text
from lagebild.web.bringing import address_of, facts_in, pasted, uploaded
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.news import news_since
from lagebild.web.pages import page
from lagebild.web.people import Visit

router = APIRouter(include_in_schema=False)
#: New reports that are looked at; there may be more.
_MOST_NEW = 100
_N_SHOWN = 8


@router.get("/")
def today(request: Request, space: Space, me: Reader) -> Response:
    """The first page."""
    with space.looking() as (view, store):
        head = view.head()[0]
        visit = space.people.visit(me.name, head)
        recent, n_new = _newest(store, visit)
        n_reports = store.last_number(ReportRow)
    return page(
        request, "today.html", visit=visit, recent=recent, n_new=n_new, most_new=_MOST_NEW, n_reports=n_reports,
        brought=space.intake.of(me.name)[:30], progress=space.following.progress(),
        news=news_since(space, visit.time.date() if visit.time else date.min),
    )  # fmt: skip


@router.get("/brought")
def brought(request: Request, space: Space, me: Reader) -> Response:
    """The list of what this person brought, for the page to be kept up with."""
    return page(request, "brought_list.html", brought=space.intake.of(me.name)[:30])


@router.post("/seen")
def seen(space: Space, me: Reader) -> Response:
    """Nothing that is there by now is news any more."""
    with space.view() as view:
        head = view.head()[0]
    space.people.visit(me.name, head, seen=True)
    return RedirectResponse("/", 303)


@router.post("/intake/files")
async def bring_files(request: Request, space: Space, me: Analyst, files: Annotated[list[UploadFile], File()]) -> Response:
    """Takes files to be read."""
    form = await request.form()
    space.intake.bring(me.name, await uploaded(files, facts_in(form), space.options.limits))
    return RedirectResponse("/#brought", 303)


@router.post("/intake/address")
async def bring_address(request: Request, space: Space, me: Analyst) -> Response:
    """Takes an address to be fetched and read."""
    form = await request.form(max_files=0, max_fields=12)
    space.intake.bring(me.name, [address_of(form_text(form, "url") or "", facts_in(form))])
    return RedirectResponse("/#brought", 303)


@router.post("/intake/text")
async def bring_text(request: Request, space: Space, me: Analyst) -> Response:
    """Takes a pasted text to be read."""
    form = await request.form(max_files=0, max_fields=12, max_part_size=8_000_000)
    words: Any = form.get("text")
    space.intake.bring(me.name, [pasted(words if isinstance(words, str) else "", facts_in(form), space.options.limits)])
    return RedirectResponse("/#brought", 303)


@router.post("/intake/forget")
def forget(space: Space, me: Reader) -> Response:
    """No longer lists what is read."""
    space.intake.forget(me.name)
    return RedirectResponse("/", 303)


def _newest(store: Store, visit: Visit) -> tuple[list[Any], int]:
    """The reports that came in last, and how many of them are new since the visit."""
    last = store.last_number(ReportRow)
    rows = sorted(store.find(ReportRow, "number", range(max(1, last - _MOST_NEW + 1), last + 1)), key=lambda row: -row.number)
    return kept_reports(store, rows[:_N_SHOWN]), sum(row.sequence > visit.since for row in rows)
