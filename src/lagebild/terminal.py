"""Claims as a person reads them in a terminal: the sentence with its parts marked, and one line on each thing it says."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lagebild.claims.claim import Claim, Role
from lagebild.claims.quantity import Quantity
from lagebild.claims.report import Fault, Report
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ROLES

#: Columns of a console that no table fills.
_WIDE: Final = 100_000
_NARROWEST: Final = 72
_TRIGGER: Final = "bold reverse"
_COLOURS: Final = ("bold cyan", "bold green", "bold yellow", "bold magenta")
_SOURCE: Final = "italic blue"
_CERTAINTY: Final = {"certain": "dim", "probable": "yellow", "possible": "dark_orange", "unknown": "red"}


def show_report(console: Console, report: Report, claims: Sequence[Claim], around: int = 0) -> None:
    """Print the claims of one report under a line that says which it is; `around` code points of the text before and behind."""
    facts = " · ".join(printable(f) for f in (report.title, report.publisher, report.published, report.language) if f)
    console.print()
    console.print(Text(printable(report.source or report.id), style="bold"), Text(facts, style="dim"))
    if not claims:
        console.print(Text("  no claims", style="dim"))
    before: Span | None = None
    for claim in claims:
        if claim.evidence != before:
            here = [c for c in claims if c.evidence == claim.evidence]
            console.print(Padding(_in_context(report.text, claim.evidence, here, around), (1, 0, 0, 2), expand=False))
            before = claim.evidence
        for line in _lines(claim):
            console.print(Padding(line, (0, 0, 0, 4), expand=False))


def show_fault(console: Console, fault: Fault) -> None:
    """Print what could not be read, and the remedy."""
    line = Text("! ", style="bold red").append(printable(fault.source), style="bold").append(f": {printable(fault.reason)}")
    if fault.remedy:
        line.append(f" ({printable(fault.remedy)})", style="dim")
    console.print(line)


def printable(text: str) -> str:
    """`text` without control characters, so that a hostile report cannot steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def keep_words(table: Table, console: Console, headers: Collection[str]) -> None:
    """Keeps the words of these columns whole where the table is wider than the console: they become as narrow as their longest word, the
    gaps one blank, and the other columns share what is left. On a console of less than 72 columns nothing would be left for these."""
    options = console.options.update(width=_WIDE)
    if table.__rich_measure__(console, options).maximum <= console.width or console.width < _NARROWEST:
        return
    table.padding = (0, 1, 0, 0)
    for column in table.columns:
        if column.header in headers:
            column.width = max(Measurement.get(console, options, cell).minimum for cell in (column.header, *column.cells))


def _in_context(text: str, evidence: Span, claims: Sequence[Claim], around: int) -> Text:
    """The sentence with its parts marked, and dimmed what stands around it."""
    start, end = max(0, evidence.start - around), min(len(text), evidence.end + around)
    before = ("…" if 0 < start < evidence.start else "") + text[start : evidence.start]
    behind = text[evidence.end : end] + ("…" if evidence.end < end < len(text) else "")
    return Text.assemble((_plain(before), "dim"), _sentence(evidence, claims), (_plain(behind), "dim"))


def _plain(text: str) -> str:
    return printable(text.replace("\n", " "))


def _sentence(evidence: Span, claims: Sequence[Claim]) -> Text:
    text = Text(_plain(evidence.text))
    for claim in claims:
        for span, style in _marks(claim):
            if span.within(evidence):
                text.stylize(style, span.start - evidence.start, span.end - evidence.start)
    for claim in claims:
        text.stylize(_TRIGGER, claim.trigger.start - evidence.start, claim.trigger.end - evidence.start)
    return text


def _marks(claim: Claim) -> Iterator[tuple[Span, str]]:
    for role in claim.roles:
        yield role.span, _colour(claim, role)
    for source in claim.attribution:
        yield source.span, _SOURCE


def _colour(claim: Claim, role: Role) -> str:
    return _COLOURS[ROLES[claim.type].index(role.role)]


def _lines(claim: Claim) -> Iterator[Text]:
    """The claim in words: the act and its parties; then source, time and place where there are any."""
    head = Text("▸ ").append(claim.type, style="bold").append(f" {claim.status}")
    if claim.polarity == "denied":
        head.append(" denied", style="bold red")
    head.append(f" · {claim.certainty}", style=_CERTAINTY[claim.certainty])
    for role in claim.roles:
        head.append(f" · {role.role} ", style="dim").append(filler(role), style=_colour(claim, role))
    if claim.read_by.confidence is not None:
        head.append(f" · {claim.read_by.confidence:.2f}", style="dim")
    yield head
    facts = Text("  ")
    if claim.attribution:
        facts.append("says ", style="dim").append(
            " ← ".join(f"{printable(s.span.text)} ({s.kind})" for s in reversed(claim.attribution)), style=_SOURCE)
    if claim.time is not None:
        facts.append("  when ", style="dim").append(f"{printable(claim.time.span.text)} ({claim.time.edtf or '?'})")
    if claim.place is not None:
        facts.append("  where ", style="dim").append(f"{printable(claim.place.span.text)} ({claim.place.country or '?'})")
    if facts.plain.strip():
        yield facts


def filler(role: Role) -> str:
    """A role in words: as the report has it, who that is, how much."""
    words = printable(role.span.text.replace("\n", " "))
    if role.entity and role.entity != role.span.text:
        words += f" [{role.entity}]"
    return f"{words} ({amount(role.quantity)})" if role.quantity else words


def amount(quantity: Quantity) -> str:
    """A quantity in figures: "at least 10,000 person", "300 to 500", "an amount"."""
    low, high = (None if n is None else f"{n:,}" for n in (quantity.low, quantity.high))
    words = {
        "exact": low, "about": f"about {low}" if low == high else f"about {low} to {high}",
        "min": f"at least {low}", "max": f"up to {high}",
        "range": f"{low} to {high}", "vague": "an amount" if low is None and high is None else f"{low or '?'} to {high or '?'}",
    }[quantity.form]
    return f"{words} {quantity.unit}" if quantity.unit else str(words)
