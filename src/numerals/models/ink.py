"""Ink that varies while a network learns from it, made where the network is."""

import torch
from torch import Tensor


def _highest_near(ink: Tensor) -> Tensor:
    """The highest value in the 3x3 pixels around each; of one channel that is faster so than by pooling."""
    for axis in (2, 3):
        size = ink.shape[axis] - 1
        wide = ink.clone()
        wide.narrow(axis, 1, size).copy_(torch.maximum(wide.narrow(axis, 1, size), ink.narrow(axis, 0, size)))
        wide.narrow(axis, 0, size).copy_(torch.maximum(wide.narrow(axis, 0, size), ink.narrow(axis, 1, size)))
        ink = wide
    return ink


def vary_ink(ink: Tensor, rng: torch.Generator) -> Tensor:
    """Pictures (n, 1, h, w) with stronger or weaker ink, broader or finer strokes, a third of them with grain."""
    n = len(ink)

    def rand() -> Tensor:
        return torch.rand(n, 1, 1, 1, generator=rng, device=rng.device)

    def randn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=rng, device=rng.device)

    pen = (1.3 * rand() - 0.5) * (rand() < 0.5)
    sign = torch.where(pen > 0, 1.0, -1.0)  # a minimum is the maximum of the negative
    ink = ink + pen.abs() * (sign * _highest_near(sign * ink) - ink)
    gain = torch.exp(0.3 * randn(n, 1, 1, 1)).clamp(0.35, 1.6)
    grain = 0.1 * rand() * (rand() < 0.33)
    return (ink * gain + grain * randn(*ink.shape)).clamp(0, 1)
