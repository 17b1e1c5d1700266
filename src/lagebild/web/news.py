"""What moved in the picture since a day, and what contradicts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lagebild.picture import Changes, Contradiction, Picture
    from lagebild.web.workspace import Workspace

_N_CONTRADICTIONS: Final = 20
#: Things that nobody looked at yet and that are worked out for a page, about half a millisecond each.
_MOST_FRESH: Final = 300


@dataclass(frozen=True, slots=True)
class News:
    """Changes since a day, and the contradictions that stand; None for these as long as too many things wait to be looked at."""

    changes: "Changes"
    contradictions: "tuple[Contradiction, ...] | None"


def news_since(space: "Workspace", day: date) -> News | None:
    """The news since `day`; None as long as the picture is not up with the ledger, or they take longer than a page waits."""
    if not space.following.progress().ready:
        return None
    return space.aside.get("news", (day, space.following.prepared), lambda picture: _made(picture, day))


def _made(picture: "Picture", day: date) -> News:
    from lagebild.picture import changes
    from lagebild.picture.telling import contradictions_soon

    found = changes(picture, day.isoformat(), by="recorded")
    return News(found, contradictions_soon(picture, limit=_N_CONTRADICTIONS, most=_MOST_FRESH))
