"""The third training stage: our own corpus of annotated reports, packed into windows and multiplied by slot substitution."""

import pathlib
import random
import time
from dataclasses import dataclass, field

import numpy as np
import torch
from torch.nn import functional as F

from lagebild.claims.claim import Claim
from lagebild.claims.span import Span
from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, STATUSES, TYPES
from lagebild.reading.labels import ROLE_TAGS, SOURCE_TAGS
from lagebild.reading.notation import Annotated, parse
from lagebild.reading.pieces import BEGIN, END, UNKNOWN, Pieces, Vocabulary
from train.corpus import blocks, is_test
from train.network import Reader
from train.stages import batches, names_loss, optimiser_of, pad, schedule
from train.substitution import substitute
from train.teachers import SHARE_TAUGHT, Teachers, distance
from train.treebanks import Example

WINDOW = 150  # most pieces of a training window
LONGEST = 300  # pieces of a window of one long sentence; longer ones are left out
PIECES_DROPPED = 0.08  # of the pieces of a training window are unknown, so that a trigger is learned from its surroundings too
MOST_OUTSIDE = 4  # sentences out of remit in a window of them
SHARE_SUBSTITUTED = 0.0  # of the reports in each epoch; 0.6 was worse at the same number of epochs (docs/model-card.md)


@dataclass
class Act:
    """The labels of one claim in a window; spans outside the window are left out."""

    at: int
    type: int
    status: int
    certainty: int
    polarity: int
    roles: np.ndarray  # [P]
    sources: np.ndarray  # [P]


@dataclass
class Window:
    """Consecutive sentences of one report: ids [P] with begin and end, trigger labels [P], acts."""

    ids: np.ndarray
    triggers: np.ndarray
    acts: list[Act] = field(default_factory=list)


def windows(document: Annotated, vocabulary: Vocabulary, rng: random.Random | None) -> list[Window]:
    """The document packed into windows of whole sentences, of random size when `rng` is given."""
    cuts = [vocabulary.cut(document.report.text, a, b) for a, b in document.sentences]
    found, group = [], []
    limit = WINDOW if rng is None else rng.choice((30, 60, 100, WINDOW))
    for number, cut in enumerate(cuts):
        if group and sum(len(cuts[n]) for n in group) + len(cut) > limit:
            found.append(_window(document, group, cuts))
            group = []
            limit = WINDOW if rng is None else rng.choice((30, 60, 100, WINDOW))
        group.append(number)
    found.append(_window(document, group, cuts))
    return [window for window in found if len(window.ids) <= LONGEST]


def _window(document: Annotated, group: list[int], cuts: list[Pieces]) -> Window:
    starts = np.concatenate([[-1], *(cuts[n].starts for n in group), [-1]])
    ends = np.concatenate([[-1], *(cuts[n].ends for n in group), [-1]])
    ids = np.concatenate([[BEGIN], *(cuts[n].ids for n in group), [END]])
    window = Window(ids, np.zeros(len(ids), np.int64))
    first, last = document.sentences[group[0]][0], document.sentences[group[-1]][1]

    def inside(span: Span) -> np.ndarray:
        return np.flatnonzero((starts < span.end) & (ends > span.start))

    def mark(labels: np.ndarray, span: Span | None, name: str, tags: tuple[str, ...]) -> None:
        if span is not None and first <= span.start < last:
            where = inside(span)
            labels[where] = tags.index(f"I-{name}")
            labels[where[:1]] = tags.index(f"B-{name}")

    for claim in document.claims:
        if not first <= claim.trigger.start < last:
            continue
        at = int(inside(claim.trigger)[0])
        window.triggers[at] = 1 + TYPES.index(claim.type)
        window.acts.append(_act(claim, at, len(ids), mark))
    return window


def empty(sentences: list[tuple[str, str]], vocabulary: Vocabulary, n_windows: int, rng: random.Random) -> list[Window]:
    """Windows without acts, each of one to four sentences out of remit (language, text) that follow each other and are of one language."""
    found = []
    for at in rng.sample(range(len(sentences)), min(n_windows, len(sentences))):
        language = sentences[at][0]
        several = [text for other, text in sentences[at : at + rng.randint(1, MOST_OUTSIDE)] if other == language]
        ids = np.concatenate([[BEGIN], *(vocabulary.cut(text).ids for text in several), [END]])
        found.append(Window(ids, np.zeros(len(ids), np.int64)))
    return [window for window in found if len(window.ids) <= LONGEST]


def _act(claim: Claim, at: int, n_pieces: int, mark) -> Act:
    roles, sources = np.zeros(n_pieces, np.int64), np.zeros(n_pieces, np.int64)
    mark(roles, claim.place.span if claim.place else None, "place", ROLE_TAGS)
    mark(roles, claim.time.span if claim.time else None, "time", ROLE_TAGS)
    for role in sorted(claim.roles, key=lambda r: len(r.span.text), reverse=True):
        mark(roles, role.span, role.role, ROLE_TAGS)
    for source in claim.attribution:
        mark(sources, source.cue, "cue", SOURCE_TAGS)
    for source in claim.attribution:
        mark(sources, source.span, "source", SOURCE_TAGS)
    return Act(at, TYPES.index(claim.type), STATUSES.index(claim.status), CERTAINTIES.index(claim.certainty),
               POLARITIES.index(claim.polarity), roles, sources)


def claims_loss(reader: Reader, batch: list[Window], weights: torch.Tensor, taught: Teachers | None = None) -> torch.Tensor:
    """The summed losses of triggers, roles, sources, status, certainty and polarity; `weights` are of the trigger classes.

    With teachers, a part of each loss is the distance from what they hold to be likely (Hinton et al. 2015).
    """
    device = weights.device
    whole = pad([w.ids for w in batch], 1).to(device)
    ids = torch.where((torch.rand(whole.shape, device=device) < PIECES_DROPPED) & (whole > UNKNOWN), UNKNOWN, whole)
    hidden, triggers, _ = reader(ids)
    labels = pad([w.triggers for w in batch], -100).to(device).flatten()
    told = taught.of(whole) if taught else None
    loss = 1.5 * _both(F.cross_entropy(triggers.float().flatten(0, 1), labels, weights), triggers, told and told.triggers, labels)
    rows = [(n, act) for n, window in enumerate(batch) for act in window.acts]
    if not rows:
        return loss
    acts = [act for _, act in rows]
    where = [n for n, _ in rows]
    at, types = (torch.tensor([getattr(a, name) for a in acts], device=device) for name in ("at", "type"))
    scores = reader.acts(hidden[where], at, types)
    likely = told.acts(where, at, types) if told else [None] * len(scores)
    width = ids.shape[1]
    for index, name in ((0, "roles"), (1, "sources")):
        labels = pad([getattr(a, name) for a in acts], -100, width).to(device).flatten()
        loss = loss + 2 * _both(F.cross_entropy(scores[index].float().flatten(0, 1), labels), scores[index], likely[index], labels)
    for index, name, share in ((2, "status", 0.5), (3, "certainty", 0.4), (4, "polarity", 0.3)):
        labels = torch.tensor([getattr(a, name) for a in acts], device=device)
        hard = F.cross_entropy(scores[index].float(), labels, label_smoothing=0.05)
        loss = loss + share * _both(hard, scores[index], likely[index], labels)
    return loss


def _both(hard: torch.Tensor, scores: torch.Tensor, likely: torch.Tensor | None, labels: torch.Tensor) -> torch.Tensor:
    """The loss against the labels, mixed with that against the teachers' probabilities where there are some."""
    return hard if likely is None else (1 - SHARE_TAUGHT) * hard + SHARE_TAUGHT * distance(scores, likely, labels)


def train(reader: Reader, vocabulary: Vocabulary, corpus: pathlib.Path, n_epochs: int, seed: int, rate: float = 2e-4,
          replay: list[Example] | None = None, table: bool = False, head_rate: float = 6e-4,
          taught: Teachers | None = None, outside: list[tuple[str, str]] | None = None) -> dict[str, float]:
    """Train `reader` in place on the corpus' training part. Returns scores on its test part.

    `replay` are examples of the stage before, mixed in so that names are not forgotten; `outside` are sentences out of remit, of which
    windows without acts are made, one for every three of the corpus; `table` also trains the piece table;
    `rate` and `head_rate` are the highest learning rates of the encoder and of the heads, `taught` are finished readers to learn from.
    The reader's own device is used.
    """
    rng = random.Random(seed)
    raw = [block for block in blocks(corpus) if not is_test(block)]
    test = [parse(block)[0] for block in blocks(corpus) if is_test(block)]
    plain = [parse(b)[0] for b in raw]
    device = next(reader.parameters()).device
    weights = torch.ones(1 + len(TYPES), device=device)
    optimiser = optimiser_of(reader, rate, head_rate, frozen=() if table else ["encoder.word"])
    n_pieces = sum(len(vocabulary.cut(d.report.text)) for d in plain)
    n_steps = int(n_epochs * n_pieces * 1.25 / 1600)
    steps = schedule(optimiser, n_steps)
    average = Average(reader)
    started = time.time()
    reader.train()
    number = 0
    for epoch in range(n_epochs):
        documents = [_vary(block, document, rng) for block, document in zip(raw, plain, strict=True)]
        items = [w for d in documents for w in windows(d, vocabulary, rng)]
        items += empty(outside, vocabulary, len(items) // 3, rng) if outside else []
        plan = [(batch, claims_loss) for batch in batches(items, lambda w: len(w.ids), rng, 1600)]
        if replay:
            extra = rng.sample(replay, min(len(replay), len(items) // 4))
            plan += [(batch, None) for batch in batches(extra, lambda e: len(e.ids), rng, 1600)]
            rng.shuffle(plan)
        total = 0.0
        for batch, kind in plan:
            with torch.autocast(device.type, torch.bfloat16):
                loss = claims_loss(reader, batch, weights, taught) if kind else 0.5 * names_loss(reader, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            steps.step()
            average.add(reader)
            number += 1
            total += loss.item()
        print(f"claims epoch {epoch + 1}/{n_epochs} loss {total / len(plan):.3f} steps {number}/{n_steps} "
              f"{time.time() - started:.0f} s", flush=True)
        if epoch % 4 == 3:
            print(score(reader, test, vocabulary), flush=True)
            reader.train()
    average.put_into(reader)
    return score(reader, test, vocabulary)


class Average:
    """A running average of the trained weights, which reads better than the last step's (Izmailov et al. 2018)."""

    DECAY = 0.995  # about the last two epochs' steps weigh

    def __init__(self, reader: Reader) -> None:
        self._sums = {name: p.detach().clone() for name, p in reader.named_parameters() if p.requires_grad}
        self._n = 0

    def add(self, reader: Reader) -> None:
        """Take in the weights after a step."""
        self._n += 1
        decay = min(self.DECAY, self._n / (self._n + 10))
        with torch.no_grad():
            for name, parameter in reader.named_parameters():
                if name in self._sums:
                    self._sums[name].lerp_(parameter, 1 - decay)

    def put_into(self, reader: Reader) -> None:
        """Replace the reader's weights by the average."""
        with torch.no_grad():
            for name, parameter in reader.named_parameters():
                if name in self._sums:
                    parameter.copy_(self._sums[name])


def _vary(block: str, document: Annotated, rng: random.Random) -> Annotated:
    if rng.random() > SHARE_SUBSTITUTED:
        return document
    return substitute(block, document.report.language or "de", rng) or document


@torch.no_grad()
def score(reader: Reader, documents: list[Annotated], vocabulary: Vocabulary) -> dict[str, float]:
    """F1 of triggers with type (threshold 0.5) and, given the right trigger, piece-wise F1 of roles and sources, accuracies."""
    reader.eval()
    device = next(reader.parameters()).device
    n: dict[str, float] = dict.fromkeys(
        ("tp", "fp", "fn", "role_tp", "role_all", "source_tp", "source_all", "status", "certainty", "polarity", "acts"), 0)
    for document in documents:
        for window in windows(document, vocabulary, None):
            hidden, triggers, _ = reader(torch.from_numpy(window.ids)[None].to(device))
            guess = triggers[0].argmax(-1).cpu().numpy()
            n["tp"] += int(((guess == window.triggers) & (guess > 0)).sum())
            n["fp"] += int(((guess > 0) & (guess != window.triggers)).sum())
            n["fn"] += int(((window.triggers > 0) & (guess != window.triggers)).sum())
            for act in window.acts:
                scores = reader.acts(hidden, torch.tensor([act.at], device=device), torch.tensor([act.type], device=device))
                for index, name in ((0, "role"), (1, "source")):
                    found, there = scores[index][0].argmax(-1).cpu().numpy(), act.roles if index == 0 else act.sources
                    n[f"{name}_tp"] += int(((found == there) & (found > 0)).sum())
                    n[f"{name}_all"] += int((found > 0).sum() + (there > 0).sum())
                for index, name in ((2, "status"), (3, "certainty"), (4, "polarity")):
                    n[name] += int(scores[index][0].argmax()) == getattr(act, name)
                n["acts"] += 1
    acts = max(1, n["acts"])
    return {
        "trigger_f1": round(200 * n["tp"] / max(1, 2 * n["tp"] + n["fp"] + n["fn"]), 1),
        "trigger_p": round(100 * n["tp"] / max(1, n["tp"] + n["fp"]), 1),
        "role_piece_f1": round(200 * n["role_tp"] / max(1, n["role_all"]), 1),
        "source_piece_f1": round(200 * n["source_tp"] / max(1, n["source_all"]), 1),
        **{name: round(100 * n[name] / acts, 1) for name in ("status", "certainty", "polarity")},
    }
