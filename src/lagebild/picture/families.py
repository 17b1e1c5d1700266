"""The family of a text: who took what from whom, word by word, and what was lost, added or sharpened on the way."""

from collections.abc import Mapping, Sequence
from typing import Final

from lagebild.claims.estimate import Aligned
from lagebild.picture.nouns import Family, Member, Passage, Passed
from lagebild.picture.picture import Picture
from lagebild.weighing import Change, Step

#: Steps that are told of one family.
_MOST_STEPS: Final = 200
#: What makes a statement firmer than it was, and what makes it more careful.
SHARPENED: Final = frozenset({"hedge lost", "source lost"})
SOFTENED: Final = frozenset({"hedge added", "source added"})


def lineage(picture: Picture, report: str) -> Family:
    """The family of a report; of itself alone where it shares words with no other. Raises `NotRecorded`."""
    steps = picture.balance.lineage(report)
    parents = {step.report: step.parent for step in steps}
    told = _nearest(report, steps, parents)
    inside = {id for step in told for id in (step.report, step.parent)} | {report}
    members = sorted((_member(picture, id, parents) for id in inside), key=lambda one: (one.published or "9", one.report))
    texts = {id: picture.report(id).text for id in inside}
    return Family(report, tuple(members), tuple(_passed(step, texts) for step in told), len(steps) - len(told))


def _nearest(report: str, steps: Sequence[Step], parents: Mapping[str, str]) -> list[Step]:
    """The steps that lead to a report and from it before all others, in their order."""
    if len(steps) <= _MOST_STEPS:
        return list(steps)
    line = set(_above(report, parents)) | {report}
    near = [step for step in steps if step.report in line or step.parent == report]
    chosen = {step.report for step in [*near, *steps][:_MOST_STEPS]}
    return [step for step in steps if step.report in chosen]


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
        report, filed.title, filed.publisher, filed.published, filed.language, parents.get(report), len(_above(report, parents))
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
