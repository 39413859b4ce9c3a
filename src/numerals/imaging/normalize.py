"""One digit's crop to 28x28 in MNIST's geometry.

As MNIST was made: the ink's longest side becomes 20 px, anti-aliased, and its centre of mass is put on the
middle of a 28x28 picture (LeCun, Cortes, Burges, https://yann.lecun.com/exdb/mnist). The stroke's grey is
kept. One thing is added: a pen so fine that its line would vanish at this size is drawn wider first.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = 28
BOX = 20
CENTRE = 14.0
"""Pixel index of the centre of mass; the mean over MNIST's training part is 14.0 in both directions."""
_OVER = 4
"""Strokes are measured and widened at this multiple of the final size."""
MIN_STROKE = 1.9
"""Strokes narrower than this are widened to it, in pixels of the 28x28 picture; MNIST's 5 % to 95 % range
is 1.6 to 3.7."""


def _stroke_width(mask: NDArray[np.uint8]) -> float:
    """Mean stroke width in pixels: twice the area over the length of all outlines."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    perimeter = sum(cv2.arcLength(outline, True) for outline in outlines)
    return 2.0 * cv2.countNonZero(mask) / max(perimeter, 1.0)


def _resize(image: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """Scales so that the longer side is ``longest`` px; averages areas when shrinking."""
    height, width = image.shape
    scale = longest / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)


def normalize_crop(ink: NDArray[np.uint8], min_stroke: float = MIN_STROKE) -> NDArray[np.uint8]:
    """Brings one digit to MNIST's geometry.

    Args:
        ink: crop of any size, shape (h, w), ink bright (up to 255) on 0.
        min_stroke: finest stroke kept, in pixels of the result; 0 keeps every stroke as it is.

    Returns:
        Picture (28, 28) with ink up to 255 on 0; all 0 if the crop holds no ink.
    """
    out = np.zeros((SIZE, SIZE), np.uint8)
    peak = int(ink.max(initial=0))
    if peak == 0:
        return out
    columns, rows = np.flatnonzero(ink.max(axis=0) > peak // 4), np.flatnonzero(ink.max(axis=1) > peak // 4)
    tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    large = _resize(tight, BOX * _OVER)
    large = np.pad(large, _OVER * 2)
    mask = np.asarray(large > large.max() // 2, np.uint8)
    missing = round(min_stroke * _OVER - _stroke_width(mask))
    if missing > 0:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
        large = np.asarray(cv2.dilate(large, kernel), np.uint8)
        columns, rows = np.flatnonzero(large.max(axis=0)), np.flatnonzero(large.max(axis=1))
        large = large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    else:
        large = large[_OVER * 2 : -_OVER * 2, _OVER * 2 : -_OVER * 2]
    small = _resize(large, BOX).astype(np.float32)
    small *= 255.0 / max(float(small.max()), 1.0)
    return _centre(small)


def _centre(small: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Puts ink of at most 20 px into 28x28 with its centre of mass on CENTRE."""
    height, width = small.shape
    total = float(small.sum())
    x = float((small.sum(axis=0) * np.arange(width)).sum()) / total
    y = float((small.sum(axis=1) * np.arange(height)).sum()) / total
    # Whole pixels, as MNIST did: a part of a pixel would blur. Ink far to one side of its box (a 7, a flag)
    # must not leave the picture.
    left = int(np.clip(round(CENTRE - x), 0, SIZE - width))
    top = int(np.clip(round(CENTRE - y), 0, SIZE - height))
    out = np.zeros((SIZE, SIZE), np.uint8)
    out[top : top + height, left : left + width] = np.rint(small)
    return out
