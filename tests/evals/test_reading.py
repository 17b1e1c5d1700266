"""The reading gate: no figure below its floor, and floors that only rise."""

import json

from evals import reading
from lagebild.reading.reader import ModelReader
from train.corpus import blocks, is_test


def test_no_figure_is_below_its_floor() -> None:
    figures, _ = reading.measure(ModelReader(n_threads=2), reading.unseen())
    assert reading.faults(figures, json.loads(reading.FLOORS.read_text(encoding="utf8"))) == []


def test_pinning_raises_floors_and_never_lowers_one() -> None:
    row = dict.fromkeys(reading.FLOORED, 50.0)
    assert reading.pinned({"de": row}, {"de": {"status": 60.0}})["de"]["status"] == 60.0
    assert reading.pinned({"de": row}, {"de": {"status": 40.0}})["de"]["status"] == 49.0


def test_test_texts_are_no_training_texts() -> None:
    names = {document.name for document in reading.unseen()}
    assert names
    for block in blocks(reading.CORPUS):
        name = block.splitlines()[0].removeprefix("=== ").strip()
        assert (name in names) == is_test(block)
