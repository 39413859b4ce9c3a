"""Whether a model knows when it is wrong: reliability of its confidence, and what leaving out the unsure brings.

``probabilities`` are (n, 10) calibrated, rows summing to 1; the confidence is the greatest of a row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]
Digits = NDArray[np.int64]
BINS = 15


@dataclass(frozen=True)
class Bin:
    """Images whose confidence lies between ``low`` and ``high``: how sure the model was and how often it was right."""

    low: float
    high: float
    images: int
    confidence: float
    accuracy: float


def reliability(probabilities: Probabilities, labels: Digits, bins: int = BINS) -> list[Bin]:
    """The bins of a reliability diagram that hold images; an honest model has accuracy = confidence in each.

    The gaps weighted by images are `numerals.confidence.calibration.calibration_error`.
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(b / bins, (b + 1) / bins, int(own.sum()), float(confidence[own].mean()), float(right[own].mean()))
        for b in range(bins)
        if (own := index == b).any()
    ]


@dataclass(frozen=True)
class RiskCoverage:
    """Errors among the answers kept, when the least sure are left out.

    Attributes:
        risk: (n,) ``risk[k - 1]`` is the share of errors among the ``k`` surest answers; answers that are
            equally sure share their errors evenly, so that their order does not matter.
    """

    risk: NDArray[np.float64]

    @property
    def area(self) -> float:
        """Mean of the risk over all coverages (AURC); 0 is perfect."""
        return float(self.risk.mean()) if len(self.risk) else 0.0

    def accuracy_at(self, coverage: float) -> float:
        """Accuracy of the surest answers when this share of all is kept."""
        kept = int(np.ceil(coverage * len(self.risk)))
        return 1.0 - float(self.risk[kept - 1]) if kept else 1.0

    def curve(self, points: int = 200) -> list[tuple[float, float]]:
        """At most ``points`` pairs of coverage and risk, for drawing."""
        n = len(self.risk)
        kept = np.unique(np.linspace(min(1, n), n, min(points, n)).astype(int))
        return [(float(k / n), float(self.risk[k - 1])) for k in kept]


def risk_coverage(probabilities: Probabilities, labels: Digits) -> RiskCoverage:
    """Orders the answers by confidence and counts errors along the way."""
    confidence = probabilities.max(axis=1)
    wrong = (probabilities.argmax(axis=1) != labels).astype(np.float64)
    _, tie, sizes = np.unique(-confidence, return_inverse=True, return_counts=True)
    shared = np.bincount(tie, wrong, minlength=len(sizes)) / sizes
    return RiskCoverage(np.cumsum(np.repeat(shared, sizes)) / np.arange(1, len(labels) + 1))
