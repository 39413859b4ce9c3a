"""Where a page is written: how much ink of each kind covers each pixel, and what was written where."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pen import Stroke

POINT, DASH, SLASH = 10, 11, 12
"""Labels of marks that stand beside digits; a comma is a point."""
_FINE = 4
"""Strokes are drawn this many times larger and averaged, so that a pen may be 1.3 px wide."""

Layer = NDArray[np.uint8]
"""(h, w), 0 where there is no ink, 255 where it covers the paper."""


@dataclass(frozen=True)
class Mark:
    """One digit, or one of `POINT`, `DASH` and `SLASH`.

    Attributes:
        label: 0 to 12.
        outline: (n, 2) float32 points x, y around its ink, in pixels.
        line: number of its line from the top; marks of a line come from the left.
    """

    label: int
    outline: NDArray[np.float32]
    line: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in pixels."""
        left, top = self.outline.min(axis=0)
        right, bottom = self.outline.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


@dataclass
class Canvas:
    """A page being written, of ``height`` x ``width`` pixels.

    Attributes:
        pen: ink of the hand.
        printed: ink that was on the paper before: rules, boxes, text.
        back: ink of the other side.
        marks: the digits and marks written so far.
        taken: boxes of everything that stands on the page.
    """

    height: int
    width: int
    marks: list[Mark] = field(default_factory=list)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pen, self.printed, self.back = (np.zeros((self.height, self.width), np.uint8) for _ in range(3))

    def is_free(self, box: tuple[float, float, float, float], margin: float) -> bool:
        """Whether nothing stands within ``margin`` pixels of a box."""
        left, top, right, bottom = box
        return all(
            left - margin > other[2]
            or right + margin < other[0]
            or top - margin > other[3]
            or bottom + margin < other[1]
            for other in self.taken
        )


def _paste(layer: Layer, patch: Layer, left: int, top: int) -> None:
    """Adds a patch to a layer, whichever of both is darker; what lies outside is lost."""
    height, width = layer.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + patch.shape[1], width), min(top + patch.shape[0], height)
    if x0 >= x1 or y0 >= y1:
        return
    region = layer[y0:y1, x0:x1]
    np.maximum(region, patch[y0 - top : y1 - top, x0 - left : x1 - left], out=region)


def draw_strokes(layer: Layer, strokes: Sequence[Stroke], width: float) -> NDArray[np.float32]:
    """Draws pen strokes.

    Args:
        layer: drawn on in place.
        strokes: points (n, 2) in pixels.
        width: of the pen in pixels.

    Returns:
        Points (n, 2) around the ink.
    """
    points = np.vstack(strokes)
    low = np.floor(points.min(axis=0) - width).astype(int)
    size = np.ceil(points.max(axis=0) + width).astype(int) - low + 1
    outline = _grown(points, width / 2)
    if size.max() > 4 * max(layer.shape):
        return outline
    fine = np.zeros((size[1] * _FINE, size[0] * _FINE), np.uint8)
    for stroke in strokes:
        path = np.rint((stroke - low) * _FINE).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(fine, [path], False, 255, max(1, round(width * _FINE)))
    patch = cv2.resize(fine, (int(size[0]), int(size[1])), interpolation=cv2.INTER_AREA)
    _paste(layer, np.asarray(patch, np.uint8), int(low[0]), int(low[1]))
    return outline


def _grown(points: NDArray[np.float64], by: float) -> NDArray[np.float32]:
    """The convex outline of points, moved outwards."""
    hull = cv2.convexHull(points.astype(np.float32)).reshape(-1, 2)
    away = hull - hull.mean(axis=0)
    length = np.linalg.norm(away, axis=1, keepdims=True)
    return np.asarray(hull + away / np.maximum(length, 1e-3) * by, np.float32)


def outline_of(glyph: Layer) -> NDArray[np.float32]:
    """Points (n, 2) around the ink of a small picture, in its pixels."""
    places = cv2.findNonZero((glyph > 90).astype(np.uint8))
    return np.asarray(cv2.convexHull(places).reshape(-1, 2), np.float32)


def draw_glyph(layer: Layer, glyph: Layer, matrix: NDArray[np.float64], level: float, hardness: float) -> None:
    """Draws a small picture of ink, turned, slanted and scaled.

    Args:
        layer: drawn on in place.
        glyph: (h, w), ink 255.
        matrix: (2, 3), from the glyph's pixels to those of the layer.
        level: ink below this share of full strength is left out: more makes the pen thinner.
        hardness: how sharp its edges become; 1 leaves them.
    """
    height, width = glyph.shape
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], np.float64) @ matrix.T
    low = np.floor(corners.min(axis=0)).astype(int)
    size = np.ceil(corners.max(axis=0)).astype(int) - low + 1
    if size.max() > 4 * max(layer.shape):
        return
    moved = matrix.copy()
    moved[:, 2] -= low
    patch = cv2.warpAffine(glyph, moved, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
    if level > 0 or hardness != 1:
        patch = cv2.convertScaleAbs(
            np.maximum(patch, np.uint8(255 * level)), alpha=hardness, beta=-255 * level * hardness
        )
    _paste(layer, np.asarray(patch, np.uint8), int(low[0]), int(low[1]))
