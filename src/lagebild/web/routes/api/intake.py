"""Bringing in reports in JSON."""

from typing import Annotated

from fastapi import APIRouter, Request, UploadFile
from fastapi.params import File
from pydantic import BaseModel, ConfigDict, Field

from lagebild.claims.record import fault_part
from lagebild.pipeline.recording import Added
from lagebild.reports import Facts
from lagebild.web.bringing import address_of, facts_in, pasted, uploaded
from lagebild.web.identity import Analyst, Reader, Space
from lagebild.web.intake import Brought
from lagebild.web.refusals import NotHere
from lagebild.web.routes.api.common import BASE, ERRORS, Json

router = APIRouter(prefix=f"{BASE}/intake", tags=["intake"], responses=ERRORS)


class Known(BaseModel):
    """What is known of a report besides its words; it comes before what a document says of itself."""

    model_config = ConfigDict(extra="forbid")

    published: str | None = Field(default=None, max_length=10)
    publisher: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=2)
    title: str | None = Field(default=None, max_length=300)

    def facts(self) -> Facts:
        """The facts; raises `InvalidFact`."""
        return Facts(self.published or None, self.publisher or None, self.language or None, self.title or None)


class Text(Known):
    """A text to read."""

    text: str = Field(max_length=2_000_000)


class Address(Known):
    """A page to fetch and read."""

    url: str = Field(max_length=2_000)


@router.get("")
def brought(space: Space, who: Reader) -> Json:
    """What this person brought since the workspace started, the newest first."""
    return {"items": [_json(one) for one in space.intake.of(who.name)]}


@router.get("/{number}")
def one(space: Space, who: Reader, number: int) -> Json:
    """What became of one thing."""
    for told in space.intake.of(who.name):
        if told.id == number:
            return _json(told)
    raise NotHere("nothing_here")


@router.post("/text", status_code=202)
def text(space: Space, who: Analyst, asked: Text) -> Json:
    """Takes a text to be read; the answer does not wait for it."""
    return {"items": [_json(told) for told in space.intake.bring(who.name, [pasted(asked.text, asked.facts(), space.options.limits)])]}


@router.post("/address", status_code=202)
def address(space: Space, who: Analyst, asked: Address) -> Json:
    """Takes an address to be fetched and read; the answer does not wait for it."""
    return {"items": [_json(told) for told in space.intake.bring(who.name, [address_of(asked.url, asked.facts())])]}


@router.post("/files", status_code=202)
async def files(request: Request, space: Space, who: Analyst, files: Annotated[list[UploadFile], File()]) -> Json:
    """Takes files to be read; the answer does not wait for it."""
    things = await uploaded(files, facts_in(await request.form()), space.options.limits)
    return {"items": [_json(told) for told in space.intake.bring(who.name, things)]}


def _json(told: Brought) -> Json:
    results = [_added(one) for one in told.results]
    return {"id": told.id, "name": told.name, "state": told.state, "trouble": told.trouble, "results": results}


def _added(one: Added) -> Json:
    return {
        "source": one.source, "outcome": one.outcome, "report": one.report, "title": one.title, "n_claims": one.n_claims,
        "before": one.before, "faults": [fault_part(fault) for fault in one.faults],
    }  # fmt: skip
