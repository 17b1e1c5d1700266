"""Reports and search in JSON."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from lagebild.claims.decision_record import capture_part
from lagebild.ledger import Query as Asked
from lagebild.ledger.view import Captured, Hit
from lagebild.reading.spellings import spelled
from lagebild.web.identity import Reader, Space
from lagebild.web.routes.api.common import BASE, ERRORS, Cursor, Id, Json, Limit, claim_json, paged, report_json
from lagebild.web.routes.reports import original_of
from lagebild.web.showing import claims_in

router = APIRouter(prefix=BASE, tags=["reports"], responses=ERRORS)


@router.get("/reports")
def reports(space: Space, who: Reader, limit: Limit = 50, cursor: Cursor = None) -> Json:
    """Reports in the order of their recording, without their texts."""
    with space.view() as view:
        return paged(view.reports(limit=limit, after=cursor), report_json)


@router.get("/reports/{id:path}/claims")
def claims(space: Space, who: Reader, id: Id) -> Json:
    """The claims of a report in the order of its text; `n_more` others are listed by `/claims?report=`."""
    with space.view() as view:
        view.report(id)
        found = claims_in(view, id)
    return {"items": [claim_json(kept) for kept in found.claims], "n_more": found.n_all - len(found.claims)}


@router.get("/reports/{id:path}/original", response_class=Response)
def original(space: Space, who: Reader, id: Id, hash: Annotated[str, Query(max_length=100)]) -> Response:
    """The original bytes, as a file to be saved."""
    return original_of(space, hash, id)


@router.get("/reports/{id:path}")
def report(space: Space, who: Reader, id: Id) -> Json:
    """A report with its text, its captures and its versions."""
    with space.view() as view:
        kept, captures, versions = view.report(id), view.captures(id), view.versions(id)
    return {
        **report_json(kept, text=True), "versions": [one.report.id for one in versions],
        "captures": [_captured(one) for one in captures],
    }  # fmt: skip


@router.get("/search")
def search(
    space: Space, who: Reader, q: Annotated[str, Query(max_length=400)] = "", about: Annotated[str, Query(max_length=100)] = "",
    shelf: Literal["report", "claim"] = "report", limit: Limit = 20, cursor: Cursor = None,
) -> Json:  # fmt: skip
    """Reports or claims in which all words stand, and which are about `about` in any spelling. Marks are offsets in the text."""
    with space.view() as view:
        found = view.search(Asked(q, (spelled(about),) if about.strip() else ()), shelf, limit=limit, after=cursor)
    return paged(found, _hit)


def _captured(one: Captured) -> Json:
    return {"event": one.sequence, "capture": capture_part(one.capture) if one.capture else None, "original": one.original}


def _hit(hit: Hit) -> Json:
    shown = hit.snippet
    return {
        "report": hit.report, "claim": hit.claim, "title": hit.title, "published": hit.published, "publisher": hit.publisher,
        "snippet": {"start": shown.start, "end": shown.end, "text": shown.text, "marks": [list(mark) for mark in shown.marks]},
    }  # fmt: skip
