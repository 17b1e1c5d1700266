"""From a finished int8 model back to a network that can be trained on: every user has the model, nobody needs the weights before it.

Weights come back as the int8 rounded them; heads of earlier stages (cues, attribution), which a finished model no longer has, start anew.
"""

import pathlib
import re

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from train.network import Encoder, Reader


def thaw(folder: pathlib.Path) -> Reader:
    """The network of the model in `folder`. Raises ValueError where its graphs are not those that `train.export` writes."""
    state: dict[str, torch.Tensor] = {}
    for file, prefix in (("encoder.onnx", "reader."), ("acts.onnx", "")):
        tensors = _tensors(onnx.load(str(folder / file)).graph)
        state |= {name.removeprefix(prefix): torch.from_numpy(array) for name, array in tensors.items()}
    if "encoder.word.weight" not in state:
        raise ValueError(f"{folder} holds no model of this project")
    n_layers = 1 + max(int(match[1]) for name in state if (match := re.match(r"encoder\.layers\.(\d+)\.", name)))
    reader = Reader(Encoder(len(state["encoder.word.weight"]), n_layers))
    missing, unexpected = reader.load_state_dict(state, strict=False)
    left = [name for name in missing if not name.startswith(("cue.", "acts.attribution."))]
    if left or unexpected:
        raise ValueError(f"{folder}: missing {left[:3]}, unexpected {unexpected[:3]}")
    return reader


def _tensors(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """The graph's weights by the names of the network's parameters, float32, linear layers as [out, in]."""
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        if name.endswith((".weight", ".bias")):
            found[name] = array
        elif name.endswith(".weight_Transposed"):
            found[name.removesuffix("_Transposed")] = array.T
        elif name.endswith(".weight_quantized"):
            found[name.removesuffix("_quantized")] = _scaled(arrays, name)
    for node in graph.node:
        weight = next((name for name in node.input if name.startswith("onnx::MatMul") and name.endswith("_quantized")), None)
        if node.op_type == "MatMulInteger" and weight is not None:
            found[_parameter(node.name)] = _scaled(arrays, weight).T
    return {name: np.array(array, np.float32, order="C") for name, array in found.items()}


def _scaled(arrays: dict[str, np.ndarray], quantised: str) -> np.ndarray:
    """int8 times its scale, one for the tensor or one for each column."""
    stem = quantised.removesuffix("_quantized")
    zero = arrays[f"{stem}_zero_point"].astype(np.float32)
    return (arrays[quantised].astype(np.float32) - zero) * arrays[f"{stem}_scale"]


def _parameter(node: str) -> str:
    """"/reader/trigger/trigger.0/MatMul_quant" is the weight of reader.trigger.0."""
    parts = node.strip("/").split("/")[:-1]
    kept = [part for n, part in enumerate(parts) if n + 1 == len(parts) or not parts[n + 1].startswith(f"{part}.")]
    return ".".join(kept) + ".weight"
