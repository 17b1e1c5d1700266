"""`export`, `import`: claims to other tools, whole ledgers to other ledgers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lagebild.commands.calling import LedgerOption, one_of, opened, say, tell
from lagebild.errors import WrongCall


def export(
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv, excel, jsonl, geojson, plover or ftm.")] = "csv",
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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A whole ledger, as export --format jsonl writes it.")],
    ledger: LedgerOption = None,
) -> None:
    """Restore a ledger from its JSON Lines, into a new ledger or onto one that the file continues."""
    from lagebild.exchange import import_ledger

    with opened(ledger, create=True) as there:
        done = import_ledger(there, file)
    missing = f"; {done.n_missing} originals were missing in the file" if done.n_missing else ""
    say(f"{done.n_events} events taken over, {done.n_originals} originals{missing}; last event {done.head[0]}:{done.head[1]}")
