"""Briefs: what they are to be about stands in the address, so that the same address gives the same brief, also as a file."""

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from lagebild.claims.tlp import LEVELS
from lagebild.web.asked import form_text
from lagebild.web.briefing import FORMATS, LONGEST, OWN_USE, audience_named, drafted, found_in, missing, writers
from lagebild.web.identity import Reader, Space
from lagebild.web.pages import language_of, page
from lagebild.web.refusals import Unfit
from lagebild.web.wording import LANGUAGES

if TYPE_CHECKING:
    from lagebild.picture import Row
    from lagebild.picture.brief import Brief, Commission
    from lagebild.web.workspace import Workspace

router = APIRouter(include_in_schema=False)
#: Judgements that one address may carry.
_MOST_JUDGED: Final = 20


@router.get("/brief")
def brief(request: Request, space: Space, me: Reader) -> Response:
    """The draft of a brief on the things in the address, with what the linter finds in it."""
    from lagebild.picture.brief import lint, markdown, note_text, reach_text

    made, rows = _drafted(request, space)
    facts: dict[str, Any] = {} if made is None else {
        "findings": lint(made), "markdown": markdown(made), "note_text": note_text, "reach_text": reach_text,
    }  # fmt: skip
    return page(
        request, "brief.html", brief=made, rows=rows, query=request.url.query, asked=request.query_params,
        written=_language(request), audiences=(OWN_USE, *LEVELS), formats=tuple(FORMATS), missing=missing(), **facts,
    )  # fmt: skip


@router.get("/brief/file")
def file(request: Request, space: Space, me: Reader, format: str = "docx") -> Response:
    """The brief as a file; the same state of the ledger gives the same bytes. Raises `MissingExtra` without the extra `brief`."""
    if format not in FORMATS:
        raise Unfit("field", name="format")
    made, _ = _drafted(request, space)
    if made is None:
        raise Unfit("field", name="thing")
    headers = {"content-disposition": f'attachment; filename="lagebild-brief.{format}"', "content-security-policy": "sandbox"}
    return Response(writers()[format](made), media_type=FORMATS[format], headers=headers)


@router.post("/brief/check")
async def check(request: Request, space: Space, me: Reader) -> Response:
    """What is wrong in a brief that was edited by hand, and where, held against the ledger."""
    form = await request.form(max_files=0, max_fields=3, max_part_size=LONGEST * 4)
    text = form_text(form, "text", LONGEST) or ""
    findings = await run_in_threadpool(found_in, space, text)
    return page(request, "brief_check.html", text=text, findings=findings)


def _drafted(request: Request, space: "Workspace") -> "tuple[Brief | None, tuple[Row, ...]]":
    """The brief that the address asks for, None where it names nothing; and the things it is about."""
    asked = tuple(id for id in request.query_params.getlist("thing") if id.strip())
    return drafted(space, _commission(request, asked)) if asked else (None, ())


def _commission(request: Request, things: tuple[str, ...]) -> "Commission":
    from lagebild.picture.brief import Commission, Judgement, Language

    given = request.query_params
    texts, numbers = given.getlist("judgement")[:_MOST_JUDGED], given.getlist("likelihood")[:_MOST_JUDGED]
    judged = [(text.strip(), number.strip()) for text, number in zip(texts, numbers, strict=False) if text.strip()]
    if not all(number.isascii() and number.isdecimal() and 1 <= int(number[:3]) <= 99 for _, number in judged):
        raise Unfit("field", name="likelihood")
    language: Language = "de" if _language(request) == "de" else "en"
    judgements = tuple(Judgement(text, int(number), ()) for text, number in judged)
    return Commission(
        things, language, given.get("since") or None, given.get("until") or None, given.get("title") or None, judgements,
        audience_named(given.get("audience") or OWN_USE), given.get("leave_out") == "yes",
    )  # fmt: skip


def _language(request: Request) -> str:
    """The language of the brief: as asked, else that of the page."""
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else language_of(request)
