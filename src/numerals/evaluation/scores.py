"""Figures of a classifier from its answers: right or wrong, digit by digit, and one model against another.

Pure functions of NumPy arrays; ``labels`` and ``answers`` are (n,) digits 0 to 9.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Digits = NDArray[np.int64]
CLASSES = 10
SIGNIFICANT = 0.05
"""A p-value below this shows a difference."""
_Z = 1.959964
"""A normal variable lies within this many standard deviations 95 times in a hundred."""


def wilson(right: int, images: int) -> tuple[float, float]:
    """Where the true accuracy lies with 95 % confidence (Wilson's score interval).

    Unlike the usual plus and minus, it stays within 0 and 1 and is honest at 100 %.

    Returns:
        Lower and upper end; 0 and 1 for no images.
    """
    if images == 0:
        return 0.0, 1.0
    share, square = right / images, _Z**2
    middle = (share + square / (2 * images)) / (1 + square / images)
    half = _Z / (1 + square / images) * math.sqrt(share * (1 - share) / images + square / (4 * images**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def confusion_matrix(labels: Digits, answers: Digits) -> Digits:
    """Counts (10, 10): row the true digit, column the answer."""
    return np.bincount(labels * CLASSES + answers, minlength=CLASSES**2).reshape(CLASSES, CLASSES).astype(np.int64)


@dataclass(frozen=True)
class DigitScore:
    """How one digit fares.

    Attributes:
        digit: 0 to 9.
        images: how many there are of it.
        precision: of the images called so, the share that are it; 0 if none is called so.
        recall: of its images, the share called so; 0 if there is none.
        f1: harmonic mean of both.
    """

    digit: int
    images: int
    precision: float
    recall: float
    f1: float


def digit_scores(matrix: Digits) -> list[DigitScore]:
    """Scores of the digits that occur in a confusion matrix, as truth or as answer."""
    scores = []
    for digit in range(CLASSES):
        hits, images, called = (int(v) for v in (matrix[digit, digit], matrix[digit].sum(), matrix[:, digit].sum()))
        if images or called:
            f1 = 2 * hits / (images + called)
            scores.append(DigitScore(digit, images, hits / max(1, called), hits / max(1, images), f1))
    return scores


def macro(scores: list[DigitScore]) -> dict[str, float]:
    """Plain means over the digits, so that a rare digit counts as much as a frequent one."""
    names = ("precision", "recall", "f1")
    return {name: float(np.mean([getattr(s, name) for s in scores])) if scores else 0.0 for name in names}


def most_wrong(matrix: Digits) -> int | None:
    """The digit of which the greatest share is misread; None if nothing is."""
    wrong = (matrix.sum(axis=1) - matrix.diagonal()) / np.maximum(1, matrix.sum(axis=1))
    return int(wrong.argmax()) if wrong.any() else None


def confused_pairs(matrix: Digits, most: int = 10) -> list[tuple[int, int, int]]:
    """What is most often taken for what: (true digit, answer, how often), the most frequent first."""
    pairs = [(i, j, int(matrix[i, j])) for i in range(CLASSES) for j in range(CLASSES) if i != j and matrix[i, j]]
    return sorted(pairs, key=lambda pair: -pair[2])[:most]


@dataclass(frozen=True)
class McNemar:
    """Two models on the same images.

    Attributes:
        only_first: images that only the first reads right.
        only_second: images that only the second reads right.
        p: chance of a split at least as uneven if both were equally good.
    """

    only_first: int
    only_second: int
    p: float

    @property
    def differs(self) -> bool:
        """Whether a difference is shown; if not, the models may be equal or the images too few."""
        return self.p < SIGNIFICANT


def mcnemar(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    """McNemar's exact test: of the images that one model alone reads right, is the split fair as a coin's?

    Two-sided binomial test; images that both read right or both read wrong say nothing.

    Args:
        first: (n,) whether the first model is right.
        second: the same images, the second model.
    """
    a, b = int((first & ~second).sum()), int((second & ~first).sum())
    ways, tail = 1, 1  # whole numbers, so that nothing is lost however many images there are
    for k in range(min(a, b)):
        ways = ways * (a + b - k) // (k + 1)
        tail += ways
    return McNemar(a, b, min(1.0, 2 * tail / 2 ** (a + b)))
