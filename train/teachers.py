"""Finished readers that another one learns from: what they hold to be likely says more than one right label does."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from train.network import Reader

SHARE_TAUGHT = 0.6  # of each loss; a judgement, other shares were not tried


@dataclass(frozen=True)
class Told:
    """What the teachers see in a batch: the mean probabilities of triggers [B, P, 1 + type], and their hidden states for more."""

    triggers: torch.Tensor
    teachers: Sequence[Reader]
    hidden: Sequence[torch.Tensor]

    @torch.no_grad()
    def acts(self, where: list[int], at: torch.Tensor, types: torch.Tensor) -> list[torch.Tensor]:
        """The mean probabilities for the acts at pieces `at` of windows `where`, in the order of the heads."""
        scores = [teacher.acts(hidden[where], at, types) for teacher, hidden in zip(self.teachers, self.hidden, strict=True)]
        return [torch.stack([one[head].float().softmax(-1) for one in scores]).mean(0) for head in range(len(scores[0]))]


class Teachers:
    """Readers that are not trained any more."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = [reader.eval().requires_grad_(False) for reader in readers]

    @torch.no_grad()
    def of(self, ids: torch.Tensor) -> Told:
        """What they see in windows of ids [B, P]; no piece is dropped for them."""
        seen = [reader(ids) for reader in self._readers]
        triggers = torch.stack([one[1].float().softmax(-1) for one in seen]).mean(0)
        return Told(triggers, self._readers, [one[0] for one in seen])


def distance(scores: torch.Tensor, likely: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The mean Kullback-Leibler distance of scores [..., n] from probabilities of that shape, where a label [...] is not -100."""
    real = labels.flatten() >= 0
    said = scores.float().flatten(0, -2)[real].log_softmax(-1)
    return F.kl_div(said, likely.flatten(0, -2)[real], reduction="batchmean")


def mean_of(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The average of weights of readers that began from the same ones (Wortsman et al. 2022)."""
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0) if tensor.is_floating_point() else tensor
        for name, tensor in states[0].items()
    }
