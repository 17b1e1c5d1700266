"""Whether an object that came from a partner may be taken: its seal, its creator, its version, its markings, its right to be here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, Literal

from lagebild.errors import Refused
from lagebild.exchange.held import Held, Named, creator_of, named
from lagebild.exchange.keys import KeyRing
from lagebild.exchange.markings import LEVELS
from lagebild.exchange.messages import Message, message_of
from lagebild.exchange.sealing import SEAL_EXTENSION, check_seal
from lagebild.exchange.state import State
from lagebild.exchange.stix.extensions import DEFINITIONS, definition, project_identity
from lagebild.exchange.stix.marking import Rule, parse_rule, tlp_object, tlp_of, tlp_ref
from lagebild.exchange.stix.times import version_key
from lagebild.exchange.stix.wire import StixObject, canonical_bytes
from lagebild.exchange.stream import object_hash, parse_head, stream_name, version_of

Verdict = Literal["new", "again", "own"]
#: Objects that need a marking and an audience. The rest (identities, markings, extension definitions) says nothing about the situation.
_CONTENT: Final = frozenset({"note", "report", "opinion", "relationship", "location"})
_TLP: Final = {tlp_ref(level): tlp_object(level) for level in LEVELS}
_MAX_BYTES: Final = 1_000_000


class Conflict(Refused):
    """The same id and version came with other content; both are kept as evidence."""


class NotYet(Refused):
    """What is known here does not suffice to take the object: a key, a marking or a consent may come later. It is kept apart and looked
    at again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came, from whom, when (UTC), and the marking-definitions that came with it."""

    partner: str
    time: datetime
    markings: Mapping[str, StixObject]


def verdict_on(state: State, arrival: Arrival, item: object) -> Verdict:
    """Whether the object is new here (from this partner, or with a new seal), was taken before, or is one of our own.

    Raises `Refused` with the reason where it must not be taken, and `Conflict` where it contradicts what is held.
    """
    found = _shaped(item)
    if found["id"] in _constants():
        if found != _constants()[found["id"]]:
            raise Refused(found["type"], "", "is not what is known everywhere under its id")
        return "again" if found["id"] in state.come(arrival.partner).came else "new"
    creator = creator_of(found)
    if creator == state.identity:
        return _own(state, arrival.partner, found)
    held = state.holdings.objects.get(found["id"])
    verdict = _version(state, arrival.partner, held, found, creator)
    if verdict == "again":
        return verdict
    ring = state.rings().get(creator)
    if ring is None:
        raise NotYet(found["type"], "created_by_ref", f"{creator} is not known here" if creator else "names nobody who made it")
    _check_key_known(found, ring)
    check_seal(found, ring, held_since=held.since if held is not None and _version_held(held, found) else arrival.time)
    said = message_of(found)
    if said is not None:
        _check_message(state, arrival.partner, said)
        if said.kind == "head" and state.come(arrival.partner).knows(parse_head(said.body)):
            return "again"
    elif found["type"] in _CONTENT and found.get("revoked") is not True:
        _check_markings(state, arrival, found, creator)
    return "new"


def rules_of(item: StixObject, markings: Mapping[str, StixObject]) -> tuple[Rule, ...]:
    """The release rules that an object refers to. Raises `Refused` for a reference that nobody can resolve."""
    return _rules(named(item), markings)


def rules_for(held: Held, markings: Mapping[str, StixObject]) -> tuple[Rule, ...]:
    """As `rules_of`, for an object that is held."""
    return _rules(held, markings)


def may_hold(rules: tuple[Rule, ...], state: State, way: tuple[str, str], what: Named | Held, today: str) -> bool:
    """Whether an object may take the `way` from a giver to a taker: its creator's rules, none of which has ended, name both of them,
    or its consent does."""
    giver, taker = way
    if not rules or ended_on(rules, today) is not None:
        return False
    if giver == what.creator:
        return all(taker in rule.audience for rule in rules)
    if not all(giver in rule.audience or giver in rule.allies for rule in rules):
        return False
    if all(taker in rule.allies for rule in rules):
        return True
    given = state.holdings.consents_on(what, giver)
    return any(taker in one.allies and today <= one.until for one in given)


def ended_on(rules: Iterable[Rule], today: str) -> str | None:
    """The day (YYYY-MM-DD, UTC) on which the first of some release rules ended, None where all of them hold. On that day itself a rule
    holds no more, whatever its hour: terms and consents have days, too."""
    return min((day for rule in rules if rule.until is not None and (day := rule.until.date().isoformat()) <= today), default=None)


def _rules(what: Named | Held, markings: Mapping[str, StixObject]) -> tuple[Rule, ...]:
    found = []
    for ref in what.markings:
        if ref in _TLP:
            continue
        marking = markings.get(ref)
        if marking is None:
            raise NotYet(what.type, "object_marking_refs", f"{ref} is a marking that nobody here knows")
        if creator_of(marking) != what.creator:
            raise Refused(what.type, "object_marking_refs", "refers to a rule of somebody else")
        found.append(parse_rule(marking))
    return tuple(found)


@cache
def _constants() -> Mapping[str, StixObject]:
    """The markings of TLP 2.0 and the definitions of our extensions: the same everywhere, and nobody seals them."""
    definitions = [definition(one[0]) for one in DEFINITIONS]
    return {**_TLP, **{item["id"]: item for item in (*definitions, project_identity())}}


def _shaped(item: object) -> StixObject:
    """`item` as an object with type, id and version; raises `Refused`."""
    if not isinstance(item, dict):
        raise Refused("object", "", "is no JSON object")
    kind, id = item.get("type"), item.get("id")
    if not isinstance(kind, str) or not isinstance(id, str) or not id.startswith(f"{kind}--") or len(id) > 200:
        raise Refused("object", "id", "does not fit its type")
    if len(canonical_bytes(item)) > _MAX_BYTES:
        raise Refused(kind, "", f"has more than {_MAX_BYTES:,} bytes")
    version_key(version_of(item), kind)
    refs = item.get("object_marking_refs", [])
    if not isinstance(refs, list) or not all(isinstance(ref, str) for ref in refs):
        raise Refused(kind, "object_marking_refs", "is no list of ids")
    return item


def _own(state: State, partner: str, item: StixObject) -> Verdict:
    """An object that says it is ours is one that we issued, or forged."""
    key = (item["id"], version_of(item))
    for out in state.outbound.values():
        issued = out.bodies.get(key)
        if issued is not None and object_hash(issued) == object_hash(item):
            return "own"
    raise Refused(item["type"], "created_by_ref", "says that we made it, and we did not")


def _version(state: State, partner: str, held: Held | None, item: StixObject, creator: str) -> Verdict:
    """Only its creator makes versions of an object, newer ones only, and none after it was withdrawn."""
    if held is None:
        return "new"
    if held.creator != creator:
        raise Refused(item["type"], "created_by_ref", f"is not {held.creator}, who made it")
    version = version_key(version_of(item))
    known = held.versions.get(version)
    if known is not None:
        if known != object_hash(item):
            raise Conflict(item["type"], "modified", "the same version was given with other content; both are kept")
        came = state.come(partner).came.get(held.id)
        if came is None or version_key(came.modified) < version:
            return "new"
        return "again" if state.holdings.body(held.id, version_of(item)) in (None, item) else "new"
    if held.revoked:
        raise Refused(item["type"], "revoked", "it was withdrawn, and that is final")
    if version < held.newest:
        raise Refused(item["type"], "modified", "is older than what is held, and was not known before")
    return "new"


def _version_held(held: Held, item: StixObject) -> bool:
    return version_key(version_of(item)) in held.versions


def _check_message(state: State, partner: str, said: Message) -> None:
    """A message comes from the one who says it and is for us; a consent may be shown by whom it is for."""
    if said.kind == "consent":
        if state.identity not in (said.to, *said.body["allies"]) or partner not in (said.sender, said.body["holder"]):
            raise Refused("consent", "to", "neither was given to us nor names us")
        return
    if said.sender != partner:
        raise Refused(said.kind, "created_by_ref", f"{said.sender} says it, and {partner} gives it")
    if said.to != state.identity:
        raise Refused(said.kind, "to", "is for somebody else")
    if said.kind == "head" and said.body["stream"] != stream_name(partner, state.identity):
        raise Refused("head", "stream", "is that of another stream")


def _check_markings(state: State, arrival: Arrival, item: StixObject, creator: str) -> None:
    if tlp_of(item) is None:
        raise Refused(item["type"], "object_marking_refs", "names no level of TLP 2.0")
    rules = rules_of(item, arrival.markings)
    today = arrival.time.date().isoformat()
    if may_hold(rules, state, (arrival.partner, state.identity), named(item), today):
        return
    ended = ended_on(rules, today)
    if ended is not None:
        raise NotYet(item["type"], "object_marking_refs", f"its creator's rule ended on {ended}")
    if arrival.partner == creator:
        raise NotYet(item["type"], "object_marking_refs", f"its creator's rule does not let us have it from {arrival.partner}")
    raise NotYet(
        item["type"], "object_marking_refs", f"neither its creator's rule nor a consent lets us have it from {arrival.partner}"
    )


def _check_key_known(item: StixObject, ring: KeyRing) -> None:
    """Raises `NotYet` for a seal by a key that the maker's card, as far as it came here, does not name."""
    stamp = item.get("extensions", {}).get(SEAL_EXTENSION)
    key = stamp.get("key") if isinstance(stamp, dict) else None
    if isinstance(key, str) and ring.by_id(key) is None:
        raise NotYet(item["type"], "seal.key", f"{key[:80]} is no key of {ring.identity} that is known here")
