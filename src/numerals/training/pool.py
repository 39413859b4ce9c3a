"""Pictures the training adds to MNIST: synthetic pen digits, and things that are no digit at all.

The reader must know a digit from two touching ones, from half of one and from a scribble, or it cannot
choose where to cut touching digits nor say "unreadable". So the network also sees such pictures, with
the even spread over ten classes as their target (outlier exposure, Hendrycks et al. 2019,
https://arxiv.org/abs/1812.04606).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pen import sample_digit, sample_scribble
from numerals.imaging.ink import normalize_strokes
from numerals.imaging.normalize import normalize_crop

Images = NDArray[np.uint8]
NO_DIGIT = -1
"""Label of what is no digit; `numerals.models.loop` has the same, with PyTorch."""
_INK = 60
"""Grey level above which a pixel is ink."""
_WILD = 0.5
"""Share of the pen's digits that are written by unsteadier hands, and in rare ways too."""


def pen_digits(count: int, seed: int) -> tuple[Images, NDArray[np.int64]]:
    """Renders synthetic pen digits: images (count, 28, 28) and labels (count,)."""
    rng = np.random.default_rng(seed)
    images, labels = np.empty((count, 28, 28), np.uint8), np.empty(count, np.int64)
    for i in range(count):
        strokes, labels[i] = sample_digit(rng, wild=bool(rng.random() < _WILD))
        images[i] = normalize_strokes(strokes, radius=rng.uniform(0.8, 1.6))
    return images, labels


def _pair(left: NDArray[np.uint8], right: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Two digits side by side, touching or nearly, as one crop."""
    a, b = trim(left), trim(right)
    height = max(len(a), len(b))
    a, b = (np.pad(x, ((height - len(x), 0), (0, 0))) for x in (a, b))
    overlap = min(int(rng.integers(-2, 4)), a.shape[1] - 1, b.shape[1] - 1)
    canvas = np.zeros((height, a.shape[1] + b.shape[1] - overlap), np.uint8)
    canvas[:, : a.shape[1]] = a
    canvas[:, -b.shape[1] :] = np.maximum(canvas[:, -b.shape[1] :], b)
    return canvas


def trim(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Cuts off the empty rows and columns around the ink."""
    rows, columns = np.nonzero(image > _INK)
    return image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _part(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A piece of a pair: what a wrong cut leaves, one digit with a slice of its neighbour or without its own."""
    width = image.shape[1]
    cut = int(width * rng.uniform(0.22, 0.4))
    return image[:, :-cut] if rng.random() < 0.5 else image[:, cut:]


def _half(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The left or right part of a single digit, as a cut through its middle leaves it."""
    cut = int(image.shape[1] * rng.uniform(0.35, 0.65))
    return image[:, :cut] if rng.random() < 0.5 else image[:, cut:]


def _dash(rng: np.random.Generator) -> NDArray[np.float64]:
    """A straight or slightly bowed line too flat for a one: a dash, a rule, the edge of a finger."""
    angle = rng.uniform(np.radians(48), np.radians(132))  # from the vertical
    along = np.array([np.sin(angle), np.cos(angle)])
    bow = rng.normal(0, 0.05) * np.array([along[1], -along[0]])
    return np.array([-along / 2, bow, along / 2])


def non_digits(digits: Images, labels: NDArray[np.int64], count: int, seed: int) -> Images:
    """Makes pictures of what is no digit: touching pairs, wrong cuts, dashes, scribbles, blots.

    Args:
        digits: (n, 28, 28) training digits to build from.
        labels: (n,) their values.
        count: how many pictures.
        seed: of the random choices.

    Returns:
        Pictures (count, 28, 28), normalised as the reader would.
    """
    rng = np.random.default_rng(seed)
    inked = digits.max(axis=(1, 2)) > _INK
    digits, labels = digits[inked], labels[inked]
    # Half a one is a one, half a seven or four may be: only the round digits are cut through.
    whole = digits[np.isin(labels, (0, 2, 3, 5, 6, 8, 9))]
    out = np.empty((count, 28, 28), np.uint8)
    for i in range(count):
        kind = rng.random()
        if kind < 0.6:
            left, right = digits[rng.integers(len(digits), size=2)]
            pair = _pair(left, right, rng)
            out[i] = normalize_crop(pair if kind < 0.38 else _part(pair, rng))
        elif kind < 0.7:
            out[i] = normalize_crop(_half(trim(whole[rng.integers(len(whole))]), rng))
        elif kind < 0.75:
            out[i] = normalize_strokes([_dash(rng)], radius=rng.uniform(0.8, 1.6))
        elif kind < 0.93:
            out[i] = normalize_strokes(sample_scribble(rng), radius=rng.uniform(0.8, 1.6))
        else:
            noise = cv2.GaussianBlur(rng.random((28, 28)), (0, 0), rng.uniform(0.8, 3.0))
            noise = (noise - noise.min()) / np.ptp(noise)
            out[i] = (255 * np.clip((noise - rng.uniform(0.3, 0.6)) * 4, 0, 1)).astype(np.uint8)
    return out
