"""PDF files with a text layer."""

import re
from collections.abc import Iterator
from threading import Lock
from time import monotonic
from typing import Any, Final

from lagebild.errors import UnreadableReport
from lagebild.reports.extract import Extract, extractor
from lagebild.reports.layout import paragraphs, without_running_lines
from lagebild.reports.limits import Limits

#: PDFium keeps global state and must not run in two threads at once.
_PDFIUM: Final = Lock()
_FILE_NAME: Final = re.compile(r"\.(?:docx?|pdf|indd|qxd|odt|rtf|tex)\b|^(?:untitled|microsoft word)", re.I)
_UNMAPPED: Final = re.compile("[\ufffd\ue000-\uf8ff]")


def read_pdf(data: bytes, limits: Limits) -> Extract:
    """The text of a PDF, its wrapped lines joined into paragraphs, its running heads and page numbers left out.

    It states no day: a PDF's dates are those of the file, which may have been made again years later. Raises
    `UnreadableReport` for a broken or encrypted file, or one without a text layer.
    """
    with _PDFIUM:
        title, pages = _pages(data, limits)
    lines = [line for page in without_running_lines(pages) for line in page]
    text = paragraphs(lines)
    if not text.strip():
        raise UnreadableReport("a PDF without a text layer", "OCR it first")
    if len(_UNMAPPED.findall(text)) * 5 > len(text):
        raise UnreadableReport("a PDF whose text layer has no readable characters", "OCR it first")
    return Extract(text=text, extractor=extractor("pypdfium2"), title=title)


def _pages(data: bytes, limits: Limits) -> tuple[str | None, list[list[str]]]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            return _title(document), list(_read(document, limits))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableReport("an encrypted PDF", "save it without a password") from error
        raise UnreadableReport("a broken PDF", "export or download it again") from error


def _read(document: Any, limits: Limits) -> Iterator[list[str]]:
    started = monotonic()
    n_characters = 0
    for page in document:
        limits.check_time(started)
        lines = _lines(page)
        n_characters += sum(map(len, lines))
        limits.check_characters(n_characters)
        yield lines


def _lines(page: Any) -> list[str]:
    words = page.get_textpage()
    try:
        text: str = words.get_text_bounded()
    finally:
        words.close()
        page.close()
    return text.replace("\r\n", "\n").split("\n")


def _title(document: Any) -> str | None:
    """The title in the file's metadata, unless it is what a word processor puts there by itself."""
    title: str = document.get_metadata_dict(skip_empty=True).get("Title", "").strip()
    return title if title and not _FILE_NAME.search(title) else None
