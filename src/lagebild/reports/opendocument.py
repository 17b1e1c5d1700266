"""ODT files."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from lagebild.errors import UnreadableReport
from lagebild.reports.archive import opened, parsed
from lagebild.reports.extract import Extract, extractor
from lagebild.reports.limits import Limits

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_TEXT: Final = f"{{{_URN.format('text')}}}"
_TABLE: Final = f"{{{_URN.format('table')}}}"
_OFFICE: Final = f"{{{_URN.format('office')}}}"
_PARAGRAPHS: Final = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
#: Deleted words, comments, and notes, which are read by themselves.
_SKIPPED: Final = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_OFFICE}forms"})


def read_opendocument(data: bytes, limits: Limits) -> Extract:
    """The text of an ODT: headings, paragraphs, list items ("- "), tables (a line a row, cells between " | "), then notes
    ("[1] …").

    It states no day and no publisher: a file's dates and author are not those of the report. Raises `UnreadableReport`.
    """
    opened(data, limits)
    content, title = _parts(data)
    body = parsed(content).find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableReport("an OpenDocument file that is no text", "save it as ODT")
    notes = (f"[{number}] {_note(note)}" for number, note in enumerate(body.iter(f"{_TEXT}note"), start=1))
    return Extract("\n\n".join(filter(None, (*_blocks(body), *notes))), extractor("odfdo"), title=title)


def _parts(data: bytes) -> tuple[bytes, str | None]:
    """The content and the title of an ODT."""
    from lxml.etree import XMLSyntaxError
    from odfdo import Document

    try:
        document = Document(BytesIO(data))
        return document.container.get_part("content.xml"), (document.meta.title or "").strip() or None
    except (KeyError, ValueError, XMLSyntaxError) as error:  # no such part, or a broken one
        raise UnreadableReport("a broken ODT", "export it again") from error


def _blocks(parent: Any) -> Iterator[str]:
    for element in parent:
        if element.tag in _SKIPPED:
            continue
        if element.tag in _PARAGRAPHS:
            yield _words(element)
        elif element.tag == f"{_TEXT}list":
            yield "\n".join(f"- {words}" for words in map(_words, _items(element)) if words)
        elif element.tag == f"{_TABLE}table":
            yield "\n".join(" | ".join(filter(None, map(_cell, _cells(row)))) for row in element.iter(f"{_TABLE}table-row"))
        else:  # sections, indexes, frames
            yield from _blocks(element)


def _items(listing: Any) -> Iterator[Any]:
    return (element for element in listing.iter() if element.tag in _PARAGRAPHS)


def _cells(row: Any) -> Iterator[Any]:
    return row.iterchildren(f"{_TABLE}table-cell")  # type: ignore[no-any-return]


def _cell(cell: Any) -> str:
    return " ".join(" ".join(map(_words, _items(cell))).split())


def _note(note: Any) -> str:
    return " ".join(_words(element) for element in _items(note))


def _words(element: Any) -> str:
    return "".join(_runs(element)).strip()


def _runs(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " "
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _SKIPPED:
            yield from _runs(child)
        yield child.tail or ""
