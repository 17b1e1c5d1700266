"""What moved in the picture since a day, and what contradicts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lagebild.picture import Changes, Contradiction, Picture
    from lagebild.web.workspace import Workspace

_N_CONTRADICTIONS: Final = 20


@dataclass(frozen=True, slots=True)
class News:
    """Changes since a day, and the contradictions that stand."""

    changes: "Changes"
    contradictions: "tuple[Contradiction, ...]"


def news_since(space: "Workspace", day: date) -> News | None:
    """The news since `day`; None as long as the picture is not up with the ledger, or they take longer than a page waits."""
    if not space.following.progress().ready:
        return None
    return space.aside.get("news", day, lambda picture: _made(picture, day))


def _made(picture: "Picture", day: date) -> News:
    from lagebild.picture import changes, contradictions

    return News(changes(picture, day.isoformat(), by="recorded"), tuple(contradictions(picture, limit=_N_CONTRADICTIONS)))
