"""Reads what holds no digit: ``python benchmarks/nothing.py [--engine neural]``.

Forty pages each of blank paper, empty forms, words and letters, scribbles, and faces, made with a fixed seed by
`numerals.data.pages.empty`; and, where ``$NUMERALS_DATA/nondigits/tablet_letters.json.gz`` lies, forty rows of letters
that people wrote on a tablet. Prints the share of pages on which a digit is told; unreadable ones (``?``) count apart.
"""

import argparse
import gzip
import json
import os
from pathlib import Path

import cv2
import numpy as np

from numerals.data.pages.canvas import draw_strokes
from numerals.data.pages.empty import KINDS, empty_page
from numerals.reader import Reader

EACH, SEED = 40, 777


def tablet_letters(path: Path) -> list[np.ndarray]:
    """Rows of one to four letters, dark on white."""
    with gzip.open(path) as file:
        items = json.load(file)["items"]
    rng = np.random.default_rng(SEED)
    pictures = []
    for _ in range(EACH):
        ink, left = np.zeros((200, 480), np.uint8), 30.0
        for item in rng.choice(len(items), int(rng.integers(1, 5))):
            strokes = [np.array(s, float).reshape(-1, 2) for s in items[item]["s"]]
            every = np.vstack(strokes)
            scale = 90 / max(np.ptp(every, axis=0).max(), 1)
            draw_strokes(ink, [(s - every.min(axis=0)) * scale + [left, 50] for s in strokes], 5.0)
            left += np.ptp(every[:, 0]) * scale + 20
        pictures.append(cv2.cvtColor(255 - ink, cv2.COLOR_GRAY2RGB))
    return pictures


def main() -> None:
    """Prints a line for each kind."""
    parser = argparse.ArgumentParser(description="Read what holds no digit.")
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--page-model", type=Path)
    given = parser.parse_args()
    reader = Reader(page_model=given.page_model, engine=given.engine)
    sets = {kind: [empty_page(kind, np.random.default_rng([SEED, i])) for i in range(EACH)] for kind in KINDS}
    letters = Path(os.environ.get("NUMERALS_DATA", "")) / "nondigits" / "tablet_letters.json.gz"
    if letters.exists():
        sets["tablet letters"] = tablet_letters(letters)
    told = unreadable = 0
    for kind, pictures in sets.items():
        readings = [reader.read(picture) for picture in pictures]
        wrong = sum(any(digit.value is not None for digit in reading.digits) for reading in readings)
        unsure = sum(bool(reading.digits) for reading in readings) - wrong
        told, unreadable = told + wrong, unreadable + unsure
        print(f"{kind:15} {wrong:3} of {len(pictures)} with a digit, {unsure:3} with unreadable ones only")
    total = sum(map(len, sets.values()))
    print(f"{'all':15} {told / total:.1%} of {total} with a digit, {unreadable / total:.1%} with unreadable ones only")


if __name__ == "__main__":
    main()
