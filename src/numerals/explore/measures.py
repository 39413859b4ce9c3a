"""What can be measured on digits without a model: ink, slant, stroke width, means and variances.

Pure functions of images (n, 28, 28) uint8, bright ink on 0; lengths are in pixels, angles in degrees.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
Values = NDArray[np.float32]
DIGITS = 10
_STEP = 2000
"""Images worked on at a time, so that 70,000 take some megabytes beside their own."""
_LEAST = 1e-3
"""Ink and spread below which a picture has no slant worth the name."""


def in_steps(images: Images, measure: Callable[[Values], Values]) -> Values:
    """Applies ``measure``, (m, 28, 28) float32 in 0..1 -> (m, ...), to all images, some at a time."""
    parts = [measure(images[i : i + _STEP].astype(np.float32) / np.float32(255)) for i in range(0, len(images), _STEP)]
    return np.concatenate(parts) if parts else measure(np.zeros((0, 28, 28), np.float32))


def ink(images: Images) -> Values:
    """Share of the area that is ink (n,), 0 to 1; a grey pixel counts in part."""
    return in_steps(images, lambda some: some.mean(axis=(1, 2), dtype=np.float32))


def slant(images: Images) -> Values:
    """How far each digit leans to the right, in degrees (n,); below 0 to the left.

    The angle at which a shear makes columns and rows of the ink uncorrelated (second moments).
    """
    return in_steps(images, lambda some: np.degrees(np.arctan(-moments(some)[2])).astype(np.float32))


def moments(pictures: Values) -> tuple[Values, Values, Values]:
    """Centre of the ink (row, column) and its shear in columns a row, each (n,)."""
    places = np.arange(28, dtype=np.float32)
    rows, columns = pictures.sum(axis=2), pictures.sum(axis=1)
    mass = np.maximum(rows.sum(axis=1), _LEAST)
    middle_row, middle_column = rows @ places / mass, columns @ places / mass
    down = places - middle_row[:, None]
    spread = (rows * down * down).sum(axis=1) / mass
    # Of each row: its ink times how far right of the middle it lies.
    right = pictures @ places - middle_column[:, None] * rows
    shear = np.clip((down * right).sum(axis=1) / mass / np.maximum(spread, _LEAST), -1.5, 1.5)
    return middle_row, middle_column, shear.astype(np.float32)


def stroke_width(images: Images) -> Values:
    """Mean width of the strokes in pixels (n,); 0 for a blank image.

    A stroke of length l and width w covers l*w and has an edge of 2*l: its width is twice the ink over the length
    of the edge, which is the sum of the gradient's strength (the total variation).
    """

    def width(some: Values) -> Values:
        padded = np.pad(some, ((0, 0), (1, 1), (1, 1)))
        down = padded[:, 1:, :-1] - padded[:, :-1, :-1]
        across = padded[:, :-1, 1:] - padded[:, :-1, :-1]
        edge = np.sqrt(down * down + across * across).sum(axis=(1, 2))
        return np.asarray(2 * some.sum(axis=(1, 2)) / np.maximum(edge, _LEAST), np.float32)

    return in_steps(images, width)


def means_and_variances(images: Images, labels: Labels) -> tuple[Values, Values]:
    """Mean image (10, 28, 28) and variance of each pixel (10, 28, 28) of each digit, ink 0..1; 0 for a missing one."""
    means, variances = np.zeros((2, DIGITS, 28, 28), np.float32)
    for digit in range(DIGITS):
        some = images[labels == digit]
        if len(some):
            means[digit] = some.mean(axis=0, dtype=np.float64) / 255
            variances[digit] = some.var(axis=0, dtype=np.float32) / 255**2
    return means, variances


def distance_to_mean(images: Images, labels: Labels, means: Values) -> Values:
    """Distance of each image to the mean of its digit (n,), in ink: the square root of the sum over all pixels."""
    result = np.empty(len(images), np.float32)
    for i in range(0, len(images), _STEP):
        some = images[i : i + _STEP].astype(np.float32) / 255 - means[labels[i : i + _STEP]]
        result[i : i + _STEP] = np.sqrt((some * some).sum(axis=(1, 2)))
    return result


def of_digit(labels: Labels, digit: int, count: int | None = None, by: Values | None = None) -> NDArray[np.int64]:
    """Places of the images of one digit.

    Args:
        labels: (n,).
        digit: 0 to 9.
        count: at most this many; None for all.
        by: (n,) values to sort by, the least first; None keeps their order.
    """
    places = np.flatnonzero(labels == digit)
    if by is not None:
        places = places[np.argsort(by[places], kind="stable")]
    return places[:count]
