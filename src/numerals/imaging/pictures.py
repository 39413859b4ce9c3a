"""Pictures for people: boxes over a photo, its crops side by side, the heat of a network's answer over its ink."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.results import Box

_CROP_HEIGHT = 64
"""Height in pixels to which the crops are brought in their picture."""
_MOST_CROPS = 60
"""Crops shown in their picture."""


def draw_boxes(rgb: NDArray[np.uint8], boxes: list[Box]) -> NDArray[np.uint8]:
    """The picture with thin green boxes."""
    out = rgb.copy()
    pen = max(1, max(rgb.shape[:2]) // 500)
    for box in boxes:
        cv2.rectangle(out, (box.x, box.y), (box.right, box.bottom), (20, 160, 70), pen)
    return out


def draw_crops(rgb: NDArray[np.uint8], boxes: Sequence[Box], border: float) -> NDArray[np.uint8]:
    """Every digit cut out of the photo with some paper around it, brought to one height, side by side.

    Args:
        rgb: (h, w, 3) picture.
        boxes: of the digits, in its pixels.
        border: paper kept around each, as a share of its height.
    """
    tiles = []
    for box in boxes[:_MOST_CROPS]:
        pad = round(border * box.height)
        crop = rgb[max(0, box.y - pad) : box.bottom + pad, max(0, box.x - pad) : box.right + pad]
        width = max(1, round(_CROP_HEIGHT * crop.shape[1] / crop.shape[0]))
        tile = cv2.resize(crop, (min(width, 4 * _CROP_HEIGHT), _CROP_HEIGHT), interpolation=cv2.INTER_AREA)
        tiles += [np.asarray(tile, np.uint8), np.full((_CROP_HEIGHT, 4, 3), 255, np.uint8)]
    return np.hstack(tiles) if tiles else np.full((_CROP_HEIGHT, _CROP_HEIGHT, 3), 255, np.uint8)


def draw_heat(ink: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Ink in grey on white, with red where the heat is.

    Args:
        ink: (h, w), 0 on paper.
        heat: 0 to 1, of any size: it is stretched over the ink.
    """
    height, width = ink.shape
    share = np.clip(cv2.resize(heat, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)[:, :, None]
    paper = np.repeat(255 - ink[:, :, None] * np.float32(0.5), 3, axis=2)
    return np.asarray(paper * (1 - share) + share * np.array([230, 30, 30], np.float32), np.uint8)
