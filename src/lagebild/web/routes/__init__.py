"""The routes: pages, each in a module of its own, and the API."""

from typing import Final

from fastapi import APIRouter

from lagebild.web.routes import (
    adding,
    brief,
    claims,
    comparing,
    exchange,
    feeds,
    files,
    picture,
    queue,
    reports,
    search,
    searches,
    session,
    settings,
    sources,
    thing,
    today,
)
from lagebild.web.routes.api import ROUTERS as API

#: In the order in which they are asked.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    files.router, session.router, today.router, queue.router, claims.router, comparing.router, adding.router, reports.router,
    search.router, picture.router, thing.router, brief.router, sources.router, exchange.router, searches.router, feeds.router,
    settings.router, *API,
)  # fmt: skip

__all__ = ["ROUTERS"]
