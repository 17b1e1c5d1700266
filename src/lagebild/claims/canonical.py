"""The one JSON text of a value, so that the same content has the same bytes, and the same hash, on every machine.

After RFC 8785 (JSON Canonicalization Scheme): sorted keys, no white space, UTF-8, the shortest escapes. It differs in numbers:
RFC 8785 writes them as ECMAScript does, which other languages get wrong, so a float is `{"float": "0.91"}` here (the shortest
digits that read back as the same double) and signed content holds whole numbers only. No object in Lagebild takes keys from
its input, so "float" cannot be meant otherwise.
"""

import hashlib
import json
from typing import Any

__all__ = ["canonical_json", "content_hash", "from_canonical"]


def canonical_json(value: Any) -> str:
    """The canonical text of a JSON value; equal values, and no others, have equal texts (1 and 1.0 differ)."""
    return json.dumps(_without_floats(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def from_canonical(text: str) -> Any:
    """The value whose canonical text is `text`."""
    return json.loads(text, object_hook=_float_or_object)


def content_hash(data: bytes | str) -> str:
    """The SHA-256 of `data` (a text as UTF-8) as it is written everywhere in Lagebild: "sha256:" and 64 hex digits."""
    return "sha256:" + hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _without_floats(value: Any) -> Any:
    if isinstance(value, str):  # first, and once more below: nearly all of a payload is strings
        return value
    if isinstance(value, dict):
        return {key: entry if isinstance(entry, str) else _without_floats(entry) for key, entry in value.items()}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, list | tuple):
        return [_without_floats(entry) for entry in value]
    return value


def _float_or_object(value: dict[str, Any]) -> Any:
    return float(value["float"]) if len(value) == 1 and "float" in value else value
