"""Cells of tables that people open in a spreadsheet: several values in one, and nothing that is run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Cell = str | int | float | bool | None

#: What Excel, LibreOffice and Google Sheets take as the start of a formula, also behind blanks and in full width; and what
#: looks like a defused cell already, so that defusing can be taken back. After OWASP, "CSV Injection".
_DANGEROUS: Final = re.compile(r"'*[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_QUOTE: Final = "'"
#: Between the values of one cell.
SEPARATOR: Final = " | "


@dataclass(frozen=True, slots=True)
class Style:
    """How a table is written. `delimiter` is one character; `bom` marks the file as UTF-8 for Excel."""

    delimiter: str = ","
    bom: bool = False


#: What a German Excel opens by double click.
EXCEL: Final = Style(delimiter=";", bom=True)


def table_text(rows: Iterable[Sequence[Cell]], style: Style = Style()) -> Iterator[str]:
    """`rows` as RFC 4180 text, one row a chunk, lines ended by CR LF. Texts are defused, numbers and truth values are not."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=style.delimiter)
    if style.bom:
        yield "\ufeff"
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def defused(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return _QUOTE + text if _DANGEROUS.match(text) else text


def armed(cell: str) -> str:
    """The text that `defused` made `cell` of."""
    return cell[1:] if cell.startswith(_QUOTE) and _DANGEROUS.match(cell[1:]) else cell


def joined(values: Iterable[object]) -> Cell:
    """Several values as one cell, in their order: " | " between them, "\\|" for a bar and "\\\\" for a backslash inside one.
    A single number stays a number; None becomes empty, so that the cells of one row stay in step; no values make no cell."""
    listed = list(values)
    if len(listed) == 1 and isinstance(listed[0], bool | int | float):
        return listed[0]
    return SEPARATOR.join("" if value is None else _escaped(str(value)) for value in listed) or None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")


def _written(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return defused(cell) if isinstance(cell, str) else cell
