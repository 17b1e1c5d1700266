"""Taking in: from sources and bytes to reports and faults."""

import codecs
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import BinaryIO, Final

from lagebild.claims.ids import report_id
from lagebild.claims.report import Fault, Report
from lagebild.errors import UnreadableReport
from lagebild.reports.canonical import canonical, storable
from lagebild.reports.encoding import declared_charset, decoded
from lagebild.reports.extract import Extract, extractor
from lagebild.reports.facts import Facts, day_of
from lagebild.reports.kinds import Kind, kind_of, suffix_kind
from lagebild.reports.language import READABLE, base_language, language_of
from lagebild.reports.limits import Limits
from lagebild.reports.mail import attachments, parsed_mail, read_body
from lagebild.reports.opendocument import read_opendocument
from lagebild.reports.page import read_page
from lagebild.reports.pdf import read_pdf
from lagebild.reports.ready import read_ready, read_ready_line
from lagebild.reports.source import STANDARD_INPUT, find_sources, long_lines, os_fault, read_whole, shown
from lagebild.reports.word import read_word

_NO_FACTS: Final = Facts()
_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a source, and the bytes it was read from: a line of JSON Lines, else the whole document; None where it could
    not be opened."""

    item: Report | Fault
    original: bytes | None


def take_in(
    sources: Sequence[str], *, facts: Facts = _NO_FACTS, limits: Limits = _LIMITS, stdin: BinaryIO | None = None
) -> Iterator[Report | Fault]:
    """The reports in `sources` (files, folders, "-" for standard input) in their order, one at a time; what cannot be read is
    a fault in its place. Raises nothing for a bad input. Without `stdin`, "-" reads the process's own."""
    for given in sources:
        for source in find_sources([given], limits):
            if isinstance(source, Fault):
                yield source
            else:
                yield from (taken.item for taken in take_source(source, facts=facts, limits=limits, stdin=stdin))


def take_source(
    source: str, *, facts: Facts = _NO_FACTS, limits: Limits = _LIMITS, stdin: BinaryIO | None = None
) -> Iterator[Taken]:
    """What is in one file, or in standard input ("-"), each report with its original. Raises nothing for a bad input."""
    if source == STANDARD_INPUT:
        yield from _from_stream(stdin or sys.stdin.buffer, source, facts, limits)
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below, outside this try: only opening is the system's to refuse
    except (OSError, ValueError) as error:
        yield Taken(os_fault(source, error), None)
        return
    with stream:
        yield from _from_stream(stream, shown(source), facts, limits)


def read_bytes(
    data: bytes, name: str, *, facts: Facts = _NO_FACTS, limits: Limits = _LIMITS, charset: str | None = None
) -> Iterator[Report | Fault]:
    """The reports in `data`, a document called `name`; what cannot be read is a fault. `charset` is the encoding that the answer
    of a server declared, which counts before what a page says of itself. Raises nothing for bad data."""
    return _guarded(lambda: _in_bytes(_recoded(data, name, charset), name, facts, limits, 0), name)


def _from_stream(stream: BinaryIO, source: str, facts: Facts, limits: Limits) -> Iterator[Taken]:
    if suffix_kind(source) == "jsonl":
        yield from _in_lines(stream, source, facts, limits)
        return
    try:
        data = read_whole(stream, limits)
    except (OSError, UnreadableReport) as error:
        fault = Fault(source, error.reason, error.remedy) if isinstance(error, UnreadableReport) else os_fault(source, error)
        yield Taken(fault, None)
        return
    yield from (Taken(item, data) for item in read_bytes(data, source, facts=facts, limits=limits))


def _recoded(data: bytes, name: str, charset: str | None) -> bytes:
    """Text or HTML that a server declared to be in `charset`, as UTF-8; everything else, and UTF-8 itself, as it is."""
    if charset is None or kind_of(data, name) not in ("text", "html", "json", "jsonl"):
        return data
    text = decoded(data, charset)
    return data if text.encode("utf-8", "replace") == data else codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def _guarded(reports: Callable[[], Iterator[Report | Fault]], source: str) -> Iterator[Report | Fault]:
    """What `reports` yields, and a fault in place of whatever it raises."""
    try:
        yield from reports()
    except UnreadableReport as error:
        yield Fault(source, error.reason, error.remedy)
    except OSError as error:
        yield os_fault(source, error)
    except ImportError:  # the installation is broken, not the document: that must not pass for a fault of every file
        raise
    # The edge to parsers of other people's formats: lxml, PDFium, python-docx, odfdo, trafilatura and email raise whatever a
    # mutated file leads them to (AttributeError, IndexError, RecursionError …), and none of it may stop the other reports.
    except Exception as error:  # noqa: BLE001
        yield Fault(source, f"its parser failed ({type(error).__name__})", "export or download it again")


def _in_lines(stream: BinaryIO, source: str, facts: Facts, limits: Limits) -> Iterator[Taken]:
    try:
        for number, line in enumerate(long_lines(stream, limits), start=1):
            at = f"{source}:{number}"
            if line is None:
                reason = f"too large: more than {limits.max_bytes:,} bytes"
                yield Taken(Fault(at, reason, "split it, or raise the limit"), None)
            elif line.strip():
                yield from (Taken(item, line) for item in _guarded(partial(_in_line, line, at, facts, limits), at))
    except OSError as error:
        yield Taken(os_fault(source, error), None)


def _in_line(line: bytes, at: str, facts: Facts, limits: Limits) -> Iterator[Report | Fault]:
    yield _finished(read_ready_line(line, at), at, facts, limits)


def _in_bytes(data: bytes, name: str, facts: Facts, limits: Limits, depth: int) -> Iterator[Report | Fault]:
    limits.check_bytes(len(data))
    kind = kind_of(data, name)
    if kind == "eml":
        yield from _in_mail(data, name, facts, limits, depth)
    elif kind == "jsonl":
        yield from (taken.item for taken in _in_lines(BytesIO(data), name, facts, limits))
    elif kind == "json":
        for source, found in read_ready(data, name):
            yield _finished(found, source, facts, limits)
    else:
        yield _finished(_READERS[kind](data, limits), name, facts, limits)


def _in_mail(data: bytes, name: str, facts: Facts, limits: Limits, depth: int) -> Iterator[Report | Fault]:
    started = monotonic()
    mail = parsed_mail(data, limits)
    body = read_body(mail, limits)
    if body is not None:
        yield _finished(body, name, facts, limits)
    n_attached = 0
    for attachment in attachments(mail):
        n_attached += 1
        source = f"{name}#attachment:{attachment.number}:{storable(attachment.name)}"
        if depth >= limits.max_depth:
            raise UnreadableReport(f"mails nested more than {limits.max_depth} deep", "save the inner mail by itself")
        if n_attached > limits.max_parts:
            raise UnreadableReport(f"more than {limits.max_parts:,} attachments", "save them as files")
        limits.check_time(started)
        yield from _guarded(lambda s=source, a=attachment: _in_bytes(a.data, s, facts, limits, depth + 1), source)  # type: ignore[misc]
    if body is None and n_attached == 0:
        raise UnreadableReport("a mail without text", None)


def _finished(found: Extract | Fault, source: str, facts: Facts, limits: Limits) -> Report | Fault:
    """The report of an extract, or the fault that it cannot be one."""
    if isinstance(found, Fault):
        return found
    try:
        return _report(found, source, facts, limits)
    except UnreadableReport as error:
        return Fault(source, error.reason, error.remedy)


def _report(found: Extract, source: str, facts: Facts, limits: Limits) -> Report:
    text = storable(found.text) if found.exact else canonical(found.text)
    if not text.strip():
        raise UnreadableReport("empty: no text but white space")
    limits.check_characters(len(text))
    return Report(
        id=storable(found.id) if found.id else report_id(text),
        text=text,
        language=facts.language or _language(text, found),
        published=facts.published or day_of(found.published),
        publisher=facts.publisher or _line(found.publisher),
        title=facts.title or _line(found.title),
        source=source,
        extractor=found.extractor,
    )


def _language(text: str, found: Extract) -> str:
    """The language of a text: as a ready report says, else as its words tell, else as the page says."""
    said = base_language(found.language)
    language = said if found.exact and said else language_of(text) or language_of(f"{found.title or ''} {text}") or said
    if language is None:
        raise UnreadableReport("its language cannot be told", "give --language")
    if language not in READABLE:
        remedy = f"read are {', '.join(READABLE)}; if it is one of these give --language"
        raise UnreadableReport(f"language {storable(language)} cannot be read", remedy)
    return language


def _line(words: str | None) -> str | None:
    """`words` in one canonical line, None if nothing is left."""
    return " ".join(canonical(words).split()) or None if words is not None else None


def _read_plain(data: bytes, limits: Limits) -> Extract:
    return Extract(text=decoded(data, declared_charset(data)), extractor=extractor())


_READERS: Final[dict[Kind, Callable[[bytes, Limits], Extract]]] = {
    "text": _read_plain, "html": read_page, "pdf": read_pdf, "docx": read_word, "odt": read_opendocument,
}  # fmt: skip
