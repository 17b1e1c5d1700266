"""What one says to a partner about single objects: a counter-opinion or proposal to their maker, a request to pass them on, a consent.

Only its maker makes versions of an object. Who sees it otherwise says so in an opinion of their own, with the changes that they
propose; the maker corrects the claim, or does not.
"""

from collections.abc import Iterable, Iterator, Sequence

from lagebild.errors import InvalidClaim, NotRecorded, Refused
from lagebild.exchange.held import Consent, consent_of, creator_of
from lagebild.exchange.issuing import Issuer
from lagebild.exchange.messages import Message, message, message_of
from lagebild.exchange.node import Node, own_card
from lagebild.exchange.state import Partner, State
from lagebild.exchange.stix.marking import Rule, release_rule, tlp_object
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.versions import new_version, tombstone
from lagebild.exchange.stix.views import View, opinion_object
from lagebild.exchange.stix.wire import StixObject
from lagebild.exchange.stream import version_of
from lagebild.exchange.terms import is_day


def opine(node: Node, view: View, level: str = "amber") -> Partner:
    """Says a view on received notes to their maker, or where we do not deal with it to who gave them; to whom it was said. A later view
    on the same notes takes the place of an earlier one. Writes. Raises `NotRecorded` for what is not held, and `Refused` where no
    agreement is in force or the notes have several makers."""
    state = node.state()
    partner = _to_whom(state, view.about)
    _check_agreement(node, state, partner)
    issuer = _issuer(node, state)
    marks = [tlp_object(level), release_rule(issuer.creator, Rule((partner.identity,)))]
    item = opinion_object(view, issuer.creator, issuer.time, marks)
    before = _last_said(state, partner.identity, item["id"])
    if before is not None:
        item = new_version(before, item, issuer.time)
    ready = (*(mark if mark.get("created_by_ref") is None else issuer.seal(mark) for mark in marks), issuer.seal(item))
    known = state.out(partner.identity).last
    new = (one for one in ready if one["type"] != "marking-definition" or one["id"] not in known)
    node.append(*({"what": "said", "partner": partner.identity, "object": one} for one in new))
    return partner


def request_onward(node: Node, objects: Sequence[str], to: Partner, text: str) -> Partner:
    """Asks the maker of received objects for leave to pass them on to a partner; whom it asked. Writes. Raises as `opine`."""
    state = node.state()
    maker = _to_whom(state, objects)
    body = {"objects": sorted(set(objects)), "to": to.identity, "text": text}
    _say(node, state, Message("request", state.identity, maker.identity, body), f"Asks to pass {len(objects)} objects on to {to.name}.")
    return maker


def consent(node: Node, holder: Partner, objects: Iterable[str], allies: Sequence[Partner], until: str) -> str:
    """Lets a holder of our objects pass them, and their reports, on to allies until a day (YYYY-MM-DD, inclusive); the id of the
    consent. Writes. Raises
    `NotRecorded` for an object that the holder does not have from us, and `InvalidClaim` for what is no day."""
    state = node.state()
    if not is_day(until):
        raise InvalidClaim("until", f"{until!r} is no day written YYYY-MM-DD")
    given = {id: state.out(holder.identity).last.get(id) for id in objects}
    for id, shown in given.items():
        if shown is None or shown.get("revoked") or creator_of(shown) != state.identity:
            raise NotRecorded("object of ours at this partner", id)
    reports = {ref for shown in given.values() if shown for ref in shown.get("object_refs", []) if ref.startswith("report--")}
    named = sorted({*given, *reports})
    body = {"holder": holder.identity, "allies": sorted(ally.identity for ally in allies), "objects": named, "until": until}
    names = ", ".join(ally.name for ally in allies)
    return _say(node, state, Message("consent", state.identity, holder.identity, body), f"May pass {len(named)} objects on to {names}.")


def end_consent(node: Node, id: str) -> None:
    """Takes a consent back; whoever passed the objects on takes them back, too. Writes. Raises `NotRecorded`."""
    state = node.state()
    found = next(((partner, given) for partner, given, _ in _consents(state) if given["id"] == id), None)
    if found is None:
        raise NotRecorded("consent", id)
    partner, given = found
    issuer = _issuer(node, state)
    stone = issuer.seal(tombstone(given, issuer.time) | {"extensions": given["extensions"]})
    node.append({"what": "said", "partner": partner, "object": stone})


def consents_given(state: State) -> tuple[tuple[str, Consent], ...]:
    """The consents of ours that hold, each with its id."""
    return tuple((item["id"], consent_of(item["id"], state.identity, said.body)) for _, item, said in _consents(state))


def requests(state: State) -> tuple[tuple[str, Message], ...]:
    """Who asked to pass our objects on: the id of each request and what it says."""
    found = []
    for held in state.holdings.objects.values():
        said = message_of(held.item) if held.message == "request" else None
        if said is not None:
            found.append((held.id, said))
    return tuple(found)


def _consents(state: State) -> Iterator[tuple[str, StixObject, Message]]:
    """The consents of ours that hold, also those that wait to be given: to whom, the note, what it says. Those of others that we pass
    on are none of ours, and one whose tombstone waits has ended."""
    for partner in {*state.outbound, *state.said}:
        out = state.out(partner)
        newest = {**{id: out.last[id] for id in out.consents}, **{item["id"]: item for item in state.said.get(partner, ())}}
        for item in newest.values():
            said = message_of(item) if item["type"] == "note" and not item.get("revoked") and creator_of(item) == state.identity else None
            if said is not None and said.kind == "consent":
                yield partner, item, said


def _say(node: Node, state: State, said: Message, sentence: str) -> str:
    time = node.stamp(state)
    note = message(said, sentence, node.key(state), time, [dict(said.body), stix_time(time)])
    node.append({"what": "said", "partner": said.to, "object": note})
    return str(note["id"])


def _to_whom(state: State, objects: Sequence[str]) -> Partner:
    """The maker of held objects if it is a partner, else the partner who gave them."""
    if not objects:
        raise InvalidClaim("objects", "none is named")
    held = [state.holdings.objects.get(id) for id in objects]
    makers = set()
    for id, one in zip(objects, held, strict=True):
        if one is None:
            raise NotRecorded("received object", id)
        makers.add(one.creator)
    if len(makers) > 1:
        raise Refused("objects", "", "have several makers; say it to each")
    active = {one.identity: one for one in state.active()}
    givers = [giver for one in held if one is not None for giver in sorted(one.came_from)]
    found = next((active[id] for id in (*makers, *givers) if id in active), None)
    if found is None:
        raise NotRecorded("partner", ", ".join(makers))
    return found


def _check_agreement(node: Node, state: State, partner: Partner) -> None:
    offer = state.offer(partner.identity)
    if offer is None or not offer.terms.in_force(node.now().date().isoformat()):
        raise Refused("agreement", "", f"none is in force with {partner.name}")


def _last_said(state: State, partner: str, id: str) -> StixObject | None:
    """The newest version of an object that was said to a partner, or waits to be."""
    waiting = [item for item in state.said.get(partner, ()) if item["id"] == id]
    return max(waiting, key=version_of) if waiting else state.out(partner).last.get(id)


def _issuer(node: Node, state: State) -> Issuer:
    return Issuer(own_card(state), node.secret, node.key(state), node.stamp(state))

