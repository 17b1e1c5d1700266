"""`accept`, `correct`, `reject`, `note`, `dissent`, `settle`, `undo`: what a person says of claims."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lagebild.commands.calling import ActorOption, LedgerOption, actor_named, one_of, opened, say, tell
from lagebild.commands.ids import claim_ids, short
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.claims.decision import By, Decision
    from lagebild.ledger import Ledger

IdsArgument = Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="Claims; the beginning of an id is enough.")]
FilterOption = Annotated[
    str | None, typer.Option("--filter", metavar="TERMS", help='All claims that these keep: "type=transfer party=UA undecided".')
]
YesOption = Annotated[bool, typer.Option("--yes", help="Decide on all that --filter keeps; without it they are only shown.")]
TextOption = Annotated[str | None, typer.Option("--text", help="The reason.")]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="PART=VALUE", help="A part of the claim; may be repeated.")]
#: Claims named in one preview.
_N_SHOWN: Final = 10


def accept(
    ids: IdsArgument = None, ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None,
    yes: YesOption = False, text: TextOption = None,
) -> None:  # fmt: skip
    """Say that the reports say what the claims say."""
    from lagebild.claims.decision import accept as accepted

    _decide(ledger, actor, ids, filter, yes, lambda claims, by: accepted(claims, text=text, **by))


def reject(
    ids: IdsArgument = None, ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None,
    yes: YesOption = False, text: TextOption = None,
) -> None:  # fmt: skip
    """Say that the reports do not say this."""
    from lagebild.claims.decision import reject as rejected

    _decide(ledger, actor, ids, filter, yes, lambda claims, by: rejected(claims, text=text, **by))


def correct(
    ids: IdsArgument = None, ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None,
    yes: YesOption = False, set: SetOption = None, text: TextOption = None,
) -> None:  # fmt: skip
    """Put parts of claims right; what the machine read stays beside it. VALUE is a word, or JSON as in the reference."""
    from lagebild.claims.decision import correct as corrected

    changes = _changes(set)
    if not changes:
        raise WrongCall("--set", "nothing to put right; give --set PART=VALUE")
    _decide(ledger, actor, ids, filter, yes, lambda claims, by: corrected(claims, changes, text=text, **by))


def dissent(
    ids: IdsArgument = None, ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None,
    yes: YesOption = False, set: SetOption = None, text: TextOption = None,
) -> None:  # fmt: skip
    """See it otherwise: what was decided stands, and so does the dissent."""
    from lagebild.claims.decision import dissent as dissented

    changes = _changes(set)
    _decide(ledger, actor, ids, filter, yes, lambda claims, by: dissented(claims, changes=changes, text=text, **by))


def note(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The remark.")], ids: IdsArgument = None,
    ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None, yes: YesOption = False,
) -> None:  # fmt: skip
    """Remark something on claims, which changes nothing."""
    from lagebild.claims.decision import note as noted

    _decide(ledger, actor, ids, filter, yes, lambda claims, by: noted(claims, text, **by))


def settle(
    outcome: Annotated[str, typer.Argument(metavar="true|false", help="How it turned out.")], ids: IdsArgument = None,
    ledger: LedgerOption = None, actor: ActorOption = None, filter: FilterOption = None, yes: YesOption = False,
    evidence: Annotated[list[str] | None, typer.Option(help="What decided it: a claim, a report, an address.")] = None,
    text: TextOption = None,
) -> None:  # fmt: skip
    """Say whether what claims say turned out true, and by what; it counts for the track record of their sources."""
    from lagebild.claims.decision import settle as settled

    held = one_of(outcome, ("true", "false"), "true|false") == "true"
    if not evidence:
        raise WrongCall("--evidence", "say what decided it")
    _decide(ledger, actor, ids, filter, yes, lambda claims, by: settled(claims, held, evidence, text=text, **by))


def undo(
    events: Annotated[list[int], typer.Argument(metavar="EVENT…", help="The numbers of the decisions, as they were given.")],
    ledger: LedgerOption = None, actor: ActorOption = None, text: TextOption = None,
) -> None:  # fmt: skip
    """Take decisions back, also bulk ones, judgements on entities and undos; that is recorded, too."""
    from lagebild.claims.decision import undo as undone
    from lagebild.claims.event import utc_now

    with opened(ledger) as there:
        decided(there, undone(events, text=text, actor=actor_named(actor), time=utc_now()))


def decided(ledger: "Ledger", decision: "Decision") -> None:
    """Records a decision and says under which number it can be undone."""
    with ledger.writer(decision.actor) as writer:
        (event,) = writer.decide(decision)
    n = len(decision.targets)
    on_claims = decision.targets[0].startswith("claim--")
    noun = "claim" if on_claims else {"undo": "decision", "same": "entity", "different": "entity"}.get(decision.kind, "claim")
    plural = noun if n == 1 else "entities" if noun == "entity" else f"{noun}s"
    say(f"event {event.sequence}: {decision.kind} by {decision.actor}, {n} {plural} (lagebild undo {event.sequence} takes it back)")


def _decide(
    address: str | None, actor: str | None, ids: Sequence[str] | None, expression: str | None, yes: bool,
    make: "Callable[[Sequence[str], By], Decision]",
) -> None:  # fmt: skip
    from lagebild.claims.event import utc_now

    if bool(ids) == bool(expression):
        raise WrongCall("ID", "name claims, or say which with --filter")
    by: By = {"actor": actor_named(actor), "time": utc_now()}
    with opened(address) as there:
        chosen = claim_ids(there, ids) if ids else _filtered(there, expression or "", yes)
        if chosen:
            decided(there, make(list(dict.fromkeys(chosen)), by))


def _filtered(ledger: "Ledger", expression: str, yes: bool) -> list[str]:
    """The claims that the expression keeps; without `yes` they are only shown, and none are given."""
    from lagebild.commands.filtering import filter_in
    from lagebild.commands.lines import claim_line

    wanted = filter_in(expression)
    with ledger.view() as view:
        if yes:
            found = [kept.claim.id for kept in view.every_claim(wanted)]
            if not found:
                tell("no such claims")
            return found
        n_claims = view.count(wanted)
        for kept in view.claims(wanted, limit=_N_SHOWN).items:
            say(f"{short(kept.claim.id)}  {claim_line(kept.claim)} · {kept.state}")
    more = f", {n_claims - _N_SHOWN} of them not shown" if n_claims > _N_SHOWN else ""
    tell(f"{n_claims} claims{more}; nothing is decided yet, --yes decides on all of them")
    return []


def _changes(given: Sequence[str] | None) -> dict[str, Any]:
    """The changes in `PART=VALUE`: a word for the parts that are words, JSON for the others, `null` for none."""
    import json

    from lagebild.claims.decision import CORRECTABLE

    changes: dict[str, Any] = {}
    for one in given or ():
        part, equals, value = one.partition("=")
        if not equals or part not in CORRECTABLE:
            raise WrongCall("--set", f"{one!r} is not PART=VALUE with PART one of {', '.join(CORRECTABLE)}")
        try:
            changes[part] = value if part in ("type", "status", "certainty", "polarity") else json.loads(value)
        except ValueError as error:
            raise WrongCall("--set", f"{part} needs JSON: {error}") from None
    return changes
