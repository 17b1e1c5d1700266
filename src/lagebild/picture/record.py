"""Nouns of the picture as plain JSON values."""

from dataclasses import fields, is_dataclass
from typing import Any

from lagebild.picture.nouns import Row


def part(value: Any) -> Any:
    """`value` (a noun, or anything that is made of nouns, texts, numbers and tuples) as dicts, lists, texts and numbers."""
    if isinstance(value, Row):
        return _fields(value) | {"contested": value.contested}
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, tuple | list):
        return [part(one) for one in value]
    if isinstance(value, dict):
        return {key: part(one) for key, one in value.items()}
    return value


def _fields(noun: Any) -> dict[str, Any]:
    return {field.name: part(getattr(noun, field.name)) for field in fields(noun)}
