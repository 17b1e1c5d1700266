"""What every command shares: its options, the ledger it opens, who acts, and how it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Ledger
    from lagebild.reports import Facts, Limits
    from lagebild.reports.policy import Policy
    from lagebild.settings import Settings

LedgerOption = Annotated[
    str | None, typer.Option("--ledger", metavar="ADDRESS", help="The ledger: a file, or postgresql://… [LAGEBILD_LEDGER, ./lagebild.db]")
]
ActorOption = Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Who does this. [LAGEBILD_ACTOR, the system user]")]
JobsOption = Annotated[int | None, typer.Option(min=0, help="Processes that read at once; 0: one for each processor.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON Lines.")]
HostOption = Annotated[list[str] | None, typer.Option("--allow-host", metavar="HOST", help="Allow this host although it is private.")]
PortOption = Annotated[list[int] | None, typer.Option("--allow-port", metavar="PORT", help="Allow this port beside 80 and 443.")]


class Commands(TyperGroup):
    """A group of commands that end quietly once the reader of their output has gone ("| head")."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. Caught here and not in `main`, because the library makes an exit code of 1 of a closed pipe."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            let_go()
            raise typer.Exit(0) from None


def group(help: str) -> typer.Typer:
    """A command with sub-commands."""
    return typer.Typer(help=help, no_args_is_help=True)


def let_go() -> None:
    """Points standard output elsewhere, so that the interpreter's last flush cannot fail a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def settings_now() -> "Settings":
    """What the environment says; raises `WrongCall` that names the variable and its value."""
    from pydantic import ValidationError

    from lagebild.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongCall(f"LAGEBILD_{str(first['loc'][0]).upper()}", f"{first['input']!r}: {first['msg'].lower()}") from error


@contextmanager
def opened(address: str | None, *, create: bool = False) -> "Iterator[Ledger]":
    """The ledger that the option or the environment names; one that is not there is made only with `create`."""
    from lagebild.ledger import open_ledger

    with open_ledger(address or settings_now().ledger, create=create) as ledger:
        yield ledger


def actor_named(actor: str | None) -> str:
    """Who acts: the option, the environment, or the user of the system."""
    import getpass


    named = actor or settings_now().actor
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # KeyError: before Python 3.13, for a user id without a name
        raise WrongCall("--actor", "the system has no name for you; give one") from None


def n_jobs_of(jobs: int | None) -> int:
    """The number of reading processes that the option or the environment asks for."""

    asked = settings_now().jobs if jobs is None else jobs
    return asked or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def limits_of(settings: "Settings", max_megabytes: float | None, max_characters: int | None) -> "Limits":
    """The limits that options or the environment set."""
    from lagebild.reports import Limits

    megabytes = max_megabytes or settings.max_megabytes
    return Limits(max_bytes=int(megabytes * 1_000_000), max_characters=max_characters or settings.max_characters)


def facts_of(published: str | None, publisher: str | None, language: str | None, title: str | None) -> "Facts":
    """What the user says of the reports."""
    from lagebild.reports.facts import Facts

    return Facts(published=published, publisher=publisher, language=language, title=title)


def policy_of(hosts: list[str] | None, ports: list[int] | None) -> "Policy":
    """What may be fetched, by options and environment."""
    from lagebild.reports.policy import Policy

    settings = settings_now()
    named = [host.strip() for host in settings.allowed_hosts.split(",") if host.strip()]
    numbers = [port.strip() for port in settings.allowed_ports.split(",") if port.strip()]
    if wrong := [port for port in numbers if not port.isdecimal()]:
        raise WrongCall("LAGEBILD_ALLOWED_PORTS", f"{wrong[0]!r} is no port")
    return Policy(
        allowed_hosts=frozenset([*named, *(hosts or ())]), ports=frozenset([*map(int, numbers), *(ports or ())]),
        contact=settings.contact or None,
    )  # fmt: skip


def say(line: str = "") -> None:
    """A line on standard output, at once; control characters in it do not reach the terminal."""
    from lagebild.terminal import printable

    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def tell(line: str) -> None:
    """A line beside the results, on standard error."""
    from lagebild.terminal import printable

    sys.stderr.write(f"{printable(line)}\n")


def say_json(value: object) -> None:
    """A value as one line of JSON, at once."""
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def one_of(value: str, allowed: tuple[str, ...], hint: str) -> str:
    """`value`, which must be one of `allowed`."""
    if value not in allowed:
        raise WrongCall(hint, f"{value!r} is none of {', '.join(allowed)}")
    return value
