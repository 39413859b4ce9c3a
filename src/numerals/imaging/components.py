"""Ink to digits: connected pieces, which of them are parts of one digit, and which are none."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.imaging.stages import percentile
from numerals.results import Box

_SMALLEST = 4
"""Longer side in pixels of the smallest piece that is looked at."""
_LEAST_HEIGHT = 8
"""Height in pixels of the smallest digit that can be told from a speck."""
_PASSES = 4
_MOST = 600
"""Pieces looked at, largest first; a picture with more is texture."""
_PEAK = 95
"""Percentile of a piece's ink that counts as its full strength."""
_SINGLE = 1.1
"""A piece not wider than this share of its height is one digit."""
_BLOT = 0.4
"""Thickness of a smudge as a share of its longer side; a disc has 1, the fattest digits a quarter."""
_EDGE = 0.25
"""Share of a piece's full strength at which its outline is drawn."""


@dataclass(frozen=True)
class Component:
    """A piece of ink.

    Attributes:
        box: in pixels of the working image.
        ink: (box.height, box.width) uint8, this piece's ink alone, 0 elsewhere.
    """

    box: Box
    ink: NDArray[np.uint8]

    @property
    def area(self) -> int:
        """Pixels with ink."""
        return int(np.count_nonzero(self.ink))


def join(parts: Sequence[Component]) -> Component:
    """One component of several; where they overlap, the stronger ink counts."""
    box = parts[0].box
    for part in parts[1:]:
        box = box.union(part.box)
    ink = np.zeros((box.height, box.width), np.uint8)
    for part in parts:
        y, x = part.box.y - box.y, part.box.x - box.x
        window = ink[y : y + part.box.height, x : x + part.box.width]
        np.maximum(window, part.ink, out=window)
    return Component(box, ink)


def find_components(mask: NDArray[np.uint8], ink: NDArray[np.uint8], tight: bool = True) -> list[Component]:
    """Connected pieces of the mask with their ink.

    Args:
        mask: (h, w), not 0 where ink may be.
        ink: (h, w) ink strength.
        tight: draw each piece's outline anew at a share of its own strength, which parts strokes that only
            their blurred edges joined, in faint and in strong ink alike.

    Returns:
        Pieces whose longer side is not too small for any part of a digit, largest boxes first.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    order = [int(i) for i in np.argsort(-sides, kind="stable") if i != 0 and sides[i] >= _SMALLEST][:_MOST]
    pieces = []
    for i in order:
        x, y, width, height = (int(v) for v in stats[i][:4])
        own = labels[y : y + height, x : x + width] == i
        piece = np.where(own, ink[y : y + height, x : x + width], 0).astype(np.uint8)
        pieces += _tightened(piece, x, y) if tight else [Component(Box(x, y, width, height), piece)]
    return pieces


def _tightened(piece: NDArray[np.uint8], x: int, y: int) -> list[Component]:
    """The parts of a piece above a share of its own full strength, with one pixel of their soft edge."""
    values = piece[piece > 0]
    if len(values) == 0:
        return []
    level = _EDGE * percentile(values, _PEAK)
    strong = (piece > level).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=8)
    parts = []
    for i in range(1, count):
        left, top, width, height = (int(v) for v in stats[i][:4])
        if max(width, height) < 3:
            continue
        own = (labels[top : top + height, left : left + width] == i).astype(np.uint8)
        part = np.where(own, piece[top : top + height, left : left + width], 0).astype(np.uint8)
        parts.append(Component(Box(x + left, y + top, width, height), part))
    if len(parts) > 1 and piece.shape[1] <= _SINGLE * piece.shape[0]:
        # One digit by its shape: what fell apart are its faint strokes.
        return [Component(Box(x, y, piece.shape[1], piece.shape[0]), piece)]
    return parts


def typical_height(components: Sequence[Component]) -> float:
    """Height of the digits in pixels: the median of the components' heights, each weighted by its square.

    The weight makes hundreds of specks count less than a few digits.
    """
    heights = np.sort([float(max(c.box.height, 0.5 * c.box.width)) for c in components])
    if len(heights) == 0:
        return 0.0
    weights = np.cumsum(heights**2)
    return float(heights[np.searchsorted(weights, weights[-1] / 2)])


def is_rule(component: Component, shape: tuple[int, int]) -> bool:
    """Whether a piece is a line, a frame or the edge of the sheet rather than a stroke.

    Args:
        component: the piece.
        shape: height and width of the working image.
    """
    box, (height, width) = component.box, shape
    fill = component.area / (box.width * box.height)
    flat = box.width > 6 * box.height and box.width > 0.25 * width
    upright = box.height > 12 * box.width and box.height > 0.75 * height and width > height / 3
    frame = box.width > 0.9 * width and box.height > 0.9 * height and fill < 0.2
    sides = (box.x <= 1) + (box.y <= 1) + (box.right >= width - 1) + (box.bottom >= height - 1)
    edge = (box.x <= 1 or box.right >= width - 1) and box.width < 0.2 * box.height
    corner = sides >= 2 and fill > 0.5
    return flat or upright or frame or edge or corner


def is_blot(component: Component) -> bool:
    """Whether a piece is a smudge, shadow or scribble rather than strokes: almost as thick as it is long."""
    mask = np.pad((component.ink > component.ink.max() // 4).astype(np.uint8), 1)
    thickness = 2.0 * float(cv2.distanceTransform(mask, cv2.DIST_L2, 3).max())
    return thickness > _BLOT * max(component.box.width, component.box.height)


def drop_specks(components: Sequence[Component], share: float, flat: bool = False) -> list[Component]:
    """Leaves out what is lower than ``share`` of the typical height.

    Args:
        components: pieces.
        share: of the typical height.
        flat: keep what is wide enough though low, such as the bar of a five that stands apart.
    """
    least = max(share * typical_height(components), 0 if flat else _LEAST_HEIGHT)
    return [c for c in components if max(c.box.height, c.box.width if flat else 0) >= least]


def merge_parts(components: Sequence[Component], overlap: float) -> list[Component]:
    """Joins the parts of one digit: pieces above each other or interlocked.

    Args:
        components: pieces.
        overlap: sideways overlap, as a share of the narrower piece, from which on they are one digit; at 1
            nothing is joined.

    Returns:
        The components, joined where they belong together.
    """
    pieces = list(components)
    if overlap >= 1:
        return pieces
    height = typical_height(pieces)
    for _ in range(_PASSES):  # a joined piece may take up a third one in the next pass
        before = len(pieces)
        pieces = _merge_pass(pieces, overlap, height)
        if len(pieces) == before:
            break
    return pieces


def _merge_pass(pieces: list[Component], overlap: float, height: float) -> list[Component]:
    """Joins each piece, from the left, with the first earlier one that reaches over it and belongs to it."""
    done: list[Component] = []
    reaching: list[int] = []  # of those done, the ones whose right edge may still matter
    for piece in sorted(pieces, key=lambda c: c.box.x):
        reaching = [i for i in reaching if done[i].box.right > piece.box.x]
        partner = next((i for i in reaching if _one_digit(done[i].box, piece.box, overlap, height)), None)
        if partner is None:
            reaching.append(len(done))
            done.append(piece)
        else:
            done[partner] = join([done[partner], piece])
    return done


def _one_digit(a: Box, b: Box, overlap: float, height: float) -> bool:
    """Whether two boxes hold parts of one digit, and not two lines' digits or neighbours."""
    across = min(a.right, b.right) - max(a.x, b.x)
    if across < overlap * min(a.width, b.width):
        return False
    together = a.union(b)
    small, large = sorted((a, b), key=lambda box: box.width * box.height)
    inside = large.x <= small.x and large.y <= small.y and small.right <= large.right and small.bottom <= large.bottom
    gap = max(a.y, b.y) - min(a.bottom, b.bottom)
    fits = together.height <= 1.3 * height and together.width <= 1.3 * height
    # Two whole digits above each other are two lines; a part is clearly lower than a digit, or overlaps.
    part = small.height < 0.7 * height or gap < -0.5 * small.height
    return inside or (fits and part and gap <= 0.25 * height)
