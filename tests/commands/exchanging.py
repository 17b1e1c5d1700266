"""Two or three ledgers with nodes on the command line, acquainted by files."""

import json
from dataclasses import replace
from pathlib import Path

from tests.commands.calls import Caller


def node(call: Caller, name: str) -> Caller:
    """A caller on a ledger of its own (Alpha keeps the one with claims), with a node of this name."""
    here = replace(call, ledger=call.ledger if name == "Alpha" else call.ledger.with_name(f"{name}.db"))
    assert here("node", "init", name).code == 0
    return here


def card(call: Caller, name: str) -> tuple[Path, str]:
    """The card of a node as a file, and its fingerprint."""
    path = call.ledger.with_name(f"{name}.card")
    if not path.exists():
        call("node", "card", "--output", str(path))
    return path, json.loads(call("node", "show", "--json").out)["fingerprint"]


def acquaint(one: Caller, other: Caller, names: tuple[str, str]) -> None:
    for here, there, name in ((one, other, names[1]), (other, one, names[0])):
        path, fingerprint = card(there, name)
        assert here("partner", "add", str(path), "--fingerprint", fingerprint).code == 0


def agree(one: Caller, other: Caller, names: tuple[str, str], *terms: str) -> None:
    """Both sign by files: `one` proposes."""
    proposal, both = one.ledger.with_name(f"{names[0]}.{names[1]}.p"), one.ledger.with_name(f"{names[0]}.{names[1]}.s")
    assert one("agree", "propose", names[1], *terms, "--expires", "2099-12-31", "--output", str(proposal)).code == 0
    assert other("agree", "sign", names[0], "--file", str(proposal), "--yes", "--output", str(both)).code == 0
    assert one("agree", "sign", names[1], "--file", str(both)).code == 0
