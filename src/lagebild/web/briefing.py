"""Briefs for pages and calls: drafted from the picture of the moment, written as files, checked against the ledger."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lagebild.errors import NotForAudience
from lagebild.web.refusals import Unfit

if TYPE_CHECKING:
    from lagebild.picture import Row
    from lagebild.picture.brief import Brief, Commission, Finding
    from lagebild.web.workspace import Workspace

#: Formats with their media types.
FORMATS: Final[dict[str, str]] = {
    "md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
#: The audience of a brief that stays in the house; the others are the levels of TLP 2.0.
OWN_USE: Final = "own"
#: Code points of an edited brief.
LONGEST: Final = 500_000


def drafted(space: "Workspace", asked: "Commission") -> "tuple[Brief, tuple[Row, ...]]":
    """The brief, and the things it is about. Things are named by ids or beginnings of ids; a judgement that names none rests on all.
    Raises `Unfit` for too many, `NotRecorded` and `Ambiguous`."""
    from lagebild.picture import resolve, row
    from lagebild.picture.brief import MOST_THINGS, draft
    from lagebild.pipeline.briefing import names

    if len(asked.things) > MOST_THINGS:
        raise Unfit("field", name="things")
    with space.following.picture() as picture:
        things = tuple(dict.fromkeys(resolve(picture, id) for id in asked.things))
        judged = tuple(
            replace(one, things=tuple(dict.fromkeys(resolve(picture, id) for id in one.things)) or things) for one in asked.judgements
        )
        try:
            made = draft(picture, replace(asked, things=things, judgements=judged), names())
        except NotForAudience as error:  # said in the language of the page
            raise Unfit("audience", n=error.n_claims, level=error.audience.upper()) from error
        return made, tuple(row(picture, id) for id in things)


def audience_named(given: str) -> str:
    """The audience of this name; raises `Unfit` for none."""
    from lagebild.claims.tlp import LEVELS

    if given not in (OWN_USE, *LEVELS):
        raise Unfit("field", name="audience")
    return given


def found_in(space: "Workspace", text: str) -> "tuple[Finding, ...]":
    """What is wrong in a brief in Markdown, held against the ledger."""
    from lagebild.picture.brief import lint
    from lagebild.pipeline.briefing import known

    return lint(text, known(space.ledger))


def writers() -> "dict[str, Callable[[Brief], bytes]]":
    """What writes each format; DOCX and PDF raise `MissingExtra` without the extra `brief`."""
    from lagebild.picture.brief import docx, html, markdown, pdf

    return {"md": lambda made: markdown(made).encode(), "html": lambda made: html(made).encode(), "docx": docx, "pdf": pdf}


def missing() -> tuple[str, ...]:
    """The formats whose libraries are not installed."""
    from importlib.util import find_spec

    return tuple(format for format, module in (("docx", "pypandoc"), ("pdf", "typst")) if find_spec(module) is None)
