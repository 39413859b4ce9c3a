"""Measures which strokes are taken for one digit: ``python benchmarks/grouping.py FILE.json.gz...``.

Of each file's labelled strokes (see ``benchmarks/strokes.py``), every other one apart, it is told how many single
drawings fall into several digits, and how many of 400 rows of two to five drawings are told apart rightly, at
three distances in shares of a digit's height. No model is asked.
"""

import argparse
from pathlib import Path

import numpy as np

from numerals.evaluation.drawings import Drawing, Stroke, load_drawings, place
from numerals.reader.drawings import digits_of
from numerals.results import Box

HEIGHT, ROWS = 100.0, 400
GAPS = ((0.05, 0.12), (0.12, 0.2), (0.2, 0.35))
CANVAS = 400.0
"""Height and least width of the canvas; it is as wide as a row needs."""


def boxes(strokes: list[Stroke]) -> list[Box]:
    """Where the digits of a drawing stand, from the left."""
    width = max(CANVAS, *(float(stroke[:, 0].max()) for stroke in strokes))
    found = digits_of([stroke.tolist() for stroke in strokes], width, CANVAS)
    return sorted((box for line in found for box, _ in line), key=lambda box: box.x)


def whole(drawing: Drawing) -> bool:
    """Whether a drawing is one digit."""
    return len(boxes(place(drawing.strokes, 200, 100, 100))) == 1


def told_apart(drawings: list[Drawing], gap: tuple[float, float]) -> float:
    """Share of rows in which each drawing is one digit, and each digit one drawing."""
    rng, right = np.random.default_rng(5), 0
    for _ in range(ROWS):
        row: list[Stroke] = []
        wanted: list[Box] = []
        x = 10.0
        for _ in range(rng.integers(2, 6)):
            drawing = drawings[rng.integers(len(drawings))]
            tall = np.vstack(drawing.strokes)
            # A wide digit is as wide as two heights at most, as the reader measures it.
            size = HEIGHT * rng.uniform(0.85, 1.1) / max(np.ptp(tall[:, 1]), 0.5 * np.ptp(tall[:, 0]), 1.0)
            placed = place(drawing.strokes, size * float(np.ptp(tall, axis=0).max()), x, 10 + rng.uniform(0, 10))
            low, high = np.vstack(placed).min(axis=0), np.vstack(placed).max(axis=0)
            wanted.append(Box(int(low[0]), int(low[1]), int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1))
            row += placed
            x = float(high[0]) + HEIGHT * rng.uniform(*gap)
        right += boxes(row) == wanted
    return right / ROWS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    for path in parser.parse_args().files:
        for first in (0, 1):
            drawings = load_drawings(path)[first::2]
            apart = sum(not whole(drawing) for drawing in drawings)
            rows = ", ".join(f"{low} to {high}: {told_apart(drawings, (low, high)):.1%}" for low, high in GAPS)
            print(f"{path.name}, every other from {first}: {apart} of {len(drawings)} fall apart; rows {rows}")


if __name__ == "__main__":
    main()
