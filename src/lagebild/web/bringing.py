"""What a form or a call brings to be read: files, an address, a text, and what is said of them."""

from collections.abc import Sequence

from fastapi import UploadFile
from starlette.datastructures import FormData

from lagebild.reports import Facts, Limits
from lagebild.web.asked import form_text
from lagebild.web.intake import Bringing
from lagebild.web.refusals import Unfit

_LONGEST_NAME = 200


def facts_in(form: FormData) -> Facts:
    """What the form says of the reports; raises `InvalidFact`."""
    return Facts(
        published=form_text(form, "published", 10), publisher=form_text(form, "publisher", 200),
        language=form_text(form, "language", 2), title=form_text(form, "title", 300),
    )  # fmt: skip


async def uploaded(files: Sequence[UploadFile], facts: Facts, limits: Limits) -> list[Bringing]:
    """The files, read whole; raises `Unfit` for none and for one that is too large."""
    found = []
    for file in files:
        data = await file.read(limits.max_bytes + 1)
        name = _name(file.filename)
        if len(data) > limits.max_bytes:
            raise Unfit("file_large", name=name, megabytes=limits.max_bytes // 1_000_000)
        if data:
            found.append(Bringing(name, data, facts))
    if not found:
        raise Unfit("no_file")
    return found


def address_of(url: str, facts: Facts) -> Bringing:
    """An address to fetch; whether it may be fetched is found when it is."""
    if not url.startswith(("http://", "https://")) or len(url) > 2_000:
        raise Unfit("no_address")
    return Bringing(url, None, facts)


def pasted(words: str, facts: Facts, limits: Limits) -> Bringing:
    """A text; raises `Unfit` for an empty or too long one."""
    if not words.strip():
        raise Unfit("no_text")
    if len(words) > limits.max_characters:
        raise Unfit("text_long", most=limits.max_characters)
    name = facts.title or " ".join(words[:400].split())[:60]
    return Bringing(name, words.encode("utf-8", "replace"), facts, pasted=True)


def _name(given: str | None) -> str:
    """The name of a file without folders and without characters that no name should have."""
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isprintable() else "\ufffd" for sign in last).strip()
    return kept[-_LONGEST_NAME:] or "file"
