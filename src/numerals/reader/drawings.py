"""Pen strokes as a person or a client sends them, checked and brought into groups of one digit each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from numerals.errors import StrokeError
from numerals.imaging.group import group_strokes
from numerals.imaging.ink import normalize_strokes
from numerals.results import Box

_MAX_CANVAS = 20_000
"""Longest side of a canvas in its own units."""
MAX_POINTS, MAX_STROKES = 10_000, 300
"""Most points and strokes of a drawing; a person's row of digits has some hundreds and some ten."""


def digits_of(
    strokes: Sequence[Sequence[Sequence[float]]], width: float, height: float
) -> list[list[tuple[Box, NDArray[np.uint8]]]]:
    """The digits of a drawing, line by line: where each stands, and its (28, 28) crop.

    Args:
        strokes: each a list of points x, y (further columns are ignored) in canvas units, y down.
        width: of the canvas, in the same unit.
        height: of the canvas.

    Raises:
        StrokeError: no finite numbers, too many points, or a canvas without size.
    """
    lines = _checked_strokes(strokes, width, height)
    groups = group_strokes(lines, max(width, height))
    return [[_digit_of([lines[i] for i in group]) for group in line] for line in groups]


def _digit_of(strokes: list[NDArray[np.float64]]) -> tuple[Box, NDArray[np.uint8]]:
    low, high = np.vstack(strokes).min(axis=0), np.vstack(strokes).max(axis=0)
    box = Box(int(low[0]), int(low[1]), int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1)
    return box, normalize_strokes(strokes)


def _checked_strokes(
    strokes: Sequence[Sequence[Sequence[float]]], width: float, height: float
) -> list[NDArray[np.float64]]:
    """Strokes as arrays (n, 2); empty ones are left out."""
    try:
        canvas = (float(width), float(height))
        sizes = [len(stroke) for stroke in strokes]
    except (TypeError, ValueError, OverflowError) as error:
        raise StrokeError("a drawing is a list of strokes on a canvas with a width and a height") from error
    if not (np.isfinite(canvas).all() and min(canvas) >= 1 and max(canvas) <= _MAX_CANVAS):
        raise StrokeError(f"a canvas is 1 to {_MAX_CANVAS:,} units wide and high, not {width} x {height}")
    if sum(sizes) > MAX_POINTS or len(sizes) > MAX_STROKES:
        raise StrokeError(f"a drawing has at most {MAX_STROKES} strokes with {MAX_POINTS:,} points in all")
    try:
        lines = [np.array([[float(p[0]), float(p[1])] for p in stroke]) for stroke in strokes if len(stroke)]
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise StrokeError("a stroke is a list of points [x, y] of numbers") from error
    if any(not np.isfinite(line).all() or np.abs(line).max() > 10 * _MAX_CANVAS for line in lines):
        raise StrokeError("a stroke's points are finite numbers within the canvas")
    return lines
