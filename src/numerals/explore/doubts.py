"""Labels that are probably wrong, by confident learning.

Northcutt, Jiang and Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels",
https://arxiv.org/abs/1911.00068. cleanlab does the same and more; these lines need NumPy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.explore.measures import DIGITS, Labels


@dataclass(frozen=True)
class Doubts:
    """What confident learning says of a set of labels.

    Attributes:
        places: of the suspected images, the most suspect first.
        guesses: (len(places),) what they rather are.
        margins: (len(places),) probability of the guess less that of the label; above 0.
        counts: (10, 10) confident joint: row the given label, column what the images confidently are.
    """

    places: NDArray[np.int64]
    guesses: NDArray[np.int64]
    margins: NDArray[np.float64]
    counts: NDArray[np.int64]

    def mask(self, images: int) -> NDArray[np.bool_]:
        """Whether each of ``images`` images is suspected."""
        result = np.zeros(images, np.bool_)
        result[self.places] = True
        return result


def doubtful(probabilities: NDArray[np.float64], labels: Labels) -> Doubts:
    """Finds the labels that are probably wrong.

    An image is confidently a digit if that digit's probability is at least the mean one of the images labelled so.
    Where several are, the likeliest counts. An image that is confidently another digit than its label is suspected.

    Args:
        probabilities: (n, 10), out of sample: each image judged by a model that was not fitted to it.
        labels: (n,) as given.
    """
    rows = np.arange(len(labels))
    own = probabilities[rows, labels]
    bars = np.array([own[labels == d].mean() if (labels == d).any() else 2.0 for d in range(DIGITS)])
    confident = np.where(probabilities >= bars, probabilities, -1.0)
    guesses = confident.argmax(axis=1)
    sure = confident.max(axis=1) >= 0
    counts = np.zeros((DIGITS, DIGITS), np.int64)
    np.add.at(counts, (labels[sure], guesses[sure]), 1)
    margins = probabilities[rows, guesses] - own
    places = np.flatnonzero(sure & (guesses != labels) & (margins > 0))
    places = places[np.argsort(-margins[places], kind="stable")]
    return Doubts(places, guesses[places], margins[places], counts)
