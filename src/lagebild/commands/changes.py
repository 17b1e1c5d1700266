"""`changes`: what is new since a day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, say, say_json
from lagebild.commands.ids import short
from lagebild.commands.lines import published_by
from lagebild.commands.weighing import (
    MaterielOption,
    PartyOption,
    PlaceOption,
    TypesOption,
    amount,
    contested_words,
    ends,
    figure,
    names,
    origins,
    picture_of,
    wanted_of,
    what,
)

if TYPE_CHECKING:
    from lagebild.picture import Changes, Contradiction, Moved, NewOrigin, Row, Side, StatusMove


def changes(
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="Published on this day (YYYY-MM-DD) or later.")],
    ledger: LedgerOption = None,
    recorded: Annotated[bool, typer.Option("--recorded", help="Count what was recorded since then, whenever it was published.")] = False,
    types: TypesOption = None,
    party: PartyOption = None,
    materiel: MaterielOption = None,
    place: PlaceOption = None,
    limit: Annotated[int, typer.Option(min=1, help="Things that are looked at, the last published first.")] = 200,
    as_json: JsonOption = False,
) -> None:
    """Show what is new since a day: things, figures that moved, contradictions, origins, status."""
    from lagebild.picture import changes as found_since
    from lagebild.picture import part

    wanted = wanted_of(types=types, parties=party, materiel=materiel, place=place)
    with picture_of(ledger) as found:
        result = found_since(found, since, by="recorded" if recorded else "published", wanted=wanted, limit=limit)
    if as_json:
        say_json(part(result))
    else:
        _show(result)


def _show(result: "Changes") -> None:
    sections = (
        ("new things", [_row_line(row) for row in result.new]),
        ("figures that moved", [_moved_line(moved) for moved in result.moved]),
        ("contradictions", [_contradiction_lines(one) for one in result.conflicts]),
        ("new origins of known things", _origin_lines(result.origins)),
        ("status", [_status_line(one) for one in result.statuses]),
    )
    shown = [(title, lines) for title, lines in sections if lines]
    for title, lines in shown:
        say(f"{title} ({len(lines)})")
        for line in lines:
            say(f"  {line}")
        say()
    if not shown:
        say(f"nothing new since {result.since}")
    if result.n_left_out:
        say(f"{result.n_left_out} more things changed; --limit shows more")


def _row_line(row: "Row") -> str:
    facts = (row.status or "denied", amount(row), f"{origins(row)} reports", contested_words(row))
    return f"{short(row.id)}  {what(row)}\n    " + " · ".join(fact for fact in facts if fact)


def _origin_lines(found: "Sequence[NewOrigin]") -> list[str]:
    """An entry for each thing, with a line for each of its new origins."""
    lines: dict[str, str] = {}
    for one in found:
        head = lines.get(one.row.id, f"{short(one.row.id)}  {what(one.row)}")
        lines[one.row.id] = f"{head}\n    {one.speaker or 'nobody named'}: {names(one.claims)}"
    return list(lines.values())


def _status_line(one: "StatusMove") -> str:
    return f"{short(one.row.id)}  {what(one.row)}\n    {one.before or 'nothing'} → {one.after} by {names(one.claims)}"


def _moved_line(moved: "Moved") -> str:
    after = f"{figure(moved.after.best)} ({ends(moved.after.low, moved.after.high)}) {moved.row.unit or ''}".rstrip()
    by = f" by {names(moved.claims)}" if moved.claims else ""
    head = f"{short(moved.row.id)}  {what(moved.row)}\n    "
    if moved.before is None:
        return f"{head}first figure {after}{by}"
    return f"{head}{figure(moved.before.best)} → {after}, {moved.factor - 1:+.1%}{by}"


def _contradiction_lines(one: "Contradiction") -> str:
    return f"{short(one.thing)}  {one.kind}: {one.reason}\n    {_side_line(one.a)}\n    {_side_line(one.b)}"


def _side_line(side: "Side") -> str:
    by = published_by(side.publisher, side.giver, "unknown")
    where = f"{side.speaker or 'nobody named'} in {by} {side.published or ''}".rstrip()
    return f"{short(side.claim)}  {where}: “{side.words or side.sentence}”"
