"""`share preview`, `share now`, `share approve`, `share withhold`, `share mark` and the rest: what goes out, and why something does not."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.ids import claim_ids, noun_of
from lagebild.commands.nodes import NodeOption, PartnerArgument, opened_node, published, today_of
from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.exchange.node import Node
    from lagebild.exchange.preview import Preview
    from lagebild.exchange.release import Case, Released

share = group("What goes out to partners, and why something does not.")
ClaimsArgument = Annotated[list[str], typer.Argument(metavar="CLAIM…", help="Ids, or their beginnings.")]
ObjectsArgument = Annotated[list[str], typer.Argument(metavar="OBJECT…", help="Ids of STIX objects (note--…).")]
ForOption = Annotated[str | None, typer.Option("--for", metavar="PARTNER", help="For this partner alone; else for all.")]
TextOption = Annotated[str, typer.Option("--text", help="The reason, kept with it.")]
UntilOption = Annotated[str, typer.Option(metavar="DAY", help="The last day.")]


@share.command("preview")
def preview(
    name: PartnerArgument,
    withheld: Annotated[bool, typer.Option("--withheld", help="Name every claim that stays, with all reasons.")] = False,
    ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Show exactly what a partner would see, and for all that stays why. Sends and writes nothing."""
    from lagebild.exchange.preview import preview as previewed

    with opened_node(ledger, None, node) as there:
        state = there.state()
        partner = state.partner(name)
        with there.ledger.view() as view:
            found = previewed(view, state, partner.identity, today_of(there))
    if as_json:
        _preview_json(found)
        return
    for case, released in found.shown:
        say(_shown_line(case, released))
    for one in found.onward:
        say(f"passed on  TLP:{one.level.upper()} · {one.held.id} of {one.origin}")
    if withheld:
        for case, ruling in found.withheld:
            say(f"stays      {case.kept.claim.id} · {'; '.join(reason.text for reason in ruling.reasons)}")
        for one, day in found.ended:
            say(f"stays      {one.held.id} of {one.origin} · its maker's rule ended on {day}")
    counts = f"{len(found.shown)} claims ({found.n_new} new, {found.n_gone} withdrawn) and {len(found.onward)} of others"
    say(f"{partner.name} would see {counts}; {len(found.withheld)} stay")
    for code, n_claims in found.reasons().most_common():
        say(f"  {n_claims} stay: {code}")
    for day, n_claims in sorted(Counter(day for _, day in found.ended).items()):
        say(f"  {n_claims} of others stay: rule ended on {day}")
    for (part, code), n_claims in found.held_parts().most_common():
        say(f"  {n_claims} without {part}: {code}")


@share.command("now")
def now(
    name: Annotated[str | None, typer.Argument(metavar="[PARTNER]", help="Only for this one; else for all.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Publish: bring each partner's outbox to exactly what it may hold."""
    with opened_node(ledger, actor, node) as there:
        only = there.state().partner(name) if name is not None else None
        lines = published(there, only)
    for line in lines or ["nothing has changed"]:
        say(line)


@share.command("approve")
def approve(
    claims: ClaimsArgument, for_: ForOption = None,
    part: Annotated[list[str] | None, typer.Option("--part", metavar="PART", help="A part that may travel. Else all.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Approve claims as they are now (a releaser's word). Whoever changes a claim later must have it approved again."""
    from lagebild.exchange.approvals import approve_payload
    from lagebild.exchange.markings import PARTS

    with opened_node(ledger, actor, node) as there:
        ids = claim_ids(there.ledger, claims)
        with there.ledger.view() as view:
            found = [view.claim(id).claim for id in ids]
        book = there.state().approvals
        there.append(approve_payload(book, there.actor, found, PARTS if part is None else part, _identity(there, for_)))
        _after(there, f"{len(ids)} claims approved")


@share.command("withhold")
def withhold(
    claims: ClaimsArgument, text: TextOption, for_: ForOption = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Hold claims back, whatever is agreed; what went out is withdrawn."""
    from lagebild.exchange.approvals import withhold_payload

    with opened_node(ledger, actor, node) as there:
        ids = claim_ids(there.ledger, claims)
        there.append(withhold_payload(ids, text, _identity(there, for_)))
        _after(there, f"{len(ids)} claims are held back")


@share.command("clear")
def clear(
    claims: ClaimsArgument, for_: ForOption = None, ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None
) -> None:
    """Neither approve nor hold back any more: what is agreed decides."""
    from lagebild.exchange.approvals import clear_payload

    with opened_node(ledger, actor, node) as there:
        ids = claim_ids(there.ledger, claims)
        there.append(clear_payload(ids, _identity(there, for_)))
        _after(there, f"what is agreed decides on {len(ids)} claims")


@share.command("releaser")
def releaser(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Whom; without it all are listed.")] = None,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="No longer.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Name who may approve; without a name list them."""
    from lagebild.exchange.approvals import releaser_payload

    with opened_node(ledger, actor, node) as there:
        if name is not None:
            there.append(releaser_payload(name, dismiss=dismiss))
        known = sorted(there.state().approvals.releasers)
    for one in known:
        say(one)
    if not known:
        tell("nobody may approve")


@share.command("mark")
def mark(
    targets: Annotated[list[str], typer.Argument(metavar="CLAIM|REPORT…", help="Ids, or their beginnings.")],
    tlp: Annotated[str | None, typer.Option("--tlp", metavar="LEVEL", help="clear, green, amber, amber+strict, red.")] = None,
    to: Annotated[list[str] | None, typer.Option("--to", metavar="PARTNER", help="Only for these; may be repeated.")] = None,
    part: Annotated[str, typer.Option("--part", metavar="PART", help="Of claims: just this part (words, place_site …).")] = "",
    unmark: Annotated[bool, typer.Option("--unmark", help="Take the marking away.")] = False,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Mark reports, claims or parts of claims: how far they may travel, and to whom."""
    from lagebild.exchange.markings import UNKNOWN, Marking, level_of, marking_payload

    if (tlp is None) != unmark:
        raise WrongCall("--tlp", "give a level, or --unmark")
    level = level_of(tlp) if tlp is not None else UNKNOWN
    if tlp is not None and level == UNKNOWN:
        raise WrongCall("--tlp", f"{tlp!r} is no level of TLP 2.0")
    with opened_node(ledger, actor, node) as there:
        state = there.state()
        audience = tuple(state.partner(one).identity for one in to) if to else None
        marking = None if unmark else Marking(level, audience)
        nouns = [noun_of(there.ledger, one) for one in targets]
        for noun in ("report", "claim"):
            if ids := [id for kind, id in nouns if kind == noun]:
                there.append(marking_payload(noun, ids, part, marking))
        _after(there, f"{len(nouns)} {'unmarked' if unmark else f'marked TLP:{level.upper()}'}")


@share.command("opinion")
def opinion(
    objects: ObjectsArgument, text: TextOption,
    kind: Annotated[str, typer.Option("--view", metavar="VIEW", help="accepted, corrected, rejected or dissent.")] = "dissent",
    change: Annotated[list[str] | None, typer.Option("--change", metavar="PART=JSON", help="As it should be: a proposal.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Say to the maker of received objects that you see it otherwise, and how it should be. They decide; theirs stays theirs."""
    from lagebild.exchange.sayings import opine
    from lagebild.exchange.stix.views import View

    view = View(kind, tuple(objects), text, changes=dict(_change(one) for one in change or ()))
    with opened_node(ledger, actor, node) as there:
        partner = opine(there, view)
        _after(there, f"said to {partner.name}")


@share.command("request")
def request(
    objects: ObjectsArgument, to: Annotated[str, typer.Option("--to", metavar="PARTNER", help="Whom they should go to.")], text: TextOption,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Ask the maker of received objects for leave to pass them on."""
    from lagebild.exchange.sayings import request_onward

    with opened_node(ledger, actor, node) as there:
        maker = request_onward(there, objects, there.state().partner(to), text)
        _after(there, f"asked {maker.name}")


@share.command("consent")
def consent(
    objects: ObjectsArgument,
    holder: Annotated[str, typer.Option(metavar="PARTNER", help="Who holds them and may pass them on.")],
    to: Annotated[list[str], typer.Option("--to", metavar="PARTNER", help="To whom; may be repeated.")], until: UntilOption,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Let a partner pass objects of ours on."""
    from lagebild.exchange.sayings import consent as consented

    with opened_node(ledger, actor, node) as there:
        state = there.state()
        id = consented(there, state.partner(holder), objects, [state.partner(one) for one in to], until)
        _after(there, f"{id} · until {until}")


@share.command("end-consent")
def end_consent(
    consent_id: Annotated[str, typer.Argument(metavar="CONSENT", help="Its id, as `share consents` gives it.")],
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None,
) -> None:  # fmt: skip
    """Take a consent back; whoever passed the objects on takes them back, too."""
    from lagebild.exchange.sayings import end_consent as ended

    with opened_node(ledger, actor, node) as there:
        ended(there, consent_id)
        _after(there, "taken back")


@share.command("consents")
def consents(ledger: LedgerOption = None, node: NodeOption = None) -> None:
    """List what was asked of us, and the consents that hold."""
    from lagebild.exchange.sayings import consents_given, requests

    with opened_node(ledger, None, node) as there:
        state = there.state()
        names = {one.identity: one.name for one in state.partners.values()}
        for id, said in requests(state):
            asker, to = names.get(said.sender, said.sender), names.get(said.body["to"], said.body["to"])
            say(f"asked      {id} · {asker} for {to}: {said.body['text']} · {', '.join(said.body['objects'])}")
        for id, given in consents_given(state):
            allies = ", ".join(names.get(ally, ally) for ally in given.allies)
            say(f"consent    {id} · {names.get(given.holder, given.holder)} to {allies} until {given.until} · {len(given.objects)} objects")


@share.command("objects")
def objects(name: PartnerArgument, ledger: LedgerOption = None, node: NodeOption = None, as_json: JsonOption = False) -> None:
    """List the claims that a partner holds from us now, with the ids of their objects."""
    with opened_node(ledger, None, node) as there:
        state = there.state()
        shown = state.out(state.partner(name).identity).claims
    for claim, one in shown.items():
        if as_json:
            say_json({"claim": claim, "object": one.note, "level": one.level, "parts": list(one.parts)})
        else:
            say(f"{claim} · {one.note} · TLP:{one.level.upper()}")


def _identity(node: "Node", named: str | None) -> str | None:
    return node.state().partner(named).identity if named is not None else None


def _after(node: "Node", line: str) -> None:
    """Says what was done, and obeys it at once: what may no longer be seen is out of sight when the command ends."""
    say(line)
    if node.state().card is not None:
        for more in published(node):
            tell(more)


def _told(case: "Case", released: "Released") -> dict[str, Any]:
    """What goes out of a claim, as its note holds it."""
    from lagebild.claims.canonical import content_hash
    from lagebild.exchange.stix.fields import Fields
    from lagebild.exchange.stix.part import claim_part

    return claim_part(case.kept, case.report, Fields(released.parts), content_hash(case.report.text))


def _shown_line(case: "Case", released: "Released") -> str:
    from lagebild.exchange.stix.sentence import sentence

    told = _told(case, released)
    told.pop("withheld", None)  # the parts that do travel say it shorter
    stays = "".join(f" · without {part} ({reason.text})" for part, reason in released.held)
    parts = ", ".join(sorted(released.parts)) or "the core alone"
    return f"sees       TLP:{released.level.upper()} · {case.kept.claim.id} · {sentence(told)} · {parts}{stays}"


def _preview_json(found: "Preview") -> None:
    for case, released in found.shown:
        held: Sequence[tuple[str, str]] = [(part, reason.code) for part, reason in released.held]
        say_json({
            "claim": case.kept.claim.id, "shown": True, "level": released.level, "parts": sorted(released.parts), "held": dict(held),
            "told": _told(case, released),
        })  # fmt: skip
    for one in found.onward:
        say_json({"object": one.held.id, "origin": one.origin, "shown": True, "level": one.level})
    for one, day in found.ended:
        say_json({"object": one.held.id, "origin": one.origin, "shown": False, "level": one.level, "reasons": ["rule-ended"], "ended": day})
    for case, ruling in found.withheld:
        say_json({"claim": case.kept.claim.id, "shown": False, "reasons": [reason.code for reason in ruling.reasons]})


def _change(given: str) -> tuple[str, object]:
    import json

    part, sign, value = given.partition("=")
    if not sign:
        raise WrongCall("--change", f"write {given!r} as PART=JSON")
    try:
        return part, json.loads(value)
    except ValueError:
        raise WrongCall("--change", f"{value!r} is no JSON (words stand in quotation marks)") from None

