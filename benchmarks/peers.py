"""Reads labelled photos with every engine at hand: ``python benchmarks/peers.py DIR...``.

DIR holds images and ``labels.csv`` (file,label). Numerals reads with both of its engines; Tesseract (``--psm 6``,
digits only) and RapidOCR (``pip install rapidocr onnxruntime``) read where they are installed. Prints the share
of images that are wholly right, the mean digit error rate an image, and the median milliseconds, all in one run on one
machine. Letters that a peer reads are left out before its text is compared.
"""

import importlib.util
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from numerals.evaluation.metrics import digits_only, edit_distance, normalized
from numerals.evaluation.photos import load_labels
from numerals.reader import Reader

Engine = Callable[[Path], str]


def tesseract(path: Path) -> str:
    """The text that Tesseract sees."""
    command = ["tesseract", str(path), "-", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")


def rapidocr() -> Engine:
    """RapidOCR with its default models, lines from the top."""
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(path: Path) -> str:
        found = engine(str(path))
        if found.txts is None:
            return ""
        lines = sorted(zip(found.boxes, found.txts, strict=True), key=lambda line: float(line[0][:, 1].mean()))
        return "\n".join(re.sub(r"[^0-9]", "", text) for _, text in lines)

    return read


def engines() -> Iterator[tuple[str, Engine]]:
    """Every engine that is here."""
    for name in ("neural", "classic"):
        reader = Reader(engine=name)
        yield f"Numerals, {name}", lambda path, reader=reader: reader.read(path).text
    if shutil.which("tesseract"):
        yield "Tesseract", tesseract
    if importlib.util.find_spec("rapidocr"):
        yield "RapidOCR", rapidocr()


def main() -> None:
    """Prints a table for each folder."""
    for folder in map(Path, sys.argv[1:]):
        images = load_labels(folder)
        print(f"{folder}, {len(images)} images")
        for name, read in engines():
            read(images[0].path)
            right, rates, times = 0, [], []
            for image in images:
                started = time.perf_counter()
                found = read(image.path)
                times.append(1000 * (time.perf_counter() - started))
                right += normalized(found) == normalized(image.text)
                true = digits_only(image.text)
                rates.append(edit_distance(digits_only(found), true) / max(1, len(true)))
            share, error = right / len(images), statistics.mean(rates)
            print(f"  {name:18} {share:6.1%} wholly right  {error:6.1%} errors  {statistics.median(times):6.0f} ms")


if __name__ == "__main__":
    main()
