"""How good a page reader's answers are on pages of digits that it has not seen, and what is chosen by them."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.confidence.calibration import softmax
from numerals.imaging.normalize import SIZE
from numerals.inference.bundle import load_bundle
from numerals.inference.detections import DIGITS, Detections, overlaps
from numerals.inference.page_model import PageModel, Surroundings, clues_of, load_page_model, surroundings
from numerals.reader.found import Classify
from numerals.reader.looking import see
from numerals.reader.neural import boxes_within, combined, crop_of
from numerals.training.pages import load_shard

_MATCH = 0.5
"""Intersection over union from which a found box stands for a written digit."""
_SHARES = (0.0, 0.15, 0.3, 0.5, 0.75, 1.0)
"""How much the model of single digits may count."""
_HIGHEST = 0.45
"""Above every score that may be asked for. Written pages hold more that looks like a digit than paper in life does, and
ask for more than is good for photos; docs/pages.md has the figures."""
_Told = TypeVar("_Told")
THRESHOLD = 0.5
"""A digit that is more likely wrong than right is unreadable."""


@dataclass(frozen=True)
class Answers:
    """What a page reader said of some pages, beside the truth.

    Attributes:
        scores: (n,) of all that it found.
        kinds: (n, 10) which digit, by the network.
        seconds: (n, 10) which digit, by the model of single digits.
        truth: (n,) the digit that is written there, -1 for none.
        page: (n,) number of the page.
        counts: (pages,) digits written on each.
        inside: (n,) share of the page's strong ink that lies in the boxes of this one and those with a higher score.
    """

    scores: NDArray[np.float64]
    kinds: NDArray[np.float64]
    seconds: NDArray[np.float64]
    truth: NDArray[np.int64]
    page: NDArray[np.int64]
    counts: NDArray[np.int64]
    inside: NDArray[np.float64]

    @property
    def written(self) -> int:
        """Digits on all pages."""
        return int(self.counts.sum())

    def sure(self, share: float) -> NDArray[np.float64]:
        """Probability (n,) of the likeliest digit; ``share`` as `numerals.reader.neural.combined` takes it."""
        return np.asarray(combined(self.kinds, self.seconds, share).max(axis=1))

    def right(self, share: float) -> NDArray[np.bool_]:
        """Whether the likeliest digit (n,) is written there."""
        return np.asarray(combined(self.kinds, self.seconds, share).argmax(axis=1) == self.truth)

    def around(self, least: float) -> list[Surroundings]:
        """What surrounds each of the answers, if those with at least this score are told."""
        told = self.scores >= least
        shares, sums = np.zeros(len(self.counts)), np.zeros(len(self.counts))
        np.maximum.at(shares, self.page[told], self.inside[told])
        np.add.at(sums, self.page[told], self.scores[told])
        return [Surroundings(float(shares[page]), float(sums[page])) for page in self.page]

    def figures(self, least: float, share: float) -> dict[str, float]:
        """How good the answers with at least this score are."""
        told, right = self.scores >= least, self.right(share)
        hits = int((told & right).sum())
        precision, recall = hits / max(1, int(told.sum())), hits / max(1, self.written)
        wrong = np.bincount(self.page[told & ~right], minlength=len(self.counts))
        found = np.bincount(self.page[told & right], minlength=len(self.counts))
        return {
            "precision": round(precision, 5),
            "recall": round(recall, 5),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 5),
            "pages_right": round(float(((wrong == 0) & (found == self.counts)).mean()), 5),
        }


def _judged(found: Detections, marks: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    """Which digit stands at each box (-1: none), which lie on digits that the edge cuts, and how many are written."""
    is_digit, counted = marks[:, 0] < DIGITS, marks[:, 5] == 1
    written = marks[is_digit & counted]
    truth, free = np.full(len(found), -1), np.ones(len(written), bool)
    shares = overlaps(found.boxes, written[:, 1:5])
    for i in np.argsort(-found.scores) if len(written) else []:
        best = int(np.where(free, shares[i], -1).argmax())
        if free[best] and shares[i, best] >= _MATCH:
            free[best] = False
            truth[i] = int(written[best, 0])
    middle = (found.boxes[:, :2] + found.boxes[:, 2:]) / 2
    cut = marks[~counted, 1:5]
    inside = np.all([middle[:, None] >= cut[None, :, :2], middle[:, None] <= cut[None, :, 2:]], axis=(0, 3))
    return truth, np.asarray(np.any(inside, axis=1), bool) & (truth < 0), len(written)


@dataclass(frozen=True)
class Part:
    """Every so-manieth page of a file, for one process to read.

    Attributes:
        folder: of the model that reads.
        path: of the file.
        start, step: number of the first page, and how many further the next one is.
    """

    folder: Path
    path: Path
    start: int
    step: int

    def pages(self) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32]]]:
        """Ink and marks of each page."""
        shard = load_shard(self.path)
        return zip(shard.ink[self.start :: self.step], shard.marks[self.start :: self.step], strict=True)


def on_parts(read: Callable[[Part], _Told], folder: Path, paths: Sequence[Path], workers: int) -> list[_Told]:
    """What a model says of each part of some files of pages.

    Args:
        read: a function of a module, which opens the model and reads a part.
        folder: of the model.
        paths: files of pages, see `numerals.training.pages.load_shard`.
        workers: processes.
    """
    parts = [Part(folder, path, start, workers) for path in paths for start in range(workers)]
    if workers == 1:
        return [read(part) for part in parts]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return pool.map(read, parts, chunksize=1)


def answers_to(model: PageModel, paths: Sequence[Path], workers: int = 1) -> Answers:
    """Reads all pages as photos are read, the search for the digits' height included, with the shipped second look.

    Args:
        model: the page reader.
        paths: files of pages, see `numerals.training.pages.load_shard`.
        workers: processes.
    """
    parts = on_parts(_answers, model.folder, paths, workers)
    first = np.cumsum([0] + [len(part.counts) for part in parts[:-1]])
    return Answers(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("scores", "kinds", "seconds", "truth", "counts", "inside")
        },
        page=np.concatenate([part.page + start for part, start in zip(parts, first, strict=True)]),
    )


def _answers(part: Part) -> Answers:
    model, classify = load_page_model(part.folder), shipped_classify()
    rows: list[tuple[NDArray[Any], ...]] = []
    counts: list[int] = []
    for ink, marks in part.pages():
        found = see(ink, model.answer).digits
        truth, unclear, written = _judged(found, marks)
        clear = found.pick(~unclear)
        seconds = classify([crop_of(ink, box) for box in boxes_within(clear, ink.shape)])
        page = np.full(len(clear), len(counts))
        inside = _inside(ink, found)[~unclear]
        rows.append((clear.scores, clear.kinds[:, :DIGITS], seconds, truth[~unclear], page, inside))
        counts.append(written)
    none = (np.zeros(0), np.zeros((0, DIGITS)), np.zeros((0, DIGITS)), np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    scores, kinds, seconds, truth, page, inside = (np.concatenate(part) for part in zip(none, *rows, strict=True))
    return Answers(
        scores.astype(np.float64), kinds.astype(np.float64), seconds, truth, page, np.array(counts, int), inside
    )


def _inside(ink: NDArray[np.uint8], found: Detections) -> NDArray[np.float64]:
    """For each that was found (n,), the share of the strong ink in its box and in those with higher scores."""
    boxes, shares = boxes_within(found, ink.shape), np.zeros(len(found))
    order = np.argsort(-found.scores, kind="stable")
    for place, i in enumerate(order):
        best = order[: place + 1]
        shares[i] = surroundings(ink, [boxes[j] for j in best], found.scores[best]).explained
    return shares


def shipped_classify() -> Classify:
    """The shipped model of single digits, as the reader runs it."""
    bundle = load_bundle()

    def classify(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        stacked = np.stack(crops) if crops else np.zeros((0, SIZE, SIZE), np.uint8)
        return softmax(bundle.logits(stacked), bundle.temperature)

    return classify


def calibrate(answers: Answers) -> dict[str, Any]:
    """The entries ``least``, ``second_look`` and ``calibration`` of the card, chosen on pages of held-out digits."""
    least, share = max(_ways(answers), key=lambda way: _worth(answers.figures(*way)))
    told = answers.scores >= least
    weights = [0.0, 1.0, 0.0]  # the score itself, where too little was learnt to tell right from wrong
    if len(set(answers.right(share)[told])) == 2:
        around = [one for one, kept in zip(answers.around(least), told, strict=True) if kept]
        clues = clues_of(answers.scores[told], combined(answers.kinds, answers.seconds, share)[told], around)
        fitted = LogisticRegression(C=1e3, max_iter=1000).fit(clues, answers.right(share)[told])
        weights = [round(float(w), 4) for w in (fitted.intercept_[0], *fitted.coef_[0])]
    return {
        "least": round(float(least), 2),
        "threshold": THRESHOLD,
        "second_look": share,
        "calibration": weights,
    }


def _ways(answers: Answers) -> Iterator[tuple[float, float]]:
    """Scores from which on answers are told, each with the share of the second look that names most of them rightly.

    Which digit it is, is asked of thousands of digits; of a thousand pages two more or less would be chance.
    """
    for least in np.arange(0.1, _HIGHEST, 0.02):
        yield float(least), max(_SHARES, key=lambda share: answers.figures(float(least), share)["f1"])


def _worth(figures: dict[str, float]) -> tuple[float, float]:
    """By what one way of answering is better than another: whole pages, and where they are even, digits.

    As many pages wholly right as can be: nobody is helped by a number of which one digit is missing.
    """
    return figures["pages_right"], figures["f1"]


def confidence_error(model: PageModel, answers: Answers, bins: int = 15) -> float:
    """Expected calibration error of the confidences of what is told."""
    told, share = answers.scores >= model.least, model.second_look
    sure = np.zeros(int(told.sum()))
    kinds, pages = combined(answers.kinds, answers.seconds, share)[told], answers.page[told]
    around = [one for one, kept in zip(answers.around(model.least), told, strict=True) if kept]
    for page in np.unique(pages):
        own = np.flatnonzero(pages == page)
        sure[own] = model.confidences(answers.scores[told][own], kinds[own], around[own[0]])
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs((sure - answers.right(share)[told])[place == b].sum()) for b in range(bins)]
    return round(float(sum(gaps) / max(1, told.sum())), 5)
