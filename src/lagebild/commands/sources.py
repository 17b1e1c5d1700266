"""`sources`: how far each source was right, and the cases that say so."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, say, say_json, tell
from lagebild.commands.ids import short
from lagebild.commands.weighing import CsvOption, cells, grid, picture_of, show, write_csv

if TYPE_CHECKING:
    from lagebild.picture import SourceGrade

_MEANING: Final = {
    "A": "completely reliable", "B": "usually reliable", "C": "fairly reliable", "D": "not usually reliable", "E": "unreliable",
    "F": "cannot be judged",
}  # fmt: skip
_OF_GRADE: Final = ("source", "type", "letter", "share", "n_cases")
_OF_CASE: Final = ("claim", "report", "published", "right", "sentence")


def sources(
    ledger: LedgerOption = None,
    cases: Annotated[bool, typer.Option("--cases/--no-cases", help="Show the settled claims behind each letter.")] = True,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show the grade (A to F) of each source with a settled claim, and its cases. F: fewer than ten."""
    from lagebild.picture import grades, part

    with picture_of(ledger) as found:
        graded = grades(found)
    if as_json:
        for grade in graded:
            say_json(part(grade))
    elif as_csv:
        write_csv((*_OF_GRADE, *_OF_CASE), [
            [*(getattr(grade, name) for name in _OF_GRADE), *(getattr(case, name) for name in _OF_CASE)]
            for grade in graded for case in grade.cases
        ])  # fmt: skip
    else:
        for grade in graded:
            _show(grade, cases)
        if not graded:
            tell("no claim is settled yet: `lagebild settle` says how one turned out, and what decided it")


def _show(grade: "SourceGrade", cases: bool) -> None:
    say(f"{grade.letter}  {grade.source} on {grade.type}: {_MEANING[grade.letter]}")
    say(f"   expected share of true claims {grade.share:.2f} from {grade.n_cases:g} settled case{'s' if grade.n_cases != 1 else ''}")
    if cases:
        table = grid("", "id", "published", "sentence", whole=("id", "published"))
        for case in grade.cases:
            table.add_row(*cells("   true" if case.right else "   false", short(case.claim), case.published or "", case.sentence))
        show(table)
    say()
