"""Signing in and out, and the language of the pages."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from lagebild.web.asked import form_text
from lagebild.web.identity import COOKIE, Reader, Space, asking
from lagebild.web.pages import LANGUAGE_COOKIE, language_of, page, safe_path
from lagebild.web.people.store import LONGEST_SESSION
from lagebild.web.refusals import TooMany
from lagebild.web.wording import LANGUAGES, say

router = APIRouter(include_in_schema=False)


@router.get("/login")
def ask(request: Request, space: Space, to: str = "/") -> Response:
    """The page on which to sign in; who is signed in goes on."""
    if asking(request) is not None:
        return RedirectResponse(safe_path(to), 303)
    return page(request, "login.html", to=safe_path(to), name="", words=None)


@router.post("/login")
async def sign_in(request: Request, space: Space) -> Response:
    """Signs in with name and password."""
    from starlette.concurrency import run_in_threadpool

    form = await request.form(max_files=0, max_fields=8)
    name, password = form_text(form, "name", 200) or "", form.get("password")
    to = safe_path(form_text(form, "to"))
    return await run_in_threadpool(_sign_in, request, space, name, password if isinstance(password, str) else "", to)


@router.post("/logout")
def sign_out(request: Request, space: Space, me: Reader, everywhere: bool = False) -> Response:
    """Ends this session, or all of this person."""
    if everywhere:
        space.people.sign_out_everywhere(me.name, by=me.name)
    space.people.sign_out(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/language/{language}")
def choose_language(language: str, to: str = "/") -> Response:
    """Remembers the language in a cookie and goes back."""
    answer = RedirectResponse(safe_path(to), 303)
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86400, samesite="lax")
    return answer


def _sign_in(request: Request, space: Space, name: str, password: str, to: str) -> Response:
    address = request.client.host if request.client else "-"
    try:
        secret = space.people.sign_in(name, password, address)
    except TooMany as error:
        refused = page(request, "login.html", 429, to=to, name=name, words=say(language_of(request), error.message, **error.facts))
        refused.headers["retry-after"] = str(error.retry_after_s)
        return refused
    if secret is None:
        return page(request, "login.html", 401, to=to, name=name, words=say(language_of(request), "refused.password"))
    answer = RedirectResponse(to, 303)
    answer.set_cookie(
        COOKIE, secret, max_age=int(LONGEST_SESSION.total_seconds()), httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer
