"""Which claims are meant: the same terms as options of `claims` and in `--filter` of the decisions."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from lagebild.errors import WrongCall

if TYPE_CHECKING:
    from lagebild.ledger import Filter

Terms = Mapping[str, Sequence[str]]


def filter_of(terms: Terms) -> "Filter":
    """The filter of the terms; ends the command at one that is unknown or malformed."""
    from lagebild.ledger import Filter

    parts: dict[str, Any] = {}
    for name, values in terms.items():
        if name not in TERMS:
            raise WrongCall("--filter", f"{name!r} is none of {', '.join(TERMS)}")
        if values:
            parts.update(TERMS[name](name, values))
    return Filter(**parts)


def filter_in(expression: str) -> "Filter":
    """The filter in an expression like `type=transfer,deployment party=UA undecided publisher="Neue Zürcher"`."""
    terms: dict[str, list[str]] = {}
    try:
        words = shlex.split(expression)
    except ValueError as error:
        raise WrongCall("--filter", f"{error}") from None
    for word in words:
        name, _, value = word.partition("=")
        terms.setdefault(name, []).extend(value.split(",") if name in _LISTS else [value])
    if not terms:
        raise WrongCall("--filter", "it says nothing; `all` means every claim")
    return filter_of(terms)


def party_of(words: str) -> Any:
    """A party: `UA`, `Kyjiw`, or with its role `recipient=UA`."""
    from lagebild.ledger import Party
    from lagebild.reading.spellings import spelled

    role, equals, name = words.partition("=")
    return Party(spelled(name).code, role) if equals else Party(spelled(words).code)


def day(value: str, hint: str) -> str:
    """`value`, which must be a day (YYYY-MM-DD)."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise WrongCall(hint, f"{value!r} is no day written YYYY-MM-DD") from None


def _words(part: str, allowed: str | None = None) -> Callable[[str, Sequence[str]], dict[str, Any]]:
    """Words, each one of the list `allowed` of the vocabulary."""

    def read(name: str, values: Sequence[str]) -> dict[str, Any]:
        from lagebild.claims import kept, vocabulary

        known = getattr(kept if allowed == "STATES" else vocabulary, allowed) if allowed else None
        for value in values:
            if known is not None and value not in known:
                raise WrongCall(f"--{name}", f"{value!r} is none of {', '.join(known)}")
        return {part: tuple(values)}

    return read


def _day(part: str) -> Callable[[str, Sequence[str]], dict[str, Any]]:
    return lambda name, values: {part: day(values[-1], f"--{name}")}


def _flag(**parts: Any) -> Callable[[str, Sequence[str]], dict[str, Any]]:
    return lambda name, values: parts


def _text(name: str, values: Sequence[str]) -> dict[str, Any]:
    from lagebild.ledger import Query

    return {"text": Query(" ".join(values))}


#: The terms: what each makes of its values. A flag stands alone.
TERMS: Final[dict[str, Callable[[str, Sequence[str]], dict[str, Any]]]] = {
    "type": _words("types", "TYPES"),
    "status": _words("statuses", "STATUSES"),
    "certainty": _words("certainties", "CERTAINTIES"),
    "polarity": _words("polarities", "POLARITIES"),
    "state": _words("states", "STATES"),
    "undecided": _flag(states=("undecided",)),
    "party": lambda name, values: {"parties": tuple(party_of(value) for value in values)},
    "materiel": lambda name, values: {"materiel": " ".join(values)},
    "text": _text,
    "publisher": _words("publishers"),
    "language": _words("languages"),
    "reader": _words("readers"),
    "report": _words("reports"),
    "from": _day("published_from"),
    "to": _day("published_to"),
    "acted-from": _day("acted_from"),
    "acted-to": _day("acted_to"),
    "changed": _flag(rereads=("changed", "gone")),
    "disputed": _flag(disputed=True),
    "true": _flag(settled=True),
    "false": _flag(settled=False),
    "all": _flag(current=None, latest=None),
}
_LISTS: Final = frozenset({"type", "status", "certainty", "polarity", "state", "party", "language", "reader"})
