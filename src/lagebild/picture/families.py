"""The family of a text: who took what from whom, word by word, and what was lost, added or sharpened on the way."""

from collections.abc import Mapping
from typing import Final

from lagebild.claims.estimate import Aligned
from lagebild.picture.nouns import Family, Member, Passage, Passed
from lagebild.picture.picture import Picture
from lagebild.weighing import Change, Step

#: Reports that are looked at of one family.
_MOST: Final = 200
#: What makes a statement firmer than it was, and what makes it more careful.
SHARPENED: Final = frozenset({"hedge lost", "source lost"})
SOFTENED: Final = frozenset({"hedge added", "source added"})


def lineage(picture: Picture, report: str, most: int = _MOST) -> Family:
    """The family of a report, of a large one the `most` reports that are nearest; of itself alone where it shares words with no other.
    Raises `NotRecorded`."""
    found = picture.balance.lineage(report, most)
    parents = {step.report: step.parent for step in found.steps}
    inside = {id for step in found.steps for id in (step.report, step.parent)} | {report}
    members = sorted((_member(picture, id, parents) for id in inside), key=lambda one: (one.published or "9", one.report))
    texts = {id: picture.report(id).text for id in inside}
    return Family(report, tuple(members), tuple(_passed(step, texts) for step in found.steps), found.n_beyond)


def _above(report: str, parents: Mapping[str, str]) -> list[str]:
    """The parent, its parent, and so on."""
    found: list[str] = []
    while report in parents and parents[report] not in found:
        report = parents[report]
        found.append(report)
    return found


def _member(picture: Picture, report: str, parents: Mapping[str, str]) -> Member:
    filed = picture.register.report(report)
    return Member(
        report, filed.title, filed.publisher, filed.published, filed.language, parents.get(report), len(_above(report, parents)),
        picture.register.giver(report),
    )  # fmt: skip


def _passed(step: Step, texts: Mapping[str, str]) -> Passed:
    def kept(wanted: frozenset[str]) -> tuple[Change, ...]:
        return tuple(change for change in step.changes if change.kind in wanted)

    told = SHARPENED | SOFTENED | {"claim dropped", "claim added"}
    return Passed(
        report=step.report,
        parent=step.parent,
        kind=step.kind,
        share=step.share,
        passages=tuple(_passage(passage, texts[step.report], texts[step.parent]) for passage in step.passages),
        dropped=kept(frozenset({"claim dropped"})),
        added=kept(frozenset({"claim added"})),
        sharpened=kept(SHARPENED),
        softened=kept(SOFTENED),
        changed=tuple(change for change in step.changes if change.kind not in told),
    )


def _passage(aligned: Aligned, text: str, parent: str) -> Passage:
    return Passage(
        aligned.start_a, aligned.end_a, text[aligned.start_a : aligned.end_a],
        aligned.start_b, aligned.end_b, parent[aligned.start_b : aligned.end_b], aligned.n_words,
    )  # fmt: skip
