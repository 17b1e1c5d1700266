"""What an address or a form asks for: filters, pages, parts of a claim."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import FormData

from lagebild.claims.claim import Claim
from lagebild.claims.decision import CORRECTABLE
from lagebild.claims.record import claim_part
from lagebild.commands.filtering import TERMS, filter_of
from lagebild.ledger import Filter
from lagebild.reading.spellings import spelled
from lagebild.web.refusals import Unfit

#: Values of filters in one address; nobody needs more.
_MOST_VALUES: Final = 60
_LONGEST_PARTS: Final = 200_000
_CHOSEN: Final = ("type", "status", "certainty", "polarity")


def terms_of(request: Request) -> dict[str, list[str]]:
    """The filters in the address, empty ones left out; other parts of the query are none of them."""
    terms: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items()[:_MOST_VALUES]:
        if name in TERMS and value.strip():
            terms.setdefault(name, []).append(value.strip())
    return terms


def known_query(query: str | None) -> dict[str, list[str]]:
    """The filters of a query that a page handed on in a form."""
    found = parse_qs(query or "", max_num_fields=_MOST_VALUES)
    return {name: values for name, values in found.items() if name in TERMS}


def wanted_of(terms: Mapping[str, list[str]], **else_: Any) -> Filter:
    """The filter of these terms; `else_` holds where a term leaves it open. Raises `WrongCall` and `InvalidClaim`."""
    wanted = filter_of(terms)
    open_ = {part: value for part, value in else_.items() if getattr(wanted, part) == getattr(_ALL, part)}
    return replace(wanted, **open_)


def form_text(form: FormData, name: str, most: int = 2_000) -> str | None:
    """A field of a form, None for an empty one; raises `Unfit` for one that is too long or a file."""
    value = form.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > most:
        raise Unfit("field", name=name)
    return value.strip() or None


def json_of(text: str) -> Any:
    """The value of a JSON text from a form; raises `Unfit`."""
    if len(text) > _LONGEST_PARTS:
        raise Unfit("field", name="JSON")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # RecursionError: brackets nested by the thousand
        raise Unfit("field", name="JSON") from None


def changes_of(claim: Claim, form: FormData, text: str) -> dict[str, Any]:
    """What the form says otherwise than the claim: its chosen words, and the parts in JSON that the page put together. Spans of these
    may come without their words: `text` is the report's. Entities may come in any spelling."""
    said: dict[str, Any] = {part: form_text(form, part) for part in _CHOSEN if form_text(form, part) is not None}
    parts = json_of(form_text(form, "parts", _LONGEST_PARTS) or "{}")
    if not isinstance(parts, dict) or not all(part in CORRECTABLE for part in parts):
        raise Unfit("field", name="parts")
    now = claim_part(claim)
    return {part: value for part, value in (said | _whole(parts, text)).items() if now[part] != value}


def _whole(value: Any, text: str) -> Any:
    """A part of a claim in JSON with the words of its spans, where the page left them out or could not show them as they are, and with
    the codes of its entities."""
    if isinstance(value, list):
        return [_whole(one, text) for one in value]
    if not isinstance(value, dict):
        return value
    start, end, words = value.get("start"), value.get("end"), value.get("text")
    if type(start) is int and type(end) is int and 0 <= start < end <= len(text) and (words is None or "\ufffd" in str(words)):
        return {**value, "text": text[start:end]}
    whole = {name: _whole(one, text) for name, one in value.items()}
    if isinstance(whole.get("entity"), str) and whole["entity"].strip():
        whole["entity"] = spelled(whole["entity"]).code
    return whole


_ALL: Final = Filter()
