"""`user`: who may sign in to the workspace."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.commands.calling import JsonOption, LedgerOption, group, say, say_json, settings_now, tell
from lagebild.commands.serve import PeopleOption, people_file
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.web.people import People, Role

user = group("People who may sign in to the workspace, with their roles and tokens.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The person.")]
RoleOption = Annotated[str, typer.Option("--role", help="reader, analyst, releaser or administrator.")]


@user.command("add")
def add(name: NameArgument, role: RoleOption = "analyst", ledger: LedgerOption = None, people: PeopleOption = None) -> None:
    """Add a person. The password is asked for, or read from standard input."""
    there, asked = _people(ledger, people), _role(role)
    if not there.any() and asked != "administrator":
        raise WrongCall("--role", "the first person must be an administrator")
    person = there.add(name, asked, _password(), by="command line")
    say(f"{person.name}: {person.role}")


@user.command("list")
def list_(ledger: LedgerOption = None, people: PeopleOption = None, as_json: JsonOption = False) -> None:
    """List who may sign in, with roles, last sign-in and tokens."""
    there = _people(ledger, people)
    if not there.any():
        tell("nobody yet: the workspace has one user, without sign-in, on this machine only")
    for person in there.everybody():
        tokens = there.tokens(person.name)
        if as_json:
            say_json({
                "name": person.name, "role": person.role, "created": person.created.isoformat(),
                "seen": person.seen.isoformat() if person.seen else None,
                "tokens": [{"id": token.id, "title": token.title, "role": token.role} for token in tokens],
            })  # fmt: skip
            continue
        say(f"{person.name}  {person.role} · {f'last signed in {person.seen:%Y-%m-%d %H:%M} UTC' if person.seen else 'never signed in'}")
        for token in tokens:
            say(f"  token {token.id}  {token.title} · {token.role}")


@user.command("remove")
def remove(name: NameArgument, ledger: LedgerOption = None, people: PeopleOption = None) -> None:
    """No longer let a person in. What they decided stays theirs, and the name stays taken."""
    _people(ledger, people).remove(name, by="command line")
    say(f"{name}: removed")


@user.command("role")
def role(
    name: NameArgument, role: Annotated[str, typer.Argument(metavar="ROLE", help="The new role.")], ledger: LedgerOption = None,
    people: PeopleOption = None,
) -> None:  # fmt: skip
    """Give a person another role."""
    _people(ledger, people).set_role(name, _role(role), by="command line")
    say(f"{name}: {role}")


@user.command("password")
def password(name: NameArgument, ledger: LedgerOption = None, people: PeopleOption = None) -> None:
    """Give a person another password; all their sessions end."""
    _people(ledger, people).set_password(name, _password(), by="command line")
    say(f"{name}: new password")


@user.command("token")
def token(
    name: NameArgument, title: Annotated[str, typer.Option(help="What it is for.")] = "", role: RoleOption = "reader",
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days until it ends.")] = 90,
    revoke: Annotated[str | None, typer.Option(metavar="ID", help="End this token instead.")] = None, ledger: LedgerOption = None,
    people: PeopleOption = None,
) -> None:  # fmt: skip
    """Make a token for a program, or end one. The token is written once, on standard output."""
    there = _people(ledger, people)
    if revoke is not None:
        there.revoke(revoke, name=name, by="command line")
        say(f"{name}: token {revoke} ended")
        return
    made, secret = there.add_token(name, title, _role(role), days=days, by="command line")
    tell(f"{made.name}: token {made.id} as {made.role}; it is not shown again")
    say(secret)


def _people(ledger: str | None, people: str | None) -> "People":
    from lagebild.web.people import People

    return People(people_file(people, ledger or settings_now().ledger))


def _role(role: str) -> "Role":
    from lagebild.commands.calling import one_of
    from lagebild.web.people import ROLES

    return one_of(role, ROLES, "--role")  # type: ignore[return-value]


def _password() -> str:
    """The new password: typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first, second = getpass("Password: "), getpass("Again: ")
    if first != second:
        raise WrongCall("password", "the two do not agree")
    return first
