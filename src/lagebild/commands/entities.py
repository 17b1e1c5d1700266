"""`same`, `not-same`: which names stand for one entity, and which claims are about one thing."""

from typing import Annotated

import typer

from lagebild.commands.calling import ActorOption, LedgerOption, actor_named, opened
from lagebild.commands.decide import TextOption, decided
from lagebild.errors import WrongCall

EntitiesArgument = Annotated[
    list[str], typer.Argument(metavar="ENTITY ENTITY…", help="Codes, or names in any spelling; or whole ids of claims (claim--…).")
]


def same(entities: EntitiesArgument, ledger: LedgerOption = None, actor: ActorOption = None, text: TextOption = None) -> None:
    """Say that these names stand for one entity, which is then found under each; or that these claims are about one thing."""
    from lagebild.claims.decision import same as judged
    from lagebild.claims.event import utc_now

    codes = _codes(entities)
    with opened(ledger) as there:
        decided(there, judged(codes, text=text, actor=actor_named(actor), time=utc_now()))


def not_same(entities: EntitiesArgument, ledger: LedgerOption = None, actor: ActorOption = None, text: TextOption = None) -> None:
    """Say that two names stand for two entities; or that two claims are about two things."""
    from lagebild.claims.decision import different
    from lagebild.claims.event import utc_now

    codes = _codes(entities)
    if len(codes) != 2:
        raise WrongCall("ENTITY", "name two")
    with opened(ledger) as there:
        decided(there, different(codes[0], codes[1], text=text, actor=actor_named(actor), time=utc_now()))


def _codes(names: list[str]) -> list[str]:
    """The code of each name; a name that is known to nobody stands for itself."""
    from lagebild.reading.spellings import spelled

    codes = [spelled(name).code for name in names]
    if len(codes) < 2:
        raise WrongCall("ENTITY", "name two or more")
    if len(set(codes)) < len(codes):
        doubled = next(name for at, name in enumerate(names) if codes[at] in codes[:at])
        raise WrongCall("ENTITY", f"{doubled!r} is {spelled(doubled).code}, like one named before")
    return codes
