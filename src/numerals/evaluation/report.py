"""One model on labelled digits: its answers, and every figure that is made from them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import calibration_error, softmax
from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import DataError
from numerals.evaluation.scores import confused_pairs, confusion_matrix, digit_scores, macro, most_wrong, wilson
from numerals.evaluation.speed import Speed
from numerals.evaluation.sureness import Bin, RiskCoverage, reliability, risk_coverage
from numerals.inference.bundle import Bundle

_STEP = 1000
"""Images between two reports of progress."""
DOUBTFUL, SURE_PER_DIGIT = 24, 2
"""Right answers that are shown: those in doubt, and sure ones of each digit."""
MOST_COVERED = 0.99
"""The accuracy is also told for this share of the images, the surest ones."""


@dataclass(frozen=True)
class Evaluation:
    """What a model answered.

    Attributes:
        model: version, such as ``cnn-1a2b3c4d``.
        data: name of the source.
        part: ``test``, ``validation`` or ``train``.
        split: images and true digits.
        probabilities: (n, 10), calibrated.
        threshold: the model's own; a digit less sure is called unreadable.
        speed: None where it was not measured.
    """

    model: str
    data: str
    part: str
    split: Split
    probabilities: NDArray[np.float64]
    threshold: float
    speed: Speed | None = None

    @cached_property
    def answers(self) -> NDArray[np.int64]:
        """Likeliest digits (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """Probability of each answer (n,)."""
        return np.asarray(self.probabilities.max(axis=1), np.float64)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Whether each answer is right (n,)."""
        return np.asarray(self.answers == self.split.labels)

    @cached_property
    def matrix(self) -> NDArray[np.int64]:
        """Confusion matrix (10, 10), rows the true digits."""
        return confusion_matrix(self.split.labels, self.answers)

    @cached_property
    def bins(self) -> list[Bin]:
        """How honest the confidence is."""
        return reliability(self.probabilities, self.split.labels)

    @cached_property
    def risk(self) -> RiskCoverage:
        """Errors among the surest answers."""
        return risk_coverage(self.probabilities, self.split.labels)

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return float(self.right.mean())

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true accuracy lies, with 95 % confidence."""
        return wilson(int(self.right.sum()), len(self.right))

    @property
    def calibration_error(self) -> float:
        """Expected calibration error (ECE)."""
        return calibration_error(self.probabilities, self.split.labels)

    def mistakes(self) -> NDArray[np.int64]:
        """Places of the wrong answers, the surest first."""
        wrong = np.flatnonzero(~self.right)
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")]

    def doubtful(self) -> NDArray[np.int64]:
        """Places of the right answers, the least sure first."""
        right = np.flatnonzero(self.right)
        return right[np.argsort(self.confidence[right], kind="stable")]

    def surest(self, each: int) -> list[int]:
        """Places of the surest right answers, so many of each digit."""
        right = self.doubtful()[::-1]
        return [int(i) for digit in range(10) for i in right[self.split.labels[right] == digit][:each]]

    def likeliest(self, index: int, most: int = 3) -> list[tuple[int, float]]:
        """The likeliest digits of one image with their probabilities, the first first."""
        row = self.probabilities[index]
        return [(int(digit), float(row[digit])) for digit in np.argsort(-row, kind="stable")[:most]]

    def summary(self) -> dict[str, Any]:
        """Every figure, as `numerals evaluate --json` prints them; shares from 0 to 1."""
        scores = digit_scores(self.matrix)
        read = self.confidence >= self.threshold
        return {
            "model": self.model,
            "data": self.data,
            "part": self.part,
            "images": len(self.right),
            "errors": int((~self.right).sum()),
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "macro": macro(scores),
            "digits": [asdict(score) for score in scores],
            "confusion_matrix": self.matrix.tolist(),
            "most_wrong": most_wrong(self.matrix),
            "confused": [{"digit": i, "answer": j, "times": n} for i, j, n in confused_pairs(self.matrix)],
            "calibration_error": self.calibration_error,
            "reliability": [asdict(b) for b in self.bins],
            "risk_coverage": {
                "area": self.risk.area,
                "accuracy_at_99": self.risk.accuracy_at(MOST_COVERED),
                "curve": [list(point) for point in self.risk.curve(50)],
            },
            "unreadable": {
                "threshold": self.threshold,
                "share": float((~read).mean()),
                "accuracy_of_the_rest": float(self.right[read].mean()) if read.any() else None,
            },
            "speed": asdict(self.speed) if self.speed else None,
            "mistakes": self._told(self.mistakes()),
            "doubtful": self._told(self.doubtful()[:DOUBTFUL]),
            "surest": self._told(self.surest(SURE_PER_DIGIT)),
        }

    def _told(self, places: Iterable[int]) -> list[dict[str, Any]]:
        """What is told of single images."""
        return [
            {"index": int(i), "digit": int(self.split.labels[i]), "likeliest": self.likeliest(int(i))} for i in places
        ]


PARTS = ("test", "validation", "train")


def part_of(dataset: Dataset, part: str) -> Split:
    """The part of a source that is measured on.

    Args:
        dataset: with its training and test parts.
        part: ``test``, to report; ``validation``, the frozen held-out digits to choose by; ``train``, what models
            are trained on.

    Raises:
        DataError: another name, or no image in it.
    """
    if part not in PARTS:
        raise DataError(f"unknown part {part!r}; known are {', '.join(PARTS)}")
    split = dataset.test if part == "test" else validation_split(dataset)[part == "validation"]
    if len(split) == 0:
        raise DataError(f"the {part} part of {dataset.name} holds no image; choose another of {', '.join(PARTS)}")
    return split


def may_have_seen(bundle: Bundle, dataset: Dataset, part: str) -> bool:
    """Whether the model may have been trained on that part, which makes it look better than it is.

    So it is on ``train``; and on ``validation`` if the model comes from this training part and its card does not
    say that these very digits were held out.
    """
    told = bundle.card.get("data", {})
    if part == "test" or told.get("train_sha256") != dataset.train.fingerprint:
        return False
    return part == "train" or told.get("validation_sha256") != validation_split(dataset)[1].fingerprint


def evaluate_model(
    bundle: Bundle, dataset: Dataset, part: str = "test", say: Callable[[int], None] = lambda _: None
) -> Evaluation:
    """Runs a model over one part of a source.

    Args:
        bundle: the model.
        dataset: labelled digits.
        part: see `part_of`.
        say: called after every thousand images with how many they were.

    Raises:
        DataError: see `part_of`.
    """
    split = part_of(dataset, part)
    logits = []
    for first in range(0, len(split), _STEP):
        logits.append(bundle.logits(split.images[first : first + _STEP]))
        say(len(logits[-1]))
    probabilities = softmax(np.concatenate(logits), bundle.temperature)
    return Evaluation(bundle.version, dataset.name, part, split, probabilities, bundle.threshold)
