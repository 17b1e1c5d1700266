"""Fine-tuning a finished model on lessons: `lagebild learn` runs this in the source checkout.

`python -m train.learning --start FOLDER --lessons FOLDER --work FOLDER` trains the third stage on the lessons together with the corpus'
training part, exports, and fits threshold and confidence on the corpus' test part. `result.json` in the work folder then holds the figures
before and after and what lies below the floors. Without rehearsal of the corpus a model forgets what the lessons do not show.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys

import torch

from evals import reading
from lagebild.reading.pieces import Vocabulary
from lagebild.reading.reader import ModelReader
from train import claims
from train.__main__ import Recipe
from train.corpus import blocks, is_test
from train.export import export
from train.thaw import thaw

ROOT = pathlib.Path(__file__).parents[1]
#: Times that a lesson is shown in an epoch for each time of a report of the corpus. A judgement: users have few reports.
WEIGHT = 2
#: Highest learning rates of encoder and heads. In trials with 11 lessons and 200 rehearsed reports, one epoch each, four floors were
#: missed at 1e-4 and 6e-4 (by up to 2.9 points), three at 4e-5 and 1e-4 (1.5), seven at these (1.6); with the whole corpus and three
#: epochs at these, three with one seed (3.0) and three with another (0.4). Runs differ by more than the floors' margin of one point.
RATE, HEAD_RATE = 2e-5, 5e-5


def merged(lessons: pathlib.Path, corpus: pathlib.Path, n_rehearsed: int | None, seed: int, folder: pathlib.Path) -> dict[str, int]:
    """Writes what is trained on to `folder`/shown: the lessons, and reports of the corpus' training part (all, or so many at random);
    and to `folder`/words the lessons and all of that part, of which the table of trigger words is made."""
    own = blocks(lessons)
    rest = [block for block in blocks(corpus) if not is_test(block)]
    shown = rest if n_rehearsed is None else random.Random(seed).sample(rest, min(n_rehearsed, len(rest)))
    for name, found in (("shown", [*own * WEIGHT, *shown]), ("words", [*own, *rest])):
        (folder / name / "xx").mkdir(parents=True, exist_ok=True)
        (folder / name / "xx" / "all.txt").write_text("\n".join(found), encoding="utf8")
    return {"lessons": len(own), "rehearsed": len(shown)}


def figures_of(folder: pathlib.Path, corpus: pathlib.Path) -> dict[str, dict[str, float]]:
    """The figures of a finished model on the corpus' test part."""
    return reading.measure(ModelReader(folder, n_threads=torch.get_num_threads()), reading.unseen(corpus))[0]


def main(arguments: list[str]) -> None:
    """Train, export, calibrate, measure; see the module."""
    options = argparse.ArgumentParser(prog="python -m train.learning", description=__doc__)
    options.add_argument("--start", type=pathlib.Path, required=True, help="the finished model to begin from")
    options.add_argument("--lessons", type=pathlib.Path, required=True, help="a folder like corpus/")
    options.add_argument("--work", type=pathlib.Path, required=True)
    options.add_argument("--corpus", type=pathlib.Path, default=ROOT / "corpus")
    options.add_argument("--version", default="learned")
    options.add_argument("--epochs", type=int, default=3)
    options.add_argument("--rehearse", type=int, default=None, help="reports of the corpus in each epoch; all if left out")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--threads", type=int, default=2)
    options.set_defaults(install=False)
    chosen = options.parse_args(arguments)
    recipe = Recipe(chosen)
    shown = merged(chosen.lessons, chosen.corpus, chosen.rehearse, chosen.seed, chosen.work)
    shutil.copy(chosen.start / "pieces.json", chosen.work / "pieces.json")
    before = figures_of(chosen.start, chosen.corpus)
    reader = thaw(chosen.start)
    pieces = Vocabulary.load(chosen.work / "pieces.json")
    claims.train(reader, pieces, chosen.work / "shown", chosen.epochs, chosen.seed, rate=RATE, head_rate=HEAD_RATE)
    export(reader, chosen.work)
    corpus, chosen.corpus = chosen.corpus, chosen.work / "words"
    recipe.words(chosen.work / "words.json")
    chosen.corpus = corpus
    recipe.calibrate(chosen.work / "model.json")
    after = figures_of(chosen.work, chosen.corpus)
    floors = json.loads(reading.FLOORS.read_text(encoding="utf8"))
    result = {**shown, "before": before, "after": after, "floors": floors}
    (chosen.work / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main(sys.argv[1:])
