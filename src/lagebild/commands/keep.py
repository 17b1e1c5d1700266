"""`verify`, `audit`, `timestamp`, `rebuild`, `backup`: proving and copying a ledger."""

import re
from pathlib import Path
from typing import Annotated

import typer

from lagebild.commands.calling import ActorOption, HostOption, LedgerOption, PortOption, actor_named, opened, policy_of, say, tell
from lagebild.errors import WrongCall


def verify(
    ledger: LedgerOption = None,
    tables: Annotated[bool, typer.Option("--tables", help="Also compare the computed tables with the log (in memory).")] = False,
) -> None:
    """Hash every text and every original again and name what differs or is missing."""
    with opened(ledger) as there:
        differences = there.verify(tables=tables)
    for difference in differences:
        say(str(difference))
    _ended(len(differences), "everything is as it was captured", "differ")


def audit(
    ledger: LedgerOption = None,
    export: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the chain of events as JSON Lines.")] = None,
    hashes_only: Annotated[bool, typer.Option("--hashes-only", help="Leave the contents out of it: only hashes.")] = False,
    head: Annotated[str | None, typer.Option(metavar="N:HASH", help="The last event as it was noted elsewhere.")] = None,
    roots: Annotated[Path | None, typer.Option(metavar="PEM", help="Root certificates: check the trusted timestamps, too.")] = None,
) -> None:
    """Prove the chain of events: name what was changed, removed or moved."""
    from lagebild.ledger import chain_lines

    noted = _head(head)
    with opened(ledger) as there:
        problems = [str(problem) for problem in there.audit(head=noted)]
        with there.view() as view:
            last = view.head()
            if roots is not None:
                from lagebild.pipeline.stamping import check_stamps

                problems.extend(check_stamps(view, roots.read_bytes()))
            if export is not None:
                with export.open("x", encoding="utf8") as file:
                    file.writelines(f"{line}\n" for line in chain_lines(view.events(), payloads=not hashes_only))
    for problem in problems:
        say(problem)
    say(f"last event  {last[0]}:{last[1]}")
    _ended(len(problems), f"{last[0]} events, none changed, missing or moved", "wrong")


def timestamp(
    service: Annotated[str, typer.Option(metavar="URL", help="The service (RFC 3161).")],
    roots: Annotated[Path, typer.Option(metavar="PEM", help="Its root certificates.")],
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    allow_host: HostOption = None,
    allow_port: PortOption = None,
) -> None:
    """Have a service attest that the ledger is as it is now; only a hash leaves this machine."""
    from lagebild.pipeline.stamping import stamp

    with opened(ledger) as there:
        found = stamp(there, actor_named(actor), service, roots.read_bytes(), policy_of(allow_host, allow_port))
    say(f"event {found.event}: events up to {found.covers} existed at {found.time:%Y-%m-%d %H:%M:%S} UTC, says {service}")


def rebuild(ledger: LedgerOption = None) -> None:
    """Compute all tables anew from the log."""
    with opened(ledger) as there:
        say(f"computed anew from {there.rebuild()} events")


def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Where to: a new SQLite file.")], ledger: LedgerOption = None
) -> None:
    """Copy the ledger with all originals while it is being written to."""
    from lagebild.ledger.backup import backup as copied

    with opened(ledger) as there:
        sequence, digest = copied(there, path)
    say(f"copied up to event {sequence}:{digest}")


def _head(given: str | None) -> tuple[int, str] | None:
    if given is None:
        return None
    found = re.fullmatch(r"([0-9]{1,18}):(sha256:[0-9a-f]{64})", given)
    if found is None:
        raise WrongCall("--head", "write it as audit gives it: 17:sha256:…")
    return int(found[1]), found[2]


def _ended(n_wrong: int, right: str, wrong: str) -> None:
    if n_wrong:
        tell(f"{n_wrong} {wrong}")
        raise typer.Exit(1)
    say(right)
