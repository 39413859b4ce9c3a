"""Pen strokes to 28x28 pictures in MNIST's geometry.

The browser draws the same pictures with the same arithmetic (``web/src/ink``); golden files in
``tests/golden`` hold the two together, so change both or none.

A stroke is a polyline, shape (n, 2), columns x and y in any unit, y pointing down. The pen's width on the
canvas does not matter: the centre line is drawn anew at the width that MNIST's writers had, so a fine and
a fat pen give the same picture.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]

SIZE = 28
"""Side of the picture in pixels."""
BOX = 20.0
"""Longest side of the ink in pixels."""
PEN_RADIUS = 1.15
"""Half the width of the pen in pixels of the picture; MNIST's median stroke is about 2.4 px wide."""
CENTRE = 14.0
"""Pixel index on which the centre of mass is put, in both directions, as in MNIST."""
MIN_STEP = 0.5
"""Points nearer than this to the last one kept are left out, in pixels of the picture."""
BLOCK = 256
"""Segments or points that are compared at once, so that a long scribble does not fill the memory."""


def segments_of(strokes: Sequence[Stroke]) -> NDArray[np.float64]:
    """All line segments as rows x0, y0, x1, y1; a stroke of one point is a segment of no length."""
    rows = []
    for stroke in strokes:
        points = np.asarray(stroke, dtype=np.float64).reshape(-1, 2)
        ends = points[1:] if len(points) > 1 else points
        starts = points[:-1] if len(points) > 1 else points
        rows.append(np.hstack([starts, ends]))
    return np.vstack(rows)


def _thin(stroke: Stroke) -> Stroke:
    """Leaves out points nearer than MIN_STEP to the last one kept; the first and the last point stay."""
    kept = [stroke[0]]
    for point in stroke[1:-1]:
        dx, dy = point[0] - kept[-1][0], point[1] - kept[-1][1]
        if dx * dx + dy * dy >= MIN_STEP * MIN_STEP:
            kept.append(point)
    if len(stroke) > 1:
        kept.append(stroke[-1])
    return np.array(kept)


def rasterize(strokes: Sequence[Stroke], radius: float = PEN_RADIUS, size: int = SIZE) -> NDArray[np.float64]:
    """Draws strokes, anti-aliased by each pixel's distance to the nearest centre line.

    Args:
        strokes: polylines in pixel coordinates; pixel (row r, column c) has its centre at x=c, y=r.
        radius: half the pen's width in pixels.
        size: side of the picture in pixels.

    Returns:
        Ink in 0.0 to 1.0, shape (size, size).
    """
    segments = segments_of(strokes)
    nearest = np.full((size, size), np.inf)
    for first in range(0, len(segments), BLOCK):
        np.minimum(nearest, _squared_distances(segments[first : first + BLOCK], size), out=nearest)
    return np.asarray(np.clip(radius + 0.5 - np.sqrt(nearest), 0.0, 1.0), np.float64)


def _squared_distances(segments: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Squared distance of each pixel (size, size) to the nearest of some segments."""
    x0, y0, x1, y1 = segments.T[:, :, None]
    dx, dy = x1 - x0, y1 - y0
    length2 = np.maximum(dx * dx + dy * dy, 1e-12)
    index = np.arange(size, dtype=np.float64)
    # Along and across each segment, split by axis: (segments, columns) and (segments, rows) arrays are all
    # that is needed before the one (segments, rows, columns) sum.
    along_x, along_y = (index - x0) * dx / length2, (index - y0) * dy / length2
    along = np.clip(along_y[:, :, None] + along_x[:, None, :], 0.0, 1.0)
    distance2 = ((index - x0)[:, None, :] - along * dx[:, :, None]) ** 2
    distance2 += ((index - y0)[:, :, None] - along * dy[:, :, None]) ** 2
    return np.asarray(distance2.min(axis=0), np.float64)


def normalize_strokes(strokes: Sequence[Stroke], radius: float = PEN_RADIUS) -> NDArray[np.uint8]:
    """Draws one digit's strokes as MNIST would show them.

    The ink's longest side is 20 px and its centre of mass lies in the middle of the picture.

    Args:
        strokes: one digit's polylines, at least one point in all.
        radius: half the pen's width in pixels of the picture.

    Returns:
        Grey picture, shape (28, 28), ink 255 on 0.
    """
    points = np.vstack([np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (BOX - 2 * radius) / max(float((high - low).max()), 1e-9)
    if float((high - low).max()) < 1e-9:
        scale = 1.0  # a dot stays a dot
    middle = (low + high) / 2
    placed = [_thin((np.asarray(s, dtype=np.float64).reshape(-1, 2) - middle) * scale + CENTRE) for s in strokes]
    ink = rasterize(placed, radius)
    total = ink.sum()
    index = np.arange(SIZE)
    shift = np.array(
        [CENTRE - (ink.sum(axis=0) * index).sum() / total, CENTRE - (ink.sum(axis=1) * index).sum() / total]
    )
    centred = rasterize([stroke + shift for stroke in placed], radius)
    return np.floor(centred * 255 + 0.5).astype(np.uint8)
