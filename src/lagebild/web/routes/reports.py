"""A report: its text with every claim marked, where it came from, its versions, its lineage; and its original."""

import re
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.claims.kept import KeptClaim
from lagebild.claims.vocabulary import ROLES
from lagebild.ledger.rows import ReportRow
from lagebild.ledger.view import View
from lagebild.pipeline.scales import MOST_WEIGHED
from lagebild.web.family import family_of, tree
from lagebild.web.identity import Reader, Space
from lagebild.web.lending import lent_report
from lagebild.web.marking import window_at, windows
from lagebild.web.pages import page
from lagebild.web.refusals import NotHere
from lagebild.web.showing import claims_in, window
from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
#: Lines of a difference that are shown; a text may have a million.
_MOST_LINES: Final = 1_500
#: Claims listed beside a window of the text.
_N_LISTED: Final = 100


@router.get("/report/{id:path}")
def report(
    request: Request, space: Space, me: Reader, id: str, part: int = 1, claim: str | None = None, against: str | None = None,
    lineage: bool = False,
) -> Response:  # fmt: skip
    """The page of a report. `part` counts the windows of a long text from 1; `claim` is the one that is shown in full; `lineage` asks
    for the family, too, which takes longest. A report that only partners have is shown as far as they let us see it."""
    lent = _lent(request, space, id, part, claim)
    if lent is not None:
        return lent
    with space.view() as view:
        kept = view.report(id)
        parts = windows(kept.report.text)
        chosen = _chosen(view, id, claim)
        number = min(max(part, 1), len(parts)) - 1
        if chosen is not None and "part" not in request.query_params:
            number = window_at(kept.report.text, chosen.claim.trigger.start)
        found = claims_in(view, id, *parts[number])
        captures, versions = view.captures(id), view.versions(id)
        difference = _difference(view, against, id) if against else None
    family = family_of(space, id) if lineage else None
    shown = window(kept.report, found.claims, number, claim)
    return page(
        request, "report.html", kept=kept, report=kept.report, shown=shown, part=number + 1, n_parts=len(parts),
        n_claims=found.n_all, n_weighed=MOST_WEIGHED, chosen=chosen, captures=captures, versions=versions, difference=difference,
        against=against, listed=shown.claims[:_N_LISTED], lineage=lineage, family=family, tree=tree(family),
    )  # fmt: skip


def _lent(request: Request, space: Workspace, id: str, part: int, claim: str | None) -> Response | None:
    """The page of a partner's report, None for any that is in the ledger or nowhere."""
    with space.looking() as (_, store):
        if store.find(ReportRow, "id", [id]):
            return None
    found = lent_report(space, id, part, claim)
    if found is None:
        return None
    about = found.chosen or (found.claims[0] if found.claims else None)
    with space.following.picture() as picture:
        thing = picture.board.thing_of(about[0].claim.id) if about else None
    return page(request, "report_partner.html", lent=found, report=found.report, roles=ROLES, thing=thing, n_listed=_N_LISTED)


@router.get("/original/{digest}")
def original(space: Space, me: Reader, digest: str, report: str) -> Response:
    """The original bytes of a report, to be saved and never shown: they are other people's."""
    return original_of(space, digest, report)


def original_of(space: Workspace, digest: str, report: str) -> Response:
    """The answer with an original that belongs to the report; raises `NotHere` for any other."""
    with space.view() as view:
        captured = next((one for one in view.captures(report) if one.original == digest), None)
        if captured is None:
            raise NotHere("no_original")
        data = view.original(digest)
    source = captured.capture.source if captured.capture else ""
    headers = {
        "content-disposition": f'attachment; filename="{_file_name(source, digest)}"', "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }  # fmt: skip
    return Response(data, media_type="application/octet-stream", headers=headers)


def _chosen(view: View, report: str, claim: str | None) -> KeptClaim | None:
    """The claim that is shown in full; one of another report is none."""
    if claim is None:
        return None
    kept = view.claim(claim)
    return kept if kept.report == report else None


def _file_name(source: str, digest: str) -> str:
    """A name for the file in plain letters: the end of where it came from, else the beginning of its hash."""
    last = re.sub(r"[^A-Za-z0-9._-]+", "_", source.rsplit("/", 1)[-1])[-80:].strip("._")
    return last or digest.removeprefix("sha256:")[:16]


def _difference(view: View, before: str, after: str) -> list[tuple[str, str]]:
    """The lines of the difference, each with what it is: "same", "gone", "new" or "place"."""
    kinds = {"+": "new", "-": "gone", "@": "place"}
    lines = view.diff(before, after).splitlines()[2 : _MOST_LINES + 2]
    return [(kinds.get(line[:1], "same"), line[1:] if line[:1] in "+- " else line) for line in lines]
