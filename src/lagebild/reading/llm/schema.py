"""The form of an answer as JSON Schema, in the subset that strict structured output takes: every key required, none added."""

from functools import cache
from typing import Any

from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, ROLE_NAMES, SOURCE_KINDS, STATUSES, TYPES


@cache
def answer_schema() -> dict[str, Any]:
    """The schema of one answer; callers must not change it."""
    quote, quote_or_null = {"type": "string"}, {"type": ["string", "null"]}
    role = _object(role=_one_of(ROLE_NAMES), quote=quote, entity=quote_or_null)
    source = _object(sentence={"type": "integer"}, quote=quote, kind=_one_of(SOURCE_KINDS), cue=quote_or_null)
    claim = _object(
        sentence={"type": "integer"}, type=_one_of(TYPES), status=_one_of(STATUSES), certainty=_one_of(CERTAINTIES),
        polarity=_one_of(POLARITIES), trigger=quote, roles=_list(role), sources=_list(source), time=quote_or_null, place=quote_or_null,
    )  # fmt: skip
    return _object(claims=_list(claim))


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(words: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}
