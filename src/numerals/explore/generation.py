"""Digits that nobody wrote: what a variational autoencoder makes of codes.

Codes are taken in the space where those of all digits are normally distributed.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from numerals.errors import ParameterError
from numerals.inference.space import Codes, Images, Space

_GAP = 2  # px between pictures
COLOURS = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)  # fmt: skip
"""By digit, on the map."""


def random_codes(space: Space, count: int, seed: int) -> Codes:
    """Codes (count, d) drawn at random, the same for the same seed."""
    return np.random.default_rng(seed).standard_normal((count, space.card["latent"])).astype(np.float32)


def sample(space: Space, count: int, seed: int) -> Images:
    """Digits (count, 28, 28) of codes drawn at random."""
    return space.decode(random_codes(space, count, seed))


def between(first: Codes, second: Codes, steps: int) -> Codes:
    """Codes (steps, d) on the way from one (d,) to another, both among them.

    The way is an arc about the origin, since codes of digits lie at about the same distance from it.
    """
    shares = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    length = max(float(np.linalg.norm(first) * np.linalg.norm(second)), 1e-9)
    angle = float(np.arccos(np.clip(float(first @ second) / length, -1, 1)))
    # Where they lie on one line with the origin there is no arc, and in a plane the straight way leads past no hole.
    if np.sin(angle) < 1e-3 or len(first) == 2:
        return np.asarray((1 - shares) * first + shares * second, np.float32)
    weights = np.sin((1 - shares) * angle) / np.sin(angle), np.sin(shares * angle) / np.sin(angle)
    return np.asarray(weights[0] * first + weights[1] * second, np.float32)


def traverse(code: Codes, steps: int, reach: float = 2.5) -> Codes:
    """Codes (d, steps, d): each row changes one value of a code (d,) from -reach to reach."""
    rows = np.repeat(np.repeat(code[None, None], len(code), axis=0), steps, axis=1)
    for value in range(len(code)):
        rows[value, :, value] = np.linspace(-reach, reach, steps)
    return np.asarray(rows, np.float32)


def lattice(side: int) -> Codes:
    """Codes (side, side, 2) that part the plane into pieces in which as many digits lie each.

    Raises:
        ParameterError: fewer than two a side.
    """
    if side < 2:
        raise ParameterError(f"a map has at least two digits a side, not {side}")
    line = np.array([NormalDist().inv_cdf((i + 0.5) / side) for i in range(side)], np.float32)
    return np.stack(np.meshgrid(line, -line), axis=-1)


def decoded(space: Space, codes: Codes) -> Images:
    """Images (..., 28, 28) of codes (..., d)."""
    return space.decode(codes.reshape(-1, codes.shape[-1])).reshape(*codes.shape[:-1], 28, 28)


def sheet(images: Images, scale: int = 1) -> Image.Image:
    """Pictures (rows, columns, 28, 28) side by side, dark ink on light paper.

    Args:
        images: ink bright on 0.
        scale: pixels of the sheet for one of a picture.
    """
    rows, columns = images.shape[:2]
    step = 28 + _GAP
    paper = np.full((rows * step + _GAP, columns * step + _GAP), 255, np.uint8)
    for row in range(rows):
        for column in range(columns):
            top, left = _GAP + row * step, _GAP + column * step
            paper[top : top + 28, left : left + 28] = 255 - images[row, column]
    picture = Image.fromarray(paper)
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)


def scattered(codes: Codes, labels: NDArray[np.int64], side: int = 600, reach: float = 3.5) -> Image.Image:
    """The plane with a dot for each code (n, 2), coloured by its digit, and each digit at the middle of its dots."""
    picture = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(picture)
    places = (codes * [1, -1] / reach + 1) * side / 2
    for (x, y), label in zip(places, labels, strict=True):
        pen.point((float(x), float(y)), COLOURS[label])
    for digit in np.unique(labels):
        x, y = np.median(places[labels == digit], axis=0)
        pen.text((x, y), str(digit), "black", anchor="mm", font_size=side / 20, stroke_width=3, stroke_fill="white")
    return picture
