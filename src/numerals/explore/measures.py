"""What can be measured on labelled digits without a model: means and variances, distances to them.

Pure functions of images (n, 28, 28) uint8, bright ink on 0. What needs no labels is in `numerals.imaging.measures`.
"""

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.measures import Images, Values

__all__ = ["DIGITS", "Images", "Labels", "Values", "distance_to_mean", "means_and_variances", "of_digit"]

Labels = NDArray[np.int64]
DIGITS = 10
_STEP = 2000
"""Images worked on at a time, so that 70,000 take some megabytes beside their own."""


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
