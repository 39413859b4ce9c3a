"""Writes web/src/sketchpad/examples.json: each digit in two hands of the package's own pen, for the pages that compare.

``python scripts/make_examples.py``. Points are whole hundredths of the longer side; those that a line needs are kept.
"""

import json
from pathlib import Path

import cv2
import numpy as np

from numerals.data.pen import Stroke, sample_digit

PATH = Path(__file__).resolve().parent.parent / "web" / "src" / "sketchpad" / "examples.json"
SEEDS = (15, 21)
"""Of two hands that write clearly: the Siamese network takes none of their digits for another one."""
NEAR = 1.0  # hundredths by which a line may leave the pen's way


def _written(strokes: list[Stroke]) -> list[list[list[int]]]:
    points = np.vstack(strokes)
    low, side = points.min(axis=0), float(np.ptp(points, axis=0).max())
    scaled = [((stroke - low) / side * 100).astype(np.float32)[:, None] for stroke in strokes]
    return [np.rint(cv2.approxPolyDP(stroke, NEAR, False)[:, 0]).astype(int).tolist() for stroke in scaled]


def main() -> None:
    """Writes the file."""
    examples = [
        [_written(sample_digit(np.random.default_rng(100 * seed + digit), digit)[0]) for seed in SEEDS]
        for digit in range(10)
    ]
    PATH.write_text(json.dumps(examples, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{PATH.name}: {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
