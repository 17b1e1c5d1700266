"""DOCX files."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from lagebild.errors import UnreadableReport
from lagebild.reports.archive import opened, parsed
from lagebild.reports.extract import Extract, extractor
from lagebild.reports.limits import Limits

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: What is not part of the text as it stands: deleted and moved-away words, field codes, and the second copy of a text box.
_SKIPPED: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_BLANKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
#: Footnotes of these types are the lines drawn above the notes.
_RULES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_word(data: bytes, limits: Limits) -> Extract:
    """The text of a DOCX: headings, paragraphs, list items ("- "), tables (a line a row, cells between " | "), then footnotes
    and endnotes ("[1] …"). Words inserted under change tracking are read, deleted ones are not.

    It states no day and no publisher: a file's dates and author are not those of the report. Raises `UnreadableReport`.
    """
    archive = opened(data, limits)
    document = _document(data)
    blocks = list(_blocks(document.element.body))
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in archive.namelist():
            blocks.extend(_notes(parsed(archive.read(part))))
    title = document.core_properties.title.strip() or None
    return Extract(text=_spaced(blocks), extractor=extractor("python-docx"), title=title)


def _document(data: bytes) -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        return docx.Document(BytesIO(data))
    except (KeyError, ValueError, PackageNotFoundError, XMLSyntaxError) as error:  # no main part, or one of another kind
        raise UnreadableReport("a broken DOCX", "export it again") from error


def _blocks(body: Any) -> Iterator[str]:
    for element in body:
        if element.tag == f"{_W}p":
            yield ("- " if _is_item(element) else "") + _words(element)
        elif element.tag == f"{_W}tbl":
            yield _table(element)
        elif element.tag == f"{_W}sdt":  # a content control around paragraphs
            for content in element.iterchildren(f"{_W}sdtContent"):
                yield from _blocks(content)


def _is_item(paragraph: Any) -> bool:
    # Heading styles may be numbered too, but those have their number in the style, not in the paragraph.
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    style = "" if found is None else found.get(f"{_W}val", "").lower()
    # "List Paragraph" is what Word gives indented text, with a number only where numPr says so.
    return paragraph.find(f"{_W}pPr/{_W}numPr") is not None or (style.startswith("list") and style != "listparagraph")


def _words(element: Any) -> str:
    return "".join(_runs(element)).strip()


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag]
        elif child.tag != f"{_W}pPr":
            yield from _runs(child)
            if child.tag == f"{_W}p":  # a paragraph inside a paragraph: a text box
                yield "\n"


def _table(table: Any) -> str:
    rows = ([" ".join(_words(cell).split()) for cell in row.iter(f"{_W}tc")] for row in table.iter(f"{_W}tr"))
    return "\n".join(" | ".join(cell for cell in row if cell) for row in rows)


def _notes(root: Any) -> Iterator[str]:
    notes = (note for note in root if note.get(f"{_W}type") not in _RULES)
    for number, note in enumerate(notes, start=1):
        if words := " ".join(_words(paragraph) for paragraph in note.iter(f"{_W}p")).strip():
            yield f"[{number}] {words}"


def _spaced(blocks: list[str]) -> str:
    """`blocks` with blank lines between them but for the items of a list."""
    text, last = "", ""
    for block in filter(None, blocks):
        text += ("\n" if block.startswith("- ") and last.startswith("- ") else "\n\n") + block
        last = block
    return text
