"""The application: what guards it, what it serves, and which code each error has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from lagebild.errors import (
    FetchFailed,
    FetchRefused,
    InvalidClaim,
    InvalidDecision,
    InvalidFact,
    LagebildError,
    LedgerBusy,
    LedgerUnusable,
    ModelUnusable,
    NotRecorded,
    WrongCall,
)
from lagebild.ledger.filters import BadCursor
from lagebild.web import refusals
from lagebild.web.guard import Guard
from lagebild.web.identity import asking
from lagebild.web.pages import address, here_of, language_of, page
from lagebild.web.routes import ROUTERS
from lagebild.web.sayings import error_words
from lagebild.web.wording import say
from lagebild.web.workspace import Options, Workspace

#: The one table of codes; the nearest class of an error counts.
STATUS: Final[dict[type[Exception], int]] = {
    refusals.SignInNeeded: 401,
    refusals.Forbidden: 403,
    refusals.NotHere: 404,
    refusals.Changed: 409,
    refusals.NotYet: 503,
    refusals.Unfit: 422,
    refusals.TooMany: 429,
    refusals.NotReady: 503,
    refusals.PersonRefused: 422,
    NotRecorded: 404,
    BadCursor: 400,
    WrongCall: 422,
    InvalidFact: 422,
    InvalidClaim: 422,
    InvalidDecision: 409,
    FetchRefused: 422,
    FetchFailed: 502,
    LedgerBusy: 503,
    LedgerUnusable: 503,
    ModelUnusable: 503,
    LagebildError: 422,
}


#: Requests that are worked on at once; others wait their turn. More would only share one interpreter lock, and each would open
#: connections to the ledger of its own.
_AT_ONCE: Final = 10


def create_app(options: Options) -> Guard:
    """The workspace over `options.ledger`, as an ASGI application. Its background work runs between start-up and shutdown. The
    guard stands outermost, so that its headers are on every answer, one to an unforeseen error included."""
    workspace = Workspace(options)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _AT_ONCE
        workspace.start()
        yield
        workspace.stop()

    app = FastAPI(title="Lagebild", version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None, lifespan=running)
    app.state.workspace = workspace
    app.add_exception_handler(LagebildError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(Exception, _of_nobody)
    for router in ROUTERS:
        app.include_router(router)
    return Guard(app, options)


def status_of(error: Exception) -> int:
    """The code of an error, by `STATUS`."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _of_ours(request: Request, error: Exception) -> Response:
    if isinstance(error, refusals.SignInNeeded) and not _is_api(request):
        return RedirectResponse(address("/login", to=here_of(request) if request.method == "GET" else None), 303)
    words = error_words(language_of(request), error)
    headers = {"retry-after": str(error.retry_after_s)} if isinstance(error, refusals.TooMany) else {}
    if isinstance(error, refusals.SignInNeeded):
        headers["www-authenticate"] = "Bearer"
    return _answer(request, status_of(error), words, headers)


def _of_validation(request: Request, error: Exception) -> Response:
    first: dict[str, Any] = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])[:100]
    words = f"{place}: {first.get('msg', '')}" if _is_api(request) else say(language_of(request), "refused.field", name=place)
    return _answer(request, 422, words, {})


def _of_framework(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    key = {404: "refused.nothing_here", 405: "refused.method", 413: "refused.too_large"}.get(status, "refused.unfit")
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _answer(request, status, say(language_of(request), key), headers)


def _of_nobody(request: Request, error: Exception) -> Response:
    """An error that nobody foresaw: the person is told that it is ours; the server writes it to its log."""
    return _answer(request, 500, say(language_of(request), "refused.ours"), {})


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/v1")


def _answer(request: Request, status: int, words: str, headers: dict[str, str]) -> Response:
    if _is_api(request):
        return JSONResponse({"error": {"status": status, "message": words}}, status, headers)
    if getattr(request.state, "identity", None) is None:
        request.state.identity = asking(request)
    answer = page(request, "error.html", status, words=words, status=status)
    answer.headers.update(headers)
    return answer
