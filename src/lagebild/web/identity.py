"""Who asks, and whether they may."""

from collections.abc import Callable
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from lagebild.web.people import Identity, Role
from lagebild.web.refusals import Forbidden, SignInNeeded
from lagebild.web.workspace import Workspace

COOKIE: Final = "lagebild_session"


def workspace_of(request: Request) -> Workspace:
    """The workspace that serves the request."""
    return cast(Workspace, request.app.state.workspace)


def asking(request: Request) -> Identity | None:
    """Who asks, None for nobody known. Tokens open the API only."""
    workspace = workspace_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and request.url.path.startswith("/api/"):
        return workspace.people.bearer(secret.strip())
    if workspace.alone():
        # Behind a proxy this machine is no longer the only one that can reach it.
        proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
        return None if proxied else Identity(workspace.options.actor, "administrator", "alone")
    session = request.cookies.get(COOKIE)
    return workspace.people.session(session) if session else None


def needs(role: Role) -> Callable[[Request], Identity]:
    """A dependency that gives who asks; raises `SignInNeeded` and `Forbidden`."""

    def who(request: Request) -> Identity:
        identity = asking(request)
        if identity is None:
            raise SignInNeeded("sign_in")
        request.state.identity = identity
        if not identity.may(role):
            raise Forbidden("role", role=role)
        return identity

    return who


Space = Annotated[Workspace, Depends(workspace_of)]
Reader = Annotated[Identity, Depends(needs("reader"))]
Analyst = Annotated[Identity, Depends(needs("analyst"))]
Releaser = Annotated[Identity, Depends(needs("releaser"))]
Administrator = Annotated[Identity, Depends(needs("administrator"))]
