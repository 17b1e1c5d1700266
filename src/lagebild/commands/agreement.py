"""`agree propose`, `agree sign`, `agree show`, `agree narrow`, `agree end`: what is agreed with a partner."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.nodes import NodeOption, PartnerArgument, opened_node, published, terms_json, terms_words, today_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.state import State
    from lagebild.exchange.terms import Terms

agree = group("What is agreed with a partner: proposed by one, signed by both, narrowed by either at once.")
TypeOption = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="A type of claims; may be repeated. Else all.")]
PartyOption = Annotated[list[str] | None, typer.Option("--party", metavar="CODE", help="A claim must name one of these; else any.")]
MaterielOption = Annotated[list[str] | None, typer.Option("--materiel", metavar="WORDS", help="A claim must name one of these; else any.")]
PartOption = Annotated[
    list[str] | None, typer.Option("--part", metavar="PART", help="What travels beside the core: words, source_names, text …, or all.")
]
SinceOption = Annotated[str | None, typer.Option(metavar="DAY", help="The first day of acts.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DAY", help="The last day of acts.")]
TlpOption = Annotated[str | None, typer.Option("--tlp", metavar="LEVEL", help="Highest marking: clear, green, amber, amber+strict, red.")]
UnmarkedOption = Annotated[str | None, typer.Option(metavar="LEVEL", help="What stands for a missing marking; else it stays.")]
CheckedOption = Annotated[bool, typer.Option("--checked", help="Only what a person accepted, corrected or added.")]
OnwardOption = Annotated[str | None, typer.Option(metavar="none|consent|PARTNER,…", help="Whether, and to whom, it may be passed on.")]
ApprovalOption = Annotated[
    list[str] | None, typer.Option("--approve", metavar="WHAT", help="What a releaser approves first: all, type:…, tlp:…, part:….")
]
ExpiresOption = Annotated[str | None, typer.Option(metavar="DAY", help="The last day on which it holds.")]


class _Given(NamedTuple):
    """Terms as options give them; None is not given."""

    types: list[str] | None
    parties: list[str] | None
    materiel: list[str] | None
    parts: list[str] | None
    since: str | None
    until: str | None
    highest: str | None
    unmarked: str | None
    checked: bool
    onward: str | None
    approval: list[str] | None
    expires: str | None


@agree.command("propose")
def propose(
    name: PartnerArgument,
    type_: TypeOption = None, party: PartyOption = None, materiel: MaterielOption = None, part: PartOption = None,
    since: SinceOption = None, until: UntilOption = None, tlp: TlpOption = None, unmarked: UnmarkedOption = None,
    checked: CheckedOption = False, onward: OnwardOption = None, approve: ApprovalOption = None, expires: ExpiresOption = None,
    they: Annotated[Path | None, typer.Option("--they", metavar="FILE", help="What they give, as JSON; else the same.")] = None,
    we: Annotated[Path | None, typer.Option("--we", metavar="FILE", help="What we give, as JSON, instead of the options.")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Also write it, signed, to a file.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Propose the next version. It is in force once the partner has signed it, too."""
    from lagebild.exchange.dealing import propose as proposed
    from lagebild.exchange.dealing import version_text

    given = _Given(type_, party, materiel, part, since, until, tlp, unmarked, checked, onward, approve, expires)
    with opened_node(ledger, actor, node) as there:
        state = there.state()
        partner = state.partner(name)
        we_give = _terms_file(we) if we is not None else _terms(state, given)
        they_give = _terms_file(they) if they is not None else we_give
        signed = proposed(there, partner.identity, we_give, they_give)
        if output is not None:
            _written(output, version_text(signed))
        for line in published(there, partner):
            tell(line)
    say(f"version {signed.version.number} proposed to {partner.name}; it must sign it")
    say(f"we give      {terms_words(we_give)}")
    say(f"it gives     {terms_words(they_give)}")


@agree.command("sign")
def sign(
    name: PartnerArgument,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The proposal, or the signed version, as a file.")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Also write it, with both signatures, to a file.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Sign the version that a partner proposed; it is in force from now on. With --file also take what both have signed."""
    from lagebild.exchange.dealing import countersign, take_file, version_text, waiting

    with opened_node(ledger, actor, node) as there:
        partner = there.state().partner(name)
        if file is not None:
            take_file(there, file.read_bytes(), partner.identity)
        state = there.state()
        one = waiting(state, partner.identity)
        if file is not None and one is None:
            say(f"taken: {_force_words(state, partner.identity, today_of(there))}")
        else:
            if one is not None:
                say(f"version {one.number}: we give {terms_words(one.gives[state.identity])}")
                say(f"version {one.number}: it gives {terms_words(one.gives[partner.identity])}")
            if not yes:
                typer.confirm("Sign it?", abort=True)
            signed = countersign(there, partner.identity)
            if output is not None:
                _written(output, version_text(signed))
            say(f"version {signed.version.number} with {partner.name} is in force")
        for line in published(there, partner):
            tell(line)


@agree.command("show")
def show(name: PartnerArgument, ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """Show what is agreed with a partner now, narrowings included, and what waits for whose signature."""
    with opened_node(ledger, None, node) as there:
        state, today = there.state(), today_of(there)
        partner = state.partner(name)
    book, us = state.agreements, state.identity
    ids = book.with_partner(us, partner.identity)
    gives, takes = book.terms(us, partner.identity), book.terms(partner.identity, us)
    if as_json:
        say_json({
            "partner": partner.identity, "we_give": terms_json(gives), "it_gives": terms_json(takes),
            "proposed": [one.version.number for id in ids for one in book.proposed(id)],
        })  # fmt: skip
        return
    say(_force_words(state, partner.identity, today))
    if gives is not None:
        say(f"we give      {terms_words(gives)}")
        say(f"it gives     {terms_words(takes)}")
    for id in ids:
        for one in book.proposed(id):
            whom = "us" if us not in one.envelopes else partner.name
            say(f"version {one.version.number} waits for the signature of {whom}")
            say(f"  we would give  {terms_words(one.version.gives[us])}")
            say(f"  it would give  {terms_words(one.version.gives[partner.identity])}")


@agree.command("narrow")
def narrow(
    name: PartnerArgument,
    type_: TypeOption = None, party: PartyOption = None, materiel: MaterielOption = None, part: PartOption = None,
    since: SinceOption = None, until: UntilOption = None, tlp: TlpOption = None, unmarked: UnmarkedOption = None,
    checked: CheckedOption = False, onward: OnwardOption = None, approve: ApprovalOption = None, expires: ExpiresOption = None,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="PART", help="A part that no longer travels.")] = None,
    taking: Annotated[bool, typer.Option("--taking", help="Narrow what the partner gives us, instead of what we give.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Narrow what is agreed, at once and without the partner. What it holds beyond that is withdrawn. It can only become less."""
    from dataclasses import replace

    from lagebild.exchange.dealing import in_force
    from lagebild.exchange.dealing import narrow as narrowed

    given = _Given(type_, party, materiel, part, since, until, tlp, unmarked, checked, onward, approve, expires)
    with opened_node(ledger, actor, node) as there:
        state = there.state()
        partner = state.partner(name)
        giver, taker = (partner.identity, state.identity) if taking else (state.identity, partner.identity)
        in_force(state, partner.identity)
        now = state.agreements.terms(giver, taker)
        wanted = _terms(state, given, now)
        wanted = replace(wanted, parts=tuple(one for one in wanted.parts if one not in (without or ())))
        left = narrowed(there, partner.identity, giver, wanted)
        for line in published(there, partner):
            tell(line)
    say(f"{'it gives' if taking else 'we give'}      {terms_words(left)}")


@agree.command("end")
def end(name: PartnerArgument, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None) -> None:
    """End the agreement at once, in both directions; what was given is withdrawn."""
    from lagebild.exchange.dealing import end as ended

    with opened_node(ledger, actor, node) as there:
        partner = there.state().partner(name)
        ended(there, partner.identity)
        for line in published(there, partner):
            tell(line)
    say(f"nothing flows between {partner.name} and us any more")


def _terms(state: "State", given: _Given, now: "Terms | None" = None) -> "Terms":
    """The terms of the options; what is not given is as `now`, or where there is none what stands in the reference."""
    from lagebild.exchange.markings import PARTS
    from lagebild.exchange.terms import terms, terms_part

    ready: dict[str, Any] = terms_part(now) if now is not None else {"types": None, "parties": None, "highest": "green", "parts": ()}
    for key in ("types", "parties", "materiel", "since", "until", "highest", "unmarked", "approval", "expires"):
        value = getattr(given, key)
        if value is not None:
            ready[key] = value
    if given.parts is not None:
        ready["parts"] = PARTS if given.parts == ["all"] else given.parts
    ready["checked"] = given.checked or ready.get("checked", False)
    if given.onward is not None:
        ready |= _onward(state, given.onward)
    if "expires" not in ready:
        raise WrongCall("--expires", "say until which day it holds")
    return terms(**ready)


def _onward(state: "State", given: str) -> dict[str, Any]:
    if given in ("none", "consent"):
        return {"onward": given, "allies": ()}
    return {"onward": "allies", "allies": [state.partner(one.strip()).identity for one in given.split(",") if one.strip()]}


def _terms_file(path: Path) -> "Terms":
    from lagebild.exchange.stix.wire import parsed_object
    from lagebild.exchange.terms import parse_terms

    return parse_terms(parsed_object(path.read_bytes(), noun="terms"))


def _force_words(state: "State", partner: str, today: str) -> str:
    book = state.agreements
    version = book.current(state.identity, partner)
    if version is None:
        return "no agreement is in force"
    offer = state.offer(partner)
    if offer is None or not offer.terms.in_force(today):
        return f"version {version.number} has ended or expired: nothing flows"
    n_narrowed = sum(1 for one in book.narrowings.get(version.id, ()) if one.version == version.number)
    return f"version {version.number} is in force" + (f", narrowed {n_narrowed} times" if n_narrowed else "")


def _written(path: Path, text: str) -> None:
    with path.open("x", encoding="utf8") as file:
        file.write(text)
