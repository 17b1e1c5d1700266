"""The same in JSON, below /api/v1."""

from typing import Final

from fastapi import APIRouter

from lagebild.web.routes.api import brief, claims, docs, exchange, intake, people, picture, reports, searches

ROUTERS: Final[tuple[APIRouter, ...]] = (
    docs.router, claims.router, reports.router, picture.router, brief.router, intake.router, searches.router, exchange.router,
    people.router,
)  # fmt: skip

__all__ = ["ROUTERS"]
