"""An answer as it came, read within limits: whatever is too large, too deep or of another form is refused with its reason."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from lagebild.claims.fields import Fields
from lagebild.claims.vocabulary import (
    CERTAINTIES,
    POLARITIES,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
    TYPES,
    Certainty,
    Polarity,
    SourceKind,
    Status,
    Type,
)
from lagebild.errors import InvalidClaim

#: Code points of an answer, depth of its brackets, claims for each sentence, entries of one list, code points of one quote. An answer
#: in the schema is far below each of them.
MAX_CHARACTERS: Final = 200_000
MAX_DEPTH: Final = 12
MAX_CLAIMS_A_SENTENCE: Final = 12
MAX_ENTRIES: Final = 40
MAX_QUOTE: Final = 600
_FENCE: Final = "```"
#: A string, or what is left of one at the end: each character is then looked at once, however many quotes are escaped.
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z)', re.DOTALL)
_CLAIM: Final = ("sentence", "type", "status", "certainty", "polarity", "trigger", "roles", "sources", "time", "place")


class AnswerRefused(Exception):
    """An answer is none that can be used; the reason is fit to be shown."""


@dataclass(frozen=True, slots=True)
class QuotedRole:
    """The words of a role, and whom the answer takes them to stand for."""

    role: str
    quote: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class QuotedSource:
    """The words of a source in sentence `sentence` (from 1) of the portion."""

    sentence: int
    quote: str
    kind: SourceKind
    cue: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim of an answer, in its own words; nothing of it is checked against the text yet. `sentence` counts from 1."""

    sentence: int
    type: Type
    status: Status
    certainty: Certainty
    polarity: Polarity
    trigger: str
    roles: tuple[QuotedRole, ...]
    sources: tuple[QuotedSource, ...]
    time: str | None
    place: str | None


def parse_answer(content: str, n_sentences: int) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of an answer, and of each that is malformed the reason; raises `AnswerRefused` where the whole is no answer."""
    value = _json(content)
    if not isinstance(value, dict) or not isinstance(value.get("claims"), list):
        raise AnswerRefused("the answer is no object with a list of claims")
    claims = value["claims"]
    if len(claims) > MAX_CLAIMS_A_SENTENCE * n_sentences:
        raise AnswerRefused(f"the answer has {len(claims)} claims for {n_sentences} sentences")
    entries: list[Entry] = []
    refused: list[str] = []
    for number, claim in enumerate(claims):
        try:
            entries.append(_entry(claim, f"claims[{number}]", n_sentences))
        except InvalidClaim as error:
            refused.append(str(error)[:300])
    return tuple(entries), tuple(refused)


def _json(content: str) -> Any:
    if len(content) > MAX_CHARACTERS:
        raise AnswerRefused(f"the answer is longer than {MAX_CHARACTERS:,} characters")
    bare = content.strip()
    if bare.startswith(_FENCE) and bare.endswith(_FENCE):  # as many models write JSON where no schema holds them
        bare = bare[len(_FENCE) : -len(_FENCE)].removeprefix("json")
    if _depth(bare) > MAX_DEPTH:
        raise AnswerRefused("the answer is nested too deeply")
    try:
        return json.loads(bare, parse_constant=_no_constant)
    except ValueError as error:
        raise AnswerRefused(f"the answer is no JSON: {error}") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _depth(content: str) -> int:
    """How deep brackets are nested outside of strings."""
    depth = deepest = 0
    for mark in re.findall(r"[\[{\]}]", _STRING.sub("", content)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _entry(value: object, path: str, n_sentences: int) -> Entry:
    fields = Fields(value, path, _CLAIM)
    type_ = fields.word("type", TYPES)
    return Entry(
        sentence=_sentence(fields, n_sentences), type=type_, status=fields.word("status", STATUSES),
        certainty=fields.word("certainty", CERTAINTIES), polarity=fields.word("polarity", POLARITIES), trigger=_quote(fields, "trigger"),
        roles=tuple(_role(*one, type_) for one in _list(fields, "roles")),
        sources=tuple(_source(*one, n_sentences) for one in _list(fields, "sources")),
        time=_quote_or_none(fields, "time"), place=_quote_or_none(fields, "place"),
    )  # fmt: skip


def _role(value: object, path: str, type_: Type) -> QuotedRole:
    fields = Fields(value, path, ("role", "quote", "entity"))
    return QuotedRole(fields.word("role", ROLES[type_]), _quote(fields, "quote"), _quote_or_none(fields, "entity"))


def _source(value: object, path: str, n_sentences: int) -> QuotedSource:
    fields = Fields(value, path, ("sentence", "quote", "kind", "cue"))
    return QuotedSource(
        _sentence(fields, n_sentences), _quote(fields, "quote"), fields.word("kind", SOURCE_KINDS), _quote_or_none(fields, "cue")
    )


def _list(fields: Fields, key: str) -> tuple[tuple[Any, str], ...]:
    found = tuple(fields.items(key))
    if len(found) > MAX_ENTRIES:
        raise InvalidClaim(fields.at(key), f"has {len(found)} entries")
    return found


def _sentence(fields: Fields, n_sentences: int) -> int:
    number = fields.integer("sentence")
    if not 1 <= number <= n_sentences:
        raise InvalidClaim(fields.at("sentence"), f"there is no sentence {number}")
    return number


def _quote(fields: Fields, key: str) -> str:
    words = _quote_or_none(fields, key)
    if words is None:
        raise InvalidClaim(fields.at(key), "is missing")
    return words


def _quote_or_none(fields: Fields, key: str) -> str | None:
    words = (fields.text_or_none(key) or "").strip()
    if len(words) > MAX_QUOTE:
        raise InvalidClaim(fields.at(key), f"is longer than {MAX_QUOTE} characters")
    return words or None
