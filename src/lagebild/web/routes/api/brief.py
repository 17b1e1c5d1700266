"""Briefs in JSON: a draft with what the linter finds in it, and the same as a file."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from lagebild.claims.event import time_text
from lagebild.web.briefing import FORMATS, LONGEST, drafted, found_in, writers
from lagebild.web.identity import Reader, Space
from lagebild.web.routes.api.common import BASE, ERRORS, Json
from lagebild.web.workspace import Workspace

if TYPE_CHECKING:
    from lagebild.picture.brief import Brief, Finding, Footnote

router = APIRouter(prefix=f"{BASE}/brief", tags=["brief"], responses=ERRORS)
_Id = Annotated[str, Field(min_length=1, max_length=400)]
_Day = Annotated[str | None, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Judged(BaseModel):
    """A judgement of one's own: a clause, and how likely it is in percent. `things` are what it rests on, by default all."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2_000)
    likelihood: int = Field(ge=1, le=99)
    things: list[_Id] = Field(default_factory=list, max_length=200)


class Commissioned(BaseModel):
    """What a brief is to be about: things by their ids or beginnings of them, and a period of publication."""

    model_config = ConfigDict(extra="forbid")

    things: list[_Id] = Field(min_length=1, max_length=200)
    language: Literal["de", "en"] = "en"
    since: _Day = None
    until: _Day = None
    title: str | None = Field(default=None, max_length=300)
    judgements: list[Judged] = Field(default_factory=list, max_length=20)
    audience: Literal["own", "clear", "green", "amber", "amber+strict", "red"] = Field(
        default="own", description="Who reads it: our own house, or all who may have what is marked with this level of TLP 2.0.",
    )  # fmt: skip
    leave_out: bool = Field(default=False, description="Leave out what this audience may not have; else the draft is refused.")


class Edited(BaseModel):
    """A brief in Markdown that was edited by hand."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST)


@router.post("")
def draft(space: Space, who: Reader, asked: Commissioned) -> Json:
    """The draft, its text in Markdown, and what the linter finds in it. Writes nothing."""
    from lagebild.picture import part
    from lagebild.picture.brief import lint, markdown

    made = _made(space, asked)
    told = part(made) | {"as_of": time_text(made.as_of), "footnotes": [_note(one) for one in made.footnotes]}
    return {"brief": told, "markdown": markdown(made), "findings": [_finding(one) for one in lint(made)]}


@router.post("/check")
def check(space: Space, who: Reader, asked: Edited) -> Json:
    """What is wrong in an edited brief, and where, held against the ledger."""
    return {"findings": [_finding(one) for one in found_in(space, asked.text)]}


@router.post("/{format}", response_class=Response)
def file(space: Space, who: Reader, format: Literal["md", "html", "docx", "pdf"], asked: Commissioned) -> Response:
    """The brief as a file; the same state of the ledger gives the same bytes. DOCX and PDF need the extra `brief`."""
    return Response(writers()[format](_made(space, asked)), media_type=FORMATS[format])


def _made(space: Workspace, asked: Commissioned) -> "Brief":
    from lagebild.picture.brief import Commission, Judgement

    judged = tuple(Judgement(one.text.strip(), one.likelihood, tuple(one.things)) for one in asked.judgements)
    given = Commission(
        tuple(asked.things), asked.language, asked.since, asked.until, asked.title, judged, asked.audience, asked.leave_out
    )
    return drafted(space, given)[0]


def _note(one: "Footnote") -> dict[str, Any]:
    from lagebild.picture import part

    told: dict[str, Any] = part(one)
    if one.captured is not None:
        told["captured"]["time"] = time_text(one.captured.time)
    if one.loan is not None:
        told["loan"]["came"] = time_text(one.loan.came)
    return told


def _finding(one: "Finding") -> dict[str, Any]:
    return {"rule": one.rule, "message": one.message, "where": one.where, "words": one.words, "line": one.line, "column": one.column}
