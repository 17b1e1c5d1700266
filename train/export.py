"""Write the trained reader as two int8 ONNX graphs: `encoder.onnx` (once per window) and `acts.onnx` (once per trigger)."""

import pathlib
import tempfile
import warnings

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from train.network import WIDTH, Reader


class _Window(nn.Module):
    """Ids to hidden states and probabilities of triggers and mentions."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        hidden, triggers, mentions = self.reader(ids)
        return hidden, triggers.softmax(-1), mentions.softmax(-1)


class _Acts(nn.Module):
    """Hidden states, trigger position and type to probabilities; padding has hidden state zero and is masked out of the attention."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.acts = reader.acts

    def forward(self, hidden: torch.Tensor, at: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(scores.softmax(-1) for scores in self.acts(hidden, at, types))


def export(reader: Reader, folder: pathlib.Path) -> None:
    """Write both graphs to `folder`, quantised to int8."""
    reader.eval()
    ids = torch.randint(4, 1000, (2, 17))
    hidden = torch.randn(3, 17, WIDTH)
    at, types = torch.tensor([1, 4, 9]), torch.tensor([0, 1, 2])
    names = ["roles", "sources", "status", "certainty", "polarity"]
    _write(_Window(reader), (ids,), ["ids"], ["hidden", "triggers", "mentions"], {
        "ids": {0: "window", 1: "piece"}, "hidden": {0: "window", 1: "piece"}, "triggers": {0: "window", 1: "piece"},
        "mentions": {0: "window", 1: "piece"}}, folder / "encoder.onnx")
    _write(_Acts(reader), (hidden, at, types), ["hidden", "at", "types"], names, {
        "hidden": {0: "act", 1: "piece"}, "at": {0: "act"}, "types": {0: "act"}, "roles": {0: "act", 1: "piece"},
        "sources": {0: "act", 1: "piece"}, "status": {0: "act"}, "certainty": {0: "act"}, "polarity": {0: "act"}},
        folder / "acts.onnx")


def _write(module: nn.Module, inputs: tuple, in_names: list[str], out_names: list[str], axes: dict, path: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = pathlib.Path(scratch) / "plain.onnx"
        torch.onnx.export(module, inputs, str(plain), input_names=in_names, output_names=out_names, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
        graph = onnx.load(str(plain))
        linear = [node.name for node in graph.graph.node if node.op_type in ("MatMul", "Gemm", "Gather")]
        quantize_dynamic(str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True, nodes_to_quantize=linear,
                         extra_options={"MatMulConstBOnly": True})
