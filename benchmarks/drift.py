"""How far other digits are from those that a model was made for: the table of docs/monitoring.md.

    NUMERALS_DATA=DATA python benchmarks/drift.py [--photos FOLDER] [--strokes FILE.json.gz ...]

A thousand of MNIST's test digits are read from even pages as they are, thicker and lighter, and sheared to the left;
then the photos of a folder with labels.csv, and a thousand drawings of each file of strokes. For each feature the
population stability index against the model's card is told; a star marks those above the limit.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.confidence.drift import FEATURES, Reference, from_card, limit, measure, psi
from numerals.data.mnist import load_mnist
from numerals.evaluation.drawings import CANVAS, load_drawings, placed_at_random
from numerals.evaluation.photos import load_labels
from numerals.reader import Reader
from numerals.training.reference import write_pages

Images = NDArray[np.uint8]
MOST = 1000
_SHEAR = np.array([[1, 0.5, -7], [0, 1, 0]], np.float32)


def on_pages(reader: Reader, digits: Images) -> Iterator[Images]:
    """What the model sees of digits that are written on pages."""
    for page in write_pages(digits):
        yield from reader.trace(page).crops


def as_strokes(reader: Reader, file: Path) -> Iterator[Images]:
    """What it sees of drawings."""
    rng = np.random.default_rng(0)
    drawings = load_drawings(file)
    for place in rng.permutation(len(drawings))[:MOST]:
        strokes = [stroke.tolist() for stroke in placed_at_random(drawings[place].strokes, rng)]
        yield from reader.read_strokes(strokes, CANVAS, CANVAS).crops


def tell(name: str, reader: Reader, reference: Reference, crops: Iterable[Images]) -> None:
    """A row of the table."""
    images = np.stack(list(crops))
    values = measure(images, reader.bundle.logits(images), reader.bundle.temperature)
    cells = []
    for feature in FEATURES:
        counts = reference[feature].count(values[feature])
        distance = psi(reference[feature].counts, counts)
        cells.append(f"{distance:.2f}{'*' if distance > limit(reference[feature].counts, counts) else ''}")
    print(f"| {name}, {len(images)} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--strokes", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    reader = Reader()
    references = from_card(reader.bundle.card)
    digits = load_mnist(Path(os.environ["NUMERALS_DATA"]))["test"][0]
    digits = digits[np.random.default_rng(0).permutation(len(digits))[:MOST]]  # neighbours are of one writer
    pale = np.stack([cv2.dilate(digit, np.ones((3, 3), np.uint8)) // 3 for digit in digits])
    sheared = np.stack([cv2.warpAffine(digit, _SHEAR, (28, 28)) for digit in digits])
    print(f"{reader.name}\n| | {' | '.join(FEATURES)} |\n|---|{'--:|' * len(FEATURES)}")
    tell("on pages", reader, references["photo"], on_pages(reader, digits))
    tell("thicker and lighter", reader, references["photo"], on_pages(reader, pale))
    tell("sheared to the left", reader, references["photo"], on_pages(reader, sheared))
    if options.photos:
        photos = (reader.trace(one.path, pictures=False).crops for one in load_labels(options.photos))
        tell("photos", reader, references["photo"], (crop for crops in photos for crop in crops))
    for file in options.strokes:
        tell(file.name, reader, references["strokes"], as_strokes(reader, file))


if __name__ == "__main__":
    main()
