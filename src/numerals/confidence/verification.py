"""Whether two pictures show the same: pairs to ask it of, a calibrated answer, and how good answers are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.errors import DataError

Values = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of places, half of the same label.

    Attributes:
        first, second: (n,) places of the two.
        same: (n,) whether their labels are the same.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    same: NDArray[np.bool_]


def draw_pairs(labels: Labels, count: int, seed: int) -> Pairs:
    """Draws pairs of two different samples, half of them of the same label, the others of two labels.

    Args:
        labels: (n,).
        count: how many pairs.
        seed: of the draw.

    Raises:
        DataError: fewer than two labels, or no label that occurs twice.
    """
    rng = np.random.default_rng(seed)
    names, counts = np.unique(labels, return_counts=True)
    twice = np.flatnonzero(np.isin(labels, names[counts > 1]))
    if len(names) < 2 or not len(twice):
        raise DataError("pairs need two digits at least, and two samples of one of them")
    first = rng.choice(twice, size=count)
    same = np.arange(count) % 2 == 0
    second = np.empty(count, np.int64)
    by_label = {label: np.flatnonzero(labels == label) for label in names}
    for i, place in enumerate(first):
        if same[i]:
            alike = by_label[labels[place]]
            chosen = rng.integers(len(alike) - 1)
            second[i] = alike[chosen + (alike[chosen] >= place)]  # never itself
        else:
            second[i] = rng.integers(len(labels))
            while labels[second[i]] == labels[place]:
                second[i] = rng.integers(len(labels))
    return Pairs(first, second, same)


@dataclass(frozen=True)
class Judge:
    """The probability that two codes are of the same digit: a logistic regression on how far apart they are.

    Attributes:
        weights: (d,) of the absolute differences of the codes' values.
        bias: added to their sum.
    """

    weights: Values
    bias: float

    def __call__(self, first: NDArray[np.float32], second: NDArray[np.float32]) -> Values:
        """Probabilities (n,) for codes (n, d) and (n, d), or (1, d) to compare with all."""
        logits = np.abs(first - second).astype(np.float64) @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float64)


def equal_error_rate(scores: Values, same: NDArray[np.bool_]) -> float:
    """The share of errors at the threshold where as many of the same are refused as of others are let through.

    Args:
        scores: (n,), higher for the same.
        same: (n,) the truth.
    """
    order = np.argsort(-scores, kind="stable")
    truth = same[order]
    refused = 1 - np.cumsum(truth) / truth.sum()
    passed = np.cumsum(~truth) / (~truth).sum()
    place = int(np.argmin(np.abs(refused - passed)))
    return float((refused[place] + passed[place]) / 2)


def area_under_curve(high: Values, low: Values) -> float:
    """The probability that one of ``high`` is above one of ``low``, ties counted half: the AUROC."""
    everything = np.concatenate([high, low])
    _, places, counts = np.unique(everything, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = ends - (counts - 1) / 2
    above = ranks[places[: len(high)]].sum() - len(high) * (len(high) + 1) / 2
    return float(above / (len(high) * len(low)))
