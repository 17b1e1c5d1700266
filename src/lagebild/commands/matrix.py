"""`matrix`: who gives what to whom, and how far it came."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from lagebild.commands.calling import JsonOption, LedgerOption, say_json, tell
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
    cells,
    grid,
    picture_of,
    show,
    span_of,
    wanted_of,
    write_csv,
)

if TYPE_CHECKING:
    from lagebild.picture import Cell

_COLUMNS: Final = ("giver", "taker", "materiel", "status", "n_things", "n_claims", "n_origins_min", "n_origins_max", "contested")


def matrix(
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
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show who gives what to whom: supplier by recipient by materiel, with the furthest status. Transfers, unless --type says otherwise."""
    from lagebild.picture import every_row, part
    from lagebild.picture import matrix as made

    wanted = wanted_of(
        types=types or ["transfer"], statuses=status, givers=giver, takers=taker, parties=party, materiel=materiel, place=place,
        since=since, until=until, contested=contested, min_origins=min_origins, text=text,
    )  # fmt: skip
    with picture_of(ledger) as found:
        result = made(every_row(found, wanted))
    if as_json:
        for cell in result.cells:
            say_json(part(cell))
    elif as_csv:
        write_csv((*_COLUMNS, "things"), [[*(getattr(cell, name) for name in _COLUMNS), " ".join(cell.things)] for cell in result.cells])
    elif result.cells:
        _show(result.cells)
    else:
        tell("no such things")


def _show(cells_: "Sequence[Cell]") -> None:
    """A line a cell; a giver or taker that is the one above is not said again."""
    table = grid("from", "to", "what", "furthest", "things", "origins", "", right=("things", "origins"), whole=("from", "to"))
    before: tuple[Any, Any] = (0, 0)
    for cell in cells_:
        giver = "" if cell.giver == before[0] else cell.giver or "not said"
        taker = "" if (cell.giver, cell.taker) == before else cell.taker or "not said"
        before = cell.giver, cell.taker
        contested = "contested" if cell.contested else ""
        table.add_row(*cells(
            giver, taker, cell.materiel or "–", cell.status or "denied", str(cell.n_things),
            span_of(cell.n_origins_min, cell.n_origins_max), contested,
        ))  # fmt: skip
    show(table)
