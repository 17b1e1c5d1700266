"""The same in JSON, below /api/v1."""

from typing import Final

from fastapi import APIRouter

from lagebild.web.routes.api import claims, docs, intake, people, reports

ROUTERS: Final[tuple[APIRouter, ...]] = (docs.router, claims.router, reports.router, intake.router, people.router)

__all__ = ["ROUTERS"]
