"""Web pages: the main text without navigation, advertising and comments."""

import re
from itertools import pairwise
from typing import Any, Final

from lagebild.errors import UnreadableReport
from lagebild.reports.encoding import declared_charset, decoded
from lagebild.reports.extract import Extract, extractor
from lagebild.reports.limits import Limits

_LANG: Final = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.I)
_ITEM: Final = re.compile(r"^[-*•] ")
_LINE_END: Final = re.compile(r"\n+")
#: Tags above which a page is taken for a trap or a table of data. A guard, not a measurement.
_N_TAGS_MOST: Final = 200_000


def read_page(data: bytes, limits: Limits, declared: str | None = None) -> Extract:
    """The main text of an HTML page, with title, day and publisher as the page states them.

    `declared` is an encoding stated outside the page. The day is taken from metadata only: a date found in the running text is
    more often that of an event. Raises `UnreadableReport` where there is no main text.
    """
    source = decoded(data, declared_charset(data) or declared)
    if source.count("<") > _N_TAGS_MOST:
        raise UnreadableReport(f"a page of more than {_N_TAGS_MOST:,} tags", "save the text of the page as .txt")
    found = _extraction(source)
    if found is None or not (found.text or "").strip():
        raise UnreadableReport("HTML without main text", "save the text of the page as .txt")
    language = _LANG.search(source, 0, 10_000)
    return Extract(
        text=_spaced(found.text), extractor=extractor("trafilatura"), title=found.title, published=found.date,
        publisher=found.sitename or found.hostname, language=language[1] if language else None,
    )  # fmt: skip


def _extraction(source: str) -> Any:
    from trafilatura import bare_extraction  # 0.15 s to import

    return bare_extraction(
        source, include_comments=False, include_tables=True, favor_precision=False, with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )  # fmt: skip


def _spaced(text: str) -> str:
    """`text`, whose lines are paragraphs, with blank lines between them but for the items of a list."""
    lines = _LINE_END.split(text)
    spaced = lines[:1]
    for before, line in pairwise(lines):
        spaced.append(("\n" if _ITEM.match(before) and _ITEM.match(line) else "\n\n") + line)
    return "".join(spaced)
