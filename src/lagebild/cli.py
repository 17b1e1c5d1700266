"""The command line: the commands of `lagebild.commands`, assembled, and what an error looks like."""

import sys
from collections.abc import Callable
from typing import Annotated, Final

import typer

from lagebild.commands import (
    add,
    changes,
    claims,
    decide,
    entities,
    keep,
    lineage,
    matrix,
    picture,
    reports,
    search,
    show,
    sources,
    transfer,
    why,
)
from lagebild.commands.agreement import agree
from lagebild.commands.brief import brief
from lagebild.commands.bundle import bundle
from lagebild.commands.calling import Commands, let_go, tell
from lagebild.commands.claim_add import claim
from lagebild.commands.demo import demo
from lagebild.commands.evaluate import evaluate
from lagebild.commands.exchange import exchange
from lagebild.commands.feed import feed
from lagebild.commands.learn import learn
from lagebild.commands.node import node
from lagebild.commands.partner import partner
from lagebild.commands.read import read
from lagebild.commands.serve import serve
from lagebild.commands.share import share
from lagebild.commands.user import user
from lagebild.errors import LagebildError

app = typer.Typer(
    cls=Commands, help="Reads reports on arms transfers and troop deployments into claims, each pinned to its words.",
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip

_PANELS: Final[dict[str, dict[str, Callable[..., None]]]] = {
    "Workspace": {"demo": demo, "serve": serve},
    "Reading": {"read": read, "evaluate": evaluate, "learn": learn},
    "Keeping": {"add": add.add, "watch": add.watch, "reread": add.reread},
    "Looking": {
        "claims": claims.claims, "show": show.show, "search": search.search, "reports": reports.reports, "faults": reports.faults,
        "versions": reports.versions, "agreement": reports.agreement,
    },
    "Weighing": {
        "picture": picture.picture, "why": why.why, "matrix": matrix.matrix, "changes": changes.changes, "lineage": lineage.lineage,
        "sources": sources.sources,
    },
    "Briefing": {"brief": brief},
    "Deciding": {
        "accept": decide.accept, "correct": decide.correct, "reject": decide.reject, "note": decide.note,
        "dissent": decide.dissent, "settle": decide.settle, "undo": decide.undo,
        "same": entities.same, "not-same": entities.not_same,
    },
    "Proving and copying": {
        "verify": keep.verify, "audit": keep.audit, "timestamp": keep.timestamp, "rebuild": keep.rebuild, "backup": keep.backup,
        "export": transfer.export, "import": transfer.import_,
    },
}  # fmt: skip
for _panel, _commands in _PANELS.items():
    for _name, _command in _commands.items():
        app.command(_name, rich_help_panel=_panel)(_command)
app.add_typer(feed, name="feed", rich_help_panel="Keeping")
app.add_typer(claim, name="claim", rich_help_panel="Deciding")
app.add_typer(user, name="user", rich_help_panel="Workspace")
for _named, _group in {"node": node, "partner": partner, "agree": agree, "share": share, "exchange": exchange, "bundle": bundle}.items():
    app.add_typer(_group, name=_named, rich_help_panel="Exchange")


@app.callback(invoke_without_command=True)
def lagebild(version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False) -> None:
    """Reads reports on arms transfers and troop deployments into claims, each pinned to its words."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"lagebild {installed('lagebild')}")
        raise typer.Exit


def main() -> None:
    """Run the command line; an error that is ours or the system's is one line, and the exit code is then 2."""
    try:
        app()
    except LagebildError as error:
        tell(f"lagebild: {error}")
        sys.exit(2)
    except OSError as error:
        sys.stderr.write(f"lagebild: {error.strerror or error}{f': {error.filename}' if error.filename else ''}\n")
        let_go()
        sys.exit(2)


if __name__ == "__main__":
    main()
