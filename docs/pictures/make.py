"""Draw the README's picture: what `lagebild read` shows of the German example. Run from the project's root."""

import io
import pathlib

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
    console.save_svg(str(HERE / "read.svg"), title="lagebild read examples/hafen.de.txt --published 2026-03-10")


if __name__ == "__main__":
    main()
