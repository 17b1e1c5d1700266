"""`evaluate`: how well a reader does on texts that the user annotated."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import JsonOption, ReaderOption, n_jobs_of, readers_of, say, say_json, tell, tell_usage

if TYPE_CHECKING:
    from collections import Counter

    from lagebild.pipeline.evaluating import Evaluation
    from lagebild.reading.scoring import Counts

#: Figures of the table, with what they are called there.
_FIGURES: Final = {
    "claims_precision": "claims, precision", "claims_recall": "claims, recall", "claims_f1": "claims, F1", "roles_f1": "roles, F1",
    "entity": "parties right", "status": "status right", "certainty": "certainty right", "polarity": "polarity right",
    "sources_f1": "sources, F1", "quantity_f1": "amounts, F1", "time": "time right", "whole": "whole claims right",
}  # fmt: skip


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", exists=True, help="Annotated reports: a file (.jsonl, .txt) or a folder.")],
    reader: ReaderOption = "model",
    split: Annotated[str | None, typer.Option(metavar="NAME", help="Only reports with 'split: NAME' in the corpus notation.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a reader on annotated reports: precision, recall and F1 of claims, and what is right of those that were found."""
    from lagebild.pipeline.evaluating import evaluate as measured

    readers = readers_of(reader)
    found = measured(gold, readers, n_threads=n_jobs_of(None), split=split)
    say_json(_part(found)) if as_json else _show(found)
    sys.stdout.flush()
    for line in found.bad_lines:
        tell(f"! {line.file}:{line.line}: {line.reason}")
    for fault in found.faults:
        tell(f"! {fault.source}: {fault.reason}")
    tell_usage(readers)
    if found.bad_lines or found.faults:
        raise typer.Exit(1)


def _rows(found: "Evaluation") -> "dict[str, Counts]":
    rows = dict(sorted(found.counts.items()))
    return rows if len(rows) == 1 else rows | {"all": found.whole()}


def _show(found: "Evaluation") -> None:
    from rich.console import Console
    from rich.table import Table

    rows, n_reports = _rows(found), sum(found.n_reports.values())
    table = Table(title="percent", title_justify="left")
    for heading in ("", *rows):
        table.add_column(heading, justify="left" if not heading else "right")
    table.add_row("reports", *(str(found.n_reports.get(name, n_reports)) for name in rows))
    table.add_row("annotated claims", *(str(counts.n["claims_wanted"]) for counts in rows.values()))
    figures = [counts.figures() for counts in rows.values()]
    for key, heading in _FIGURES.items():
        table.add_row(heading, *(f"{one[key]:.1f}" for one in figures))
    types = Table(title="by type", title_justify="left")
    for heading in ("", "annotated", "read", "right", "F1"):
        types.add_column(heading, justify="left" if not heading else "right")
    for name, n in found.whole().by_type.items():
        types.add_row(name, str(n["wanted"]), str(n["found"]), str(n["right"]), f"{_f1(n):.1f}")
    console = Console()
    console.print(table)
    console.print(types)
    if not found.n_reports:
        say("no report was scored")


def _f1(n: "Counter[str]") -> float:
    return round(200 * n["right"] / max(1, n["wanted"] + n["found"]), 1)


def _part(found: "Evaluation") -> dict[str, Any]:
    return {
        "n_reports": found.n_reports,
        "figures": {name: counts.figures() for name, counts in _rows(found).items()},
        "types": {name: {**n, "f1": _f1(n)} for name, n in found.whole().by_type.items()},
        "bad_lines": [{"file": line.file, "line": line.line, "reason": line.reason} for line in found.bad_lines],
    }
