"""The page reader, from MNIST's digits to a bundle: write pages, learn, export, calibrate, measure once.

What it reaches stands in ``docs/pages.md``, with the commands.
"""

import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.confidence.calibration import softmax
from numerals.data.dataset import Dataset, Split
from numerals.data.pages import Glyphs
from numerals.errors import ModelError
from numerals.imaging.normalize import SIZE
from numerals.inference.bundle import load_bundle, write_bundle
from numerals.inference.detections import DIGITS, Detections
from numerals.inference.page_model import PageModel, load_page_model, logit
from numerals.models.detector.learning import fit_detector
from numerals.models.detector.network import DigitDetector
from numerals.models.detector.start import start_from
from numerals.models.epochs import Course, Fitted, to_tensor
from numerals.models.networks import count_parameters, fold_and_round
from numerals.models.onnx import pages_to_onnx
from numerals.models.watch import Progress, Watch
from numerals.reader.found import Classify
from numerals.reader.looking import see
from numerals.reader.neural import boxes_within, combined, crop_of
from numerals.training.pages import SHARD, Shard, load_shard, make_shards
from numerals.training.parity import TOLERANCE
from numerals.training.train import CHECKPOINT, checkout_commit

COURSE = Course(epochs=72, batch=32, rate=2e-3, decay=1e-2, average=0.995, share=0.1)
PAGES = 48_000
"""Written to learn from."""
_HELD = 12
"""One of so many training digits, the last ones, writes only the pages that calibrate."""
_VALIDATION_SEED, _TEST_SEED = 90_000, 95_000
"""Of the first file of pages that calibrate, and of those that are measured; a file has SHARD pages."""
_MEASURED = 2
"""Files of each, one where few pages are learnt from."""
_MATCH = 0.5
"""Intersection over union from which a found box stands for a written digit."""
_SHARES = (0.0, 0.15, 0.3, 0.5, 0.75, 1.0)
"""How much the model of single digits may count."""
_SEEN_FIRST = 200
"""Pages by which a network that starts with another's weights is fitted to what comes in."""
_THRESHOLD = 0.5
"""A digit that is more likely wrong than right is unreadable."""


@dataclass(frozen=True)
class TrainedPages:
    """What a training gives."""

    model: PageModel
    history: list[dict[str, float]]
    interrupted: bool


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
    """

    scores: NDArray[np.float64]
    kinds: NDArray[np.float64]
    seconds: NDArray[np.float64]
    truth: NDArray[np.int64]
    page: NDArray[np.int64]
    counts: NDArray[np.int64]

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


def overlaps(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of boxes (n, 4) and others (m, 4); (n, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.maximum(high - low, 0).prod(axis=2)
    areas = [(b[:, 2:] - b[:, :2]).prod(axis=1) for b in (boxes, others)]
    return np.asarray(common / np.maximum(areas[0][:, None] + areas[1][None] - common, 1e-3), np.float32)


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


def answers_to(model: PageModel, shards: list[Shard]) -> Answers:
    """Reads all pages as photos are read, the search for the digits' height included, with the shipped second look."""
    classify = shipped_classify()
    parts: list[tuple[NDArray[Any], ...]] = []
    counts: list[int] = []
    for shard in shards:
        for ink, marks in zip(shard.ink, shard.marks, strict=True):
            found = see(ink, model.answer).digits
            truth, unclear, written = _judged(found, marks)
            clear = found.pick(~unclear)
            seconds = classify([crop_of(ink, box) for box in boxes_within(clear, ink.shape)])
            page = np.full(len(clear), len(counts))
            parts.append((clear.scores, clear.kinds[:, :DIGITS], seconds, truth[~unclear], page))
            counts.append(written)
    scores, kinds, seconds, truth, page = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Answers(scores.astype(np.float64), kinds.astype(np.float64), seconds, truth, page, np.array(counts))


def shipped_classify() -> Classify:
    """The shipped model of single digits, as the reader runs it."""
    bundle = load_bundle()

    def classify(crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        stacked = np.stack(crops) if crops else np.zeros((0, SIZE, SIZE), np.uint8)
        return softmax(bundle.logits(stacked), bundle.temperature)

    return classify


def calibrate(answers: Answers) -> dict[str, Any]:
    """The entries ``least``, ``second_look`` and ``calibration`` of the card, chosen on pages of held-out digits."""
    ways = [(least, share) for least in np.arange(0.1, 0.7, 0.02) for share in _SHARES]
    # As many pages wholly right as can be: nobody is helped by a number of which one digit is missing.
    least, share = max(ways, key=lambda way: answers.figures(*way)["pages_right"])
    told = answers.scores >= least
    weights = [0.0, 1.0, 0.0]  # the score itself, where too little was learnt to tell right from wrong
    if len(set(answers.right(share)[told])) == 2:
        features = np.column_stack([logit(answers.scores[told]), logit(answers.sure(share)[told])])
        fitted = LogisticRegression(C=1e6).fit(features, answers.right(share)[told])
        weights = [round(float(w), 4) for w in (fitted.intercept_[0], *fitted.coef_[0])]
    return {
        "least": round(float(least), 2),
        "threshold": _THRESHOLD,
        "second_look": share,
        "calibration": weights,
    }


def _confidence_error(model: PageModel, answers: Answers, bins: int = 15) -> float:
    """Expected calibration error of the confidences of what is told."""
    told, share = answers.scores >= model.least, model.second_look
    sure = model.confidences(answers.scores[told], combined(answers.kinds, answers.seconds, share)[told])
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs((sure - answers.right(share)[told])[place == b].sum()) for b in range(bins)]
    return round(float(sum(gaps) / max(1, told.sum())), 5)


def write_pages(
    data: Dataset, folder: Path, pages: int, workers: int, say: Callable[[Progress], None]
) -> tuple[list[Path], list[Path], list[Path]]:
    """Writes the pages to learn from, those that calibrate, and those that are measured, each with its own digits."""
    held, size = max(1, len(data.train) // _HELD), min(SHARD, pages)
    measured = _MEASURED if pages >= _MEASURED * SHARD else 1
    images, labels = data.train.images, data.train.labels
    parts = (
        (Split(images[:-held], labels[:-held]), 0, pages // size),
        (Split(images[-held:], labels[-held:]), _VALIDATION_SEED, measured),
        (data.test, _TEST_SEED, measured),
    )
    started, made = time.monotonic(), []
    for part, seed, files in parts:

        def tell(done: int, total: int) -> None:
            say(Progress("pages", done * size, total * size, time.monotonic() - started))

        glyphs = Glyphs(part.images, part.labels)
        made.append(make_shards(folder, glyphs, range(seed, seed + files), workers, tell, size))
    return made[0], made[1], made[2]


def _learnt(paths: list[Path], course: Course, watch: Watch, start: Path | None) -> tuple[DigitDetector, Fitted]:
    shards = [load_shard(path) for path in paths]
    torch.manual_seed(course.seed)
    network = DigitDetector()
    if start is not None:
        start_from(network, start / "model.onnx", to_tensor(shards[0].ink[:_SEEN_FIRST]))
    marks = [marks for shard in shards for marks in shard.marks]
    return network, fit_detector(network, np.concatenate([shard.ink for shard in shards]), marks, course, watch)


def train_page_reader(
    data: Dataset,
    out: Path,
    command: str = "",
    say: Callable[[Progress], None] = lambda _: None,
    *,
    course: Course = COURSE,
    pages: int = PAGES,
    workers: int = 1,
    start: Path | None = None,
    resume: bool = False,
) -> TrainedPages:
    """Trains a page reader and writes its bundle.

    Args:
        data: digits to write with. The last twelfth of the training part and the test part write the pages that
            calibrate and that are measured.
        out: folder of the bundle, and meanwhile of the pages and the checkpoint.
        command: what a user typed; lands in the card.
        say: called after each file of pages and each epoch.
        course: of the training.
        pages: to learn from.
        workers: processes that write pages.
        start: a page reader's bundle whose weights the training begins with; None begins with none.
        resume: go on from the checkpoint; pages that are there are kept in any case.

    Raises:
        KeyboardInterrupt: before there was anything to keep.
        ModelError: nothing to resume, or what was exported differs from what was trained.
    """
    commit = checkout_commit()
    learn_from, calibrate_on, measure_on = write_pages(data, out / "pages", pages, workers, say)
    _, fitted = _learnt(learn_from, course, Watch(say, checkpoint=out / CHECKPOINT, resume=resume), start)
    parameters = count_parameters(fitted.network)
    fold_and_round(fitted.network)
    onnx = pages_to_onnx(fitted.network)
    draft = {"name": "page-reader", "temperature": 1.0, "threshold": _THRESHOLD, "least": 0.1, "calibration": [0, 1, 0]}
    write_bundle(out, onnx, draft)
    model = load_page_model(out)
    validation = [load_shard(path) for path in calibrate_on]
    parity = _checked(fitted.network, model, validation[0].ink[:20])
    answers = answers_to(model, validation)
    chosen = calibrate(answers)
    test = answers_to(model, [load_shard(path) for path in measure_on])
    card = {
        "name": "page-reader",
        "task": "a picture of ink on even paper -> where digits stand, which they are, how sure",
        "input": "ink (1, 1, h, w) float32, ink 1.0 on paper 0.0, h and w multiples of 16, digits about 28 px tall",
        "output": "(1, 19, h / 4, w / 4): see numerals.inference.detections",
        "temperature": 1.0,
        **chosen,
        "validation": {
            "pages": len(answers.counts),
            "digits": answers.written,
            **answers.figures(chosen["least"], chosen["second_look"]),
        },
        "test": {
            "pages": len(test.counts),
            "digits": test.written,
            **test.figures(chosen["least"], chosen["second_look"]),
            "calibration_error": _confidence_error(replace(model, card=draft | chosen), test),
        },
        "parameters": parameters,
        "recipe": {**asdict(course), "pages": pages, "start": load_page_model(start).version if start else None},
        "command": command,
        "commit": commit,
        "minutes": round(fitted.seconds / 60, 1),
        "data": {"name": data.name, "licence": data.licence, "train_sha256": data.train.fingerprint,
                 "test_sha256": data.test.fingerprint, "synthetic": "pages made by numerals.data.pages"},
        "software": {"python": platform.python_version(), "torch": torch.__version__},
        "onnx_parity": float(f"{parity:.2g}"),
        "licence": f"MIT (weights); trained on {data.name} ({data.licence}) and synthetic pages",
    }  # fmt: skip
    write_bundle(out, onnx, card)
    if not fitted.interrupted:
        (out / CHECKPOINT).unlink(missing_ok=True)
        shutil.rmtree(out / "pages", ignore_errors=True)
    return TrainedPages(load_page_model(out), fitted.history, fitted.interrupted)


def _checked(network: torch.nn.Module, model: PageModel, ink: NDArray[np.uint8]) -> float:
    """The largest difference between what was trained and what was exported.

    Raises:
        ModelError: it is above ten times `numerals.training.parity.TOLERANCE`; boxes are in logarithms of pixels.
    """
    pictures = ink.astype(np.float32) / 255
    with torch.inference_mode():
        expected = network(torch.from_numpy(pictures[:, None])).numpy()
    difference = max(float(np.abs(model.answer(p) - e).max()) for p, e in zip(pictures, expected, strict=True))
    if not difference <= 10 * TOLERANCE:
        raise ModelError(f"the exported model differs from the trained one by {difference:.2g}; it was not written")
    return difference
