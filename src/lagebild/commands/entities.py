"""`same`, `not-same`: which names stand for one entity, and which claims are about one thing."""

import re
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lagebild.commands.calling import ActorOption, LedgerOption, actor_named, opened
from lagebild.commands.decide import TextOption, decided
from lagebild.commands.ids import claim_ids
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Ledger

EntitiesArgument = Annotated[
    list[str], typer.Argument(metavar="ENTITY ENTITY…", help="Codes, or names in any spelling; or ids of claims, or their beginnings.")
]
#: What is an id or its beginning, and no name: with a prefix, or six hexadecimal digits or more that are not all letters ("facade").
_ID: Final = re.compile(r"(?:claim|thing|origin)--.*|sha256:.*|(?=[a-f]*[0-9])[0-9a-f]{6,}")


def same(entities: EntitiesArgument, ledger: LedgerOption = None, actor: ActorOption = None, text: TextOption = None) -> None:
    """Say that these names stand for one entity, which is then found under each; or that these claims are about one thing."""
    from lagebild.claims.decision import same as judged
    from lagebild.claims.event import utc_now

    with opened(ledger) as there:
        codes = _targets(there, entities)
        decided(there, judged(codes, text=text, actor=actor_named(actor), time=utc_now()))


def not_same(entities: EntitiesArgument, ledger: LedgerOption = None, actor: ActorOption = None, text: TextOption = None) -> None:
    """Say that two names stand for two entities; or that two claims are about two things."""
    from lagebild.claims.decision import different
    from lagebild.claims.event import utc_now

    if len(entities) != 2:
        raise WrongCall("ENTITY", "name two")
    with opened(ledger) as there:
        codes = _targets(there, entities)
        decided(there, different(codes[0], codes[1], text=text, actor=actor_named(actor), time=utc_now()))


def _targets(ledger: "Ledger", given: list[str]) -> list[str]:
    """The claims that ids or their beginnings lead to, or the entities that names stand for; ends the command where both are named, or
    an id leads to no claim."""
    ids = [one for one in given if _ID.fullmatch(one)]
    if not ids:
        return _codes(given)
    if len(ids) < len(given):
        name = next(one for one in given if one not in ids)
        raise WrongCall("ENTITY", f"{ids[0]!r} is the id of a claim and {name!r} a name; name claims, or entities")
    return _claims(ledger, ids)


def _claims(ledger: "Ledger", given: list[str]) -> list[str]:
    found = claim_ids(ledger, given)
    if len(found) < 2:
        raise WrongCall("ENTITY", "name two or more")
    if len(set(found)) < len(found):
        doubled = next(one for at, one in enumerate(given) if found[at] in found[:at])
        raise WrongCall("ENTITY", f"{doubled!r} is a claim named before")
    return found


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
