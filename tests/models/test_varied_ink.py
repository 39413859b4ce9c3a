"""Ink that varies while a network learns."""

import torch
import torch.nn.functional as F

from numerals.models.ink import _highest_near, vary_ink


def _ink() -> torch.Tensor:
    return torch.rand(6, 1, 9, 14, generator=torch.Generator().manual_seed(3))


def test_strokes_are_broadened_as_by_pooling():
    for ink in (_ink(), -_ink()):
        assert torch.equal(_highest_near(ink), F.max_pool2d(ink, 3, stride=1, padding=1))


def test_ink_stays_ink_and_one_seed_varies_it_one_way():
    ink = _ink()
    one, same, other = (vary_ink(ink, torch.Generator().manual_seed(seed)) for seed in (5, 5, 6))
    assert 0 <= float(one.min()) < float(one.max()) <= 1
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(ink, _ink())
