"""Images as vectors: pixels, upright gradients, what a model makes of them; and their principal components.

An encoder is a function: images (n, 28, 28) uint8 -> (n, d) float32. Every clustering and map takes its vectors, so
a new one (an autoencoder's, say) needs to be such a function and nothing else.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.measures import Images, Values, in_steps, moments

Vectors = NDArray[np.float32]
Encoder = Callable[[Images], Vectors]

_DIRECTIONS, _CELL, _STRIDE = 8, 7, 3
_FLOOR = 0.3
"""Strength of gradients, squared, below which a cell is thought of as paper."""
COMPONENTS = 50
"""Principal components in which neighbours and clusters are looked for."""
_SAMPLE = 20_000
"""Vectors that are enough to find them."""


def pixels(images: Images) -> Vectors:
    """The 784 pixels, 0 to 1."""
    return in_steps(images, lambda some: some.reshape(len(some), -1))


def gradients(images: Images) -> Vectors:
    """Histograms of oriented gradients of the upright digit, (n, 512); the encoder that needs no training.

    The digit's centre of mass is moved to the middle and its slant sheared away. The strength of the gradient along
    8 directions is then summed over 8x8 overlapping cells, and divided by that of the whole cell.
    """
    return in_steps(images, lambda some: _histograms(_upright(some)))


def _upright(pictures: Values) -> Values:
    """The digits in the middle and without slant, by linear interpolation along rows, then along columns."""
    row, column, shear = moments(pictures)
    places, many = np.arange(28, dtype=np.float32), np.arange(len(pictures))[:, None]
    paper = np.pad(pictures, ((0, 0), (16, 16), (16, 16)))
    low, part = _split(places + (row[:, None] - 13.5))
    moved = paper[many, low] * (1 - part[..., None]) + paper[many, low + 1] * part[..., None]
    shift = column[:, None] - 13.5 + shear[:, None] * (places - 13.5)
    low, part = _split(places + shift[..., None])
    left, right = (np.take_along_axis(moved, low + one, axis=2) for one in (0, 1))
    return np.asarray(left * (1 - part) + right * part, np.float32)


def _split(places: Values) -> tuple[NDArray[np.int64], Values]:
    """Whole and fractional part of places in the picture with 16 pixels of paper around."""
    low = np.floor(places)
    return np.clip(low + 16, 0, 58).astype(np.int64), (places - low).astype(np.float32)


def _histograms(pictures: Values) -> Vectors:
    across, down = np.zeros_like(pictures), np.zeros_like(pictures)
    across[:, :, 1:-1] = pictures[:, :, 2:] - pictures[:, :, :-2]
    down[:, 1:-1] = pictures[:, 2:] - pictures[:, :-2]
    square = across * across + down * down + 1e-6
    cells = []
    for angle in 2 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS:
        along = np.maximum(across * np.float32(np.cos(angle)) + down * np.float32(np.sin(angle)), 0)
        votes = np.asarray(along * along * along / square, np.float32)  # the third power: few directions share a vote
        cells.append(_sums(_sums(votes, 1), 2))
    together = np.stack(cells, axis=-1)
    strength = np.sqrt((together * together).sum(axis=-1, keepdims=True) + np.float32(_FLOOR))
    return np.asarray((together / strength).reshape(len(pictures), math.prod(together.shape[1:])), np.float32)


def _sums(values: Values, axis: int) -> Values:
    """Sums over windows of _CELL along one axis, one every _STRIDE."""
    running = np.concatenate([np.zeros_like(values.take([0], axis)), values.cumsum(axis, dtype=np.float32)], axis)
    starts = np.arange(0, values.shape[axis] - _CELL + 1, _STRIDE)
    return np.asarray(running.take(starts + _CELL, axis) - running.take(starts, axis), np.float32)


@dataclass(frozen=True)
class Components:
    """Principal components of vectors.

    Attributes:
        mean: (d,).
        axes: (k, d), of length 1, that of the greatest variance first.
        share: of the variance that each explains (k,).
    """

    mean: Vectors
    axes: Vectors
    share: NDArray[np.float64]

    def project(self, vectors: Vectors, count: int = COMPONENTS) -> Vectors:
        """Vectors (n, d) on the first ``count`` axes (n, count)."""
        axes = self.axes[:count]
        return np.asarray(vectors @ axes.T - self.mean @ axes.T, np.float32)

    def needed(self, share: float) -> int:
        """How many components explain this share of the variance."""
        return int(np.searchsorted(np.cumsum(self.share), share) + 1)


def principal(vectors: Vectors, count: int | None = None, sample: int | None = None) -> Components:
    """Principal components, from the covariance matrix; the sign of each makes its greatest value positive.

    Args:
        vectors: (n, d).
        count: only the first so many, which is much quicker where there are thousands; None for all.
        sample: fit to so many of the vectors only, drawn at random, the same ones every time; None for all.
    """
    from scipy.linalg import eigh
    from scipy.sparse.linalg import eigsh

    if sample is not None and sample < len(vectors):
        vectors = vectors[np.random.default_rng(0).permutation(len(vectors))[:sample]]
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    size = vectors.shape[1]
    covariance = np.zeros((size, size))
    for i in range(0, len(vectors), 5000):
        some = vectors[i : i + 5000] - mean
        covariance += some.T @ some
    covariance /= max(1, len(vectors))
    total = max(float(np.trace(covariance)), 1e-12)
    if count is not None and 4 * count < size:
        variance, axes = eigsh(covariance, count, v0=np.ones(size))
    else:
        wanted = None if count is None else (max(0, size - count), size - 1)
        variance, axes = eigh(covariance, subset_by_index=wanted, overwrite_a=True)
    axes = axes[:, ::-1].T
    greatest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    axes = np.ascontiguousarray(axes * np.where(greatest < 0, -1, 1), np.float32)
    return Components(mean, axes, np.maximum(variance[::-1], 0) / total)


def reduced(vectors: Vectors, count: int = COMPONENTS) -> Vectors:
    """Vectors on their first principal components; as they are where they have no more than that."""
    return vectors if vectors.shape[1] <= count else principal(vectors, count, _SAMPLE).project(vectors, count)
