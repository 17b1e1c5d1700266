"""Messages between nodes: heads, receipts, consents and the like, each a sealed STIX note that any STIX reader can keep.

The sentence in `content` says what it is; the body stands in a property-extension. Whoever does not know it keeps a readable note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from lagebild.errors import Refused
from lagebild.exchange.keys import SigningKey
from lagebild.exchange.sealing import seal
from lagebild.exchange.stix.extensions import MESSAGE
from lagebild.exchange.stix.ids import derived_id
from lagebild.exchange.stix.times import stix_time
from lagebild.exchange.stix.wire import StixObject

Kind = Literal["head", "receipt", "consent", "request", "recall", "agreement", "narrowing", "card"]
KINDS: Final[tuple[Kind, ...]] = ("head", "receipt", "consent", "request", "recall", "agreement", "narrowing", "card")
#: The extension of messages.
MESSAGE_EXTENSION: Final = MESSAGE
#: What the body of each kind holds: a string, a whole number, a list of strings, or anything ("any"; its own module reads it).
#: A part with "?" may be absent: STIX has no empty lists (section 2.12).
_BODIES: Final[dict[str, dict[str, str]]] = {
    "head": {"stream": "text", "after": "number", "previous": "text", "entries": "any", "sequence": "number", "hash": "text"},
    "receipt": {"stream": "text", "sequence": "number", "hash": "text", "refused?": "texts"},
    "consent": {"holder": "text", "allies": "texts", "objects": "texts", "until": "text"},
    "request": {"objects": "texts", "to": "text", "text": "text"},
    "recall": {"objects": "texts"},
    "agreement": {"envelopes": "any"},
    "narrowing": {"envelope": "any"},
    "card": {"statements": "any"},
}
_UNLIKE: Final = {"text": "is no string", "number": "is no whole number", "texts": "is no list of strings"}
_PARTS: Final = frozenset({"extension_type", "kind", "to", "body"})


@dataclass(frozen=True, slots=True)
class Message:
    """What one node says to another. `sender` and `to` are identities; `body` is JSON whose form the kind says."""

    kind: Kind
    sender: str
    to: str
    body: Mapping[str, Any]


def message(what: Message, sentence: str, key: SigningKey, time: datetime, unique: object) -> StixObject:
    """The sealed note that carries `what`. `unique` (JSON) tells messages of one kind between the same two apart; equal ones have
    equal ids, so a message that is made again is the same message."""
    named = {"kind": what.kind, "sender": what.sender, "to": what.to, "unique": unique}
    stamp = stix_time(time)
    note: StixObject = {
        "type": "note", "spec_version": "2.1", "id": derived_id("note", named), "created": stamp, "modified": stamp,
        "created_by_ref": what.sender, "content": sentence, "object_refs": [what.sender],
        "extensions": {
            MESSAGE_EXTENSION: {"extension_type": "property-extension", "kind": what.kind, "to": what.to, "body": dict(what.body)}
        },
    }  # fmt: skip
    return seal(note, key, time)


def message_of(item: StixObject) -> Message | None:
    """The message that an object carries, None where it is none. Raises `Refused` for one that is malformed."""
    extensions = item.get("extensions")
    part = extensions.get(MESSAGE_EXTENSION) if isinstance(extensions, dict) else None
    if part is None:
        return None
    if not isinstance(part, dict) or part.keys() != _PARTS or not isinstance(part["to"], str) or not isinstance(part["body"], dict):
        raise Refused("message", "", f"has other parts than {', '.join(sorted(_PARTS))}")
    sender = item.get("created_by_ref")
    if item.get("type") != "note" or part["kind"] not in KINDS or not isinstance(sender, str):
        raise Refused("message", "kind", "is none that this version of Lagebild knows")
    _check_body(part["kind"], part["body"])
    return Message(part["kind"], sender, part["to"], part["body"])


def _check_body(kind: str, body: Mapping[str, Any]) -> None:
    wanted = {part.removesuffix("?"): form for part, form in _BODIES[kind].items()}
    optional = {part.removesuffix("?") for part in _BODIES[kind] if part.endswith("?")}
    if not wanted.keys() - optional <= body.keys() <= wanted.keys():
        raise Refused(kind, "", f"has other parts than {', '.join(sorted(wanted))}")
    for part, value in body.items():
        form = wanted[part]
        if not (
            form == "any"
            or (form == "text" and isinstance(value, str))
            or (form == "number" and isinstance(value, int) and not isinstance(value, bool))
            or (form == "texts" and isinstance(value, list) and all(isinstance(one, str) for one in value))
        ):
            raise Refused(kind, part, _UNLIKE[form])
