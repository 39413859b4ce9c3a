"""Labelled pen strokes, and how a reader is measured on them: as the page's drawing pad sends them."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.errors import DataError
from numerals.reader import Reader
from numerals.results import Reading

CANVAS = 400
"""Side of the canvas in its own units."""
SIZES = (60.0, 300.0)
"""Longest side of a drawing on it."""
_MARGIN = 20.0

Stroke = NDArray[np.float64]


@dataclass(frozen=True)
class Drawing:
    """One digit: its value, and its strokes (n, 2) in any unit, y down."""

    digit: int
    strokes: list[Stroke]


def load_drawings(path: Path) -> list[Drawing]:
    """Reads ``{"items": [{"y": 7, "s": [[x0, y0, x1, y1, ...], ...]}, ...]}``, compressed with gzip.

    Raises:
        DataError: no such file, or another form.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            items = json.load(file)["items"]
        return [Drawing(int(i["y"]), [np.array(s, float).reshape(-1, 2) for s in i["s"] if s]) for i in items]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DataError(f'expected {path} to hold {{"items": [{{"y": 7, "s": [...]}}]}} in gzip ({error})') from error


def place(strokes: Sequence[Stroke], size: float, left: float, top: float) -> list[Stroke]:
    """Strokes brought to a size (their longest side) and moved, so that their box begins at ``left``, ``top``."""
    points = np.vstack(strokes)
    scale = size / max(1.0, float(np.ptp(points, axis=0).max()))
    return [(stroke - points.min(axis=0)) * scale + [left, top] for stroke in strokes]


def placed_at_random(strokes: Sequence[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Strokes in a size and at a position drawn at random, wholly on the canvas."""
    size = float(rng.uniform(*SIZES))
    left, top = rng.uniform(_MARGIN, CANVAS - _MARGIN - size, 2)
    return place(strokes, size, left, top)


def likeliest(reading: Reading) -> list[int]:
    """The likeliest value of each digit found, be it called unreadable or not."""
    return [digit.alternatives[0].value for digit in reading.digits]


def count_right(
    reader: Reader, drawings: Sequence[Drawing], seed: int, say: Callable[[int], None] = lambda _: None
) -> int:
    """How many drawings are read as their one digit.

    Args:
        reader: any.
        drawings: each is set on the canvas in a random size and position.
        seed: of these.
        say: called after each drawing with 1.
    """
    rng, right = np.random.default_rng(seed), 0
    for drawing in drawings:
        trace = reader.read_strokes(placed_at_random(drawing.strokes, rng), CANVAS, CANVAS)  # type: ignore[arg-type]
        right += likeliest(trace.reading) == [drawing.digit]
        say(1)
    return right
