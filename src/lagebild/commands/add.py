"""`add`, `watch`, `reread`: reports into the ledger."""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import (
    ActorOption,
    HostOption,
    JobsOption,
    JsonOption,
    LedgerOption,
    PortOption,
    ReaderOption,
    actor_named,
    facts_of,
    limits_of,
    n_jobs_of,
    opened,
    policy_of,
    readers_of,
    say,
    say_json,
    settings_now,
    tell,
    tell_usage,
)

if TYPE_CHECKING:
    from lagebild.pipeline import Added
    from lagebild.pipeline.rereading import Change, Reread

_SUMMARY = {
    "added": "added", "version": "new versions", "again": "known, from a new place or with new facts", "reread": "read anew",
    "known": "known already", "failed": "not taken in",
}  # fmt: skip


def add(
    sources: Annotated[list[str], typer.Argument(metavar="FILE|FOLDER|URL…", help="What to add; - for standard input.")],
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    reader: ReaderOption = "model",
    jobs: JobsOption = None,
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day on which the reports were published.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the reports.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the reports.")] = None,
    title: Annotated[str | None, typer.Option(help="The title of the report.")] = None,
    max_megabytes: Annotated[float | None, typer.Option(help="Refuse larger files.")] = None,
    max_characters: Annotated[int | None, typer.Option(help="Refuse longer texts.")] = None,
    allow_host: HostOption = None,
    allow_port: PortOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take reports into the ledger and read them. A report is named once it is safely there."""
    from lagebild.pipeline import Order
    from lagebild.pipeline import add as add_order

    limits = limits_of(settings_now(), max_megabytes, max_characters)
    facts, readers = facts_of(published, publisher, language, title), readers_of(reader)
    order = Order(tuple(sources), facts, limits, **_processes(sources, jobs), readers=readers)
    with opened(ledger, create=True) as there:
        counts = show_added(add_order(order, there, actor_named(actor), policy=policy_of(allow_host, allow_port)), as_json)
    tell_usage(readers)
    ended(counts, as_json)


def watch(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder to watch.")],
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the reports.")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the reports.")] = None,
    settle: Annotated[float, typer.Option(min=0, help="Seconds without change after which a file is complete.")] = 2.0,
    as_json: JsonOption = False,
) -> None:
    """Add each file that comes into a folder, and again when it has changed, until Ctrl-C."""
    from lagebild.pipeline import Order
    from lagebild.pipeline.watching import watch_folder
    from lagebild.reports.watch import Rhythm

    order = Order((), facts_of(None, publisher, language, None), limits_of(settings_now(), None, None), readers=readers_of())
    rhythm = Rhythm(settled_s=settle, every_s=min(1.0, settle or 0.1))
    with opened(ledger, create=True) as there:
        arrivals = watch_folder(folder, order, there, actor_named(actor), rhythm=rhythm)
        tell(f"watching {folder}; Ctrl-C ends")
        show_added(arrivals, as_json)


def reread(
    reports: Annotated[list[str] | None, typer.Argument(metavar="[REPORT…]", help="Only these reports (the beginning of an id).")] = None,
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    jobs: JobsOption = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show what would change and write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the reports of the ledger again with the model that is installed now; decisions stay as they are."""
    from lagebild.commands.ids import report_ids
    from lagebild.pipeline import Order
    from lagebild.pipeline.rereading import reread as reread_order

    n_reports = n_changed = 0
    with opened(ledger) as there:
        named = report_ids(there, reports or [])
        order = Order((), n_jobs=1 if len(named) == 1 else n_jobs_of(jobs), readers=readers_of())
        for one in reread_order(there, actor_named(actor), order, reports=named, preview=preview):
            n_reports += 1
            n_changed += len(one.changes)
            say_json(_reread_part(one)) if as_json else _show_reread(one)
    tell(f"{n_reports} reports read again, {n_changed} claims changed" + (" (preview: nothing was written)" if preview else ""))


def _processes(sources: list[str], jobs: int | None) -> dict[str, int]:
    """A single document is read with all processors as threads, anything more in a process each."""
    n_jobs = n_jobs_of(jobs)
    several = len(sources) > 1 or Path(sources[0]).is_dir() or sources[0].lower().endswith((".jsonl", ".ndjson"))
    if several:
        return {"n_jobs": n_jobs, "n_threads": 1}
    return {"n_jobs": 1, "n_threads": n_jobs}


def show_added(found: "Iterable[Added]", as_json: bool) -> Counter[str]:
    """Writes a line for each, what is known already aside; how many there were of each outcome, and of faults."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.outcome] += 1
        counts["fault"] += len(one.faults)
        if as_json:
            say_json(_added_part(one))
        elif one.outcome not in ("known", "failed"):
            say(_added_line(one))
        _show_faults(one, as_json)
    return counts


def ended(counts: Counter[str], as_json: bool) -> None:
    """Sums up, and ends with 1 if there were faults."""
    told = [f"{counts[outcome]} {words}" for outcome, words in _SUMMARY.items() if counts[outcome]]
    if counts and not any(counts[outcome] for outcome in _SUMMARY if outcome not in ("known", "failed")):
        told.append("nothing new")
    if not as_json:
        tell(", ".join(told) or "nothing to add: no file that is read was found")
    if counts["fault"]:
        raise typer.Exit(1)


def _show_faults(one: "Added", as_json: bool) -> None:
    if one.faults and not as_json:
        from rich.console import Console

        from lagebild.terminal import show_fault

        sys.stdout.flush()
        for fault in one.faults:
            show_fault(Console(stderr=True, soft_wrap=True), replace(fault, source=_near(fault.source)))


def _added_line(one: "Added") -> str:
    from lagebild.commands.ids import short

    claims = "1 claim" if one.n_claims == 1 else f"{one.n_claims} claims"
    before = f" · after {short(one.before)}" if one.before else ""
    return f"{one.outcome:<8} {short(one.report or '')}  {_near(one.source)} · {claims}{before}"


def _near(source: str) -> str:
    """A path inside the working folder, from there."""
    here = f"{Path.cwd()}/"
    return source.removeprefix(here) if source != here else source


def _added_part(one: "Added") -> dict[str, Any]:
    from lagebild.claims.record import fault_part

    return {
        "source": one.source, "outcome": one.outcome, "report": one.report, "title": one.title, "n_claims": one.n_claims,
        "before": one.before, "faults": [fault_part(fault) for fault in one.faults],
    }  # fmt: skip


def _show_reread(one: "Reread") -> None:
    from lagebild.commands.ids import short

    report = one.report.report
    say(f"{short(report.id)}  {_near(report.source or '')} · {one.n_same} as before, {len(one.changes)} changed")
    for change in one.changes:
        say(f"  {_change_line(change)}")
    for fault in one.reading.faults:
        tell(f"! {fault.source}: {fault.reason}")


def _change_line(change: "Change") -> str:
    from lagebild.claims.record import claim_part
    from lagebild.commands.ids import short
    from lagebild.commands.lines import claim_line, part_words

    if change.before is None or change.before.machine is None:
        return f"+ {claim_line(change.after)}" if change.after else ""
    before = change.before
    decided = f" ({before.state}: stays as decided)" if before.state != "undecided" else ""
    if change.after is None:
        return f"- {short(before.claim.id)} {claim_line(before.claim)}{decided}"
    if not change.parts:
        return f"+ {short(before.claim.id)} read again: {claim_line(change.after)}{decided}"
    old, new = claim_part(change.before.machine), claim_part(change.after)
    parts = "; ".join(f"{part}: {part_words(old[part])} → {part_words(new[part])}" for part in change.parts)
    return f"~ {short(before.claim.id)} {parts}{decided}"


def _reread_part(one: "Reread") -> dict[str, Any]:
    from lagebild.claims.record import claim_part

    return {
        "report": one.report.report.id, "n_same": one.n_same,
        "changes": [
            {
                "before": claim_part(change.before.claim) if change.before else None,
                "state": change.before.state if change.before else None,
                "after": claim_part(change.after) if change.after else None, "parts": list(change.parts),
            }
            for change in one.changes
        ],
    }  # fmt: skip
