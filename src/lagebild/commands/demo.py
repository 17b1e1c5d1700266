"""`demo`: the Seoul example in a ledger of its own, in the browser or in the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import say, tell
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from rich.table import Table

    from lagebild.ledger import Ledger
    from lagebild.picture import Explained, Picture
    from lagebild.pipeline.example import Demo

#: Who uses the workspace of the demo.
_VISITOR: Final = "visitor"
_FILE: Final = "seoul.db"


def demo(
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="FILE", help="Keep it in this file; else it is temporary.")] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Show it here and end, without a browser.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the workspace; 0 takes a free one.")] = 0,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open the workspace in the browser.")] = True,
) -> None:
    """Show sixteen reports on one meeting: who took what from whom, how many origins there are, what differs."""
    from lagebild.pipeline.example import prepare

    tell("reading sixteen reports …")
    with _opened(ledger) as (there, path):
        prepared = prepare(there)
        show(there, prepared)
        if terminal:
            if ledger is not None:
                say(f"kept in {path}: lagebild claims --ledger {path}")
            return
        say()
        _serve(there, path, port, open_browser=open)


def show(ledger: "Ledger", prepared: "Demo") -> None:
    """Writes what the example shows, every word and number out of the picture."""
    from lagebild.picture import explain
    from lagebild.pipeline.weighed import Weighed

    weighed = Weighed(ledger)
    weighed.follow()
    with weighed.reading() as picture:
        told = {name: explain(picture, claim) for name, claim in prepared.things.items()}
        reports = {id: picture.view.report(id).report for id in prepared.reports.values()}
        languages = sorted({report.language or "?" for report in reports.values()})
        say(f"The Seoul example: {len(reports)} reports ({', '.join(languages)}) on one meeting, told in our own words.")
        _agreement(told["agreement"])
        _troops(told["troops"])
        _request(told["request"])
        _poll(told["poll"])
        _drifts(picture, prepared)


@contextmanager
def _opened(path: Path | None) -> "Iterator[tuple[Ledger, Path]]":
    """A ledger for the example alone: a new file, one that holds it already, or a temporary one."""
    from tempfile import TemporaryDirectory

    from lagebild.ledger import open_ledger

    if path is not None:
        with open_ledger(str(path), create=True) as there:
            _check(there, path)
            yield there, path
        return
    with TemporaryDirectory(prefix="lagebild-demo-") as folder, open_ledger(str(Path(folder) / _FILE), create=True) as there:
        yield there, Path(folder) / _FILE


def _check(ledger: "Ledger", path: Path) -> None:
    """Ends the command where the ledger holds other reports: an example must not come between real ones."""
    from lagebild.pipeline.example import example_reports

    ours = {report.id for report in example_reports()}
    with ledger.view() as view:
        page = view.reports(limit=len(ours) + 1)
    if any(kept.report.id not in ours for kept in page.items):
        raise WrongCall("--ledger", f"{path} holds other reports; name a new file")


def _serve(ledger: "Ledger", path: Path, port: int, *, open_browser: bool) -> None:
    from lagebild.commands.serve import options_of, run

    options = options_of(ledger, str(path), actor=_VISITOR, host="127.0.0.1", people=str(path.with_name(f"{path.name}.people.db")))
    tell("preparing the workspace …")
    run(options, port, open_browser=open_browser)


def _agreement(found: "Explained") -> None:
    row = found.row
    origins = _range(row.n_origins_min, row.n_origins_max, "origin")
    _heading(f"The agreement to share information: {row.n_reports} reports, {origins}")
    _write(found, "status")


def _troops(found: "Explained") -> None:
    _heading(f"How many North Korean soldiers: {_range(found.row.n_origins_min, found.row.n_origins_max, 'origin')} side by side")
    _write(found, "words")
    estimate = found.estimate
    if estimate is not None and not found.row.contested:
        sure = "a 90% range" if estimate.calibrated else "not calibrated: too few settled cases"
        say(f"  together {estimate.low:,.0f} to {estimate.high:,.0f}, best {estimate.best:,.0f} ({sure})")


def _request(found: "Explained") -> None:
    silent = sum(told.status == "undisclosed" for told in found.told)
    asked = [told for told in found.told if told.status == "requested"]
    _heading(f"Did Ukraine ask South Korea for arms? Undisclosed in {silent} claims; reportedly yes in {len(asked)}")
    _write(found, "status")


def _poll(found: "Explained") -> None:
    figures = dict.fromkeys(f"{told.best:.0f}%" for told in found.told if told.best is not None)
    _heading(f"Against arms for Ukraine: {' against '.join(figures)}, two polls side by side")
    _write(found, "words")
    for pair in found.contradictions:
        say(f"  {pair.kind}: {pair.a.speaker or pair.a.publisher} {pair.a.words}, {pair.b.speaker or pair.b.publisher} {pair.b.words}")


def _write(found: "Explained", what: str) -> None:
    """The claims of a thing in a table, one origin after the other."""
    from rich.console import Console

    order = {origin.id: number for number, origin in enumerate(found.origins, start=1)}
    table = _table("origin", "published", "by", "what", "who says so")
    for told in sorted(found.told, key=lambda told: (order.get(told.origin, 0), told.published or "", told.claim)):
        chain = " ← ".join(source.span.text for source in reversed(told.sources)) or "nobody named"
        words = told.words if what == "words" else told.status + ("" if told.certainty in ("certain", "unknown") else f", {told.certainty}")
        _row(table, f"{order.get(told.origin, 0)}", told.published or "", told.publisher or "", words, chain)
    Console().print(table)


def _drifts(picture: "Picture", prepared: "Demo") -> None:
    """The way of the German text: from whom it was taken, and the words that changed on the way."""
    from rich.console import Console

    from lagebild.picture import lineage

    family = lineage(picture, prepared.translation)
    members = {member.report: member for member in family.members}
    way, at = [], members.get(prepared.translation)
    while at is not None:
        way.append(f"{at.publisher} ({at.language})")
        at = members.get(at.parent or "")
    _heading(f"How the German text came about: {' ← '.join(way)}")
    for drift in prepared.drift:
        say(f"  {drift.title}")
        table = _table("by", "sentence", "names", "sure")
        for id in drift.claims:
            kept = picture.view.claim(id)
            claim = kept.claim
            named = " ← ".join(source.span.text for source in reversed(claim.attribution)) or "nobody"
            _row(table, kept.publisher or "", claim.evidence.text, named, claim.certainty)
        Console().print(table)


def _heading(text: str) -> None:
    from rich.console import Console
    from rich.text import Text

    from lagebild.terminal import printable

    Console().print()
    Console().print(Text(printable(text), style="bold"))


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=column in ("origin", "published"), overflow="fold", ratio=3 if column == "sentence" else None)
    return table


def _row(table: "Table", *cells: str) -> None:
    from rich.text import Text

    from lagebild.terminal import printable

    table.add_row(*(Text(printable(" ".join(cell.split()))) for cell in cells))


def _range(least: int, most: int, noun: str) -> str:
    number = f"{most}" if least == most else f"{least} to {most}"
    return f"{number} {noun}" + ("" if number == "1" else "s")
