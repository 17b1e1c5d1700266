"""The query of a request (section 3.4) as a question to the store; what is malformed is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from lagebild.errors import Refused
from lagebild.exchange.taxii.nouns import LAST, Asked, Versions
from lagebild.exchange.taxii.times import instant

__all__ = ["BY_ID", "EVERYWHERE", "Question", "VERSIONS", "question"]

#: The match fields that an endpoint has: sections 5.3 and 5.4; 5.6 and 5.7; 5.8.
EVERYWHERE: Final = ("id", "type", "version", "spec_version")
BY_ID: Final = ("version", "spec_version")
VERSIONS: Final = ("spec_version",)

_KEPT_SPEC: Final = "2.1"
_MAX_PARAMETERS: Final = 64
_MAX_VALUES: Final = 256
_MAX_LIMIT: Final = 10**9


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks for: `asked` without the place in the walk, which is `next` where it goes on with one; `none` where
    its specification versions are none that are kept here; `about` is the question in one form but for how many at once, to which
    a `next` is bound."""

    asked: Asked
    next: str | None
    none: bool
    about: str


def question(query: bytes, fields: Sequence[str]) -> Question:
    """The question in a URL's `query`, at an endpoint with the match `fields`. Raises `Refused` with the parameter that is
    malformed, given twice, or has no place at this endpoint; parameters that nobody defined are passed over."""
    given = _parameters(query)
    matches = {field: _values(given, f"match[{field}]") for field in EVERYWHERE}
    for field in EVERYWHERE:
        if matches[field] and field not in fields:
            raise Refused("query", f"match[{field}]", "has no place at this endpoint")
    asked = Asked(
        after=_after(given.get("added_after")),
        limit=_limit(given.get("limit")),
        ids=matches["id"],
        types=matches["type"],
        versions=_versions(matches["version"]),
    )
    about = (asked.after, sorted(asked.ids), sorted(asked.types), sorted(matches["version"]), sorted(matches["spec_version"]))
    next_ = given.get("next")
    if next_ is not None and not next_:
        raise Refused("query", "next", "is empty")
    return Question(asked, next_, not _is_kept(matches["spec_version"]), repr(about))


def _parameters(query: bytes) -> Mapping[str, str]:
    """The parameters by name; those that matter may be given once (sections 3.4 and 3.4.1)."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:
        raise Refused("query", "", "is no query in UTF-8, or has too many parameters") from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise Refused("query", name[:80], "is given twice")
        found[name] = value
    return found


def _values(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    if name not in given:
        return ()
    values = tuple(given[name].split(","))
    if not all(values) or len(values) > _MAX_VALUES:
        raise Refused("query", name, f"is not one to {_MAX_VALUES} values with commas between them")
    return tuple(dict.fromkeys(values)) if name != "match[version]" else values


def _after(text: str | None) -> int | None:
    """`added_after` in microseconds; with finer digits what was added in that microsecond is not later."""
    return None if text is None else instant(text, "query", "added_after") // 1_000


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,50}", text, re.ASCII):
        raise Refused("query", "limit", "is no whole number above zero")
    return min(int(text), _MAX_LIMIT)


def _versions(values: tuple[str, ...]) -> Versions:
    if len(set(values)) < len(values):
        raise Refused("query", "match[version]", "names a version twice")
    if "all" in values and len(values) > 1:
        raise Refused("query", "match[version]", "has all beside another version")
    if not values:
        return LAST
    exact = tuple(instant(one, "query", "match[version]") for one in values if one not in ("all", "first", "last"))
    inside = tuple(at for at in dict.fromkeys(exact) if -(2**63) <= at < 2**63)
    return Versions(last="last" in values, first="first" in values, all="all" in values, exact=inside)


def _is_kept(values: tuple[str, ...]) -> bool:
    if not all(re.fullmatch(r"\d{1,3}\.\d{1,3}", one, re.ASCII) for one in values):
        raise Refused("query", "match[spec_version]", "is no version such as 2.1")
    return not values or _KEPT_SPEC in values
