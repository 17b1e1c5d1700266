"""What a ledger has to teach: reports on all of whose claims people decided, in the corpus notation."""

import pathlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from lagebild.claims.claim import Claim
from lagebild.claims.kept import KeptClaim, KeptReport
from lagebild.errors import InvalidClaim, NotationError
from lagebild.ledger import View
from lagebild.pipeline.reading import READ_BY_MODEL
from lagebild.reading.notation import parse
from lagebild.reading.notation_writing import written
from lagebild.reports import sentences

_PAGE: Final = 200
#: Code points from which on a sentence that stands in a test text too is no coincidence.
_TELLING: Final = 40


@dataclass(frozen=True, slots=True)
class Lesson:
    """A report to learn from: `block` in the notation, how many claims stand, and how many were rejected (their words teach
    that there is no act)."""

    report: str
    language: str
    block: str
    n_claims: int
    n_rejected: int


@dataclass(frozen=True, slots=True)
class NoLesson:
    """A report that cannot be learned from, and why."""

    report: str
    reason: str


def lessons(view: View, kept_apart: Collection[str] = ()) -> Iterator[Lesson | NoLesson]:
    """Every newest report of a ledger that people decided on, in the order of recording. Nobody's silence teaches: a report with
    an undecided claim, or without any decision, is left out.

    `kept_apart` are sentences of evaluation texts; a report that has one of them is no lesson.
    """
    for report in _reports(view):
        claims = [one for one in view.claims_of(report.report.id) if one.current or one.state != "undecided"]
        if any(one.state != "undecided" for one in claims):
            yield _lesson(report, claims, kept_apart)


def sentences_kept_apart(corpus: pathlib.Path) -> frozenset[str]:
    """The telling sentences of the corpus' test part, which nothing may be trained on. Raises OSError, NotationError."""
    return frozenset(
        document.report.text[start:end]
        for file in sorted(corpus.glob("??/*.txt")) for document in parse(file.read_text(encoding="utf-8"), file.name)
        if document.split == "test" for start, end in document.sentences if end - start >= _TELLING
    )


def _reports(view: View) -> Iterator[KeptReport]:
    after: str | None = None
    while True:
        page = view.reports(limit=_PAGE, after=after)
        yield from sorted((report for report in page.items if report.newer is None), key=lambda report: report.number)
        if page.next is None:
            return
        after = page.next


def _lesson(kept: KeptReport, claims: list[KeptClaim], kept_apart: Collection[str]) -> Lesson | NoLesson:
    report = kept.report
    n_open = sum(one.state == "undecided" for one in claims)
    if n_open:
        return NoLesson(report.id, f"{n_open} of its claims are undecided")
    if report.language not in READ_BY_MODEL:
        return NoLesson(report.id, f"its language is {report.language}")
    cut = sentences(report.text, report.language)
    if any(report.text[start:end] in kept_apart for start, end in cut):
        return NoLesson(report.id, "it is an evaluation text")
    standing = _once(one.claim for one in claims if one.state != "rejected")
    try:
        block = written(f"ledger-{report.id.removeprefix('sha256:')[:16]}", report, cut, standing)
    except (InvalidClaim, NotationError) as error:
        return NoLesson(report.id, str(error))
    return Lesson(report.id, report.language, block, len(standing), sum(one.state == "rejected" for one in claims))


def _once(claims: Iterator[Claim]) -> list[Claim]:
    """The claims without those that two readers read alike and that were both accepted."""
    return list({(claim.type, claim.trigger, claim.roles): claim for claim in claims}.values())
