"""Weights of the choice behind unnamed words (`reading/salience.py`), fitted on the corpus' training part.

`python -m train.parties CORPUS TABLE` fits with every training report and writes the table; `--folds N` first tells how well weights
that were fitted without a report choose in it.
"""

import argparse
import json
import pathlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lagebild.claims.claim import Claim
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import ACTOR_ROLES
from lagebild.reading.notation import Annotated, parse
from lagebild.reading.resolving import LEAST, Parties
from lagebild.reading.salience import scopes
from lagebild.reading.wordings import is_plural, wording_of
from train.corpus import blocks, is_test

PENALTY = 1.0  # of a squared weight
STEPS, RATE = 400, 0.3
LEAST_SEEN = 8  # questions in which a weight must play a part to be kept


@dataclass(frozen=True)
class Case:
    """One question of a report: for each candidate the weights that play a part (the last candidate is nobody), and who is right."""

    report: int
    candidates: tuple[tuple[int, ...], ...]
    right: tuple[int, ...]
    known: bool  # whether the annotation names somebody, candidate or not
    n: int


class Names:
    """Numbers for (scope, feature)."""

    def __init__(self) -> None:
        self.ids: dict[tuple[str, str], int] = {}

    def of(self, scope: str, feature: str) -> int:
        return self.ids.setdefault((scope, feature), len(self.ids))


def cases(document: Annotated, number: int, names: Names) -> Iterator[Case]:
    """The questions of a report; what acts before told is taken from the annotation."""
    language = document.report.language or "de"
    parties = Parties(document.report.text, language)
    for claim in sorted(document.claims, key=lambda claim: claim.trigger):
        if claim.type != "assessment":
            yield from _of_claim(claim, parties, language, number, names)


def _of_claim(claim: Claim, parties: Parties, language: str, number: int, names: Names) -> Iterator[Case]:
    wanted: dict[tuple[str, Span], set[str | None]] = defaultdict(set)
    for role in claim.roles:
        if role.role in ACTOR_ROLES:
            wanted[role.role, role.span].add(role.entity)
    taken = [entity for _, span in wanted for entity in parties.named(span)]
    said = claim.attribution[-1] if claim.attribution else None
    said_by = None if said is None else said.entity or next(iter(parties.named(said.span)), None)
    has_sender = any(name == "sender" and entities != {None} for (name, _), entities in wanted.items())
    for (name, span), entities in sorted(wanted.items(), key=lambda item: item[0][0] == "force"):
        if not parties.named(span) and not (name == "force" and has_sender):
            wording = wording_of(span.text, language)
            question, found = parties.weighed(span, wording, taken, said_by, name)
            rows = tuple(
                tuple(names.of(scope, feature) for scope in scopes(question) for feature in features)
                for features in (*found.values(), ["nobody"])
            )
            right = tuple(n for n, entity in enumerate([*found, None]) if entity in entities)
            n_wanted = 2 if name == "participant" and wording.n == 1 and is_plural(span.text) else wording.n
            if right:
                yield Case(number, rows, right, entities != {None}, n_wanted)
        taken += [entity for entity in entities if entity is not None]
    parties.remember([(name, span, entity) for (name, span), entities in wanted.items() for entity in entities if entity is not None])


def fit(every: Sequence[Case], n_weights: int) -> np.ndarray:
    """The weights (float64 [weight]) that make the annotation likeliest, less the penalty; gradient steps with momentum of Adam."""
    flat = np.concatenate([np.array(row, np.int64) for case in every for row in case.candidates])
    row_of = np.repeat(np.arange(sum(len(c.candidates) for c in every)), [len(row) for case in every for row in case.candidates])
    case_of = np.repeat(np.arange(len(every)), [len(case.candidates) for case in every])
    starts = np.concatenate([[0], np.cumsum([len(case.candidates) for case in every])[:-1]])
    target = np.zeros(len(case_of))
    for start, case in zip(starts, every, strict=True):
        target[[start + n for n in case.right]] = 1 / len(case.right)
    seen = np.bincount(flat, minlength=n_weights) >= LEAST_SEEN
    weights, first, second = np.zeros(n_weights), np.zeros(n_weights), np.zeros(n_weights)
    for step in range(1, STEPS + 1):
        scores = np.bincount(row_of, weights[flat], minlength=len(case_of))
        scores -= np.maximum.reduceat(scores, starts)[case_of]
        odds = np.exp(scores)
        share = odds / np.add.reduceat(odds, starts)[case_of]
        slope = np.bincount(flat, (share - target)[row_of], minlength=n_weights) + PENALTY * weights
        slope[~seen] = 0
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= RATE / (1 + step / 60) * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def judge(every: Sequence[Case], weights: np.ndarray, least: float = LEAST) -> Counter[str]:
    """How often the choice is right, another one, left open; and filled though nobody is annotated."""
    n: Counter[str] = Counter()
    for case in every:
        scores = np.array([weights[list(row)].sum() for row in case.candidates])
        share = np.exp(scores - scores.max())
        share /= share.sum()
        best = np.argsort(-scores[:-1])[: case.n]
        given = set(best.tolist()) if len(best) and share[best].sum() >= least else set()
        if not case.known:
            n["filled" if given else "rightly open"] += 1
        else:
            n["open" if not given else "right" if given & set(case.right) else "another"] += 1
    return n


def documents(corpus: pathlib.Path) -> list[Annotated]:
    return [parse(block)[0] for block in blocks(corpus) if not is_test(block)]


def write(weights: np.ndarray, names: Names, path: pathlib.Path) -> None:
    """The table: scope, feature, weight to two digits; weights that say nothing are left out."""
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for (scope, feature), n in names.ids.items():
        if abs(weights[n]) >= 0.05:
            rows[scope][feature] = round(float(weights[n]), 2)
    ordered = {scope: dict(sorted(rows[scope].items())) for scope in sorted(rows)}
    path.write_text(json.dumps({"weights": ordered}, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpus", type=pathlib.Path)
    options.add_argument("table", type=pathlib.Path)
    options.add_argument("--folds", type=int, default=0)
    chosen = options.parse_args()
    names = Names()
    every = [case for number, document in enumerate(documents(chosen.corpus)) for case in cases(document, number, names)]
    print(f"{len(every)} questions, {len(names.ids)} weights")
    total: dict[float, Counter[str]] = defaultdict(Counter)
    for fold in range(chosen.folds):
        weights = fit([case for case in every if case.report % chosen.folds != fold], len(names.ids))
        for least in (0.0, 0.3, 0.4, 0.5):
            total[least] += judge([case for case in every if case.report % chosen.folds == fold], weights, least)
    for least, counts in total.items():
        print(f"least {least}: {dict(counts)}")
    weights = fit(every, len(names.ids))
    print("all, on itself:", dict(judge(every, weights)))
    write(weights, names, chosen.table)


if __name__ == "__main__":
    main()
