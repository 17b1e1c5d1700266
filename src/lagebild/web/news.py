"""What moved in the picture since a day, and what contradicts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lagebild.web.aside import Later

if TYPE_CHECKING:
    from lagebild.picture import Changes, Contradiction, Picture
    from lagebild.picture.changes import Gathered
    from lagebild.web.workspace import Workspace

_N_CONTRADICTIONS: Final = 20
#: Things that nobody looked at yet and that are worked out for a page, about half a millisecond each.
_MOST_FRESH: Final = 300
#: Seconds for which others are kept from the picture at a time.
_AT_ONCE_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class News:
    """Changes since a day, and the contradictions that stand; None for these as long as too many things wait to be looked at."""

    changes: "Changes"
    contradictions: "tuple[Contradiction, ...] | None"


def news_since(space: "Workspace", day: date) -> News | None:
    """The news since `day`; None as long as the picture is not up with the ledger, or they take longer than a page waits."""
    if not space.following.progress().ready:
        return None
    return space.aside.get("news", (day, space.following.prepared), lambda picture: _begun(picture, day))


def _begun(picture: "Picture", day: date) -> Later:
    from lagebild.picture.changes import begun

    found = begun(picture, day.isoformat(), by="recorded")
    return Later(lambda picture: _gone_on(picture, found))


def _gone_on(picture: "Picture", found: "Gathered") -> "News | Later":
    from lagebild.picture import Wanted, contradictions
    from lagebild.picture.changes import gather
    from lagebild.picture.rows import n_open

    if not gather(picture, found, _AT_ONCE_S):
        return Later(lambda picture: _gone_on(picture, found))
    is_known = n_open(picture, Wanted(contested=True)) <= _MOST_FRESH
    return News(found.changes(), contradictions(picture, limit=_N_CONTRADICTIONS) if is_known else None)
