"""Writes ink.json: drawings with what `numerals.imaging.ink` makes of them.

The Python and the TypeScript tests both compare with this file, so that the browser and the server see the
same picture. Run after a change of the arithmetic: ``python tests/golden/make_ink.py``.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from numerals.data.pen import Stroke, sample_digit, sample_scribble
from numerals.imaging.group import group_strokes
from numerals.imaging.ink import normalize_strokes

CANVAS = (600, 300)
"""Width and height of the drawings' canvas."""


def _drawing(rng: np.random.Generator, digits: int) -> list[Stroke]:
    strokes: list[Stroke] = []
    x = 20.0
    for _ in range(digits):
        height = rng.uniform(60, 200) if digits == 1 else rng.uniform(110, 140)
        written = [stroke * height + [x, rng.uniform(40, 60)] for stroke in sample_digit(rng)[0]]
        left = min(stroke[:, 0].min() for stroke in written)
        written = [stroke - [left - x, 0] for stroke in written]
        strokes += written
        x = max(stroke[:, 0].max() for stroke in written) + rng.uniform(15, 40)
    return [np.round(stroke, 2) for stroke in strokes]


def _in_parts(rng: np.random.Generator) -> list[Stroke]:
    """A number of digits whose parts stand beside each other: open fours, fives, dashes, twos before ones."""
    shapes = (
        [[[20, 0], [5, 60], [40, 62]], [[52, 20], [48, 100]]],
        [[[30, 10], [10, 45], [50, 70], [5, 100]], [[45, 8], [90, 0]]],
        [[[0, 50], [30, 50]]],
        [[[0, 15], [20, 0], [40, 20], [0, 98], [45, 100]]],
        [[[0, 0], [3, 100]]],
    )
    strokes: list[Stroke] = []
    x = 20.0
    for which in rng.integers(len(shapes), size=4):
        written = [np.array(part, float) + rng.normal(0, 5, (len(part), 2)) for part in shapes[which]]
        left = min(part[:, 0].min() for part in written)
        strokes += [part - [left - x, -80] for part in written]
        x = max(part[:, 0].max() for part in strokes) + rng.uniform(8, 40)
    return [np.round(stroke, 2) for stroke in strokes]


def _case(name: str, strokes: list[Stroke]) -> dict[str, Any]:
    groups = group_strokes(strokes, max(CANVAS))
    pictures = [normalize_strokes([strokes[i] for i in group]) for line in groups for group in line]
    return {
        "name": name,
        "strokes": [stroke.tolist() for stroke in strokes],
        "groups": groups,
        "pictures": [base64.b64encode(picture.tobytes()).decode() for picture in pictures],
    }


def main() -> None:
    rng = np.random.default_rng(20)
    cases = [_case(f"digit {i}", _drawing(rng, 1)) for i in range(30)]
    cases += [_case(f"number {i}", _drawing(rng, int(rng.integers(2, 5)))) for i in range(15)]
    cases += [_case(f"scribble {i}", [np.round(s * 200 + 20, 2) for s in sample_scribble(rng)]) for i in range(5)]
    cases += [_case(f"digits in parts {i}", _in_parts(rng)) for i in range(12)]
    cases += [
        _case("nothing", []),
        _case("a tap", [np.array([[50.0, 50.0]])]),
        _case("a digit and a tap", [np.array([[100.0, 40.0], [100.0, 200.0]]), np.array([[300.0, 120.0]])]),
        _case("two lines", [np.array([[60.0, 20.0], [60.0, 120.0]]), np.array([[60.0, 180.0], [60.0, 280.0]])]),
    ]
    about = "pictures: 28x28 bytes, row by row, base64, one a group in reading order; canvas: width, height"
    text = json.dumps({"about": about, "canvas": CANVAS, "cases": cases}, separators=(",", ":"))
    Path(__file__).with_name("ink.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
