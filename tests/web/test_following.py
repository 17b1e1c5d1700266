"""The picture that follows the ledger."""

from lagebild.ledger import Ledger
from lagebild.web.following import Following


def test_a_picture_that_is_weighed_but_not_taken_over_yet_is_not_ready(ledger: Ledger) -> None:
    following = Following(ledger)
    following._progressed(7, 7)  # what the first weighing tells after its last chunk
    assert not following.progress().ready
