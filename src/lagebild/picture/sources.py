"""How far sources were right, with the cases that say so."""

from typing import Final

from lagebild.claims.estimate import Grade
from lagebild.claims.kept import KeptClaim
from lagebild.ledger import Filter, Order
from lagebild.picture.nouns import Case, SourceGrade
from lagebild.picture.picture import Picture
from lagebild.weighing.entries import who_says

_OLDEST: Final = Order("published", descending=False)


def grades(picture: Picture) -> tuple[SourceGrade, ...]:
    """The grade of each source and type with a settled claim, by letter, then the one with more cases first."""
    cases: dict[tuple[str, str], list[Case]] = {}
    for right in (True, False):
        for kept in picture.view.every_claim(Filter(settled=right), _OLDEST):
            cases.setdefault((source_of(kept), kept.claim.type), []).append(_case(picture, kept, right))
    graded = sorted(picture.balance.grades(), key=lambda one: (one.letter, -one.n_cases, one.source, one.type))
    return tuple(_graded(grade, cases.get((grade.source, grade.type), [])) for grade in graded)


def source_of(kept: KeptClaim) -> str:
    """Who is graded for a claim: the named source, else the outlet that is cited, else the publisher."""
    speaker, cited = who_says(kept.claim.attribution)
    return speaker or cited or kept.publisher or "?"


def _graded(grade: Grade, cases: list[Case]) -> SourceGrade:
    ordered = sorted(cases, key=lambda case: (case.published or "", case.claim))
    return SourceGrade(grade.source, grade.type, grade.letter, grade.share, grade.n_cases, tuple(ordered))


def _case(picture: Picture, kept: KeptClaim, right: bool) -> Case:
    claim = kept.claim
    return Case(claim.id, kept.report, kept.published, claim.evidence.text, right, picture.board.thing_of(claim.id))
