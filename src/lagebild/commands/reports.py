"""`reports`, `versions`, `agreement`, `faults`: what is there of reports."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, opened, say, say_json, tell
from lagebild.commands.ids import report_ids, short

if TYPE_CHECKING:
    from lagebild.claims.kept import KeptReport


def reports(
    ledger: LedgerOption = None,
    limit: Annotated[int, typer.Option(min=1, help="Reports on a page.")] = 50,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on behind the page that gave this cursor.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the reports in the order in which they came in."""
    from lagebild.claims.record import report_part

    with opened(ledger) as there, there.view() as view:
        page = view.reports(limit=limit, after=after)
    for kept in page.items:
        if as_json:
            say_json(report_part(kept.report) | {"text": None, "number": kept.number, "newer": kept.newer})
        else:
            say(_report_line(kept))
    if page.next is not None:
        tell(f"more: --after {page.next}")


def faults(ledger: LedgerOption = None, as_json: JsonOption = False) -> None:
    """List what could not be taken in, and why."""
    with opened(ledger) as there, there.view() as view:
        for event in view.events(kind="fault"):
            payload = event.payload
            if as_json:
                say_json(dict(payload) | {"event": event.sequence})
            else:
                remedy = f" ({payload['remedy']})" if payload["remedy"] else ""
                say(f"{event.time:%Y-%m-%d %H:%M}  {payload['source']}: {payload['reason']}{remedy}")


def versions(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report; the beginning of its id is enough.")],
    ledger: LedgerOption = None,
    diff: Annotated[bool, typer.Option("--diff/--no-diff", help="Show how the text changed from one to the next.")] = True,
) -> None:
    """Show all versions of a report that came from the same place, and how they differ."""
    with opened(ledger) as there:
        (id,) = report_ids(there, [report])
        with there.view() as view:
            found = view.versions(id)
            for kept in found:
                say(f"{_report_line(kept)} · recorded {kept.recorded:%Y-%m-%d %H:%M} UTC")
            for before, after in pairwise(found):
                if diff:
                    say()
                    say(view.diff(before.report.id, after.report.id))


def agreement(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report; the beginning of its id is enough.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far the people who decided on a report's claims agree: Krippendorff's alpha for each field."""
    with opened(ledger) as there:
        (id,) = report_ids(there, [report])
        with there.view() as view:
            found = view.agreement(id)
    if as_json:
        say_json({"report": id, "coders": list(found.coders), "n_units": found.n_units, "alpha": found.alpha})
        return
    say(f"coders   {', '.join(found.coders) or 'nobody'}")
    say(f"claims that two or more coded: {found.n_units}")
    for field, alpha in found.alpha.items():
        if alpha is not None:
            say(f"  {field:<12} {alpha:6.3f}")
    undefined = [field for field, alpha in found.alpha.items() if alpha is None]
    if undefined:
        say(f"  not defined (coded once, or always the same): {', '.join(undefined)}")


def _report_line(kept: "KeptReport") -> str:
    report = kept.report
    newer = f" · newer: {short(kept.newer)}" if kept.newer else ""
    facts = [report.published or "", report.language or "", report.publisher or "", report.title or report.source or ""]
    return f"{short(report.id)}  " + " · ".join(fact for fact in facts if fact) + newer
