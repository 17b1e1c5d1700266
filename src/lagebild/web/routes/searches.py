"""Saved searches: a filter under a name, its feed, and where its news are sent."""

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.errors import FetchRefused
from lagebild.web.asked import form_text
from lagebild.web.identity import Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.people import Identity
from lagebild.web.refusals import Unfit
from lagebild.web.sayings import error_words
from lagebild.web.searches.courier import NEEDED
from lagebild.web.searching import give_feed, give_hook, resume_hook, save
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
_N_SHOWN: Final = 10


@router.get("/searches")
def searches(request: Request, space: Space, me: Reader) -> Response:
    """The searches of who asks."""
    return _page(request, space, me)


@router.post("/searches/{what}")
async def change(request: Request, space: Space, me: Reader, what: str) -> Response:
    """Saves or changes a search."""
    form = await request.form(max_files=0, max_fields=8)
    return await run_in_threadpool(_change, request, space, me, what, form)


def _change(request: Request, space: Workspace, me: Identity, what: str, form: FormData) -> Response:
    id = form_text(form, "id", 100) or ""
    try:
        secret = _of(request, space, me, form, id, what)
    except (Unfit, FetchRefused) as error:
        return _page(request, space, me, status=422, trouble=error)
    if secret is not None:
        return _page(request, space, me, secret=secret, about=id, what=what)
    return RedirectResponse("/searches", 303)


def _of(request: Request, space: Workspace, me: Identity, form: FormData, id: str, what: str) -> str | None:
    """Does what is asked; a secret that is to be shown, if there is one."""
    if what == "save":
        save(space, me, form_text(form, "title", 400) or "", form_text(form, "kind") or "", form_text(form, "query", 4_000) or "")
        return None
    if what == "feed":
        return give_feed(space, me, id, request)
    if what == "hook":
        return give_hook(space, me, id, form_text(form, "url") or "")
    if what == "resume":
        resume_hook(space, me, id)
        return None
    plain: dict[str, Callable[[str, str], None]] = {
        "remove": space.searches.remove, "end-feed": space.searches.end_feed, "end-hook": space.searches.end_hook,
    }  # fmt: skip
    if what not in plain:
        raise Unfit("field", name="what")
    plain[what](id, me.name)
    return None


def _page(
    request: Request, space: Workspace, me: Identity, *, status: int = 200, trouble: Exception | None = None, secret: str | None = None,
    about: str | None = None, what: str | None = None,
) -> Response:  # fmt: skip
    found = space.searches.of(me.name)
    words = error_words(language_of(request), trouble) if trouble is not None else ""
    logs = {one.id: space.searches.deliveries(one.id, me.name, limit=_N_SHOWN) for one in found if one.hook is not None}
    return page(
        request, "searches.html", status, found=found, logs=logs, trouble=words, secret=secret, about=about, what=what,
        may_send=me.may(NEEDED), needed=NEEDED,
    )  # fmt: skip
