"""Both kinds of reader side by side: ``NUMERALS_DATA=FOLDER python benchmarks/readers.py``.

For the photos and strings in the folder, and for written pages of held-out digits, prints how many are read wholly
right and the mean digit error an image: by the page reader, by the line reader on the lines that the page reader finds,
and by both weighed against each other (`numerals.reader.lines`). ``--weigh`` tries other weighings on the written
pages, and on nothing else.
"""

import argparse
import os
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from numerals.cli.options import open_source
from numerals.data.pages import Glyphs
from numerals.evaluation.metrics import digits_only, edit_distance, normalized
from numerals.evaluation.photos import load_labels
from numerals.imaging.decode import decode
from numerals.imaging.even import even_ink
from numerals.imaging.parameters import Settings
from numerals.imaging.stages import to_grey
from numerals.inference.ctc import Frames, likely_texts
from numerals.inference.detections import DIGITS
from numerals.inference.line_model import LineModel, load_line_model
from numerals.inference.page_model import PageModel, load_page_model
from numerals.reader.lines import FoundLine, Weighing, found_lines, frames_on, weighed
from numerals.reader.looking import see
from numerals.reader.neural import around_of, candidates
from numerals.training.page_answers import shipped_classify
from numerals.training.pages import make_shard

SETS = ("photos", "strings/cheques", "strings/tablet")
PAGES, SEED = 1000, 93_000


@dataclass(frozen=True)
class Example:
    """What stands on a picture, what the page reader says of it, its lines, and what the line reader hears on each."""

    truth: str
    detected: str
    lines: list[tuple[FoundLine, Frames]]


def written_pages(count: int) -> Iterator[tuple[np.ndarray, str]]:
    """Ink and text of pages written with the digits that calibrate, which no reader has learnt from."""
    data = open_source("mnist").train
    held = len(data) // 12
    shard = make_shard(Glyphs(data.images[-held:], data.labels[-held:]), SEED, count)
    for ink, marks in zip(shard.ink, shard.marks, strict=True):
        digits = marks[(marks[:, 0] < DIGITS) & (marks[:, 5] == 1)]
        lines = [digits[digits[:, 6] == line] for line in np.unique(digits[:, 6])]
        lines.sort(key=lambda line: float(line[:, [2, 4]].mean()))
        if (marks[:, 5] == 1).all():  # of a digit that the edge cuts nobody can say whether it is to be read
            yield ink, "\n".join("".join(str(int(label)) for label in line[:, 0]) for line in lines)


def pictures(folder: Path) -> Iterator[tuple[np.ndarray, str]]:
    """Ink and text of labelled pictures."""
    settings = Settings()
    for image in load_labels(folder):
        pixels = decode(image.path, settings.max_side).pixels
        yield even_ink(to_grey(pixels), settings.flatten, settings.polarity), image.text


class Both:
    """Both readers, and how their lines are cut."""

    def __init__(self, pages: PageModel, lines: LineModel, weighing: Weighing) -> None:
        self.pages, self.lines, self.weighing = pages, lines, weighing
        self._classify = shipped_classify()

    def look(self, ink: np.ndarray, truth: str) -> Example:
        """What both say of a picture."""
        seen = see(ink, self.pages.answer)
        every = candidates(self.pages, self._classify, ink, seen.digits, around_of(self.pages, ink, seen.digits))
        surely = seen.digits.scores >= self.pages.least
        sure = [every.boxes[i] for i in np.flatnonzero(surely)]
        alone = found_lines(sure, every.told[surely], surely[surely])
        detected = "\n".join("".join(str(row.argmax()) for row in line.told) for line in alone)
        lines = found_lines(every.boxes, every.told, surely)
        return Example(
            truth, detected, [(line, frames_on(self.lines, ink, line, seen.stroke, self.weighing)) for line in lines]
        )


def told_by(examples: list[Example], read: Callable[[Example], str]) -> tuple[float, float]:
    """Share read wholly right, and the mean digit error an image."""
    right, rates = 0, []
    for example in examples:
        found, true = read(example), digits_only(example.truth)
        right += normalized(found) == normalized(example.truth)
        rates.append(edit_distance(digits_only(found), true) / max(1, len(true)))
    return right / len(examples), statistics.mean(rates)


def heard(example: Example) -> str:
    """By the line reader alone."""
    return "\n".join(filter(None, (likely_texts(frames)[0][0] for _, frames in example.lines)))


def both(weighing: Weighing) -> Callable[[Example], str]:
    """By both."""
    return lambda example: "\n".join(filter(None, (weighed(*one, weighing)[0][0] for one in example.lines)))


def show(name: str, examples: list[Example], ways: Iterable[tuple[str, Callable[[Example], str]]]) -> None:
    """Prints a line for each way to read."""
    for way, read in ways:
        right, error = told_by(examples, read)
        print(f"{name:16} {len(examples):4}  {way:32} {right:6.1%} wholly right  {error:6.1%} digits wrong", flush=True)


def main() -> None:
    """Prints all figures."""
    parser = argparse.ArgumentParser(description="Compare the page reader with the line reader.")
    parser.add_argument("--line-model", type=Path)
    parser.add_argument("--page-model", type=Path)
    parser.add_argument("--weigh", action="store_true", help="try weighings on written pages")
    given = parser.parse_args()
    readers = Both(load_page_model(given.page_model), load_line_model(given.line_model), Weighing())
    usual = [
        ("page reader", lambda example: example.detected),
        ("line reader on its lines", heard),
        ("both", both(readers.weighing)),
        ("both, half as much heard", both(replace(readers.weighing, heard=0.5 * readers.weighing.heard))),
    ]
    examples = [readers.look(*one) for one in written_pages(PAGES)]
    show("written pages", examples, usual)
    if given.weigh:
        tried = [replace(readers.weighing, heard=h, missed=m) for h in (0.2, 0.5, 0.8, 1.0) for m in (1e-4, 1e-2)]
        show("", examples, [(f"heard={w.heard} missed={w.missed}", both(w)) for w in tried])
        return
    for name in SETS:
        folder = Path(os.environ["NUMERALS_DATA"]) / name
        show(name, [readers.look(*one) for one in pictures(folder)], usual)


if __name__ == "__main__":
    main()
