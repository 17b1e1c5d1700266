"""The description of the API as a page, made on the server from the OpenAPI document: no script, nothing from elsewhere."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from lagebild.web.identity import Reader
from lagebild.web.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
def docs(request: Request, me: Reader) -> Response:
    """All calls by their tags."""
    document: dict[str, Any] = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            groups.setdefault(call.get("tags", ["other"])[0], []).append({"path": path, "method": method.upper(), **_call(document, call)})
    return page(request, "api.html", groups=groups)


def _call(document: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        (one["name"], one["in"], one.get("required", False), _type(document, one.get("schema", {})), one.get("description", ""))
        for one in call.get("parameters", ())
    ]
    body: list[tuple[Any, ...]] = []
    for content in call.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(document, content.get("schema", {}))
        needed = schema.get("required", ())
        body = [
            (name, "body", name in needed, _type(document, part), part.get("description", ""))
            for name, part in schema.get("properties", {}).items()
        ]
    return {"words": call.get("description") or call.get("summary", ""), "parameters": [*parameters, *body]}


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return document["components"]["schemas"].get(reference.rsplit("/", 1)[-1], {}) if reference else schema


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    schema = _resolved(document, schema)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(document, one) for one in schema["anyOf"] if one.get("type") != "null"))
    if schema.get("type") == "array":
        return f"list of {_type(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or schema.get("title") or "any")
