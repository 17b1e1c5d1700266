"""Terms: what one party lets the other hold, as values that can only be narrowed by taking what both allow."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from lagebild.claims.fields import Fields
from lagebild.claims.vocabulary import TYPES
from lagebild.errors import InvalidClaim
from lagebild.exchange.markings import LEVELS, PARTS, rank

Onward = Literal["none", "consent", "allies"]
ONWARD: Final[tuple[Onward, ...]] = ("none", "consent", "allies")
#: What a releaser may have to look at first: everything, claims of a type ("type:transfer"), from a level on ("tlp:amber"), or
#: claims of which a part would travel ("part:words").
_APPROVALS: Final = frozenset({
    "all", *(f"type:{one}" for one in TYPES), *(f"tlp:{one}" for one in LEVELS), *(f"part:{one}" for one in PARTS),
})  # fmt: skip
_KEYS: Final = (
    "types", "parties", "materiel", "since", "until", "highest", "unmarked", "parts", "checked", "onward", "allies", "approval", "expires",
)  # fmt: skip
#: Entries of one list of terms.
_MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the giver lets the taker hold.

    `types`, `parties` (entities of which a claim names at least one) and `materiel` (words of which one stands in the claim's
    objects or forces) are the topics; None is any, an empty tuple is none, and then nothing flows. `since` and `until` bound the
    act's days, or where these are untold the day of publication (YYYY-MM-DD, inclusive, None is open). `highest` is the highest TLP
    level, `unmarked` the level that stands for a missing marking (None: what is unmarked stays). `parts` of a claim travel beside its
    core (`markings.PARTS`). With `checked` only what a person accepted, corrected or added travels. `onward` says whether the
    taker may pass it on: not at all, with consent case by case, or to `allies` (identities). `approval` lists what a releaser must
    approve first. `expires` is the last day on which the terms hold.
    """

    types: tuple[str, ...] | None
    parties: tuple[str, ...] | None
    highest: str
    expires: str
    materiel: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None
    unmarked: str | None = None
    parts: tuple[str, ...] = ()
    checked: bool = False
    onward: Onward = "none"
    allies: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for part, given, allowed in (
            ("types", self.types or (), TYPES), ("parts", self.parts, PARTS), ("approval", self.approval, _APPROVALS),
            ("highest", (self.highest,), LEVELS), ("onward", (self.onward,), ONWARD),
            ("unmarked", () if self.unmarked is None else (self.unmarked,), LEVELS),
        ):  # fmt: skip
            for one in given:
                if one not in allowed:
                    raise InvalidClaim(f"terms.{part}", f"{one!r} is none of {', '.join(sorted(allowed))}")
        for part, day in (("since", self.since), ("until", self.until), ("expires", self.expires)):
            if day is not None and not is_day(day):
                raise InvalidClaim(f"terms.{part}", f"{day!r} is no day written YYYY-MM-DD")
        for part in ("types", "parties", "materiel", "parts", "allies", "approval"):
            named = getattr(self, part)
            if named is not None and (len(named) > _MOST or tuple(sorted(set(named))) != named):
                raise InvalidClaim(f"terms.{part}", f"are not sorted, or hold one twice, or are more than {_MOST}")

    def in_force(self, today: str) -> bool:
        """Whether the terms hold on a day (YYYY-MM-DD)."""
        return today <= self.expires


def terms(**given: Any) -> Terms:
    """Terms from lists in any order; raises `InvalidClaim`."""
    listed = ("types", "parties", "materiel", "parts", "allies", "approval")
    ready: dict[str, Any] = {
        key: tuple(sorted(set(value))) if key in listed and value is not None else value for key, value in given.items()
    }
    return Terms(**ready)


def meet(one: Terms, other: Terms) -> Terms:
    """What both allow: never more than either, in whatever order terms are met."""
    parts = _both(one.parts, other.parts) or ()
    unmarked = None if one.unmarked is None or other.unmarked is None else max(one.unmarked, other.unmarked, key=rank)
    onward = ONWARD[min(_onward(one), _onward(other))]
    return Terms(
        types=_both(one.types, other.types),
        parties=_both(one.parties, other.parties),
        materiel=_both(one.materiel, other.materiel),
        since=max((day for day in (one.since, other.since) if day is not None), default=None),
        until=min((day for day in (one.until, other.until) if day is not None), default=None),
        highest=min(one.highest, other.highest, key=rank),
        unmarked=unmarked,
        parts=parts,
        checked=one.checked or other.checked,
        onward=onward,
        allies=_both(one.allies, other.allies) or () if onward == "allies" else (),
        approval=tuple(sorted({*one.approval, *other.approval})),
        expires=min(one.expires, other.expires),
    )


def terms_part(given: Terms) -> dict[str, Any]:
    """The JSON form of terms."""
    return {key: list(value) if isinstance(value := getattr(given, key), tuple) else value for key in _KEYS}


def parse_terms(value: object, path: str = "terms") -> Terms:
    """The terms in their JSON form; raises `InvalidClaim`, also for a key or word that this version does not know: what cannot be
    understood cannot be agreed."""
    fields = Fields(value, path, _KEYS)
    checked, _ = fields.one("checked")
    if not isinstance(checked, bool):
        raise InvalidClaim(fields.at("checked"), "is neither true nor false")
    given: dict[str, Any] = {key: fields.texts(key) if fields.has(key) else None for key in ("types", "parties", "materiel")}
    given |= {key: fields.texts(key) for key in ("parts", "allies", "approval")}
    given |= {key: fields.text_or_none(key) for key in ("since", "until", "unmarked")}
    given |= {key: fields.text(key) for key in ("highest", "expires", "onward")}
    return Terms(checked=checked, **given)


def _onward(given: Terms) -> int:
    return ONWARD.index(given.onward)


def _both(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """What stands in both, where None is everything. A claim that names X and Y passes {X} and passes {Y} but not their meet, which is
    empty: narrower than was asked for, never wider."""
    if one is None or other is None:
        return other if one is None else one
    return tuple(sorted(set(one) & set(other)))


def is_day(text: str) -> bool:
    """Whether `text` is a day, written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


#: Terms under which nothing flows.
NOTHING: Final = Terms(types=(), parties=(), highest="clear", expires="0001-01-01")
