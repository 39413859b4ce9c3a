"""A hand that writes digits: MNIST's, or those of `numerals.data.pen`, with one slant and one pen for a page."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pages.canvas import (
    DASH,
    POINT,
    SLASH,
    Canvas,
    Layer,
    Mark,
    draw_glyph,
    draw_strokes,
    outline_of,
)
from numerals.data.pen import Stroke, sample_digit

_POOL = 6000
"""Digits that the pen has written before; drawing one of them again, bent another way, is ten times as fast."""


@dataclass(frozen=True)
class Glyphs:
    """Digits as pictures to write with: ``images`` (n, 28, 28) uint8, ink 255, and ``labels`` (n,)."""

    images: NDArray[np.uint8]
    labels: NDArray[np.integer]

    def pick(self, label: int, rng: np.random.Generator) -> Layer:
        """One picture of a digit."""
        return np.asarray(self.images[rng.choice(self._places[label])], np.uint8)

    @property
    def _places(self) -> list[NDArray[np.intp]]:
        found = self.__dict__.get("_found")
        if found is None:
            found = [np.flatnonzero(self.labels == digit) for digit in range(10)]
            object.__setattr__(self, "_found", found)
        return list(found)


@lru_cache(maxsize=1)
def _pool() -> list[list[list[Stroke]]]:
    """Digits written with the pen, by label."""
    rng = np.random.default_rng(20)
    pool: list[list[list[Stroke]]] = [[] for _ in range(10)]
    for number in range(_POOL):
        pool[number % 10].append(sample_digit(rng, number % 10, wild=True)[0])
    return pool


@dataclass(frozen=True)
class Hand:
    """How one person writes on one page; lengths are shares of a digit's height.

    Attributes:
        glyphs: digits to write with; None writes all with the pen.
        drawn: share of digits that the pen writes.
        angle: turn in radians.
        slant: shear to the right.
        aspect: width against what is usual.
        pen: width of the pen.
        level, hardness: see `canvas.draw_glyph`.
        gap: mean space between two digits; below 0 they touch.
        restless: how much sizes and places vary.
        zeros: height of zeros after another digit; many write them small in round amounts.
        ones: height of ones; some write them as a short stroke, others longer than all.
        joined: share of neighbours that a stroke joins; zeros are joined twice as often.
    """

    glyphs: Glyphs | None
    drawn: float
    angle: float
    slant: float
    aspect: float
    pen: float
    level: float
    hardness: float
    gap: float
    restless: float
    zeros: float
    ones: float
    joined: float

    def _shape(self, rng: np.random.Generator, slant: float) -> NDArray[np.float64]:
        """The linear map of one digit."""
        angle = self.angle + rng.normal(0, 0.05)
        cos, sin = np.cos(angle), np.sin(angle)
        shear = np.array([[1.0, -(slant + rng.normal(0, 0.06))], [0.0, 1.0]])
        stretch = np.diag([self.aspect * np.exp(rng.normal(0, 0.08)), 1.0])
        return np.asarray(np.array([[cos, -sin], [sin, cos]]) @ shear @ stretch, np.float64)

    def write(
        self, canvas: Canvas, label: int, left: float, bottom: float, height: float, line: int, rng: np.random.Generator
    ) -> float:
        """Writes a digit of ``height`` px with its left edge and its foot where they are wanted; its right edge."""
        height *= float(np.exp(rng.normal(0, 0.10 * self.restless)))
        bottom += float(rng.normal(0, 0.06 * self.restless)) * height
        if self.glyphs is None or rng.random() < self.drawn:
            styles = _pool()[label]
            strokes = styles[rng.integers(len(styles))]
            # The pen's digits lean by themselves.
            placed = _placed_strokes(strokes, self._shape(rng, 0.6 * self.slant), left, bottom, height)
            outline = draw_strokes(canvas.pen, placed, max(1.0, self.pen * height))
        else:
            glyph = self.glyphs.pick(label, rng)
            own = outline_of(glyph)
            matrix = _placed(own, self._shape(rng, self.slant), left, bottom, height)
            draw_glyph(canvas.pen, glyph, matrix, self.level, self.hardness)
            outline = np.asarray(own @ matrix[:, :2].T + matrix[:, 2], np.float32)
        mark = Mark(label, outline, line)
        canvas.marks.append(mark)
        canvas.taken.append(mark.box)
        return mark.box[2]

    def join(self, canvas: Canvas, height: float, rng: np.random.Generator) -> None:
        """Joins the last two digits by a stroke, as fast hands do."""
        before, after = canvas.marks[-2].box, canvas.marks[-1].box
        start = np.array([before[2] - 0.05 * height, before[1] + rng.uniform(0.0, 0.9) * (before[3] - before[1])])
        end = np.array(
            [after[0] + rng.uniform(0.05, 0.3) * height, after[1] + rng.uniform(0.0, 0.35) * (after[3] - after[1])]
        )
        middle = (start + end) / 2 + rng.normal(0, 0.08, 2) * height
        draw_strokes(canvas.pen, [np.array([start, middle, end])], max(1.0, self.pen * height))

    def write_mark(
        self, canvas: Canvas, label: int, left: float, bottom: float, height: float, line: int, rng: np.random.Generator
    ) -> float:
        """Writes a point, a comma, a dash or a slash beside digits of ``height`` px; its right edge."""
        strokes = _mark_strokes(label, rng)
        placed = [stroke * height + [left, bottom] for stroke in strokes]
        outline = draw_strokes(canvas.pen, placed, max(1.2, self.pen * height * rng.uniform(0.9, 1.9)))
        mark = Mark(label, outline, line)
        canvas.marks.append(mark)
        canvas.taken.append(mark.box)
        return mark.box[2]

    def draw(
        self, canvas: Canvas, strokes: list[Stroke], stretch: float, left: float, bottom: float, height: float
    ) -> float:
        """Draws what is no digit, ``stretch`` times as wide as it comes; its right edge."""
        placed = _placed_strokes(strokes, np.diag([stretch, 1.0]), left, bottom, height)
        points = np.vstack(placed)
        canvas.taken.append((*points.min(axis=0), *points.max(axis=0)))
        draw_strokes(canvas.pen, placed, max(1.0, self.pen * height))
        return float(points[:, 0].max())


def sample_hand(glyphs: Glyphs | None, rng: np.random.Generator) -> Hand:
    """Some hand: most write apart and upright, some touch, lean or dance."""
    touching = rng.random() < 0.3
    return Hand(
        glyphs=glyphs,
        drawn=float(rng.choice([0.0, 0.15, 0.5, 1.0], p=[0.35, 0.15, 0.15, 0.35])),
        angle=float(rng.normal(0, 0.05)),
        slant=float(rng.normal(0.1, 0.2) if rng.random() < 0.85 else rng.uniform(-0.4, 0.8)),
        aspect=float(np.exp(rng.normal(0, 0.14))),
        pen=float(np.clip(np.exp(rng.normal(np.log(0.085), 0.45)), 0.03, 0.26)),
        level=float(rng.choice([0.0, 0.25, 0.45, 0.6])),
        hardness=float(rng.choice([1.0, 1.3, 1.8, 2.5])),
        gap=float(rng.normal(-0.05, 0.06) if touching else abs(rng.normal(0.12, 0.14))),
        restless=float(rng.choice([0.4, 1.0, 1.7, 2.4], p=[0.35, 0.35, 0.2, 0.1])),
        zeros=float(rng.uniform(0.4, 0.85) if rng.random() < 0.3 else 1.0),
        ones=float(rng.uniform(0.45, 1.15) if rng.random() < 0.25 else 1.0),
        joined=float(rng.uniform(0.2, 0.9) if rng.random() < 0.15 else 0.0),
    )


def _placed(
    outline: NDArray[np.float32], shape: NDArray[np.float64], left: float, bottom: float, height: float
) -> NDArray[np.float64]:
    """The map (2, 3) that brings a shape to its place and height."""
    points = outline @ shape.T
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min(height / max(high[1] - low[1], 1e-3), 1.6 * height / max(high[0] - low[0], 1e-3))
    move = np.array([left, bottom]) - scale * np.array([low[0], high[1]])
    return np.hstack([scale * shape, move[:, None]])


def _placed_strokes(
    strokes: list[Stroke], shape: NDArray[np.float64], left: float, bottom: float, height: float
) -> list[Stroke]:
    hull = cv2.convexHull(np.vstack(strokes).astype(np.float32)).reshape(-1, 2)
    matrix = _placed(np.asarray(hull, np.float32), shape, left, bottom, height)
    return [stroke @ matrix[:, :2].T + matrix[:, 2] for stroke in strokes]


def _mark_strokes(label: int, rng: np.random.Generator) -> list[Stroke]:
    """A mark in units of a digit's height, its foot at 0; y points down."""
    shake = rng.normal(0, 0.03, (2, 2))
    if label == POINT:
        tail = rng.uniform(0.03, 0.25) if rng.random() < 0.5 else 0.02
        return [np.array([[0.05, -0.03], [0.05 - 0.4 * tail, tail]])]
    if label == DASH:
        y = -rng.uniform(0.3, 0.6)
        return [np.array([[0.05, y], [rng.uniform(0.25, 0.7), y]]) + shake]
    if label == SLASH:
        return [np.array([[rng.uniform(0.4, 0.8), -rng.uniform(1.1, 1.4)], [0.0, rng.uniform(0.1, 0.3)]]) + shake]
    raise ValueError(f"no mark has the label {label}")


__all__ = ["DASH", "POINT", "SLASH", "Glyphs", "Hand", "sample_hand"]
