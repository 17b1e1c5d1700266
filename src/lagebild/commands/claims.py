"""`claims`: the claims of a ledger, filtered, sorted, page by page."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, one_of, opened, say, say_json, tell
from lagebild.commands.filtering import Terms, filter_of
from lagebild.commands.ids import report_ids, short
from lagebild.commands.lines import parties, state_words, things
from lagebild.commands.weighing import CsvOption

if TYPE_CHECKING:
    from lagebild.claims.kept import KeptClaim
    from lagebild.exchange.cells import Cell
    from lagebild.ledger import Ledger, Order, Page

Words = list[str] | None
FORMATS: Final = ("table", "json", "csv")


def claims(
    ledger: LedgerOption = None,
    types: Annotated[Words, typer.Option("--type", help="Only this type; may be repeated, as all of these may.")] = None,
    status: Annotated[Words, typer.Option(help="Only this status.")] = None,
    certainty: Annotated[Words, typer.Option(help="Only this certainty.")] = None,
    polarity: Annotated[Words, typer.Option(help="Only affirmed, or denied.")] = None,
    party: Annotated[Words, typer.Option(metavar="[ROLE=]PARTY", help="With this party: UA, Kyjiw, recipient=Ukraine.")] = None,
    materiel: Annotated[Words, typer.Option(help="With this word in its objects and forces (found by lemma).")] = None,
    text: Annotated[Words, typer.Option(help="With these words in the evidence.")] = None,
    publisher: Annotated[Words, typer.Option(help="From this publisher.")] = None,
    language: Annotated[Words, typer.Option(help="From reports in this language.")] = None,
    reader: Annotated[Words, typer.Option(help="Read by: model, or a person.")] = None,
    report: Annotated[Words, typer.Option(metavar="ID", help="Of this report (the beginning of its id).")] = None,
    published_from: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Published on this day or later.")] = None,
    published_to: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Published on this day or earlier.")] = None,
    acted_from: Annotated[str | None, typer.Option(metavar="DAY", help="Whose act may be of this day or later.")] = None,
    acted_to: Annotated[str | None, typer.Option(metavar="DAY", help="Whose act may be of this day or earlier.")] = None,
    state: Annotated[Words, typer.Option(help="undecided, accepted, corrected, rejected, added.")] = None,
    undecided: Annotated[bool, typer.Option("--undecided", help="Only what nobody has decided on.")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="Only what a newer model reads otherwise.")] = False,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only what somebody dissents from.")] = False,
    settled: Annotated[str | None, typer.Option(metavar="true|false", help="Only what was settled so.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is no longer read, and older versions of reports.")] = False,
    sort: Annotated[str, typer.Option(metavar="published|recorded|acted", help="What to sort by.")] = "published",
    ascending: Annotated[bool, typer.Option("--ascending", help="The oldest first.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="Claims on a page; 0: all.")] = 50,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on behind the page that gave this cursor.")] = None,
    format: Annotated[str, typer.Option("--format", metavar="table|json|csv", help="How to write them.")] = "table",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    count: Annotated[bool, typer.Option("--count", help="Only say how many.")] = False,
) -> None:
    """List claims: filtered, sorted, as a table, JSON Lines or CSV."""
    from lagebild.ledger import Order
    from lagebild.ledger.filters import SORTS

    format = "csv" if as_csv else "json" if as_json else one_of(format, FORMATS, "--format")
    with opened(ledger) as there:
        terms: Terms = {
            "type": types or [], "status": status or [], "certainty": certainty or [], "polarity": polarity or [],
            "party": party or [], "materiel": materiel or [], "text": text or [], "publisher": publisher or [],
            "language": language or [], "reader": reader or [], "report": report_ids(there, report or []),
            "from": _given(published_from), "to": _given(published_to), "acted-from": _given(acted_from),
            "acted-to": _given(acted_to), "state": state or [], "undecided": _set(undecided), "changed": _set(changed),
            "disputed": _set(disputed), one_of(settled or "true", ("true", "false"), "--settled"): _given(settled),
            "all": _set(everything),
        }  # fmt: skip
        order = Order(one_of(sort, SORTS, "--sort"), not ascending)  # type: ignore[arg-type]
        if count:
            with there.view() as view:
                say(str(view.count(filter_of(terms))))
            return
        page = page_of(there, terms, order, limit, after)
        _WRITERS[format](page.items)
    if page.next is not None:
        tell(f"more: --after {page.next}")


def page_of(ledger: "Ledger", terms: Terms, order: "Order", limit: int, after: str | None) -> "Page[KeptClaim]":
    """A page of claims, or all of them where the limit is 0."""
    from lagebild.ledger import Page

    with ledger.view() as view:
        if limit == 0 and after is None:
            return Page(tuple(view.every_claim(filter_of(terms), order)), None)
        return view.claims(filter_of(terms), order, limit=limit or 500, after=after)


def show_table(claims: "tuple[KeptClaim, ...]") -> None:
    """A table for people; the id is the beginning that `show` takes."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from lagebild.terminal import keep_words, printable

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for column in ("id", "published", "what", "who", "how much, what", "certainty", "state"):
        table.add_column(column, no_wrap=column in ("id", "published"), overflow="fold")
    for kept in claims:
        claim = kept.claim
        denied = " denied" if claim.polarity == "denied" else ""
        cells = (
            short(claim.id), kept.published or "", f"{claim.type} {claim.status}{denied}", parties(claim), things(claim),
            claim.certainty, state_words(kept),
        )  # fmt: skip
        table.add_row(*(Text(printable(cell.replace("\n", " "))) for cell in cells))
    if claims:
        console = Console()
        keep_words(table, console, ("what", "certainty", "state"))
        console.print(table)
    else:
        tell("no such claims")


def claim_row(kept: "KeptClaim") -> dict[str, Any]:
    """A claim with what the ledger says of it, as JSON."""
    from lagebild.claims.record import claim_part

    return {
        "claim": claim_part(kept.claim), "report": kept.report, "published": kept.published, "publisher": kept.publisher,
        "state": kept.state, "reread": kept.reread, "settled": kept.settled, "current": kept.current, "latest": kept.latest,
        "n_dissents": kept.n_dissents, "n_notes": kept.n_notes, "number": kept.number,
    }  # fmt: skip


def _write_json(claims: "tuple[KeptClaim, ...]") -> None:
    for kept in claims:
        say_json(claim_row(kept))


def _write_csv(claims: "tuple[KeptClaim, ...]") -> None:
    from lagebild.exchange.cells import table_text

    for row in table_text([_COLUMNS, *(tuple(_values(kept)) for kept in claims)]):
        sys.stdout.buffer.write(row.encode())
    sys.stdout.buffer.flush()


def _values(kept: "KeptClaim") -> "Iterator[Cell]":
    claim = kept.claim
    yield from (claim.id, kept.report, kept.published, kept.publisher, claim.type, claim.status, claim.certainty, claim.polarity)
    yield from (parties(claim), things(claim), claim.time.edtf if claim.time else None)
    yield from (claim.place.country if claim.place else None, " ← ".join(s.span.text for s in reversed(claim.attribution)))
    yield from (claim.evidence.text, claim.read_by.reader, claim.read_by.confidence, state_words(kept))


_COLUMNS: Final = (
    "id", "report", "published", "publisher", "type", "status", "certainty", "polarity", "parties", "objects", "time", "country",
    "sources", "evidence", "reader", "confidence", "state",
)  # fmt: skip
_WRITERS: Final = {"table": show_table, "json": _write_json, "csv": _write_csv}


def _given(value: str | None) -> list[str]:
    return [value] if value is not None else []


def _set(flag: bool) -> list[str]:
    return [""] if flag else []
