"""Fifteen kinds of damage to 28x28 digits, after MNIST-C.

Mu and Gilmer 2019, "MNIST-C: A Robustness Benchmark for Computer Vision", https://arxiv.org/abs/1906.02337. Kinds
and strengths are those of the paper's program (https://github.com/google-research/mnist-c); the arithmetic is written
anew with NumPy, so the pictures are alike, not the same. One thing differs on purpose: glass blur blurs in both
directions, where that program's blurs down the columns only.

No model is trained on these: they show how it does on damage that it has never seen.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numerals.errors import ParameterError

Images = NDArray[np.float32]
"""(n, 28, 28), ink 1.0 on 0.0."""

SIZE = 28
_MIDDLE = (SIZE - 1) / 2
_BLOCK = 2000
"""Images damaged at once; each block has its own chance, so fewer images are damaged as the first of more are."""


def _gaussian(images: Images, sigma: float) -> Images:
    """Blurs in both directions; the border's pixels go on outside."""
    radius = int(4 * sigma + 0.5)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    for axis in (1, 2):
        edges = [(0, 0), (0, 0), (0, 0)]
        edges[axis] = (radius, radius)
        padded = np.pad(images, edges, mode="edge")
        parts = (w * padded.take(range(i, i + SIZE), axis=axis) for i, w in enumerate(weights))
        images = np.asarray(sum(parts), np.float32)
    return images


def _warp(images: Images, matrix: NDArray[np.float64], shift: NDArray[np.float64] | None = None) -> Images:
    """Draws each image anew: a pixel at (x, y) from the middle shows what was at ``matrix @ (x, y) + shift``.

    Args:
        images: bilinear between pixels, 0 outside.
        matrix: (n, 2, 2) or (2, 2).
        shift: (n, 2) in pixels, x and y.
    """
    across = np.arange(SIZE) - _MIDDLE
    x, y = np.meshgrid(across, across)
    moved = np.einsum("...ij,jrc->...irc", matrix, np.stack([x, y])) + _MIDDLE
    if shift is not None:
        moved = moved + shift[:, :, None, None]
    moved = np.broadcast_to(moved, (len(images), 2, SIZE, SIZE))
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    places = np.clip(moved, -1, SIZE) + 1
    x, y = places[:, 0], places[:, 1]
    left, top = x.astype(int), y.astype(int)
    right, down = x - left, y - top
    one = np.arange(len(images))[:, None, None]
    upper = padded[one, top, left] * (1 - right) + padded[one, top, left + 1] * right
    lower = padded[one, top + 1, left] * (1 - right) + padded[one, top + 1, left + 1] * right
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def _signs(shape: int | tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    return np.asarray(rng.choice([-1.0, 1.0], shape), np.float64)


def shot_noise(images: Images, rng: np.random.Generator) -> Images:
    """Few photons: every pixel is a Poisson count with a mean of 3 for full ink."""
    return np.asarray(rng.poisson(images * 3.0) / 3.0, np.float32)


def impulse_noise(images: Images, rng: np.random.Generator) -> Images:
    """Salt and pepper: 17 % of the pixels become black or white."""
    chance = rng.random(images.shape)
    salt = rng.random(images.shape) < 0.5
    return np.where(chance < 0.17, salt, images).astype(np.float32)


def glass_blur(images: Images, rng: np.random.Generator) -> Images:
    """Behind frosted glass: blurred (0.7 px), neighbours swapped twice over, blurred again."""
    out = _gaussian(images, 0.7)
    for _ in range(2):
        for row in range(SIZE - 1, 1, -1):
            for column in range(SIZE - 1, 1, -1):
                one = np.flatnonzero(rng.random(len(out)) < 0.5)
                dy, dx = rng.integers(-1, 1, (2, len(one)))
                here, there = out[one, row, column], out[one, row + dy, column + dx]
                out[one, row, column], out[one, row + dy, column + dx] = there, here
    return _gaussian(out, 0.7)


def motion_blur(images: Images, rng: np.random.Generator) -> Images:
    """The hand shook: smeared to one side (half a Gaussian of 3 px), up to 45 degrees from level."""
    angle = np.radians(rng.uniform(-45, 45, len(images)))
    steps = np.arange(11)
    weights = np.exp(-0.5 * (steps / 3.0) ** 2)
    weights /= weights.sum()
    one = np.arange(len(images))[:, None, None]
    rows, columns = np.arange(SIZE)[:, None], np.arange(SIZE)
    out = np.zeros_like(images)
    for step, weight in zip(steps, weights, strict=True):
        down = np.rint(step * np.sin(angle)).astype(int)[:, None, None]
        right = np.rint(step * np.cos(angle)).astype(int)[:, None, None]
        source = images[one, np.clip(rows + down, 0, SIZE - 1), np.clip(columns + right, 0, SIZE - 1)]
        out += np.float32(weight) * source
    return out


def shear(images: Images, rng: np.random.Generator) -> Images:
    """Slanted by 0.4 rad to the left or the right."""
    slant = 0.4 * _signs(len(images), rng)
    zero, one = np.zeros(len(images)), np.ones(len(images))
    return _warp(images, np.array([[one, -np.sin(slant)], [zero, np.cos(slant)]]).transpose(2, 0, 1))


def scale(images: Images, rng: np.random.Generator) -> Images:  # noqa: ARG001 - all kinds are called alike
    """Written smaller: 0.7 of its size."""
    return _warp(images, np.eye(2) / 0.7)


def rotate(images: Images, rng: np.random.Generator) -> Images:
    """Turned by 0.4 rad (23 degrees) to the left or the right."""
    angle = 0.4 * _signs(len(images), rng)
    cos, sin = np.cos(angle), np.sin(angle)
    return _warp(images, np.array([[cos, -sin], [sin, cos]]).transpose(2, 0, 1))


def brightness(images: Images, rng: np.random.Generator) -> Images:  # noqa: ARG001
    """Half of the range is added everywhere, so the paper becomes grey and half ink becomes full."""
    return images + np.float32(0.5)


def translate(images: Images, rng: np.random.Generator) -> Images:
    """Moved by 3 px in both directions."""
    return _warp(images, np.eye(2), 3 * _signs((len(images), 2), rng))


def stripe(images: Images, rng: np.random.Generator) -> Images:  # noqa: ARG001
    """The left and the right quarter inverted: dark ink on bright paper there."""
    out = images.copy()
    for side in (np.s_[:, :, :7], np.s_[:, :, 21:]):
        out[side] = 1 - out[side]
    return out


def _plasma(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Cloudy maps (count, 256, 256) from 0 to 1, by the diamond-square method with wrapped edges."""
    size, roll = 256, np.roll
    maps = np.zeros((count, size, size))
    step, height = size, 1.0
    while step >= 2:
        half = step // 2
        cells = (count, size // step, size // step)
        corners = maps[:, ::step, ::step]
        beside = corners + roll(corners, -1, 2)
        middles = (beside + roll(beside, -1, 1)) / 4 + height * rng.uniform(-1, 1, cells)
        maps[:, half::step, half::step] = middles
        level = (beside + middles + roll(middles, 1, 1)) / 4
        upright = (corners + roll(corners, -1, 1) + middles + roll(middles, 1, 2)) / 4
        maps[:, ::step, half::step] = level + height * rng.uniform(-1, 1, cells)
        maps[:, half::step, ::step] = upright + height * rng.uniform(-1, 1, cells)
        step, height = half, height / 1.4**2
    maps -= maps.min(axis=(1, 2), keepdims=True)
    return np.asarray(maps / maps.max(axis=(1, 2), keepdims=True), np.float64)


def fog(images: Images, rng: np.random.Generator) -> Images:
    """Clouds three times as bright as the ink, the sum scaled back; a quarter of the contrast is left."""
    cells = 256 // SIZE
    maps = _plasma(-(-len(images) // cells**2), rng)[:, : cells * SIZE, : cells * SIZE]
    windows = maps.reshape(-1, cells, SIZE, cells, SIZE).swapaxes(2, 3).reshape(-1, SIZE, SIZE)[: len(images)]
    peak = images.max(axis=(1, 2), keepdims=True)
    return np.asarray((images + 3.0 * windows) * peak / (peak + 3.0), np.float32)


def spatter(images: Images, rng: np.random.Generator) -> Images:
    """Splashes of grey mud over the digit."""
    liquid = _gaussian(rng.normal(0.65, 0.3, images.shape).astype(np.float32), 1.0)
    mud = _gaussian((liquid > 0.65).astype(np.float32), 1.5)
    mud[mud < 0.8] = 0
    return np.asarray(images * (1 - mud) + 63 / 255 * mud, np.float32)


def _line(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> Images:
    """One soft stroke an image from ``starts`` to ``ends`` (n, 2), as x and y, the start being further left."""
    (x0, y0), (x1, y1) = starts.T[:, :, None, None], ends.T[:, :, None, None]
    columns, rows = np.arange(SIZE), np.arange(SIZE)[:, None]
    height = y0 + (y1 - y0) / (x1 - x0) * (columns - x0)
    away = np.minimum(np.abs(rows - height), 2.2999)
    ink = np.clip(np.log(1 - away / 2.3) + 1, 0, 1)
    return np.asarray(ink * ((columns >= np.floor(x0)) & (columns < np.ceil(x1))), np.float32)


def dotted_line(images: Images, rng: np.random.Generator) -> Images:
    """A dotted line from the left to the right edge, at any height."""
    heights = rng.integers(0, SIZE - 1, (2, len(images))).astype(float)
    left, right = (np.stack([np.full(len(images), x), y], 1) for x, y in zip((0.0, 27.0), heights, strict=True))
    dots = np.arange(SIZE) // 2 % 2 == 1
    return np.asarray(images + _line(left, right) * dots, np.float32)


def zigzag(images: Images, rng: np.random.Generator) -> Images:
    """A zigzag line across, its teeth 4 px long and 2 px high."""
    n, left, right = len(images), 2, 25
    start = rng.integers(0, SIZE - 1, n).astype(float)
    angle = np.arctan(rng.integers(-5, 5, n) / (right - left))
    length = (right - left) / np.cos(angle)
    along = np.stack([np.full(n, x) for x in (0.0, 2, 6, 10, 14, 18, 22)] + [length], 1)
    aside = np.array([0.0, 2, -2, 2, -2, 2, -2, 0])
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    points = np.stack([left + along * cos - aside * sin, start[:, None] + along * sin + aside * cos], 2)
    out = images
    for tooth in range(points.shape[1] - 1):
        out = np.minimum(out + _line(points[:, tooth], points[:, tooth + 1]), 1)
    return out


def _shifted(images: Images, down: int, right: int) -> Images:
    """What lies that far down and right of each pixel; 0 outside."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    return padded[:, 1 + down : 1 + down + SIZE, 1 + right : 1 + right + SIZE]


def _ridges(strength: Images, across: Images, down: Images) -> NDArray[np.bool_]:
    """Pixels whose gradient is no smaller than on both sides, along its own direction (non-maximum suppression)."""
    steep, same = np.abs(down) > np.abs(across), across * down >= 0
    larger = np.maximum(np.abs(across), np.abs(down))
    share = np.minimum(np.abs(across), np.abs(down)) / np.maximum(larger, 1e-12)
    keep = np.ones(strength.shape, bool)
    for s in (1, -1):
        straight = np.where(steep, _shifted(strength, s, 0), _shifted(strength, 0, s))
        crossing = np.where(steep, _shifted(strength, s, -s), _shifted(strength, -s, s))
        diagonal = np.where(same, _shifted(strength, s, s), crossing)
        keep &= strength >= (1 - share) * straight + share * diagonal
    keep[:, [0, -1], :] = keep[:, :, [0, -1]] = False
    return keep


def canny_edges(images: Images, rng: np.random.Generator) -> Images:  # noqa: ARG001
    """Only the outlines: Canny's edges, one pixel wide (blur 1 px; gradients of 0.2, or 0.1 when joined to such)."""
    smooth = np.pad(_gaussian(images, 1.0), ((0, 0), (1, 1), (1, 1)), mode="symmetric")
    slope_x, slope_y = smooth[:, :, 2:] - smooth[:, :, :-2], smooth[:, 2:] - smooth[:, :-2]
    across = slope_x[:, :-2] + 2 * slope_x[:, 1:-1] + slope_x[:, 2:]  # Sobel
    down = slope_y[:, :, :-2] + 2 * slope_y[:, :, 1:-1] + slope_y[:, :, 2:]
    strength = np.hypot(across, down)
    ridges = _ridges(strength, across, down)
    weak, edges = ridges & (strength >= 0.1), ridges & (strength >= 0.2)
    while True:
        near = [_shifted(edges.astype(np.float32), i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        grown = weak & (np.max(near, axis=0) > 0)
        if (grown == edges).all():
            return np.asarray(edges, np.float32)
        edges = grown


CORRUPTIONS: dict[str, Callable[[Images, np.random.Generator], Images]] = {
    kind.__name__: kind
    for kind in (
        shot_noise,
        impulse_noise,
        glass_blur,
        motion_blur,
        shear,
        scale,
        rotate,
        brightness,
        translate,
        stripe,
        fog,
        spatter,
        dotted_line,
        zigzag,
        canny_edges,
    )
}
"""The kinds by name, in MNIST-C's order."""


def corrupt(images: NDArray[np.uint8], kind: str, seed: int = 0) -> NDArray[np.uint8]:
    """Damages every image in one way.

    Args:
        images: (n, 28, 28), ink bright on 0; left as they are.
        kind: a name of `CORRUPTIONS`.
        seed: the same seed gives the same pictures, whatever other kinds were made before.

    Returns:
        New images of the same shape.

    Raises:
        ParameterError: an unknown kind.
    """
    if kind not in CORRUPTIONS:
        raise ParameterError(f"unknown corruption {kind!r}; known are {', '.join(CORRUPTIONS)}")
    number, out = list(CORRUPTIONS).index(kind), np.empty_like(images)
    for block, first in enumerate(range(0, len(images), _BLOCK)):
        part = images[first : first + _BLOCK].astype(np.float32) / np.float32(255)
        damaged = CORRUPTIONS[kind](part, np.random.default_rng([seed, number, block]))
        out[first : first + _BLOCK] = np.rint(np.clip(damaged, 0, 1) * 255)
    return out
