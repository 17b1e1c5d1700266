"""The picture in JSON: things, the matrix, series, places, changes, contradictions, sources, lineage."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from lagebild.ledger import Page
from lagebild.web.family import family_of
from lagebild.web.identity import Reader, Space
from lagebild.web.picturing import (
    bars_of,
    changes_of,
    contradictions_of,
    explained,
    grades_of,
    matrix_of,
    places_of,
    rows_of,
    series_of,
    wanted_in,
)
from lagebild.web.refusals import NotHere
from lagebild.web.routes.api.common import BASE, ERRORS, Cursor, Id, Json, Limit, listed
from lagebild.web.workspace import Workspace

router = APIRouter(prefix=BASE, tags=["picture"], responses=ERRORS)
_Words = Annotated[list[str] | None, Query(max_length=20)]
_Text = Annotated[str | None, Query(max_length=400)]
_Day = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
#: Parts of a query that choose no things.
_ELSE: Final = frozenset({"limit", "cursor", "day", "by"})
#: Cells of a matrix, and things that are named in each.
_N_CELLS: Final = 1_000
_N_NAMED: Final = 50


class Terms(BaseModel):
    """Which things: the terms of `lagebild picture`, in any spelling. Of the words of one term one must fit, of `party` all."""

    model_config = ConfigDict(extra="forbid")

    type: _Words = None
    giver: _Words = None
    taker: _Words = None
    party: _Words = None
    materiel: _Words = None
    place: _Text = Field(default=None, description="A country (its code or name), or words of a place.")
    since: _Day = Field(default=None, description="First day of the act or of publication.")
    until: _Day = None
    status: _Words = None
    contested: bool = False
    min_origins: Annotated[int, Query(ge=0, le=1000)] = 0
    text: _Text = None

    def query(self) -> dict[str, list[str]]:
        """The terms as an address has them."""
        terms: dict[str, list[str]] = {}
        for name, value in self.model_dump(exclude=set(_ELSE)).items():
            values = listed(value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else str(value)])
            if value and values:
                terms[name.replace("_", "-")] = values
        return terms


class Listing(Terms):
    """A page of things."""

    limit: Limit = 50
    cursor: Cursor = None
    sort: Literal["newest", "oldest", "reports", "origins", "amount", "contested"] = "newest"


class Some(Terms):
    """The first of them."""

    limit: Limit = 50


class Since(Terms):
    """What moved of them."""

    day: Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] = Field(description="Since which day.")
    by: Literal["published", "recorded"] = Field(default="recorded", description="New by its publication, or by when it came in.")


@router.get("/picture")
def things(space: Space, who: Reader, asked: Annotated[Listing, Query()]) -> Json:
    """Things that hold all terms, a page at a time: who, what, how much, from how many origins. `ready` is false while there are
    events that are not weighed yet; `at` is the last one that is. Where `n_open` is not 0, filter and order go by what was weighed
    before for so many things, or leave them at the end."""
    found = rows_of(space.following, wanted_in(asked.query()), asked.limit, asked.cursor)
    return {**_listed(found.page), "n_all": found.n_all, "n_open": found.n_open, **_state(space)}


@router.get("/matrix")
def matrix(space: Space, who: Reader, asked: Annotated[Terms, Query()]) -> Json:
    """Cells of who gives, who takes and what, each with the furthest status: the 1,000 with most things, `n_left_out` more. `things` are
    named in cells of at most 50; `n_open` of all are not weighed yet, or were before something changed."""
    from lagebild.picture.matrix import Most

    found = matrix_of(space.following, wanted_in(asked.query()), Most(_N_CELLS, _N_NAMED))
    return {**_part(found.matrix), "n_open": found.n_open, **_state(space)}


@router.get("/timeline")
def timeline(space: Space, who: Reader, asked: Annotated[Listing, Query()]) -> Json:
    """When things were, with what is not known of it: outer bounds, the days that all claims share, open ends."""
    found = bars_of(space.following, wanted_in(asked.query()), asked.limit, asked.cursor)
    return {"items": _part(found.bars), "next": found.listed.page.next, "n_open": found.listed.n_open, **_state(space)}


@router.get("/places")
def places(space: Space, who: Reader, asked: Annotated[Terms, Query()]) -> Json:
    """Claims and things by country, with the regions that are named, as words. Nothing finer."""
    found = places_of(space.following, wanted_in(asked.query()))
    return {"items": _part(found.places), "n_open": found.n_open, **_state(space)}


@router.get("/changes")
def changes(space: Space, who: Reader, asked: Annotated[Since, Query()]) -> Json:
    """What moved since a day: new things, figures, states, origins, contradictions."""
    return {**_part(changes_of(space.following, wanted_in(asked.query()), asked.day, asked.by)), **_state(space)}


@router.get("/contradictions")
def contradictions(space: Space, who: Reader, asked: Annotated[Some, Query()]) -> Json:
    """Claims on one thing that cannot both be so, side by side."""
    found = contradictions_of(space.following, wanted_in(asked.query()), asked.limit)
    return {"items": _part(found.pairs), "n_open": found.n_open, **_state(space)}


@router.get("/sources")
def sources(space: Space, who: Reader) -> Json:
    """How far each source was right with each type of claim, with the settled cases that say so."""
    return {"items": _part(grades_of(space.following)), **_state(space)}


@router.get("/lineage/{report:path}")
def lineage(space: Space, who: Reader, report: Id) -> Json:
    """The family of a report: who took what from whom, and what became of it on the way. Large families are worked out aside; `ready`
    is false as long as that takes, and for a report that does not weigh."""
    with space.view() as view:
        view.report(report)
    found = family_of(space, report)
    if found is None:
        return {"report": report, "members": [], "steps": [], "n_left_out": 0, "ready": False}
    return {**_part(found), "ready": bool(found.members)}


@router.get("/things/{id:path}/series")
def series(space: Space, who: Reader, id: Id, unit: Annotated[str | None, Query(max_length=60)] = None) -> Json:
    """The amount of a thing over the days it is about and over the days of publication, and each claim as a mark."""
    found = series_of(space.following, id, unit)
    if found is None:
        raise NotHere("nothing_here")
    told: Json = _part(found)
    return told


@router.get("/things/{id:path}")
def thing(space: Space, who: Reader, id: Id) -> Json:
    """All that stands behind a thing: estimate, claims with weights, origins, contradictions. An id of a claim in it will do."""
    return {**_part(explained(space.following, id)), **_state(space)}


def _part(noun: object) -> Any:
    from lagebild.picture import part

    return part(noun)


def _listed(page: Page[Any]) -> Json:
    return {"items": _part(page.items), "next": page.next}


def _state(space: Workspace) -> Json:
    return {"at": space.following.at, "ready": space.following.progress().ready}

