"""The command line. Heavy rooms are imported inside the commands, so that `--help` answers at once."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.errors import LagebildError

if TYPE_CHECKING:
    from lagebild.claims.claim import Claim
    from lagebild.pipeline import Order, Reading

app = typer.Typer(
    help="Reads reports on arms transfers and deployments into claims, each pinned to its words.", no_args_is_help=True,
    pretty_exceptions_enable=False, add_completion=False,
)


@app.callback(invoke_without_command=True)
def lagebild(version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False) -> None:
    """Reads reports on arms transfers and deployments into claims, each pinned to its words."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"lagebild {installed('lagebild')}")
        raise typer.Exit


@app.command()
def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Files or folders to read; - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object per report (JSON Lines).")] = False,
    types: Annotated[list[str] | None, typer.Option("--type", help="Show only claims of this type; may be repeated.")] = None,
    min_confidence: Annotated[float | None, typer.Option(min=0, max=1, help="Show only claims from this confidence on.")] = None,
    jobs: Annotated[int | None, typer.Option(min=0, help="Processes that read at once; 0: one for each processor.")] = None,
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which the reports were published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the reports.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the reports: de, en.")] = None,
    title: Annotated[str | None, typer.Option(help="The title of the report.")] = None,
    max_megabytes: Annotated[float | None, typer.Option(help="Refuse larger files.")] = None,
    max_characters: Annotated[int | None, typer.Option(help="Refuse longer texts.")] = None,
) -> None:
    """Read reports into claims: plain text, HTML, PDF, DOCX, ODT, EML, JSON Lines of ready reports, folders."""
    from lagebild.claims.vocabulary import TYPES
    from lagebild.reports.facts import Facts
    from lagebild.settings import Settings

    settings = Settings()
    unknown = [name for name in types or () if name not in TYPES]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r} is none of {', '.join(TYPES)}", param_hint="--type")
    facts = Facts(published=published, publisher=publisher, language=language, title=title)
    order = _order(
        files, facts, max_megabytes or settings.max_megabytes, max_characters or settings.max_characters,
        settings.jobs if jobs is None else jobs,
    )
    least = settings.min_confidence if min_confidence is None else min_confidence
    wanted = frozenset(types or TYPES)

    def shown(claims: "tuple[Claim, ...]") -> "tuple[Claim, ...]":
        return tuple(c for c in claims if c.type in wanted and (c.read_by.confidence is None or c.read_by.confidence >= least))

    n_faults = 0
    with _quiet_pipe(), _progress(order) as readings:
        for reading in readings:
            n_faults += len(reading.faults)
            _write(reading, shown(reading.claims), as_json)
    if n_faults:
        raise typer.Exit(1)


def _order(files: list[str], facts: "object", max_megabytes: float, max_characters: int, jobs: int) -> "Order":
    """The order for the pipeline; a single source is read with all processors as threads, several in a process each."""
    from lagebild.pipeline import Order
    from lagebild.reports import Limits

    limits = Limits(max_bytes=int(max_megabytes * 1_000_000), max_characters=max_characters)
    n_jobs = jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else jobs or os.cpu_count() or 1
    single = len(files) == 1 and not Path(files[0]).is_dir()
    n_threads = n_jobs if single and not jobs else 1
    return Order(tuple(files), facts, limits, 1 if single else n_jobs, n_threads)  # type: ignore[arg-type]


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


def main() -> None:
    """Run the command line; an error that is ours or the system's is one line, and the exit code is then 2."""
    try:
        app()
    except LagebildError as error:
        sys.stderr.write(f"lagebild: {error}\n")
        sys.exit(2)
    except OSError as error:
        sys.stderr.write(f"lagebild: {error.strerror or error}{f': {error.filename}' if error.filename else ''}\n")
        _let_go()
        sys.exit(2)


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """End the command without an error once the reader of its output has gone ("| head"). Inside the commands, because the
    command line library makes an exit code of 1 of it."""
    try:
        yield
    except BrokenPipeError:
        _let_go()
        raise typer.Exit(0) from None


def _let_go() -> None:
    """Point standard output elsewhere, so that the interpreter's last flush cannot fail a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
