"""The routes: pages, each in a module of its own, and the API."""

from typing import Final

from fastapi import APIRouter

from lagebild.web.routes import brief, claims, files, picture, queue, reports, search, session, settings, sources, thing, today
from lagebild.web.routes.api import ROUTERS as API

#: In the order in which they are asked.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    files.router, session.router, today.router, queue.router, claims.router, reports.router, search.router, picture.router,
    thing.router, brief.router, sources.router, settings.router, *API,
)  # fmt: skip

__all__ = ["ROUTERS"]
