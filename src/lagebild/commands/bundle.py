"""`bundle write`, `bundle read`: the exchange over a link that is no link: one signed file on a stick, a disc, or through a diode."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lagebild.commands.calling import ActorOption, JsonOption, LedgerOption, group, say, say_json, tell
from lagebild.commands.nodes import NodeOption, PartnerArgument, opened_node, published

if TYPE_CHECKING:
    from lagebild.exchange.bundle import Header
    from lagebild.exchange.bundling import Carried

bundle = group("Exchange with a partner by one signed file instead of a network.")
_FITS = {"continues": "it goes on where the last one ended", "overlaps": "it begins before what was here", "known": "all of it was here"}


@bundle.command("write")
def write(
    name: PartnerArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; there as a whole or not at all.")],
    after: Annotated[int | None, typer.Option(min=0, metavar="ENTRY", help="What is behind it; else what is not confirmed.")] = None,
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Publish, and write what a partner has not confirmed yet into a file that only it can read in."""
    from lagebild.exchange.bundling import write_for

    with opened_node(ledger, actor, node) as there:
        partner = there.state().partner(name)
        lines = published(there, partner)
        header = write_for(there, partner.identity, file, after)
    if as_json:
        say_json(_header_json(header))
        return
    for line in lines:
        tell(line)
    say(f"{header.n_objects} objects for {partner.name} in {file}: entries {header.after.sequence + 1} to {header.place.sequence}")


@bundle.command("read")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A bundle that a partner wrote.")],
    ledger: LedgerOption = None, actor: ActorOption = None, node: NodeOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Prove a partner's bundle and take it in. Reading it again, or after a break, takes only what is not here yet."""
    from lagebild.exchange.bundling import read_from

    with opened_node(ledger, actor, node) as there:
        found = read_from(there, file)
        name = there.state().partners[found.header.giver].name
    if as_json:
        say_json(_carried_json(found))
    else:
        _say_carried(found, name)
    if found.taken.refused or found.taken.gaps or found.unreadable:
        raise typer.Exit(1)


def _say_carried(found: "Carried", name: str) -> None:
    taken = found.taken
    n_refused = len(taken.refused) + len(found.unreadable)
    say(f"{name}: {taken.n_new} new objects, {taken.n_known} known, {n_refused} refused; {_FITS[found.fit]}")
    for refused in taken.refused:
        tell(f"  refused {refused.id}: {refused.reason}")
    for error in found.unreadable:
        tell(f"  refused {error}")
    for gap in taken.gaps:
        tell(f"  {gap.kind} at entry {gap.sequence}: {gap.text}")
    if taken.wanted:
        say(f"  an agreement waits for your signature (lagebild agree sign {name})")


def _carried_json(found: "Carried") -> dict[str, Any]:
    taken = found.taken
    refused = [(one.id, one.reason) for one in taken.refused] + [(one.noun, one.reason) for one in found.unreadable]
    return _header_json(found.header) | {
        "fit": found.fit, "n_new": taken.n_new, "n_known": taken.n_known,
        "refused": [{"id": id, "reason": reason} for id, reason in refused],
        "gaps": [[gap.kind, gap.sequence, gap.text] for gap in taken.gaps],
    }  # fmt: skip


def _header_json(header: "Header") -> dict[str, Any]:
    return {
        "giver": header.giver, "taker": header.taker, "after": header.after.sequence, "place": header.place.sequence,
        "n_objects": header.n_objects, "n_bytes": header.n_bytes, "digest": header.digest, "made": header.made,
    }  # fmt: skip
