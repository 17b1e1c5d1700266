"""The first two training stages: syntax (tags and trees), then names and attribution. Each writes a checkpoint and can be resumed."""

import pathlib
import random
import time
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch.nn import functional as F

from lagebild.reading.pieces import Vocabulary
from train import treebanks
from train.network import Encoder, Reader, SyntaxHead
from train.treebanks import Example

UD_TRAIN = {"de_gsd-dev": 3, "de_pud": 3, "en_ewt-train": 1, "en_ewt-dev": 1, "ko_gsd-dev": 1, "ko_kaist-dev": 1, "ru_taiga-dev": 1}
BATCH_PIECES = 1600  # padded pieces in a batch; a judgement, other sizes were not tried


def batches(examples: list, length: Callable[[object], int], rng: random.Random, n_pieces: int = BATCH_PIECES) -> list[list]:
    """Batches of similar length in random order, each of at most `n_pieces` padded pieces."""
    order = sorted(examples, key=lambda e: (length(e), rng.random()))
    found, batch = [], []
    for example in order:
        if batch and (len(batch) + 1) * length(example) > n_pieces:
            found.append(batch)
            batch = []
        batch.append(example)
    found.append(batch)
    rng.shuffle(found)
    return found


def pad(rows: Iterable, value: int, width: int | None = None) -> torch.Tensor:
    """Rows of different length as one int64 tensor, filled with `value`."""
    rows = [np.asarray(row, np.int64) for row in rows]
    width = width or max(len(row) for row in rows)
    filled = np.full((len(rows), width), value, np.int64)
    for row, out in zip(rows, filled, strict=True):
        out[: len(row)] = row
    return torch.from_numpy(filled)


def schedule(optimiser: torch.optim.Optimizer, n_steps: int, warm: float = 0.1) -> torch.optim.lr_scheduler.LambdaLR:
    """Linear warm-up over the first share `warm` of the steps, then linear decay to a twentieth."""
    n_warm = max(1, int(n_steps * warm))
    return torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / n_warm, max(0.05, (n_steps - n) / max(1, n_steps - n_warm))))


def optimiser_of(model: torch.nn.Module, base: float, heads: float, frozen: Iterable[str] = ()) -> torch.optim.Optimizer:
    """AdamW with a lower rate for the encoder than for fresh heads; the piece table is left as it is unless the stage says otherwise."""
    frozen = tuple(frozen)
    slow, fast = [], []
    for name, parameter in model.named_parameters():
        if name.startswith(frozen) if frozen else False:
            parameter.requires_grad_(False)
        else:
            (slow if "encoder" in name else fast).append(parameter)
    return torch.optim.AdamW([{"params": slow, "lr": base}, {"params": fast, "lr": heads}], weight_decay=0.01)


def syntax(encoder: Encoder, vocabulary: Vocabulary, data: pathlib.Path, n_epochs: int, seed: int) -> dict[str, float]:
    """Train `encoder` in place on Universal Dependencies. Returns tag accuracy and attachment scores on German GSD's test part."""
    rng = random.Random(seed)
    tags: dict[str, int] = {}
    relations: dict[str, int] = {}
    train: list[Example] = []
    for name, times in UD_TRAIN.items():
        train += list(treebanks.universal_dependencies(data / f"ud/{name}.conllu.gz", vocabulary, tags, relations)) * times
    test = list(treebanks.universal_dependencies(data / "ud/de_gsd-test.conllu.gz", vocabulary, tags, relations))
    model = torch.nn.ModuleDict({"encoder": encoder, "syntax": SyntaxHead(len(tags), len(relations))})
    optimiser = optimiser_of(model, 1e-4, 1e-3, frozen=["encoder.word"])
    plan = [batch for _ in range(n_epochs) for batch in batches(train, lambda e: len(e.ids), rng)]
    steps = schedule(optimiser, len(plan))
    started = time.time()
    model.train()
    for number, batch in enumerate(plan):
        with torch.autocast("cpu", torch.bfloat16):
            loss = _syntax_loss(model, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        steps.step()
        if number % 200 == 0:
            print(f"syntax {number}/{len(plan)} loss {loss.item():.3f} {time.time() - started:.0f} s", flush=True)
    return _syntax_score(model, test)


def _word_states(model: torch.nn.ModuleDict, batch: list[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    hidden = model["encoder"](pad([e.ids for e in batch], 1))
    index = pad([e.words for e in batch], 0)
    return hidden.gather(1, index[..., None].expand(-1, -1, hidden.shape[-1])), pad([[1] * len(e.words) for e in batch], 0).bool()


def _syntax_loss(model: torch.nn.ModuleDict, batch: list[Example]) -> torch.Tensor:
    words, real = _word_states(model, batch)
    head = model["syntax"]
    heads = pad([[-100, *e.heads[1:]] for e in batch], -100)
    arcs = head.arcs(words).float().masked_fill(~real[:, None, :], -1e4)
    loss = F.cross_entropy(arcs.flatten(0, 1), heads.flatten())
    loss = loss + F.cross_entropy(head.tag(words).float().flatten(0, 1), pad([e.tags for e in batch], -100).flatten())
    found = head.relations(words, heads.clamp(min=0)).float()
    return loss + F.cross_entropy(found.flatten(0, 1), pad([e.relations for e in batch], -100).flatten())


@torch.no_grad()
def _syntax_score(model: torch.nn.ModuleDict, test: list[Example]) -> dict[str, float]:
    model.eval()
    right = dict.fromkeys(("tag", "uas", "las"), 0)
    n_words = 0
    for batch in batches(test, lambda e: len(e.ids), random.Random(0)):
        words, real = _word_states(model, batch)
        heads = pad([[-100, *e.heads[1:]] for e in batch], -100)
        guess = model["syntax"].arcs(words).masked_fill(~real[:, None, :], -1e4).argmax(-1)
        label = model["syntax"].relations(words, guess).argmax(-1)
        scored = heads >= 0
        same = (guess == heads) & scored
        n_words += int(scored.sum())
        right["tag"] += int(((model["syntax"].tag(words).argmax(-1) == pad([e.tags for e in batch], -100)) & scored).sum())
        right["uas"] += int(same.sum())
        right["las"] += int((same & (label == pad([e.relations for e in batch], -100))).sum())
    return {name: round(100 * n / n_words, 1) for name, n in right.items()}


def names(reader: Reader, vocabulary: Vocabulary, data: pathlib.Path, n_epochs: int, seed: int) -> dict[str, float]:
    """Train `reader` in place on public names and attributions. Returns losses on a held-out twentieth."""
    rng = random.Random(seed)
    examples = list(treebanks.columns(data / "names/germeval2014-dev.tsv", vocabulary))
    for language in ("de", "en", "ru"):
        examples += treebanks.columns(data / f"names/uner_pud/{language}/{language}_pud-ud-test.iob2", vocabulary)
    for folder in sorted((data / "names/re3d").iterdir()):
        if (folder / "entities.json").exists():
            examples += treebanks.re3d(folder, vocabulary)
    examples += treebanks.attributions(data / "attribution/spkatt2023.tar.gz", vocabulary)
    rng.shuffle(examples)
    held, train = examples[: len(examples) // 20], examples[len(examples) // 20 :]
    optimiser = optimiser_of(reader, 5e-5, 1e-3, frozen=["encoder.word"])
    plan = [batch for _ in range(n_epochs) for batch in batches(train, lambda e: len(e.ids), rng)]
    steps = schedule(optimiser, len(plan))
    started = time.time()
    reader.train()
    for number, batch in enumerate(plan):
        with torch.autocast("cpu", torch.bfloat16):
            loss = names_loss(reader, batch)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        steps.step()
        if number % 100 == 0:
            print(f"names {number}/{len(plan)} loss {loss.item():.3f} {time.time() - started:.0f} s", flush=True)
    return _names_score(reader, held)


def names_loss(reader: Reader, batch: list[Example]) -> torch.Tensor:
    """The loss of whichever of names, cues and attributions the examples of `batch` have."""
    device = reader.encoder.word.weight.device
    ids = pad([e.ids for e in batch], 1).to(device)
    hidden, _, mentions = reader(ids)
    width = ids.shape[1]
    loss = hidden.sum() * 0.0
    named = [e.mentions if e.mentions is not None else [-100] * width for e in batch]
    if any(e.mentions is not None for e in batch):
        loss = loss + F.cross_entropy(mentions.float().flatten(0, 1), pad(named, -100, width).to(device).flatten())
    spoken = [n for n, e in enumerate(batch) if e.mentions is None]
    if spoken:
        cues = np.full((len(batch), width), -100)
        for n in spoken:
            cues[n, : len(batch[n].ids)] = 0
            cues[n, batch[n].cues] = 1
        loss = loss + F.cross_entropy(reader.cue(hidden).float().flatten(0, 1), torch.from_numpy(cues).to(device).flatten())
        rows = [(n, at, labels) for n in spoken for at, labels in zip(batch[n].cues, batch[n].attributions, strict=True)]
        if rows:
            scores = reader.acts.attribute(hidden[[n for n, _, _ in rows]], torch.tensor([at for _, at, _ in rows], device=device))
            loss = loss + F.cross_entropy(scores.float().flatten(0, 1), pad([x for *_, x in rows], -100, width).to(device).flatten())
    return loss


@torch.no_grad()
def _names_score(reader: Reader, held: list[Example]) -> dict[str, float]:
    """Piece-wise F1 of names over the held-out examples, types right."""
    reader.eval()
    right = found = there = 0
    for example in held:
        if example.mentions is not None:
            guess = reader(torch.from_numpy(example.ids)[None])[2][0].argmax(-1).numpy()
            right += int(((guess == example.mentions) & (guess > 0)).sum())
            found += int((guess > 0).sum())
            there += int((example.mentions > 0).sum())
    return {"names_piece_f1": round(200 * right / max(1, found + there), 1)}
