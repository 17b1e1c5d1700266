"""Other claims about the same thing as a claim, and the thing itself."""

from dataclasses import dataclass

from lagebild.claims.kept import KeptClaim
from lagebild.errors import NotRecorded
from lagebild.ledger.view import View
from lagebild.web.following import Following

_MOST: int = 8


@dataclass(frozen=True, slots=True)
class Kin:
    """The thing that a claim is about (None while it is not weighed, or where it does not weigh), and others that say something of it."""

    thing: str | None
    n_claims: int
    others: tuple[KeptClaim, ...]


def kin_of(following: Following, view: View, claim: str) -> Kin:
    """What else was said of the same thing, the first few."""
    try:
        with following.picture() as picture:
            thing = picture.balance.thing(claim)
            found = thing.id, tuple(thing.claims)
    except NotRecorded:  # rejected, of an older version, or not weighed yet
        return Kin(None, 0, ())
    ids = [id for id in found[1] if id != claim]
    others = []
    for id in ids[:_MOST]:
        try:
            others.append(view.claim(id))
        except NotRecorded:  # the picture is a moment behind
            continue
    return Kin(found[0], len(found[1]), tuple(others))
