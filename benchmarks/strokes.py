"""Measures drawings: ``python benchmarks/strokes.py FILE.json.gz... [--every N]``.

Each file holds labelled pen strokes, ``{"items": [{"y": 7, "s": [[x0, y0, x1, y1, ...], ...]}, ...]}``. Every
drawing is read twice: as strokes, as the page sends them, and as the picture of a canvas with a pen width, a size
and a position drawn at random. Of both it is told how often the likeliest digit is right, and the text, in which a
digit that is not sure enough is "?". Then some drawings are set at 9 positions in 3 sizes on a canvas, and the share
that gets the same answer in all 27 is printed.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.evaluation.drawings import CANVAS, Drawing, Stroke, likeliest, load_drawings, place, placed_at_random
from numerals.reader import Reader

SAMPLE = 150
"""Drawings of each file that are set in 27 places."""


def canvas(strokes: list[Stroke], pen: int) -> NDArray[np.uint8]:
    """Black ink on white, as a browser's canvas gives it."""
    picture = np.full((CANVAS, CANVAS), 255, np.uint8)
    for stroke in strokes:
        cv2.polylines(picture, [np.rint(stroke * 16).astype(np.int32)], False, 0, pen, cv2.LINE_AA, 4)
        if len(stroke) == 1:
            cv2.circle(picture, tuple(int(v) for v in stroke[0]), pen // 2, 0, -1)
    return picture


def accuracy(reader: Reader, drawings: list[Drawing], seed: int) -> NDArray[np.float64]:
    """Shares right, (2, 2): as strokes and as pictures; by the likeliest digit, and by the text told, "?" is wrong."""
    rng = np.random.default_rng(seed)
    right = np.zeros((2, 2))
    for drawing in drawings:
        placed = placed_at_random(drawing.strokes, rng)
        strokes = reader.read_strokes(placed, CANVAS, CANVAS).reading
        picture = reader.read_canvas(canvas(placed, int(rng.choice([4, 8, 12, 18])))).reading
        right += [[likeliest(one) == [drawing.digit], one.text == str(drawing.digit)] for one in (strokes, picture)]
    return right / len(drawings)


def same_everywhere(reader: Reader, drawings: list[Drawing], ways: str) -> float:
    """Share of drawings with one answer at 9 positions in 3 sizes."""
    same = 0
    for drawing in drawings:
        answers = set()
        for size in (80.0, 150.0, 260.0):
            for x in range(3):
                for y in range(3):
                    room = CANVAS - 20 - size
                    placed = place(drawing.strokes, size, 10 + room * x / 2, 10 + room * y / 2)
                    if ways == "strokes":
                        trace = reader.read_strokes(placed, CANVAS, CANVAS)
                    else:
                        trace = reader.read_canvas(canvas(placed, 12))
                    answers.add(tuple(likeliest(trace.reading)))
        same += len(answers) == 1
    return same / len(drawings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth drawing")
    parser.add_argument("--model", type=Path, help="bundle instead of the shipped one")
    arguments = parser.parse_args()
    reader = Reader(arguments.model)
    print(f"{reader.name}; likeliest digit right, as strokes and as a picture; in brackets the text, ? wrong")
    for path in arguments.files:
        drawings = load_drawings(path)[:: arguments.every]
        strokes, picture = [f"{likely:.2%} ({strict:.2%})" for likely, strict in accuracy(reader, drawings, seed=1)]
        few = drawings[:: max(1, len(drawings) // SAMPLE)][:SAMPLE]
        moved = [same_everywhere(reader, few, ways) for ways in ("strokes", "picture")]
        print(
            f"{path.name}: {len(drawings)} drawings, strokes {strokes}, picture {picture}; "
            f"same answer in 27 places: strokes {moved[0]:.1%}, picture {moved[1]:.1%} of {len(few)}"
        )


if __name__ == "__main__":
    main()
