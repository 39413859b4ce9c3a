"""Where touching digits may be cut apart.

A cut is a path from top to bottom that goes around ink where it can. Which of the cuts are right only a
model can tell; this module offers pieces, and `numerals.reader` chooses among them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.imaging.components import Component
from numerals.results import Box

_ROWS = 40
"""Cuts are searched on the component brought to this height."""
_REACH = 7
"""How far a path may stray from its column, in pixels at that height."""
_STRAY = 0.06
"""Price of a step sideways, against 1 for a pixel of full ink."""
_DEAREST = 1.5
"""Most ink on a path, in stroke widths: a cut between digits crosses one stroke at most, through a zero two."""
_FAINT = 0.25
"""Ink from this share of the strongest on belongs to the outline."""
_WAIST = 0.8
"""Height of a waist as a share of the heights to its left and right."""
_MOST = 9
"""Cuts offered for one component."""


@dataclass(frozen=True)
class Pieces:
    """A component and its possible cuts.

    Attributes:
        component: what may be cut.
        cuts: column of each cut at each row of the component, ascending; the first is its left edge, the last
            its right edge.
    """

    component: Component
    cuts: tuple[NDArray[np.int64], ...]

    def between(self, first: int, last: int) -> Component | None:
        """The ink between two cuts as a component of its own; None if there is hardly any."""
        box, ink = self.component.box, self.component.ink
        columns = np.arange(ink.shape[1])
        inside = (columns >= self.cuts[first][:, None]) & (columns < self.cuts[last][:, None])
        part = np.where(inside, ink, 0).astype(np.uint8)
        strong = part > 0
        across, down = np.flatnonzero(strong.any(axis=0)), np.flatnonzero(strong.any(axis=1))
        if len(across) < 2 or len(down) < 0.3 * box.height:
            return None
        x, y, width, height = int(across[0]), int(down[0]), int(np.ptp(across)) + 1, int(np.ptp(down)) + 1
        return Component(Box(box.x + x, box.y + y, width, height), part[y : y + height, x : x + width])


def find_cuts(component: Component) -> Pieces:
    """Offers cuts where little ink stands in the way.

    Args:
        component: a piece that may hold several digits side by side.
    """
    height, width = component.ink.shape
    scale = _ROWS / height
    columns = max(3, round(width * scale))
    small = cv2.resize(component.ink, (columns, _ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
    small /= max(float(small.max()), 1.0)
    dearest = _DEAREST * _stroke(small)
    prices, paths = _paths(small)
    inside = np.arange(_ROWS // 6, max(_ROWS // 6, columns - _ROWS // 6))
    order = [int(i) for i in inside[np.argsort(prices[inside], kind="stable")] if prices[i] <= dearest]
    straight = [np.full(_ROWS, column, np.int64) for column in _waists(small) if column in inside]
    cheap = _distinct([*straight, *(paths[i] for i in order)], columns)
    rows = np.minimum((np.arange(height) * scale).astype(int), _ROWS - 1)
    inner = [np.clip(np.rint((path[rows] + 0.5) / scale), 0, width).astype(np.int64) for path in cheap]
    inner.sort(key=lambda cut: float(cut.mean()))
    edges = (np.zeros(height, np.int64), np.full(height, width, np.int64))
    return Pieces(component, (edges[0], *inner, edges[1]))


def _stroke(ink: NDArray[np.float32]) -> float:
    """Typical stroke width: the median over columns of the ink met going down, for each stroke met."""
    filled = ink > 0.5
    met = np.diff(filled.astype(np.int8), axis=0, prepend=0, append=0) == 1
    strokes = met.sum(axis=0)
    return float(np.median(ink.sum(axis=0)[strokes > 0] / strokes[strokes > 0])) if strokes.any() else 1.0


def _waists(ink: NDArray[np.float32]) -> list[int]:
    """Columns where the outline is pinched from above and below, as where two zeros lean on each other.

    There the strokes run along the cut, so that its path is dear although it is right.
    """
    filled = ink > _FAINT
    met = filled.any(axis=0)
    top = np.where(met, filled.argmax(axis=0), _ROWS)
    bottom = np.where(met, _ROWS - filled[::-1].argmax(axis=0), 0)
    tall = np.convolve(np.pad(np.maximum(bottom - top, 0), 1, mode="edge"), np.ones(3) / 3, mode="valid")
    reach = _ROWS // 5
    waists = []
    for column in range(reach, len(tall) - reach):
        around = tall[column - reach : column + reach + 1]
        pinched = max(tall[: column + 1].max(), 1) * _WAIST > tall[column] < _WAIST * tall[column:].max()
        if pinched and tall[column] == around.min():
            waists.append(column)
    return waists


def _paths(ink: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each column the cheapest way from top to bottom near it, all at once.

    Args:
        ink: (rows, columns) in 0..1.

    Returns:
        Prices (columns,) and the paths' columns at each row (columns, rows).
    """
    rows, columns = ink.shape
    outside = np.pad(ink, ((0, 0), (_REACH, _REACH)), constant_values=np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(outside, 2 * _REACH + 1, axis=1)  # rows, columns, places
    away = np.abs(np.arange(-_REACH, _REACH + 1)) * (_STRAY / 4)
    price = windows[0] + away
    steps = np.zeros(windows.shape, np.int64)
    for row in range(1, rows):
        padded = np.pad(price, ((0, 0), (1, 1)), constant_values=np.inf)
        options = np.stack([padded[:, :-2] + _STRAY, padded[:, 1:-1], padded[:, 2:] + _STRAY])
        steps[row] = options.argmin(axis=0) - 1
        price = options.min(axis=0) + windows[row] + away
    place = price.argmin(axis=1)
    every = np.arange(columns)
    paths = np.empty((columns, rows), np.int64)
    for row in range(rows - 1, -1, -1):
        paths[:, row] = every + place - _REACH
        place = place + steps[row][every, place]
    return price.min(axis=1), paths


def _distinct(paths: list[NDArray[np.int64]], columns: int) -> list[NDArray[np.int64]]:
    """Of paths, cheapest first, those that stand apart from the ones before."""
    apart = max(3.0, columns / 16)
    kept: list[NDArray[np.int64]] = []
    for path in paths:
        if all(abs(float(path.mean() - other.mean())) >= apart for other in kept):
            kept.append(path)
        if len(kept) == _MOST:
            break
    return kept
