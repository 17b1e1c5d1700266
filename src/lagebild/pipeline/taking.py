"""Taking in one source for the ledger, wherever it came from: its reports, their originals, and how they were got."""

import mimetypes
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lagebild.claims.capture import Capture, How
from lagebild.claims.event import utc_now
from lagebild.claims.report import Fault, Report
from lagebild.pipeline.reading import Order, Reading, read_one
from lagebild.reports import Facts, Limits, Taken, read_bytes, take_source
from lagebild.reports.fetched import Fetched
from lagebild.reports.source import shown

_NOTHING: Final = Facts()


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched. `told` is what a feed says of it, for what the page itself leaves open."""

    fetched: Fetched
    how: How = "url"
    told: Facts = _NOTHING
    facts: Facts = _NOTHING


@dataclass(frozen=True, slots=True)
class Ready:
    """A report that is taken in already, from standard input, a line of a file, or the ledger."""

    item: Report | Fault
    original: bytes | None = None
    capture: Capture | None = None


#: A file by its path, or what needs no opening.
Source = str | Page | Ready


@dataclass(frozen=True, slots=True)
class Got:
    """A reading with the evidence for it."""

    reading: Reading
    original: bytes | None = None
    capture: Capture | None = None


def got_from(source: Source, order: Order) -> list[Got]:
    """All readings of one source, with their originals. Opens files, writes nothing, raises nothing for bad input."""
    return [Got(read_one(one.item, order.n_threads, order.readers), one.original, one.capture) for one in taken_from(source, order)]


def taken_from(source: Source, order: Order) -> Iterator[Ready]:
    """The reports of a source, not yet read."""
    if isinstance(source, Ready):
        yield source
    elif isinstance(source, Page):
        yield from _of_page(source, order.limits)
    else:
        capture = file_capture(source)
        for taken in take_source(source, facts=order.facts, limits=order.limits):
            yield of_file(taken, capture)


def file_capture(path: str, how: How = "file") -> Capture:
    """How a file came in, now."""
    name = shown(path)
    return Capture(how, utc_now(), name, media_type=mimetypes.guess_type(name)[0])


def of_file(taken: Taken, capture: Capture) -> Ready:
    """What was taken from a file; attachments are marked as parts of a mail."""
    part = isinstance(taken.item, Report) and "#attachment:" in (taken.item.source or "")
    return Ready(taken.item, taken.original, replace(capture, how="mail") if part else capture)


def whole_path(path: str) -> str:
    """`path` in full, so that a file is known again from whichever folder it is added."""
    return path if path == "-" else os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps "..", resolve follows links


def _of_page(page: Page, limits: Limits) -> Iterator[Ready]:
    fetched = page.fetched
    capture = fetched.capture(page.how)
    for item in read_bytes(fetched.body, fetched.name, facts=page.facts, limits=limits, charset=fetched.charset):
        # Under the address that was asked for: what comes from there later is then its next version.
        named = replace(item, source=fetched.url + (item.source or "").removeprefix(fetched.name))
        yield Ready(_completed(named, page.told) if isinstance(named, Report) else named, fetched.body, capture)


def _completed(report: Report, told: Facts) -> Report:
    return replace(
        report, published=report.published or told.published, title=report.title or told.title,
        publisher=report.publisher or told.publisher,
    )  # fmt: skip
