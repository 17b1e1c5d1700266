"""`search`: words, phrases and entities in reports or claims."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, opened, say_json, tell
from lagebild.commands.ids import short
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Hit


def search(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS…]", help='By lemma; in "double quotes" exactly.')] = None,
    ledger: LedgerOption = None,
    phrase: Annotated[list[str] | None, typer.Option(help="These words exactly, side by side; may be repeated.")] = None,
    entity: Annotated[list[str] | None, typer.Option(help="This state or body in any spelling: Kiew, Kyjiw, Kyiv, Київ.")] = None,
    in_claims: Annotated[bool, typer.Option("--claims", help="Search the evidence of claims instead of whole reports.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Hits on a page.")] = 20,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="Go on behind the page that gave this cursor.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Search the reports: all that is asked for must be there. The closest come first, then the newest."""
    from lagebild.ledger import Query
    from lagebild.reading.spellings import spelled

    text = " ".join([*(words or ()), *(f'"{one}"' for one in phrase or ())])
    query = Query(text, tuple(spelled(one) for one in entity or ()))
    if query == Query():
        raise WrongCall("WORDS", "nothing to look for")
    with opened(ledger) as there, there.view() as view:
        page = view.search(query, "claim" if in_claims else "report", limit=limit, after=after)
    for hit in page.items:
        say_json(_hit_part(hit)) if as_json else _show_hit(hit)
    if not page.items:
        tell("nothing found")
    if page.next is not None:
        tell(f"more: --after {page.next}")


def _show_hit(hit: "Hit") -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from lagebild.terminal import printable

    facts = " · ".join(printable(fact) for fact in (hit.published, hit.publisher, hit.title) if fact)
    console = Console()
    console.print(Text(short(hit.claim or hit.report), style="bold").append(f"  {facts}", style="dim"))
    text = Text(printable(hit.snippet.text.replace("\n", " ")))
    for start, end in hit.snippet.marks:
        text.stylize("bold reverse", start - hit.snippet.start, end - hit.snippet.start)
    console.print(Padding(text, (0, 0, 0, 2), expand=False))


def _hit_part(hit: "Hit") -> dict[str, Any]:
    snippet = hit.snippet
    return {
        "report": hit.report, "claim": hit.claim, "title": hit.title, "published": hit.published, "publisher": hit.publisher,
        "snippet": {"start": snippet.start, "end": snippet.end, "text": snippet.text, "marks": [list(mark) for mark in snippet.marks]},
    }  # fmt: skip
