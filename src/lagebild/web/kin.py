"""Other claims about the same thing as a claim, and the thing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded

if TYPE_CHECKING:
    from lagebild.picture import Giver, Picture
    from lagebild.web.workspace import Workspace

_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Kin:
    """The thing that a claim is about (None while it is not weighed, or where it does not weigh), and others that say something of it.
    `givers` says (by claim) from whom those are that are not our own, `waits` where they were not found in the time that a page waits."""

    thing: str | None
    n_claims: int
    others: tuple[KeptClaim, ...]
    waits: bool = False
    givers: "Mapping[str, Giver]" = field(default_factory=dict)


def kin_of(space: "Workspace", claim: str) -> Kin:
    """What else was said of the same thing, the first few."""
    return space.aside.get("kin", claim, lambda picture: _made(picture, claim)) or _WAITS


def _made(picture: "Picture", claim: str) -> Kin:
    try:
        thing = picture.board.head(claim).thing
    except NotRecorded:  # rejected, of an older version, or not weighed yet
        return _NONE
    others = [id for id in thing.claims[: _MOST + 1] if id != claim][:_MOST]
    givers = {id: picture.lent.givers[id] for id in others if id in picture.lent.givers}
    return Kin(thing.id, len(thing.claims), tuple(picture.claims(others).values()), givers=givers)


_NONE: Final = Kin(None, 0, ())
_WAITS: Final = Kin(None, 0, (), waits=True)
