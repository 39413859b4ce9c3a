"""How much a line reader is heard beside the page reader, chosen on pages of digits that neither has learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.inference.detections import DIGITS
from numerals.inference.line_model import LineModel, load_line_model
from numerals.inference.page_model import PageModel, load_page_model
from numerals.reader.found import NO_DIGIT, SURE, Classify
from numerals.reader.lines import Opinions, Weighing, found_lines, frames_on, kept, opinions
from numerals.reader.looking import see
from numerals.reader.neural import LONGEST, around_of, candidates
from numerals.training.page_answers import THRESHOLD, Part, on_parts, shipped_classify

_HEARD = (0.0, 0.1, 0.2, 0.3)
"""How often the line reader's opinion may count. It has learnt from such pages, and is surer on them than on paper in
life: they alone would ask for 0.7, which costs photos; docs/pages.md has the figures."""


@dataclass(frozen=True)
class UnsureLine:
    """A line of which the page reader is not sure: what both readers think of it, and the digits that it holds."""

    opinions: Opinions
    truth: str


def unsure_lines(model: LineModel, paths: Sequence[Path], workers: int = 1) -> list[UnsureLine]:
    """The lines that the shipped page reader is not sure of.

    Args:
        model: the line reader.
        paths: files of pages, see `numerals.training.pages.load_shard`.
        workers: processes.
    """
    return [line for part in on_parts(_unsure, model.folder, paths, workers) for line in part]


def _unsure(part: Part) -> list[UnsureLine]:
    model, pages, classify = load_line_model(part.folder), load_page_model(), shipped_classify()
    return [line for ink, marks in part.pages() for line in lines_on(model, pages, classify, ink, marks)]


def lines_on(
    model: LineModel, pages: PageModel, classify: Classify, ink: NDArray[np.uint8], marks: NDArray[np.float32]
) -> list[UnsureLine]:
    """The unsure lines of a page, found as the reader finds them, also where it would take the whole page for empty.

    Not those with a digit that the page's edge cuts, nor those that are two lines as they were written.

    Args:
        model: the line reader.
        pages: the page reader.
        classify: runs the model of single digits.
        ink: (h, w) of the page.
        marks: (n, 7) what is written there, see `numerals.training.pages.Shard`.
    """
    seen = see(ink, pages.answer)
    every = candidates(pages, classify, ink, seen.digits, around_of(pages, ink, seen.digits))
    surely = (seen.digits.scores >= pages.least) & (every.sure >= NO_DIGIT * THRESHOLD)
    lines = [line for line in found_lines(every.boxes, every.told, surely) if len(line.boxes) <= LONGEST]
    lines = [line for line in lines if min(every.sure[i] for i in line.numbers if surely[i]) < SURE]
    written, unsure = marks[marks[:, 0] < DIGITS], []
    middles = (written[:, 1:3] + written[:, 3:5]) / 2
    for line in lines:
        corners = line.corners()
        inside = np.flatnonzero(np.all((middles > corners[:2]) & (middles < corners[2:]), axis=1))
        if written[inside, 5].all() and len(np.unique(written[inside, 6])) <= 1:
            order = inside[np.argsort(middles[inside, 0])]
            truth = "".join(str(int(label)) for label in written[order, 0])
            unsure.append(UnsureLine(opinions(line, frames_on(model, ink, line, seen.stroke)), truth))
    return unsure


def choose(lines: Sequence[UnsureLine]) -> dict[str, Any]:
    """The entries ``heard`` and ``calibration`` of a line reader's card: as few digits wrong as can be."""
    heard = min(_HEARD, key=lambda heard: wrong_digits(lines, heard))
    told = [(line.opinions.weighed(Weighing(heard)), line.truth) for line in lines]
    clues = np.concatenate([one.clues for one, _ in told]) if told else np.zeros((0, 3))
    right = np.concatenate([kept(one.text, truth) for one, truth in told]) if told else np.zeros(0, bool)
    weights = [0.0, 1.0, 0.0, 0.0]  # the share itself, where too little was read to tell right from wrong
    if len(set(right.tolist())) == 2:
        fitted = LogisticRegression(C=1e3, max_iter=1000).fit(clues, right)
        weights = [round(float(weight), 4) for weight in (fitted.intercept_[0], *fitted.coef_[0])]
    return {"heard": heard, "calibration": weights}


def right_share(lines: Sequence[UnsureLine], heard: float) -> float:
    """Share of the lines that are wholly right with the line reader counting so often; 0 is the page reader alone."""
    return sum(text == truth for text, truth in _texts(lines, heard)) / max(1, len(lines))


def wrong_digits(lines: Sequence[UnsureLine], heard: float) -> int:
    """Digits that are wrong, missing or too many on all lines: a whole line more or less would be chance."""
    return sum(max(len(text), len(truth)) - int(kept(text, truth).sum()) for text, truth in _texts(lines, heard))


def _texts(lines: Sequence[UnsureLine], heard: float) -> list[tuple[str, str]]:
    """What is read of each line with the line reader counting so often, and what is written there."""
    return [(line.opinions.likely(Weighing(heard))[0][0], line.truth) for line in lines]


def judged(model: LineModel, calibrate_on: Sequence[Path], measure_on: Sequence[Path], workers: int) -> dict[str, Any]:
    """What the card tells of both readers together: chosen on some pages, measured once on others.

    Args:
        model: the line reader.
        calibrate_on: files of pages.
        measure_on: files of others.
        workers: processes that read.
    """
    chosen = choose(unsure_lines(model, calibrate_on, workers))
    lines = unsure_lines(model, measure_on, workers)
    alone, together = (round(right_share(lines, heard), 5) for heard in (0.0, chosen["heard"]))
    return chosen | {"unsure_lines": {"lines": len(lines), "page_reader": alone, "both": together}}
