"""Which things are looked for. A filter lives in the address of a page: the same filter always gives the same words, and back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlencode

from lagebild.claims.fields import storable
from lagebild.claims.vocabulary import STATUSES, TYPES
from lagebild.errors import InvalidFilter

Sort = Literal["newest", "oldest", "reports", "origins", "amount", "contested"]
SORTS: Final[tuple[Sort, ...]] = ("newest", "oldest", "reports", "origins", "amount", "contested")
#: Bounds at the door: an address is written by anybody.
_MOST_VALUES: Final = 50
_MOST_CHARACTERS: Final = 500
_MOST_ORIGINS: Final = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Things that are all that is given; of a tuple of words one is enough, but `parties` must all be there, on either side.

    `givers` and `takers` are entities (codes as roles carry them), `materiel` families or words of them, `place` a country's code
    or words of a place. `statuses` keeps things to which a claim gives one of them without denying it. `since` and `until`
    (YYYY-MM-DD, inclusive) keep things whose days, or days of publication, touch them. `contested` keeps things with a conflict
    or dispute, `min_origins` those with so many origins at most. `text` is looked for in the evidence of the claims. `sort` is
    how they are ordered: by the last publication ("newest", "oldest") or by a number, the greatest first. Raises `InvalidFilter`.
    """

    types: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    materiel: tuple[str, ...] = ()
    place: str | None = None
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ()
    contested: bool = False
    min_origins: int = 0
    text: str = ""
    sort: Sort = "newest"

    def __post_init__(self) -> None:
        _check_words("type", self.types, TYPES)
        _check_words("status", self.statuses, STATUSES)
        _check_words("sort", (self.sort,), SORTS)
        for field, day in (("since", self.since), ("until", self.until)):
            if day is not None:
                _check_day(field, day)
        if not 0 <= self.min_origins <= _MOST_ORIGINS:
            raise InvalidFilter("min-origins", str(self.min_origins), f"is not between 0 and {_MOST_ORIGINS}")
        for field, values in _texts_of(self):
            _check_texts(field, values)

    def to_query(self) -> str:
        """The filter as the query of an address, without what is left out: "type=transfer&party=UA". One filter gives one text."""
        return urlencode([pair for field, name in _NAMES.items() for pair in _pairs(name, getattr(self, field))])

    @classmethod
    def from_query(cls, query: str | Mapping[str, Sequence[str]]) -> "Wanted":
        """The filter that `to_query` wrote. Parts that are no part of a filter (a cursor, a language) are passed over, empty ones too.
        Raises `InvalidFilter` for a value that makes no sense."""
        given = _parsed(query) if isinstance(query, str) else query
        parts: dict[str, Any] = {}
        for field, name in _NAMES.items():
            values = [value for value in given.get(name, ()) if value.strip()]
            if values:
                parts[field] = _READERS[field](name, values)
        return cls(**parts)


#: Each field with its name in an address.
_NAMES: Final[dict[str, str]] = {
    "types": "type", "givers": "giver", "takers": "taker", "parties": "party", "materiel": "materiel", "place": "place",
    "since": "since", "until": "until", "statuses": "status", "contested": "contested", "min_origins": "min-origins", "text": "text",
    "sort": "sort",
}  # fmt: skip


def _parsed(query: str) -> Mapping[str, Sequence[str]]:
    try:
        return parse_qs(query.removeprefix("?"), max_num_fields=_MOST_VALUES * len(_NAMES))
    except ValueError as error:
        raise InvalidFilter("query", query[:40], "has too many parts") from error


def _words(name: str, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values))


def _last(name: str, values: Sequence[str]) -> str:
    return values[-1].strip()


def _flag(name: str, values: Sequence[str]) -> bool:
    if values[-1] not in _FLAGS:
        raise InvalidFilter(name, values[-1][:40], f"is none of {', '.join(_FLAGS)}")
    return _FLAGS[values[-1]]


def _number(name: str, values: Sequence[str]) -> int:
    if not (values[-1].isascii() and values[-1].isdecimal() and len(values[-1]) < 10):
        raise InvalidFilter(name, values[-1][:40], "is no number")
    return int(values[-1])


_FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_READERS: Final[dict[str, Callable[[str, Sequence[str]], Any]]] = {
    **dict.fromkeys(("types", "givers", "takers", "parties", "materiel", "statuses"), _words),
    **dict.fromkeys(("place", "since", "until", "text", "sort"), _last),
    "contested": _flag, "min_origins": _number,
}  # fmt: skip


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        yield from ((name, one) for one in value)
    elif value is True:
        yield name, "1"
    elif value and value != "newest":
        yield name, str(value)


def _texts_of(wanted: Wanted) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if isinstance(value, tuple):
            yield _NAMES[field.name], value
        elif isinstance(value, str):
            yield _NAMES[field.name], (value,)


def _check_texts(name: str, values: tuple[str, ...]) -> None:
    if len(values) > _MOST_VALUES:
        raise InvalidFilter(name, f"{len(values)} values", f"is more than {_MOST_VALUES}")
    for value in values:
        if len(value) > _MOST_CHARACTERS or not storable(value):
            raise InvalidFilter(name, value[:40], f"is longer than {_MOST_CHARACTERS} characters, or holds one that is stored nowhere")


def _check_words(name: str, values: tuple[str, ...], known: Sequence[str]) -> None:
    for value in values:
        if value not in known:
            raise InvalidFilter(name, value[:40], f"is none of {', '.join(known)}")


def _check_day(name: str, day: str) -> None:
    try:
        if date.fromisoformat(day).isoformat() == day:
            return
    except ValueError:
        pass
    raise InvalidFilter(name, day[:40], "is no day written YYYY-MM-DD")
