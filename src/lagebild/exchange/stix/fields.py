"""Fields: which parts of a claim and its report may travel beside the core, and what that means for their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lagebild.claims.claim import Claim, Role
from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim
from lagebild.exchange.markings import PARTS

#: Roles whose words name materiel or forces.
MATERIEL_ROLES: Final = frozenset({"object", "force", "losses"})
#: Parts without which the whole text of a report would tell what stays. An address and the reader's confidence stand in no text.
_TOLD_BY_TEXT: Final = frozenset(PARTS) - {"text", "address", "confidence"}


@dataclass(frozen=True, slots=True)
class Fields:
    """The parts (of `markings.PARTS`) that may travel. The core always does: type, status, certainty, polarity, roles and their
    entities, the day of publication, and which claims stand in one report. Raises `InvalidClaim` for an unknown part."""

    parts: frozenset[str]

    def __post_init__(self) -> None:
        for part in self.parts:
            if part not in PARTS:
                raise InvalidClaim("fields", f"{part!r} is none of {', '.join(PARTS)}")

    def __contains__(self, part: str) -> bool:
        return part in self.parts

    @property
    def whole(self) -> bool:
        """Whether nothing is held back."""
        return len(self.parts) == len(PARTS)

    def closed(self, claim: Claim) -> "Fields":
        """The parts that can travel without telling one that stays; never more than these.

        A sentence tells who says so, when, where and how much, so it goes only if all of that may. A place of unknown precision
        counts as a fine one.
        """
        left = set(self.parts)
        if "attribution" not in left:
            left.discard("source_names")
        if "place" not in left:
            left.discard("place_site")
        if next(held_spans(claim, Fields(frozenset(left))), None) is not None:
            left.discard("words")
        if not left >= _TOLD_BY_TEXT:
            left.discard("text")
        return Fields(frozenset(left))


#: Everything.
ALL_FIELDS: Final = Fields(frozenset(PARTS))
#: The core alone.
NO_FIELDS: Final = Fields(frozenset())


def held_spans(claim: Claim, fields: Fields) -> Iterator[Span]:
    """The spans of `claim` whose words belong to a part that stays, other than "words" itself."""
    if claim.time is not None and "time" not in fields:
        yield claim.time.span
    if claim.place is not None and ("place" not in fields or (is_fine(claim) and "place_site" not in fields)):
        yield claim.place.span
    for source in claim.attribution:
        if "attribution" not in fields or "source_names" not in fields:
            yield source.span
            if source.cue is not None:
                yield source.cue
    yield from (role.span for role in claim.roles if _is_held(role, fields))


def is_fine(claim: Claim) -> bool:
    """Whether the place of `claim` is, or may be, finer than a country."""
    return claim.place is not None and claim.place.precision != "country"


def _is_held(role: Role, fields: Fields) -> bool:
    return (role.role in MATERIEL_ROLES and "materiel" not in fields) or (role.quantity is not None and "quantity" not in fields)
