"""`picture`: the things that claims are about, with ranges, origins and contradictions."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, one_of, say, say_json, tell
from lagebild.commands.ids import short
from lagebild.commands.weighing import (
    ContestedOption,
    CsvOption,
    GiverOption,
    MaterielOption,
    OriginsOption,
    PartyOption,
    PlaceOption,
    SinceOption,
    StatusOption,
    TakerOption,
    TextOption,
    TypesOption,
    UntilOption,
    amount_lines,
    cells,
    contested_words,
    grid,
    origins,
    picture_of,
    show,
    wanted_of,
    what,
    write_csv,
)

if TYPE_CHECKING:
    from lagebild.picture import Row


def picture(
    ledger: LedgerOption = None,
    types: TypesOption = None,
    status: StatusOption = None,
    giver: GiverOption = None,
    taker: TakerOption = None,
    party: PartyOption = None,
    materiel: MaterielOption = None,
    place: PlaceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    contested: ContestedOption = False,
    min_origins: OriginsOption = 0,
    text: TextOption = "",
    sort: Annotated[str, typer.Option(metavar="newest|oldest|reports|origins|amount|contested", help="What to sort by.")] = "newest",
    limit: Annotated[int, typer.Option(min=0, help="Things on a page; 0: all.")] = 50,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on behind the page that gave this cursor.")] = None,
    count: Annotated[bool, typer.Option("--count", help="Only say how many.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show what is claimed: things with their range, origins, status and contradictions."""
    from lagebild.ledger import Page
    from lagebild.picture import SORTS, every_row, part, rows
    from lagebild.picture import count as counted

    wanted = wanted_of(
        types=types, statuses=status, givers=giver, takers=taker, parties=party, materiel=materiel, place=place, since=since, until=until,
        contested=contested, min_origins=min_origins, text=text, sort=one_of(sort, SORTS, "--sort"),
    )  # fmt: skip
    with picture_of(ledger) as found:
        if count:
            say(str(counted(found, wanted)))
            return
        page = Page(tuple(every_row(found, wanted)), None) if not limit else rows(found, wanted, limit=limit, after=after)
    if as_csv:
        write_csv(COLUMNS, [[_cell(row, column) for column in COLUMNS] for row in page.items])
    elif as_json:
        for row in page.items:
            say_json(part(row))
    else:
        show_rows(page.items)
    if page.next is not None:
        tell(f"more: --after {page.next}")


def show_rows(rows: "tuple[Row, ...]") -> None:
    """A table for people; the id is the beginning that `why` takes."""
    if not rows:
        tell("no such things")
        return
    table = grid("id", "what", "furthest", "how much", "origins", "last", whole=("id", "last", "origins"))
    for row in rows:
        told = what(row), contested_words(row)
        table.add_row(*cells(short(row.id), told, row.status or "denied", amount_lines(row), origins(row), row.published_last or ""))
    show(table)
    if any(row.best is not None and not row.calibrated for row in rows):
        tell("ranges are not calibrated: fewer than 30 settled cases of their kind")


#: The columns of the CSV form.
COLUMNS: Final = (
    "id", "kind", "type", "giver", "taker", "materiel", "place", "first", "last", "unit", "low", "best", "high", "calibrated", "n_claims",
    "n_reports", "n_origins_min", "n_origins_max", "status", "ladder", "n_conflicts", "n_disputes", "published_first", "published_last",
    "newest_claim", "credibility",
)  # fmt: skip


def _cell(row: "Row", column: str) -> Any:
    if column == "ladder":
        from lagebild.commands.weighing import rungs

        return rungs(row)
    return getattr(row, column)
