"""The built-in model: two int8 ONNX graphs, one run per batch of windows and one per batch of acts.

Axes: window, piece, act; H = 384 hidden states. All arrays are float32 probabilities unless they say otherwise.
"""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from lagebild.errors import ModelUnusable
from lagebild.reading.pieces import BEGIN, END, PAD

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

#: Padded pieces in one run: enough to fill the processor, little memory. A judgement; other sizes were not tried.
_BATCH_PIECES: Final = 1024
_PROVIDER: Final = "CPUExecutionProvider"

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window: `hidden` [piece, H], `triggers` [piece, 1 + type], `mentions` [piece, tag]; begin and end pieces left out."""

    hidden: Floats
    triggers: Floats
    mentions: Floats


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model says of one act: `roles` [piece, tag], `sources` [piece, tag], `status` [10], `certainty` [4], `polarity` [2]."""

    roles: Floats
    sources: Floats
    status: Floats
    certainty: Floats
    polarity: Floats


class Encoder:
    """The model in `folder`. Not for sharing between processes; `n_threads` are used within one run.

    Raises ModelUnusable if the folder holds no such model or the runtime lacks its CPU provider.
    """

    def __init__(self, folder: pathlib.Path, n_threads: int = 1) -> None:
        import onnxruntime

        if _PROVIDER not in onnxruntime.get_available_providers():
            raise ModelUnusable(str(folder), f"the runtime has no {_PROVIDER}")
        missing = [name for name in ("encoder.onnx", "acts.onnx") if not (folder / name).is_file()]
        if missing:
            raise ModelUnusable(str(folder), f"{', '.join(missing)} missing")
        self._window = _session(folder / "encoder.onnx", n_threads)
        # One act is too little work to share: with two threads the whole reader is a third slower than with one.
        self._acts = _session(folder / "acts.onnx", 1)

    def encode(self, windows: Sequence[Ids]) -> list[Encoded]:
        """Each window's arrays, in the order given. A window is its piece ids without begin and end."""
        encoded: list[Encoded | None] = [None] * len(windows)
        for batch in _batches([len(window) + 2 for window in windows]):
            width = max(len(windows[n]) for n in batch) + 2
            ids = np.full((len(batch), width), PAD, np.int64)
            for row, n in enumerate(batch):
                ids[row, : len(windows[n]) + 2] = [BEGIN, *windows[n], END]
            hidden, triggers, mentions = self._window.run(None, {"ids": ids})
            for row, n in enumerate(batch):
                inner = slice(1, len(windows[n]) + 1)
                encoded[n] = Encoded(hidden[row, inner], triggers[row, inner], mentions[row, inner])
        return [window for window in encoded if window is not None]

    def judge(self, encoded: Encoded, at: Sequence[int], types: Sequence[int]) -> list[Judged]:
        """What each act is about: acts are given by their trigger's piece and type in one window."""
        if not at:
            return []
        hidden = np.broadcast_to(encoded.hidden, (len(at), *encoded.hidden.shape))
        inputs = {"hidden": hidden, "at": np.array(at, np.int64), "types": np.array(types, np.int64)}
        found = self._acts.run(None, inputs)
        return [Judged(*(array[n] for array in found)) for n in range(len(at))]


def _session(path: pathlib.Path, n_threads: int) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=[_PROVIDER])


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices grouped by similar length so that little is padded."""
    batches: list[list[int]] = []
    batch: list[int] = []
    for n in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[n] > _BATCH_PIECES:
            batches.append(batch)
            batch = []
        batch.append(n)
    return [*batches, batch] if batch else batches
