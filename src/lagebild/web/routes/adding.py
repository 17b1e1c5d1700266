"""A claim by hand: the report's words beside a form in which they are given their roles."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.claims.claim import Claim
from lagebild.claims.kept import KeptReport
from lagebild.claims.vocabulary import CERTAINTIES, COUNTED_ROLES, FORMS, POLARITIES, ROLES, SOURCE_KINDS, STATUSES, TYPES
from lagebild.errors import InvalidClaim, InvalidDecision
from lagebild.web.adding import N_ROLES, N_SOURCES, Draft, RoleDraft, SourceDraft, added, claim_in, draft_of
from lagebild.web.asked import form_text
from lagebild.web.finding import Several
from lagebild.web.identity import Analyst, Space
from lagebild.web.marking import windows
from lagebild.web.pages import address, language_of, link, page
from lagebild.web.people import Identity
from lagebild.web.refusals import Unfit
from lagebild.web.sayings import error_words
from lagebild.web.showing import claims_in, window
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
_CHOICES: Final = {"type": TYPES, "status": STATUSES, "certainty": CERTAINTIES, "polarity": POLARITIES, "form": FORMS, "kind": SOURCE_KINDS}
#: Fields of the form, and some to spare.
_MOST_FIELDS: Final = 9 * N_ROLES + 5 * N_SOURCES + 30


@router.get("/report/{id}/add")
def ask(request: Request, space: Space, me: Analyst, id: str, part: int = 1, type: str = "transfer") -> Response:
    """The form beside part `part` (from 1) of the text, with the roles of `type`."""
    return _page(request, space, id, part, _with_rows(Draft(type=type if type in ROLES else "transfer")))


@router.post("/report/{id}/add")
async def add(request: Request, space: Space, me: Analyst, id: str) -> Response:
    """Records the claim and shows it in its report; where it cannot be, the form is shown again with what it held, and why."""
    form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return await run_in_threadpool(_add, request, space, me, id, form)


def _add(request: Request, space: Workspace, me: Identity, id: str, form: FormData) -> Response:
    draft, number = draft_of(form), _number(form)
    if form_text(form, "kind") == "roles":
        return _page(request, space, id, number, _with_rows(draft))
    with space.view() as view:
        report = view.report(id).report
    try:
        claim: Claim = claim_in(report, draft, number - 1, me.name)
        event, made = added(space, me, id, claim, draft.reason or None)
    except (Unfit, InvalidClaim, InvalidDecision) as error:  # the person mends the form rather than beginning anew
        return _page(request, space, id, number, _with_rows(draft), error)
    return RedirectResponse(address(link("report", id), claim=made, done=event.sequence, did="add"), 303)


def _page(
    request: Request, space: Workspace, id: str, part: int, draft: Draft, error: Unfit | InvalidClaim | InvalidDecision | None = None
) -> Response:
    with space.view() as view:
        kept: KeptReport = view.report(id)
        parts = windows(kept.report.text)
        number = min(max(part, 1), len(parts)) - 1
        found = claims_in(view, id, *parts[number])
    facts: dict[str, Any] = {
        "report": kept.report, "shown": window(kept.report, found.claims, number, None), "part": number + 1, "n_parts": len(parts),
        "draft": draft, "choices": _CHOICES, "roles": ROLES, "counted": sorted(COUNTED_ROLES),
        "sentences": error.sentences if isinstance(error, Several) else (),
        "trouble": error_words(language_of(request), error) if error is not None else None,
    }  # fmt: skip
    return page(request, "add.html", 200 if error is None else 422, **facts)


def _with_rows(draft: Draft) -> Draft:
    """The draft with a row for each role of its type, as many as the form has; what was typed stays, on top."""
    type_ = draft.type if draft.type in ROLES else "transfer"
    names = ROLES[type_]
    kept = [row for row in draft.roles if row.words.text]
    lacking = [name for name in names if name not in {row.role for row in kept}]
    rows = kept + [RoleDraft(role=name) for name in lacking]
    spare = [RoleDraft(role=names[0]) for _ in range(N_ROLES - len(rows))]
    sources = [row for row in draft.sources if row.words.text]
    return replace(
        draft, type=type_, roles=tuple((rows + spare)[:N_ROLES]),
        sources=tuple((sources + [SourceDraft() for _ in range(N_SOURCES - len(sources))])[:N_SOURCES]),
    )  # fmt: skip


def _number(form: FormData) -> int:
    value = form_text(form, "part", 9) or "1"
    return int(value) if value.isascii() and value.isdecimal() else 1
