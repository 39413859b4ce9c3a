"""How the line reader's network learns from strips and what is written on them, without being told where."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.models.epochs import Batch, Course, Fitted, Measure, learn
from numerals.models.ink import vary_ink
from numerals.models.lines.ctc import ctc_loss
from numerals.models.lines.network import BLANK
from numerals.models.networks import default_device
from numerals.models.precision import autocast
from numerals.models.watch import Watch

_STRETCH, _TALLER, _SLANT, _SLOPE, _UP = 0.14, 0.07, 0.18, 0.012, 1.2
"""Deviations: logarithms of width and height, columns a row, rows a column, rows."""
_EDGE = 3.0
"""Columns that stay free at both ends."""


def warped(strips: Tensor, extents: Tensor, rng: torch.Generator) -> Tensor:
    """Strips whose writing is made wider or narrower, taller, slanted, sloped and moved, each in its own way.

    Args:
        strips: (n, 1, h, w).
        extents: (n, 2) columns between which the writing stands; it stays within the strip.
        rng: source of chance, where the strips are.
    """
    n, _, height, width = strips.shape
    stretch, taller, slant, slope, up = torch.randn(5, n, generator=rng, device=rng.device).clamp(-2.5, 2.5)
    left, right = extents.unbind(1)
    long = (right - left).clamp_min(1)
    room = width - 2 * _EDGE
    scale = torch.minimum(torch.exp(_STRETCH * stretch), (room / long).clamp_min(0.75))
    start = _EDGE + torch.rand(n, generator=rng, device=rng.device) * (room - long * scale).clamp_min(0)
    tall = torch.exp(_TALLER * taller)
    theta = torch.zeros(n, 2, 3, device=strips.device)  # from places of the new strip to those of the old, in -1..1
    theta[:, 0, 0] = 1 / scale
    theta[:, 0, 1] = -_SLANT * slant * height / width / scale
    theta[:, 0, 2] = (1 - 2 * start / width) / scale + 2 * left / width - 1
    theta[:, 1, 0] = -_SLOPE * slope * width / height / tall
    theta[:, 1, 1] = 1 / tall
    theta[:, 1, 2] = -2 * _UP * up / height / tall
    grid = F.affine_grid(theta, list(strips.shape), align_corners=False)
    return F.grid_sample(strips, grid, align_corners=False)


def fit_lines(
    network: nn.Module,
    strips: NDArray[np.uint8],
    symbols: NDArray[np.int64],
    lengths: NDArray[np.int64],
    extents: NDArray[np.float32],
    course: Course,
    watch: Watch | None = None,
    measure: Measure | None = None,
) -> Fitted:
    """Trains a line reader.

    Args:
        network: see `models.lines.network.LineReader`; trained in place.
        strips: (n, STRIP_HEIGHT, w) uint8, w a multiple of STRIDE.
        symbols: (n, most) of each strip from the left; what is beyond its length is passed over.
        lengths: (n,) how many stand on each; there may be none.
        extents: (n, 2) columns between which they stand.
        course: see `numerals.models.epochs.learn`, as for the rest.
        watch: hears of each epoch.
        measure: looks at the weights after each.
    """
    device = default_device()
    table, counts, ends = (torch.from_numpy(part).to(device) for part in (symbols, lengths, extents))

    def loss_of(network: nn.Module, batch: Batch) -> Tensor:
        images = vary_ink(warped(batch.images, ends[batch.labels], batch.rng), batch.rng)
        with autocast(batch.device):
            answer = network(images.contiguous(memory_format=torch.channels_last))
        return ctc_loss(answer, table[batch.labels], counts[batch.labels], BLANK).mean()

    return learn(network, strips, np.arange(len(strips)), course, loss_of, watch, measure, told="lines")
