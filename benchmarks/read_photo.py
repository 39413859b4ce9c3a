"""Times the reading of photos: ``python benchmarks/read_photo.py [PHOTOS_DIR]``.

Prints the median time of a warm reading of a 12-megapixel photo (4000 x 3000 JPEG, written and photographed by the
project itself) with each engine, and of the images of a benchmark folder where one is given or lies in
``$NUMERALS_DATA/photos``. Where Tesseract is installed, its time on the same files stands beside, measured in the same
run as a ratio.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from numerals.data.pages import write_page
from numerals.evaluation.photos import load_labels
from numerals.reader import Reader

ROUNDS = 9


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Median time of ``work`` after one round that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def tesseract(path: Path) -> None:
    command = ["tesseract", str(path), "-", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789"]
    subprocess.run(command, capture_output=True, check=False)


def twelve_megapixels(folder: Path) -> Path:
    page = write_page(["0123456789", "1984 2026", "3 14159265"], 5, height=300, pen=16)
    path = folder / "photo.jpg"
    Image.fromarray(page.image).resize((4000, 3000)).save(path, quality=90)
    return path


def main() -> None:
    reader = Reader()
    peer = shutil.which("tesseract") is not None
    print(f"{reader.name}; milliseconds, median of {ROUNDS}; one process a file for Tesseract, as it is used")
    print(f"{'':30}{'Numerals':>10}{'Tesseract':>11}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        photo = twelve_megapixels(Path(folder))
        for engine in ("auto", "neural", "classic"):
            one = Reader(engine=engine)
            read = partial(one.read, photo)
            row(f"12-megapixel photo, {engine}", read, lambda: tesseract(photo), ROUNDS, peer and engine == "auto")
    root = os.environ.get("NUMERALS_DATA")
    photos = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(root) / "photos" if root else None
    if photos and (photos / "labels.csv").is_file():
        paths = [image.path for image in load_labels(photos)]
        row(
            f"all {len(paths)} photos of the benchmark",
            lambda: [reader.read(path) for path in paths],
            lambda: [tesseract(path) for path in paths],
            3,
            peer,
        )


def row(name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int, peer: bool) -> None:
    mine = milliseconds(ours, rounds)
    if not peer:
        print(f"{name:30}{mine:10.0f}")
        return
    other = milliseconds(theirs, 2)
    print(f"{name:30}{mine:10.0f}{other:11.0f}{other / mine:8.1f}")


if __name__ == "__main__":
    main()
