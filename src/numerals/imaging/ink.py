"""Pen strokes to 28x28 pictures in MNIST's geometry.

The browser draws the same pictures with the same arithmetic (``web/src/ink``); golden files in
``tests/golden`` hold the two together, so change both or none.

A stroke is a polyline, shape (n, 2), columns x and y in any unit, y pointing down. The pen's width on the
canvas does not matter: the centre line is drawn anew at the width that MNIST's writers had, so a fine and
a fat pen give the same picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


def _segments(strokes: Sequence[Stroke]) -> NDArray[np.float64]:
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
    segments = _segments(strokes)
    nearest = np.full((size, size), np.inf)
    for first in range(0, len(segments), _BLOCK):
        np.minimum(nearest, _squared_distances(segments[first : first + _BLOCK], size), out=nearest)
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


NARROWEST = 0.16
"""A stroke narrower than this share of the tallest stroke counts as this wide when digits are told apart."""
OVERLAP = 0.45
"""Strokes that overlap sideways by this share of the narrower one belong to one digit."""
TOUCHING = 0.1
"""Strokes nearer than this share of the tallest one touch; then any overlap is enough."""
GAP = 0.35
"""Strokes further apart from top to bottom than this share of the tallest stroke are different digits."""
SPECK = 0.02
"""Ink smaller than this share of the canvas's longer side is a slip of the pen."""
_BLOCK = 256
"""Segments or points that are compared at once, so that a long scribble does not fill the memory."""

Extent = list[float]
"""Left, top, right, bottom of some ink."""


@dataclass
class _Group:
    """Strokes that make up one digit, as far as is known."""

    strokes: list[int]
    extent: Extent


def _extent(stroke: Stroke) -> Extent:
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    return [float(low[0]), float(low[1]), float(high[0]), float(high[1])]


def _distance(a: Stroke, b: Stroke) -> float:
    """Least distance from a point of one polyline to the other polyline."""

    def one_way(points: Stroke, line: Stroke) -> float:
        if len(points) > _BLOCK:
            return min(one_way(points[i : i + _BLOCK], line) for i in range(0, len(points), _BLOCK))
        x0, y0, x1, y1 = _segments([line]).T[:, :, None]
        dx, dy = x1 - x0, y1 - y0
        x, y = points[:, 0], points[:, 1]
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
        return float(((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2).min())

    return float(np.sqrt(min(one_way(a, b), one_way(b, a))))


def _overlap(a: Extent, b: Extent, least: float) -> float:
    """How far two extents overlap sideways, as a share of the narrower one, each at least ``least`` wide."""

    def widened(e: Extent) -> tuple[float, float]:
        extra = max(0.0, least - (e[2] - e[0])) / 2
        return e[0] - extra, e[2] + extra

    (left_a, right_a), (left_b, right_b) = widened(a), widened(b)
    return (min(right_a, right_b) - max(left_a, left_b)) / min(right_a - left_a, right_b - left_b)


def _same_digit(a: _Group, b: _Group, strokes: Sequence[Stroke], tallest: float) -> bool:
    """Whether two groups stand over each other closely enough, or touch, so that they are one digit."""
    if max(a.extent[1], b.extent[1]) - min(a.extent[3], b.extent[3]) > GAP * tallest:
        return False
    overlap = _overlap(a.extent, b.extent, NARROWEST * tallest)
    if overlap >= OVERLAP or overlap <= 0.0:
        return overlap >= OVERLAP
    return any(_distance(strokes[i], strokes[j]) <= TOUCHING * tallest for i in a.strokes for j in b.strokes)


def _merge_one(groups: list[_Group], strokes: Sequence[Stroke], tallest: float) -> bool:
    """Joins the first two groups that belong together, in place; says whether there were two."""
    for i, a in enumerate(groups):
        for j in range(i + 1, len(groups)):
            if _same_digit(a, groups[j], strokes, tallest):
                b = groups.pop(j)
                low = [min(a.extent[k], b.extent[k]) for k in (0, 1)]
                high = [max(a.extent[k], b.extent[k]) for k in (2, 3)]
                groups[i] = _Group(sorted(a.strokes + b.strokes), low + high)
                return True
    return False


def group_strokes(strokes: Sequence[Stroke], canvas: float) -> list[list[list[int]]]:
    """Finds which strokes make up each digit, and the digits' order.

    Args:
        strokes: polylines, shape (n, 2), in canvas units.
        canvas: the canvas's longer side, in the same unit.

    Returns:
        For each line from the top, for each digit from the left, the indices of its strokes; empty for a
        canvas that is empty or holds slips of the pen only.
    """
    groups = [_Group([i], _extent(stroke)) for i, stroke in enumerate(strokes)]
    tallest = max((max(g.extent[3] - g.extent[1], 0.5 * (g.extent[2] - g.extent[0])) for g in groups), default=0.0)
    while _merge_one(groups, strokes, tallest):
        pass
    found = [g for g in groups if max(g.extent[2] - g.extent[0], g.extent[3] - g.extent[1]) >= SPECK * canvas]
    lines: list[list[_Group]] = []
    for group in sorted(found, key=lambda g: (g.extent[1] + g.extent[3]) / 2):
        middle = (group.extent[1] + group.extent[3]) / 2
        if lines and middle <= max(other.extent[3] for other in lines[-1]):
            lines[-1].append(group)
        else:
            lines.append([group])
    return [[group.strokes for group in sorted(line, key=lambda g: g.extent[0])] for line in lines]
