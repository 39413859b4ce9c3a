"""Lines of writing as the line reader sees them: strips of one height, whatever size they were written in."""

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import resized

STRIP_HEIGHT = 40
"""Rows of a strip; digits on it are about 28 px tall."""


def strip_of(ink: NDArray[np.uint8], corners: NDArray[np.floating], stroke: float = 0.0) -> NDArray[np.uint8]:
    """A part of a picture as a strip; what lies beyond the picture is empty.

    Args:
        ink: (h, w), 0 on paper, see `numerals.imaging.even`.
        corners: left, top, right, bottom of the part in pixels.
        stroke: width of the picture's strokes, see `numerals.imaging.even.resized`.

    Returns:
        (STRIP_HEIGHT, as wide as it takes).
    """
    left, top = np.floor(corners[:2]).astype(int).tolist()
    right, bottom = np.maximum(np.ceil(corners[2:]).astype(int), [left + 1, top + 1]).tolist()
    part = np.zeros((bottom - top, right - left), np.uint8)
    seen = ink[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    y, x = max(-top, 0), max(-left, 0)
    part[y : y + seen.shape[0], x : x + seen.shape[1]] = seen
    return resized(part, STRIP_HEIGHT / part.shape[0], stroke)
