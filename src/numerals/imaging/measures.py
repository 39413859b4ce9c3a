"""What can be measured on digits without a model: ink, slant, stroke width, height and width.

Pure functions of images (n, 28, 28) uint8, bright ink on 0; lengths are in pixels, angles in degrees.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
Values = NDArray[np.float32]
_STEP = 2000
"""Images worked on at a time, so that 70,000 take some megabytes beside their own."""
_LEAST = 1e-3
"""Ink and spread below which a picture has no slant worth the name."""
_INK = 60
"""Grey level above which a pixel is ink."""


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


def extent(images: Images) -> tuple[Values, Values]:
    """Height and width of the box around the ink, each (n,); 0 for a blank image."""

    def longest(some: NDArray[np.bool_]) -> Values:
        length = some.shape[1] - some.argmax(axis=1) - some[:, ::-1].argmax(axis=1)
        return np.where(some.any(axis=1), length, 0).astype(np.float32)

    inked = images > _INK
    return longest(np.asarray(inked.any(axis=2))), longest(np.asarray(inked.any(axis=1)))
