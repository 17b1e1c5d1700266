"""`export`, `import`: claims to other tools, whole ledgers to other ledgers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lagebild.commands.calling import (
    ActorOption,
    JobsOption,
    LedgerOption,
    actor_named,
    limits_of,
    n_jobs_of,
    one_of,
    opened,
    say,
    settings_now,
    tell,
)
from lagebild.errors import WrongCall


def export(
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv, excel, jsonl, geojson, plover, ftm or stix.")] = "csv",
    ledger: LedgerOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; without it, standard output.")] = None,
    filter: Annotated[str | None, typer.Option("--filter", metavar="TERMS", help="Only the claims that these keep.")] = None,
) -> None:
    """Write claims for other tools, or the whole ledger as JSON Lines, which `import` restores."""
    from lagebild.commands.filtering import filter_in
    from lagebild.exchange import FORMATS, write_atomically

    chosen = FORMATS[one_of(format, tuple(FORMATS), "--format")]
    if chosen.whole and filter is not None:
        raise WrongCall("--filter", f"{format} is always the whole ledger; take csv, or leave the filter out")
    wanted = filter_in(filter) if filter is not None else chosen.wanted
    with opened(ledger) as there, there.view() as view:
        lines = chosen.lines(view, wanted)
        if output is not None:
            tell(f"{write_atomically(output, lines):,} bytes written to {output}")
            return
        for line in lines:  # as bytes: the formats fix their encoding and line ends, whatever the terminal's are
            sys.stdout.buffer.write(line.encode())
        sys.stdout.buffer.flush()


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A ledger from export --format jsonl, or somebody's STIX 2.1 bundle.")],
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    jobs: JobsOption = None,
) -> None:
    """Restore a ledger from its JSON Lines, into a new one or one that the file continues; or read the reports of a STIX bundle."""
    if _is_bundle(file):
        _import_bundle(file, ledger, actor, jobs)
        return
    from lagebild.exchange import import_ledger

    with opened(ledger, create=True) as there:
        done = import_ledger(there, file)
    missing = f"; {done.n_missing} originals were missing in the file" if done.n_missing else ""
    say(f"{done.n_events} events taken over, {done.n_originals} originals{missing}; last event {done.head[0]}:{done.head[1]}")


def _is_bundle(file: Path) -> bool:
    from lagebild.exchange.stix.texts import is_bundle

    if not file.is_file():
        return False
    with file.open("rb") as opened_:
        head = opened_.read(4096)
        opened_.seek(max(0, file.stat().st_size - 4096))
        return is_bundle(head, opened_.read(4096))


def _import_bundle(file: Path, ledger: str | None, actor: str | None, jobs: int | None) -> None:
    from lagebild.commands.add import ended, show_added
    from lagebild.pipeline import Order
    from lagebild.pipeline.importing import import_bundle

    order = Order((), limits=limits_of(settings_now(), None, None), n_jobs=n_jobs_of(jobs))
    with opened(ledger, create=True) as there:
        ended(show_added(import_bundle(file, there, actor_named(actor), order), False), False)
