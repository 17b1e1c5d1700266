"""Draw the guide's picture: what `lagebild read` shows of the German example. Run from the project's root."""

import io
import pathlib
import re

from rich.console import Console

from lagebild.pipeline import Order, read
from lagebild.reports import Facts
from lagebild.terminal import show_report

HERE = pathlib.Path(__file__).parent


def main() -> None:
    """Write `read.svg` beside this file."""
    console = Console(record=True, width=132, file=io.StringIO(), force_terminal=True)
    for reading in read(Order(("examples/hafen.de.txt",), Facts(published="2026-03-10"))):
        if reading.report is not None:
            show_report(console, reading.report, reading.claims)
    svg = console.export_svg(title="lagebild read examples/hafen.de.txt --published 2026-03-10")
    svg = re.sub(r"@font-face \{[^}]*\}", "", svg)  # a picture that fetches nothing
    svg = re.sub(r"font-family: ?[^;]*;", "font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace;", svg)
    (HERE / "read.svg").write_text(svg, encoding="utf8")


if __name__ == "__main__":
    main()
