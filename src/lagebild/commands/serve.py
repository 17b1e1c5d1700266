"""`serve`: the workspace in the browser."""

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import ActorOption, LedgerOption, actor_named, limits_of, policy_of, readers_of, settings_now, tell
from lagebild.commands.nodes import known_folder, quota_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Ledger
    from lagebild.web import Options

PeopleOption = Annotated[
    str | None, typer.Option("--people", metavar="FILE", help="Where people are kept. [LAGEBILD_PEOPLE, beside the ledger]")
]


def serve(
    ledger: LedgerOption = None,
    actor: ActorOption = None,
    host: Annotated[str | None, typer.Option(help="The address to serve on. [LAGEBILD_HOST, 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free. [LAGEBILD_PORT, 8417]")] = None,
    name: Annotated[list[str] | None, typer.Option("--name", help="A further name under which it is reached.")] = None,
    people: PeopleOption = None,
    open: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Open the workspace in the browser, until Ctrl-C. Without people it has one user and serves this machine only."""
    from lagebild.ledger import open_ledger

    settings = settings_now()
    with open_ledger(ledger or settings.ledger, create=True) as there:
        options = options_of(there, ledger or settings.ledger, actor=actor, host=host, people=people, names=name or ())
        run(options, port if port is not None else settings.port, open_browser=open)


def options_of(ledger: "Ledger", address: str, *, actor: str | None, host: str | None, people: str | None, names: Any = ()) -> "Options":
    """How the workspace runs, by options and environment; raises `PeopleNeeded` where others could reach it and nobody signs in."""
    from lagebild.web import Options
    from lagebild.web.people import People
    from lagebild.web.refusals import PeopleNeeded

    settings = settings_now()
    named = frozenset([*names, *(one.strip() for one in settings.web_names.split(",") if one.strip())])
    options = Options(
        ledger=ledger, people=people_file(people, address), actor=actor_named(actor), host=host or settings.host, hosts=named,
        limits=limits_of(settings, None, None), policy=policy_of(None, None), node=known_folder(settings.node, address),
        readers=readers_of(), quota=quota_of(settings), proxies=_networks(settings.proxies),
    )  # fmt: skip
    if not options.on_loopback and not People(options.people).any():
        raise PeopleNeeded(options.host)
    return options


def _networks(written: str) -> Any:
    """The networks in a list parted by commas; ends the command for what is none."""
    from ipaddress import ip_network

    try:
        return tuple(ip_network(one.strip(), strict=False) for one in written.split(",") if one.strip())
    except ValueError as error:
        raise WrongCall("LAGEBILD_PROXIES", str(error)) from None


def people_file(people: str | None, address: str) -> Any:
    """The file of people that the option or the environment names, else the one beside the ledger."""
    from pathlib import Path

    from lagebild.web.people.store import people_path

    named = people or settings_now().people
    return Path(named) if named else people_path(address)


#: Seconds that one thread computes while others wait for the interpreter: a page asks the ledger a dozen times, and waits as often.
_TURN_S: Final = 0.001


def run(options: "Options", port: int, *, open_browser: bool) -> None:
    """Serves until Ctrl-C or a signal to end."""
    import socket

    import uvicorn

    from lagebild.web import create_app

    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # asyncio sets this for sockets made with a protocol alone; without it the end of each page waits 40 ms for the browser's word
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listening.bind((options.host, port))
        except OSError as error:
            raise WrongCall("--port", f"{options.host}:{port} cannot be served: {error.strerror or error}; take another --port") from None
        where = f"http://{f'[{options.host}]' if ':' in options.host else options.host}:{listening.getsockname()[1]}/"
        config = uvicorn.Config(
            create_app(options), log_config=None, access_log=False, server_header=False, proxy_headers=False, lifespan="on",
            timeout_graceful_shutdown=3, timeout_keep_alive=15, limit_concurrency=200, backlog=128,
        )  # fmt: skip

        class Server(uvicorn.Server):
            """Says where it is once it answers."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                tell(f"the workspace is open at {where}; Ctrl-C ends")
                if open_browser:
                    _open(where)

        sys.setswitchinterval(_TURN_S)
        try:
            Server(config).run(sockets=[listening])
        except KeyboardInterrupt:  # uvicorn has ended by then, and raises the signal again
            tell("ended")


def _open(where: str) -> None:
    """Opens the browser where there is a screen to open it on."""
    import os
    import threading
    import webbrowser

    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    threading.Thread(target=webbrowser.open, args=[where], daemon=True).start()  # some browsers keep who opens them waiting
