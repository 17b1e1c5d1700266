"""Making agreements: proposing, signing, narrowing and ending them, with the message that tells the partner."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from lagebild.errors import NotRecorded, Refused
from lagebild.exchange.agreements import Narrowing, Signed, Version, document_of, ending, sign_narrowing, sign_version
from lagebild.exchange.messages import Message, message
from lagebild.exchange.node import Node
from lagebild.exchange.receiving import take_version
from lagebild.exchange.state import State
from lagebild.exchange.stix.wire import WireLimits, parsed_object
from lagebild.exchange.terms import NOTHING, Terms

_FILE_LIMITS = WireLimits(max_bytes=2_000_000, max_depth=12)


def propose(node: Node, partner: str, we_give: Terms, they_give: Terms) -> Signed:
    """The next version of the agreement with a partner (the first of a new one where there is none), signed by us. Writes."""
    state = node.state()
    us = state.identity
    id = _current(state, partner) or f"agreement--{uuid4()}"
    before = state.agreements.in_force(id)
    parties = (us, partner) if us < partner else (partner, us)
    version = Version(
        id, before.number + 1 if before else 1, parties, {us: we_give, partner: they_give}, before.hash if before else None,
    )  # fmt: skip
    return _signed(node, state, version, {})


def countersign(node: Node, partner: str) -> Signed:
    """The version that the partner proposed last, signed by us, too: in force from now on. Writes. Raises `NotRecorded` where none
    waits."""
    state = node.state()
    version = waiting(state, partner)
    if version is None:
        raise NotRecorded("agreement", "that waits for your signature")
    return _signed(node, state, version, state.agreements.versions[version.id][version.hash].envelopes)


def waiting(state: State, partner: str) -> Version | None:
    """The version that a partner proposed and that waits for our signature."""
    ids = state.agreements.with_partner(state.identity, partner)
    found = (state.agreements.open_for(id, state.identity) for id in reversed(ids))
    return next((version for version in found if version is not None), None)


def narrow(node: Node, partner: str, giver: str, terms: Terms) -> Terms:
    """What `giver` gives is from now on no more than `terms`; what then holds. Acts at once, without the partner. Writes. Raises
    `NotRecorded` where no agreement is in force."""
    state = node.state()
    version = in_force(state, partner)
    _narrowed(node, state, partner, Narrowing(version.id, version.number, giver, state.identity, terms))
    return node.state().agreements.terms(giver, version.other(giver)) or NOTHING


def end(node: Node, partner: str) -> None:
    """Ends the agreement in both directions, at once. Writes. Raises `NotRecorded` where none is in force."""
    state = node.state()
    _narrowed(node, state, partner, *ending(in_force(state, partner), state.identity))


def in_force(state: State, partner: str) -> Version:
    """The version in force with a partner; raises `NotRecorded`."""
    version = state.agreements.current(state.identity, partner)
    if version is None:
        raise NotRecorded("agreement in force with", state.partners[partner].name if partner in state.partners else partner)
    return version


def version_text(signed: Signed) -> str:
    """A version with its signatures as a file holds it."""
    return json.dumps({"lagebild_agreement": 1, "envelopes": list(signed.envelopes.values())}, indent=1, sort_keys=True) + "\n"


def take_file(node: Node, data: bytes, partner: str) -> str:
    """Records the version in a file; the id of its agreement. Raises `Refused`."""
    value = parsed_object(data, _FILE_LIMITS, "agreement")
    if value.get("lagebild_agreement") != 1 or value.keys() != {"lagebild_agreement", "envelopes"}:
        raise Refused("agreement", "", "is no agreement of this version of Lagebild")
    return take_version(node, value["envelopes"], partner)


def _signed(node: Node, state: State, version: Version, known: Mapping[str, Mapping[str, Any]]) -> Signed:
    time = node.stamp(state)
    signed = Signed(version, {**known, state.identity: sign_version(version, node.key(state), time)})
    event = {"what": "agreement", "action": "sign", "document": document_of(version.payload), "envelopes": signed.envelopes}
    sentence = f"Version {version.number} of an agreement, signed."
    told = ("agreement", {"envelopes": list(signed.envelopes.values())})
    node.append(event, _said(node, state, version.other(state.identity), told, sentence))
    return signed


def _narrowed(node: Node, state: State, partner: str, *narrowings: Narrowing) -> None:
    """Records narrowings, and tells the partner, all at once."""
    events: list[dict[str, Any]] = []
    for one in narrowings:
        envelope = sign_narrowing(one, node.key(state), node.stamp(state))
        said = _said(node, state, partner, ("narrowing", {"envelope": envelope}), f"Version {one.version} of an agreement is narrowed.")
        events += [
            {"what": "agreement", "action": "narrow", "document": document_of(one.payload), "envelopes": {state.identity: envelope}}, said,
        ]  # fmt: skip
    node.append(*events)


def _said(node: Node, state: State, partner: str, what: tuple[Any, dict[str, Any]], sentence: str) -> dict[str, object]:
    """The event by which a message waits to be given to the partner."""
    kind, body = what
    said = Message(kind, state.identity, partner, body)
    note = message(said, sentence, node.key(state), node.stamp(state), body)
    return {"what": "said", "partner": partner, "object": note}


def _current(state: State, partner: str) -> str | None:
    """The agreement with a partner that is in force, else the one proposed last."""
    ids = state.agreements.with_partner(state.identity, partner)
    found = state.agreements.current(state.identity, partner)
    return found.id if found is not None else ids[-1] if ids else None
