"""What is printed on paper before anyone writes: rules, squares, tables, boxes and combs of forms, fine patterns."""

from itertools import pairwise

import cv2
import numpy as np

from numerals.data.pages.canvas import Canvas, Layer
from numerals.data.pages.layouts import Layout

Rng = np.random.Generator
_SHIFT = 4
"""OpenCV draws at a sixteenth of a pixel."""


def _line(layer: Layer, start: tuple[float, float], end: tuple[float, float], width: float, ink: int) -> None:
    """A straight line; under 1.5 px wide it is one pixel wide and fainter."""
    ink = min(ink, round(ink * max(0.35, width))) if width < 1 else ink
    a, b = ((round(x * 2**_SHIFT), round(y * 2**_SHIFT)) for x, y in (start, end))
    cv2.line(layer, a, b, ink, max(1, round(width)), cv2.LINE_AA, _SHIFT)


def _broken(
    layer: Layer, start: tuple[float, float], end: tuple[float, float], width: float, ink: int, rng: Rng
) -> None:
    """A line of which parts are missing: dotted, dashed, or worn by the scanner."""
    a, b = np.array(start), np.array(end)
    length = float(np.linalg.norm(b - a))
    at = float(rng.uniform(0, 4))
    mean_on, mean_off = rng.uniform(2, 40), rng.uniform(2, 14)
    while at < length:
        until = min(length, at + float(rng.exponential(mean_on)) + 1)
        p, q = a + (b - a) * at / length, a + (b - a) * until / length
        _line(layer, (p[0], p[1]), (q[0], q[1]), width, ink)
        at = until + float(rng.exponential(mean_off)) + 1


def rules(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """Lines to write on, below the writing or anywhere."""
    spacing = layout.height * float(rng.uniform(0.9, 2.4))
    first = (layout.baselines or [spacing])[0] + float(rng.normal(0.05, 0.12)) * layout.height
    slope = layout.slope + float(rng.normal(0, 0.008))
    width, ink = float(rng.uniform(0.5, 2.2)), int(rng.integers(110, 256))
    ways = (
        layout.baselines
        if layout.baselines and rng.random() < 0.5
        else np.arange(first % spacing - spacing, canvas.height + spacing, spacing)
    )
    for y in ways:
        _line(canvas.printed, (0, y), (canvas.width, y + slope * canvas.width), width, ink)
    if rng.random() < 0.2:
        x = float(rng.uniform(0, canvas.width))
        _line(canvas.printed, (x, 0), (x - slope * canvas.height, canvas.height), width, ink)


def squares(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """Squared paper, or a table's grid."""
    step = layout.height * float(rng.choice([rng.uniform(0.4, 0.8), rng.uniform(1.0, 1.8)]))
    across = step * (1.0 if rng.random() < 0.6 else float(rng.uniform(1.5, 4)))
    slope, width, ink = layout.slope, float(rng.uniform(0.4, 1.8)), int(rng.integers(90, 256))
    for y in np.arange(-step * rng.random(), canvas.height + step, step):
        _line(canvas.printed, (0, y), (canvas.width, y + slope * canvas.width), width, ink)
    for x in np.arange(-across * rng.random(), canvas.width + across, across):
        _line(canvas.printed, (x, 0), (x - slope * canvas.height, canvas.height), width, ink)


def boxes(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """A box around each digit or each number, whole or a comb, whole or worn; and empty boxes beside them."""
    height, ink, width = layout.height, int(rng.integers(110, 256)), float(rng.uniform(0.7, 3.0))
    comb, worn, single = rng.random() < 0.3, rng.random() < 0.4, rng.random() < 0.6
    draw = _broken if worn else _whole
    for number in layout.numbers:
        top = min(box[1] for box in number) - float(rng.uniform(0.02, 0.35)) * height
        bottom = max(box[3] for box in number) + float(rng.uniform(0.02, 0.35)) * height
        left = number[0][0] - float(rng.uniform(0.03, 0.4)) * height
        right = number[-1][2] + float(rng.uniform(0.03, 0.4)) * height
        walls = [left, *((a[2] + b[0]) / 2 for a, b in pairwise(number)), right] if single else [left, right]
        if rng.random() < 0.4:  # empty boxes follow
            pitch = height * float(rng.uniform(0.8, 1.3))
            walls += [right + pitch * i for i in range(1, int(rng.integers(2, 6)))]
        start = top + (bottom - top) * float(rng.uniform(0.5, 0.9)) if comb else top
        for x in walls:
            if not worn or rng.random() < 0.75:
                draw(canvas.printed, (x, start), (x, bottom), width, ink, rng)
        for y in (bottom,) if comb else (top, bottom):
            if not worn or rng.random() < 0.8:
                draw(canvas.printed, (walls[0], y), (walls[-1], y), width, ink, rng)


def _whole(
    layer: Layer, start: tuple[float, float], end: tuple[float, float], width: float, ink: int, _rng: Rng
) -> None:
    _line(layer, start, end, width, ink)


def frame(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """One large frame, near the edges of the picture as when a field was cut out of a form."""
    height, ink, width = layout.height, int(rng.integers(130, 256)), float(rng.uniform(0.8, 3.5))
    inset = rng.uniform(-0.1, 0.5, 4) * height + 8
    left, top, right, bottom = inset[0], inset[1], canvas.width - inset[2], canvas.height - inset[3]
    draw = _broken if rng.random() < 0.4 else _whole
    sides = [
        ((left, top), (right, top)),
        ((right, top), (right, bottom)),
        ((right, bottom), (left, bottom)),
        ((left, bottom), (left, top)),
    ]
    for start, end in sides:
        if rng.random() < 0.75:
            draw(canvas.printed, start, end, width, ink, rng)


def guilloche(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """The fine waves that are printed on cheques, one set or two that cross."""
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    for _ in range(int(rng.integers(1, 4))):
        period, angle = layout.height * float(rng.uniform(0.12, 0.5)), float(rng.normal(0, 0.6))
        along = columns * np.cos(angle) + rows * np.sin(angle)
        beside = rows * np.cos(angle) - columns * np.sin(angle)
        bow = np.sin(along * (6.28 / layout.height / float(rng.uniform(1, 8))) + float(rng.uniform(0, 6)))
        wave = beside + float(rng.uniform(0, 0.5)) * layout.height * bow
        pattern = np.clip(np.sin(wave * (2 * np.pi / period)) * 2 - float(rng.uniform(0.3, 1.3)), 0, 1)
        np.maximum(canvas.printed, (pattern * int(rng.integers(40, 200))).astype(np.uint8), out=canvas.printed)


_WAYS = ((0.36, None), (0.17, rules), (0.10, squares), (0.17, boxes), (0.09, frame), (0.11, guilloche))


def print_paper(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    """Prints something on the paper that suits the writing, or nothing."""
    chances = np.array([chance for chance, _ in _WAYS])
    for _ in range(2 if rng.random() < 0.2 else 1):
        way = _WAYS[rng.choice(len(_WAYS), p=chances / chances.sum())][1]
        if way is not None:
            way(canvas, layout, rng)
