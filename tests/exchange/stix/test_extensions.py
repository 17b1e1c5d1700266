"""Extensions: their definitions travel, hold their schema, and stand in the documentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from lagebild.exchange.stix.extensions import DEFINITIONS, definition, project_identity, schema
from lagebild.exchange.stix.reading import read_objects
from lagebild.exchange.stix.tables import CLAIM_PART, REPORT_PART, TABLES, VIEW_PART

DOC = (Path(__file__).parents[3] / "docs" / "stix.md").read_text(encoding="utf8")
IDS = [id for id, *_ in DEFINITIONS]


def test_definitions_are_valid_objects_of_the_projects_identity() -> None:
    objects = [project_identity(), *map(definition, IDS)]
    assert read_objects(objects).refused == ()
    assert {item["created_by_ref"] for item in objects[1:]} == {project_identity()["id"]}
    assert len({item["id"] for item in objects}) == len(objects)


@pytest.mark.parametrize(("id", "file"), [(id, file) for id, file, *_ in DEFINITIONS])
def test_every_extension_is_documented(id: str, file: str) -> None:
    """Its id, its schema, and each of its properties."""
    assert f"`{id}` ([schema](../src/lagebild/exchange/stix/data/{file}.json))" in DOC
    missing = [name for name in schema(file)["properties"] if name != "extension_type" and f"`{name}`" not in DOC]
    assert not missing


@pytest.mark.parametrize("type_", TABLES)
def test_every_object_that_is_read_is_documented(type_: str) -> None:
    assert f"`{type_}`" in DOC


@pytest.mark.parametrize(("file", "table"), [("claim", CLAIM_PART), ("report", REPORT_PART), ("view", VIEW_PART)])
def test_schema_and_table_name_the_same_properties(file: str, table: dict[str, Any]) -> None:
    """What is promised to others is what is checked here, and the same of it must be there."""
    assert schema(file)["properties"].keys() == table.keys()
    assert set(schema(file)["required"]) == {name for name, known in table.items() if known.required}


def test_schemas_forbid_what_stix_forbids() -> None:
    """No empty lists (section 2.12)."""
    for _, file, *_ in DEFINITIONS:
        for found in lists_in(schema(file)):
            assert found.get("minItems", 0) >= 1, json.dumps(found)[:80]


def lists_in(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for entry in value for found in lists_in(entry)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("type") == "array" else []
    return own + [found for entry in value.values() for found in lists_in(entry)]
