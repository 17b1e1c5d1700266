"""What the calls share: pages, errors in the description, nouns in JSON."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

from fastapi import Path, Query
from pydantic import BaseModel

from lagebild.claims.event import time_text
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.claims.record import claim_part, report_part
from lagebild.ledger import Page

BASE: Final = "/api/v1"
Json = dict[str, Any]
Limit = Annotated[int, Query(ge=1, le=200, description="How many on a page.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
Id = Annotated[str, Path(max_length=400)]


class Problem(BaseModel):
    """What went wrong."""

    status: int
    message: str


class Trouble(BaseModel):
    """The body of every answer that is an error."""

    error: Problem


#: The errors that any call may answer with.
ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    code: {"model": Trouble, "description": words}
    for code, words in {
        400: "The cursor or the request cannot be understood.", 401: "Nobody is signed in, or the token is none.",
        403: "The role does not suffice, or the request came from another site.", 404: "There is no such thing.",
        409: "It does not fit what stands.", 413: "Too large.", 422: "A value does not fit.", 429: "Too much at once; see Retry-After.",
        503: "The ledger is busy or cannot be used.",
    }.items()
}  # fmt: skip


def paged(page: Page[Any], part: Callable[[Any], Json]) -> Json:
    """A page in JSON: its items and the cursor of the next."""
    return {"items": [part(item) for item in page.items], "next": page.next}


def claim_json(kept: KeptClaim) -> Json:
    """A claim with what people decided on it."""
    return {
        "claim": claim_part(kept.claim), "machine": claim_part(kept.machine) if kept.machine else None, "report": kept.report,
        "state": kept.state, "reread": kept.reread, "current": kept.current, "latest": kept.latest, "settled": kept.settled,
        "n_dissents": kept.n_dissents, "n_notes": kept.n_notes, "sequence": kept.sequence, "published": kept.published,
        "publisher": kept.publisher,
    }  # fmt: skip


def report_json(kept: KeptReport, *, text: bool = False) -> Json:
    """A report; its text only where asked for, since it may be long."""
    part = report_part(kept.report)
    if not text:
        part.pop("text")
    return {"report": part, "recorded": time_text(kept.recorded), "original": kept.original, "newer": kept.newer, "sequence": kept.sequence}


def listed(values: Sequence[str] | None) -> list[str]:
    """The values of a parameter that may be repeated, empty ones left out."""
    return [value for value in values or () if value.strip()]
