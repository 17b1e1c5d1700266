"""`read`: reports to claims, nothing kept."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import JobsOption, ReaderOption, facts_of, limits_of, n_jobs_of, readers_of, settings_now, tell_usage
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.claims.claim import Claim
    from lagebild.pipeline import Order, Reading
    from lagebild.pipeline.readers import Readers
    from lagebild.reports import Facts, Limits


def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files or folders to read; - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object per report (JSON Lines).")] = False,
    types: Annotated[list[str] | None, typer.Option("--type", help="Show only claims of this type; may be repeated.")] = None,
    min_confidence: Annotated[float | None, typer.Option(min=0, max=1, help="Show only claims from this confidence on.")] = None,
    reader: ReaderOption = "model",
    jobs: JobsOption = None,
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which the reports were published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the reports.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the reports: de, en.")] = None,
    title: Annotated[str | None, typer.Option(help="The title of the report.")] = None,
    max_megabytes: Annotated[float | None, typer.Option(help="Refuse larger files.")] = None,
    max_characters: Annotated[int | None, typer.Option(help="Refuse longer texts.")] = None,
) -> None:
    """Read reports into claims: plain text, HTML, PDF, DOCX, ODT, EML, JSON Lines of ready reports, folders."""
    from lagebild.claims.vocabulary import TYPES

    settings = settings_now()
    unknown = [name for name in types or () if name not in TYPES]
    if unknown:
        raise WrongCall("--type", f"{unknown[0]!r} is none of {', '.join(TYPES)}")
    facts = facts_of(published, publisher, language, title)
    order = order_of(files, facts, limits_of(settings, max_megabytes, max_characters), jobs, readers_of(reader))
    least = settings.min_confidence if min_confidence is None else min_confidence
    wanted = frozenset(types or TYPES)

    def shown(claims: "tuple[Claim, ...]") -> "tuple[Claim, ...]":
        return tuple(c for c in claims if c.type in wanted and (c.read_by.confidence is None or c.read_by.confidence >= least))

    n_faults = 0
    with _progress(order) as readings:
        for reading in readings:
            n_faults += len(reading.faults)
            _write(reading, shown(reading.claims), as_json)
    tell_usage(order.readers)
    if n_faults:
        raise typer.Exit(1)


def order_of(files: list[str], facts: "Facts", limits: "Limits", jobs: int | None, readers: "Readers | None" = None) -> "Order":
    """The order for the pipeline; a single source is read with all processors as threads, several in a process each."""
    from lagebild.pipeline import Order

    n_jobs = n_jobs_of(jobs)
    single = len(files) == 1 and not Path(files[0]).is_dir()
    n_threads = n_jobs if single and not (jobs or settings_now().jobs) else 1
    return Order(tuple(files), facts, limits, 1 if single else n_jobs, n_threads, readers or readers_of())


def _write(reading: "Reading", claims: "tuple[Claim, ...]", as_json: bool) -> None:
    if as_json:
        from lagebild.claims.record import fault_part, report_record

        faults = reading.faults
        record = (
            report_record(reading.report, claims, faults) if reading.report is not None
            else {"report": None, "claims": [], "faults": [fault_part(fault) for fault in faults]}
        )
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    from rich.console import Console

    from lagebild.terminal import show_fault, show_report

    if reading.report is not None:
        show_report(Console(soft_wrap=False), reading.report, claims)
    for fault in reading.faults:
        show_fault(Console(stderr=True), fault)


@contextmanager
def _progress(order: "Order") -> "Iterator[Iterator[Reading]]":
    """The readings of the order, with a progress bar on a terminal's standard error from two sources on."""
    from lagebild.pipeline import read as read_order
    from lagebild.reports import find_sources

    readings = read_order(order)
    if not sys.stderr.isatty() or "-" in order.sources:
        yield readings
        return
    n_sources = sum(1 for _ in find_sources(order.sources, order.limits))
    if n_sources < 2:
        yield readings
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress("reading", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=n_sources)
        yield _counted(readings, lambda n: bar.update(task, completed=n))


def _counted(readings: "Iterator[Reading]", tell: "object") -> "Iterator[Reading]":
    seen: set[str] = set()
    for reading in readings:
        source = (reading.report.source if reading.report else reading.faults[0].source) or ""
        seen.add(source.split("#")[0].rsplit(":", 1)[0] if ".jsonl" in source else source.split("#")[0])
        tell(len(seen))  # type: ignore[operator]
        yield reading
