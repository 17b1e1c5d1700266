"""Settings: one's own password and tokens; for administrators the people and the record of sign-ins."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from lagebild.web.asked import form_text
from lagebild.web.identity import Administrator, Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.people import ROLES, Identity
from lagebild.web.people.passwords import SHORTEST
from lagebild.web.refusals import PersonRefused, Unfit
from lagebild.web.sayings import error_words
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)


@router.get("/settings")
def settings(request: Request, space: Space, me: Reader) -> Response:
    """The page of settings."""
    return _page(request, space, me)


@router.post("/settings/{what}")
async def change(request: Request, space: Space, me: Reader, what: str) -> Response:
    """Changes something of one's own: the password, or a token."""
    form = await request.form(max_files=0, max_fields=12)
    return await run_in_threadpool(_change, request, space, me, _OWN.get(what), form)


@router.post("/people/{what}")
async def change_people(request: Request, space: Space, me: Administrator, what: str) -> Response:
    """Changes people; for administrators."""
    form = await request.form(max_files=0, max_fields=12)
    return await run_in_threadpool(_change, request, space, me, _PEOPLE.get(what), form)


_Change = Callable[[Workspace, Identity, FormData], str | None]


def _change(request: Request, space: Workspace, me: Identity, make: _Change | None, form: FormData) -> Response:
    if make is None:
        raise Unfit("field", name="what")
    try:
        secret = make(space, me, form)
    except PersonRefused as error:
        return _page(request, space, me, status=422, trouble=error_words(language_of(request), error))
    if secret is not None:
        return _page(request, space, me, secret=secret)
    return RedirectResponse("/settings", 303)


def _page(
    request: Request, space: Workspace, me: Identity, *, status: int = 200, trouble: str | None = None, secret: str | None = None
) -> Response:
    all_ = me.may("administrator")
    return page(
        request, "settings.html", status, people=space.everybody() if all_ else (), roles=ROLES,
        tokens=space.people.tokens(None if all_ else me.name), record=space.people.record(limit=40) if all_ else (),
        trouble=trouble, secret=secret, shortest=SHORTEST, own_roles=ROLES[: ROLES.index(me.role) + 1],
    )  # fmt: skip


def _password(space: Workspace, me: Identity, form: FormData) -> None:
    new = _secret(form, "new")
    # The old one is asked for again, and counted like a sign-in: an open browser is not enough to take a person's place.
    if space.people.sign_in(me.name, _secret(form, "old"), "settings") is None:
        raise PersonRefused(me.name, "the old password does not fit")
    space.people.set_password(me.name, new, by=me.name)


def _secret(form: FormData, name: str) -> str:
    """A password as it was typed, spaces included."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _token(space: Workspace, me: Identity, form: FormData) -> str:
    days = form_text(form, "days", 5) or "90"
    if not days.isdecimal():
        raise Unfit("field", name="days")
    role: object = form_text(form, "role")
    return space.people.add_token(me.name, form_text(form, "title") or "", role, days=int(days), by=me.name)[1]  # type: ignore[arg-type]


def _revoke(space: Workspace, me: Identity, form: FormData) -> None:
    space.people.revoke(form_text(form, "id") or "", name=None if me.may("administrator") else me.name, by=me.name)


def _add(space: Workspace, me: Identity, form: FormData) -> None:
    role: object = form_text(form, "role")
    if not space.people.any() and role != "administrator":
        raise PersonRefused(form_text(form, "name") or "", "the first person must be an administrator: from then on everybody signs in")
    space.people.add(form_text(form, "name") or "", role, _secret(form, "password"), by=me.name)  # type: ignore[arg-type]


def _role(space: Workspace, me: Identity, form: FormData) -> None:
    role: object = form_text(form, "role")
    space.people.set_role(form_text(form, "name") or "", role, by=me.name)  # type: ignore[arg-type]


def _remove(space: Workspace, me: Identity, form: FormData) -> None:
    space.people.remove(form_text(form, "name") or "", by=me.name)


def _sign_out(space: Workspace, me: Identity, form: FormData) -> None:
    space.people.sign_out_everywhere(form_text(form, "name") or "", by=me.name)


_OWN: dict[str, _Change] = {"password": _password, "token": _token, "revoke": _revoke}
_PEOPLE: dict[str, _Change] = {"add": _add, "role": _role, "remove": _remove, "sign-out": _sign_out}
