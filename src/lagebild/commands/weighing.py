"""What the commands that show the picture share: the weighed ledger, the filter, and things in words."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import opened, tell
from lagebild.commands.ids import short

if TYPE_CHECKING:
    from lagebild.picture import Picture, Row, Wanted
    from lagebild.pipeline.weighed import Progress, Weighed

Words = list[str] | None
_MOMENT_S: Final = 1.0
#: Weighing that takes longer than this is worth a file beside the ledger.
_WORTH_S: Final = 2.0
TypesOption = Annotated[Words, typer.Option("--type", help="Only this type; may be repeated, as all of these may.")]
StatusOption = Annotated[Words, typer.Option("--status", help="That a claim gives this status, without denying it.")]
GiverOption = Annotated[Words, typer.Option("--giver", metavar="PARTY", help="Given, sent or done by this party: KP, Nordkorea.")]
TakerOption = Annotated[Words, typer.Option("--taker", metavar="PARTY", help="That this party gets, or that is done to it.")]
PartyOption = Annotated[Words, typer.Option("--party", metavar="PARTY", help="With this party on either side; of several all.")]
MaterielOption = Annotated[Words, typer.Option("--materiel", metavar="WORDS", help="Of this kind: Haubitzen, artillery gun.")]
PlaceOption = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="In this country, or at a place of this name.")]
SinceOption = Annotated[str | None, typer.Option("--since", metavar="DAY", help="Done or published on this day (YYYY-MM-DD) or later.")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Done or published on this day or earlier.")]
ContestedOption = Annotated[bool, typer.Option("--contested", help="Only what two origins contradict each other about.")]
OriginsOption = Annotated[int, typer.Option("--min-origins", min=0, help="From so many origins on (their greatest number).")]
TextOption = Annotated[str, typer.Option("--text", metavar="WORDS", help="With these words in the evidence.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Write CSV.")]


@contextmanager
def picture_of(address: str | None) -> "Iterator[Picture]":
    """The weighed picture of the ledger that the option or the environment names."""
    from lagebild.pipeline.weighed import Weighed

    with opened(address) as ledger:
        weighed = Weighed(ledger)
        _follow(weighed)
        with weighed.reading() as picture:
            yield picture


def _follow(weighed: "Weighed") -> None:
    """Weighs what is new since the snapshot beside the ledger, and makes a new one where that took long."""
    from lagebild.errors import SnapshotUnusable
    from lagebild.pipeline.weighed import snapshot_of

    start = time.monotonic()
    path = snapshot_of(weighed.ledger)
    if path is not None and path.exists():
        with suppress(SnapshotUnusable):  # weighed anew then
            weighed.load(path)
    with _progress() as progress:
        n_events = weighed.follow(progress)
    if path is not None and n_events and time.monotonic() - start > _WORTH_S:
        try:
            weighed.save(path)
        except SnapshotUnusable as error:
            tell(f"the picture must be weighed again next time: {error}")


def wanted_of(**parts: Any) -> "Wanted":
    """The filter of these options, in the words of the picture; raises `InvalidFilter`."""
    from lagebild.picture import Wanted
    from lagebild.pipeline.asking import asked

    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in parts.items() if value}
    return asked(Wanted(**given))


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """A bar on standard error, where that is a terminal and weighing takes longer than a moment; gone when it is done."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    task, start = bar.add_task("weighing", total=None), time.monotonic()

    def progress(done: int, total: int) -> None:
        if time.monotonic() - start > _MOMENT_S:
            bar.start()
            bar.update(task, completed=done, total=total)

    try:
        yield progress
    finally:
        bar.stop()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV on standard output, with nothing in it that a spreadsheet would run."""
    from lagebild.exchange.cells import table_text

    for line in table_text([header, *rows]):
        sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def who(row: "Row") -> str:
    """The parties of a thing: "KP → RU"."""
    arrow = " – " if row.type in ("meeting", "agreement") else " → "
    if row.giver is None and row.taker is None:
        return ""
    return arrow.join((row.giver or "?", row.taker or "?")) if row.taker is not None else str(row.giver)


def what(row: "Row") -> str:
    """A thing in a few words: its type, parties, materiel and place."""
    return " · ".join(part for part in (row.type, who(row), row.materiel or "", row.place or "") if part)


def days(row: "Row") -> str:
    """The days that are meant: "2024-11-27", "2024-10-01 to 2024-11-27"."""
    return row.first or "" if row.first == row.last else f"{row.first or '?'} to {row.last or '?'}"


def span_of(least: int, most: int) -> str:
    """A range of counts: "2", "1–3"."""
    return str(most) if least == most else f"{least}–{most}"


def origins(row: "Row") -> str:
    """How many origins stand behind how many reports: "1–3 in 7"."""
    return f"{span_of(row.n_origins_min, row.n_origins_max)} in {row.n_reports}"


def figure(value: float | None, digits: int = 4) -> str:
    """An amount as people write it, to four digits: no false precision."""
    if value is None:
        return "?"
    short_value = float(f"{value:.{digits}g}")
    return f"{short_value:,.0f}" if abs(value) >= 100 else f"{short_value:g}"


def ends(low: float | None, high: float | None, dash: str = "–") -> str:
    """A range to three digits, which is more than it can hold: "10,400–14,100"."""
    return f"{figure(low, 3)}{dash}{figure(high, 3)}"


def amount(row: "Row") -> str:
    """Best, and the range: "11,400 (10,000–12,600) person"; empty where no claim gives an amount."""
    if row.best is None:
        return ""
    return f"{figure(row.best)} ({ends(row.low, row.high)}) {row.unit or ''}".rstrip()


def amount_lines(row: "Row") -> tuple[str, ...]:
    """Best with its unit, and the range under it; nothing where no claim gives an amount."""
    return () if row.best is None else (f"{figure(row.best)} {row.unit or ''}".rstrip(), ends(row.low, row.high, " – "))


def contested_words(row: "Row") -> str:
    """What is contested, in words."""
    parts = (counted(row.n_conflicts, "conflict"), counted(row.n_disputes, "dispute"))
    return ", ".join(part for part in parts if part)


def counted(n: int, noun: str) -> str:
    """"1 conflict", "2 conflicts"; empty for none."""
    return "" if n == 0 else f"{n} {noun}{'s' if n > 1 else ''}"


def rungs(row: "Row") -> str:
    """The ladder of statuses: "done 3, pledged 1 (1 denies it)"."""
    return ", ".join(
        f"{rung.status} {rung.n_affirmed + rung.n_denied}" + (f" ({rung.n_denied} denied)" if rung.n_denied else "") for rung in row.ladder
    )


def grid(*columns: str, right: Sequence[str] = (), whole: Sequence[str] = ("id",)) -> Any:
    """An empty table without lines; `right` are flushed right, `whole` are never broken."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, no_wrap=column in whole, justify="right" if column in right else "left", overflow="fold")
    return table


def cells(*values: str | tuple[str, ...]) -> list[Any]:
    """Cells without control characters and markup; of a tuple each part that is not empty is a line."""
    from rich.text import Text

    from lagebild.terminal import printable

    parted = ((value,) if isinstance(value, str) else value for value in values)
    return [Text("\n".join(printable(part.replace("\n", " ")) for part in parts if part)) for parts in parted]


def show(table: Any) -> None:
    """A table on standard output."""
    from rich.console import Console

    Console(highlight=False).print(table)


def names(ids: Iterable[str]) -> str:
    """Ids by their beginning."""
    return ", ".join(short(id) for id in ids)
