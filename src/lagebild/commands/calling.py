"""What every command shares: its options, the ledger it opens, who acts, and how it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Ledger
    from lagebild.pipeline.readers import Readers, Second
    from lagebild.reports import Facts, Limits
    from lagebild.reports.policy import Policy
    from lagebild.settings import Settings

LedgerOption = Annotated[
    str | None, typer.Option("--ledger", metavar="ADDRESS", help="The ledger: a file, or postgresql://… [LAGEBILD_LEDGER, ./lagebild.db]")
]
ActorOption = Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Who does this. [LAGEBILD_ACTOR, the system user]")]
JobsOption = Annotated[int | None, typer.Option(min=0, help="Processes that read at once; 0: one for each processor.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON Lines.")]
ReaderOption = Annotated[
    str, typer.Option("--reader", metavar="model|llm|both", help="Who reads: the built-in model, the endpoint at LAGEBILD_LLM_URL, both.")
]
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


def readers_of(kind: str = "model") -> "Readers":
    """Who reads, by the option and the environment; raises `WrongCall` that names the setting that is wrong, never the key."""
    from lagebild.pipeline.readers import BUILT_IN_ONLY, KINDS, Readers

    settings = settings_now()
    if kind not in KINDS:
        raise WrongCall("--reader", f"{kind!r} is none of {', '.join(KINDS)}")
    folder = Path(settings.model).absolute() if settings.model else BUILT_IN_ONLY.folder
    return Readers("model", folder) if kind == "model" else Readers("llm" if kind == "llm" else "both", folder, _second(settings))


def _second(settings: "Settings") -> "Second":
    from lagebild.errors import FetchRefused, InvalidFact
    from lagebild.pipeline.endpoint import Endpoint
    from lagebild.pipeline.llm_reader import Bounds, default_cache
    from lagebild.pipeline.readers import Second

    for value, name in ((settings.llm_url, "LAGEBILD_LLM_URL"), (settings.llm_model, "LAGEBILD_LLM_MODEL")):
        if not value:
            raise WrongCall(name, "is not set; the second reader needs an endpoint and a model")
    try:
        endpoint = Endpoint(settings.llm_url, settings.llm_model, settings.llm_key.get_secret_value(), settings.llm_timeout_s)
    except FetchRefused as error:
        raise WrongCall("LAGEBILD_LLM_URL", str(error)) from error
    except InvalidFact as error:
        raise WrongCall(f"LAGEBILD_LLM_{error.fact.upper()}", error.reason) from error
    bounds = Bounds(settings.llm_max_requests, settings.llm_max_tokens, settings.llm_parallel)
    return Second(endpoint, bounds, Path(settings.llm_cache) if settings.llm_cache else default_cache())


def tell_usage(readers: "Readers") -> None:
    """Says on standard error what the second reader cost, if it was asked."""
    if readers.second is None:
        return
    from lagebild.pipeline.readers import second_reader

    used = second_reader(readers.second).usage
    tell(
        f"second reader {readers.second.endpoint.model}: {used.n_requests} requests, {used.n_cached} answers from the cache, "
        f"{used.n_prompt_tokens} tokens asked, {used.n_answer_tokens} answered, {used.seconds:.1f} s; {used.n_refused} faults"
    )


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
