"""The extensions of Lagebild (STIX 2.1, section 7.3): their ids, and their definitions as objects that travel with what uses them."""

from functools import cache
from importlib.resources import files
from typing import Final

from lagebild.exchange.sealing import SEAL_EXTENSION
from lagebild.exchange.stix.wire import StixObject, canonical_bytes, parsed_object

#: `ids.derived_id` of {"extension": "claim"} and so on ("report", "opinion", "release-rule", "message", "seal"), written out: they
#: are part of the wire format.
CLAIM: Final = "extension-definition--0a13fe8d-370f-5b45-9443-3e6b27383111"
REPORT: Final = "extension-definition--ac39f4c8-119b-5775-af7b-1617264bf35f"
VIEW: Final = "extension-definition--949d6b01-7f47-59de-884f-d2ff65162a3f"
RULE: Final = "extension-definition--e5231b73-ef4c-5691-affb-d531354d4db3"
MESSAGE: Final = "extension-definition--f0bb2b83-a30d-5e50-b759-24f89346e46d"
#: Whose definitions they are: the project, not a node. STIX requires a creator of an extension-definition.
PROJECT: Final = "identity--a6864b37-ba7e-5edb-bcd6-d70fbd97619f"
_SINCE: Final = "2026-11-25T00:00:00.000Z"
#: Counts up with the schema; what an older reader does not know it keeps and passes over.
VERSION: Final = "1.0.0"

#: Id, file of the schema, name and description of each.
DEFINITIONS: Final = (
    (CLAIM, "claim", "Lagebild claim", "One act that one report presents, pinned to its words; on a note."),
    (REPORT, "report", "Lagebild report", "Where a text that was read comes from; on a report."),
    (VIEW, "view", "Lagebild view", "What somebody, or the weighing of many claims, says about claims; on an opinion."),
    (RULE, "rule", "Lagebild release rule", "Who may have what carries it; on a marking-definition."),
    (MESSAGE, "message", "Lagebild message", "What one node says to another: heads, receipts, consents; on a note."),
    (SEAL_EXTENSION, "seal", "Lagebild seal", "The creator's signature over the object; on any object."),
)


@cache
def project_identity() -> StixObject:
    """The identity of the project, which the definitions name as their creator."""
    return {
        "type": "identity", "spec_version": "2.1", "id": PROJECT, "created": _SINCE, "modified": _SINCE, "name": "Lagebild",
        "identity_class": "system",
    }  # fmt: skip


@cache
def definition(id: str) -> StixObject:
    """The extension-definition with `id`, its JSON Schema in it: nobody needs to fetch anything. Raises `KeyError`."""
    found = {known: (file, name, what) for known, file, name, what in DEFINITIONS}
    file, name, what = found[id]
    return {
        "type": "extension-definition", "spec_version": "2.1", "id": id, "created_by_ref": PROJECT, "created": _SINCE,
        "modified": _SINCE, "name": name, "description": what, "schema": canonical_bytes(schema(file)).decode(), "version": VERSION,
        "extension_types": ["property-extension"],
    }  # fmt: skip


@cache
def schema(file: str) -> StixObject:
    """The JSON Schema of an extension ("claim", "report", "view", "rule", "message", "seal")."""
    return parsed_object(files("lagebild.exchange.stix").joinpath(f"data/{file}.json").read_bytes())
