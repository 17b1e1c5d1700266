"""Two claims side by side: one thing or two, which is right; and names, one body or two."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.claims.vocabulary import ACTOR_ROLES, ROLES
from lagebild.web.asked import form_text
from lagebild.web.comparing import OUTCOMES, Asked, Compared, compared, judged, judged_names
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.pages import address, page, safe_path
from lagebild.web.people import Identity
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)


@router.get("/compare")
def compare(request: Request, space: Space, me: Reader, a: str, b: str) -> Response:
    """The page of a pair of claims; an id of a thing stands for its first claim."""
    pair = compared(space, a, b)
    return page(
        request, "compare.html", pair=pair, sides=(("a", pair.a), ("b", pair.b)), outcomes=OUTCOMES, roles=ROLES, names=_names(pair),
        done=request.query_params.get("done"), did=request.query_params.get("did"),
    )  # fmt: skip


@router.post("/compare")
async def judge(request: Request, space: Space, me: Analyst) -> Response:
    """Records what is said of the pair and shows it again."""
    form = await request.form(max_files=0, max_fields=16)
    return await run_in_threadpool(_judge, space, me, form)


@router.post("/names")
async def judge_names(request: Request, space: Space, me: Analyst) -> Response:
    """Records whether two names stand for one body, and goes back."""
    form = await request.form(max_files=0, max_fields=8)
    return await run_in_threadpool(_judge_names, space, me, form)


def _judge(space: Workspace, me: Identity, form: FormData) -> Response:
    evidence = tuple(dict.fromkeys((form_text(form, "evidence") or "").split()))[:20]
    asked = Asked(
        form_text(form, "a") or "", form_text(form, "b") or "", form_text(form, "action") or "",
        (form_text(form, "mark_a"), form_text(form, "mark_b")), form_text(form, "outcome"), evidence, form_text(form, "text"),
    )  # fmt: skip
    events = judged(space, me, asked)
    done = ",".join(str(event.sequence) for event in events)
    return RedirectResponse(address("/compare", a=asked.a, b=asked.b, done=done, did=asked.action.partition("_")[0]), 303)


def _judge_names(space: Workspace, me: Identity, form: FormData) -> Response:
    kind, names = form_text(form, "kind") or "", [form_text(form, name, 200) or "" for name in ("one", "other")]
    (event,) = judged_names(space, me, kind, names, form_text(form, "text"))
    to = safe_path(form_text(form, "to"))
    mark: dict[str, Any] = {"done": event.sequence, "did": f"{kind}_names"}
    return RedirectResponse(f"{to}{'&' if '?' in to else '?'}{address('', **mark)[1:]}", 303)


def _names(pair: Compared) -> tuple[str, str]:
    """Two names that the pair has in one role and that may be one body: the first pair of such, else nothing."""
    for role in pair.a.kept.claim.roles:
        for other in pair.b.kept.claim.fillers(role.role):
            mine, its = role.entity or role.span.text, other.entity or other.span.text
            if role.role in ACTOR_ROLES and role.role != "force" and mine != its:
                return mine, its
    return "", ""
