"""Drift: whether the digits that are read now look like those that the model was made for.

Each digit gives eight numbers. Their distribution among recent digits is compared with that of a reference by the
population stability index (PSI) over tenths of the reference. If both come from one source, PSI times
``n m / (n + m)`` is about chi-squared with one degree of freedom less than there are bins (Yurdakul 2018,
"Statistical Properties of Population Stability Index"), from which `limit` takes its false alarms; and a PSI below
0.25 is by custom no shift that matters, however surely it is one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import Logits, softmax
from numerals.imaging.measures import Images, extent, ink, slant, stroke_width

FEATURES = ("ink", "stroke_width", "slant", "height", "width", "confidence", "evidence", "embedding")
"""``evidence`` sums the model's ten logits up as one number, their log-sum-exp (the energy of Liu et al. 2020,
https://arxiv.org/abs/2010.03759): it still tells when the confidence is near 1 anyway. ``embedding`` says where in the
space of these ten a digit lies, however strongly: the angle between it and the axis of its answer, in degrees."""
SURFACES = ("photo", "strokes", "pixels")
"""What a digit was written on: each makes crops of its own look, so each has its own reference."""
MATTERS = 0.25
"""PSI from which a shift matters."""
FALSE_ALARMS = 0.001
"""Share of looks at unshifted, independent digits that find a shift in any of the features."""
LEAST = 100
"""Digits below which nothing is said."""
ACCEPTED = "drift.json"
"""File in the home that holds the reference that its keeper accepted in place of the card's."""
_BINS = 10
_NONE = 0.5
"""Counted into each bin, so that an empty one has a logarithm."""


@dataclass(frozen=True)
class Histogram:
    """How often a number lies where.

    Attributes:
        edges: between the bins, ascending; the first bin is open below, the last above.
        counts: of each bin, one more than edges.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, values: NDArray[Any]) -> "Histogram":
        """Bins of equal counts as far as the values (n,) allow."""
        edges = np.unique(np.quantile(values.astype(np.float64), np.arange(1, _BINS) / _BINS).round(5))
        empty = cls(tuple(edges.tolist()), ())
        return cls(empty.edges, empty.count(values))

    def bins(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """The bin of each value (n,)."""
        return np.asarray(np.searchsorted(np.array(self.edges), values.astype(np.float64)), np.int64)

    def count(self, values: NDArray[Any]) -> tuple[int, ...]:
        """How many of other values (n,) lie in each bin."""
        return tuple(np.bincount(self.bins(values), minlength=len(self.edges) + 1).tolist())


Reference = Mapping[str, Histogram]
"""A histogram for each feature."""


def measure(images: Images, logits: Logits, temperature: float) -> dict[str, NDArray[Any]]:
    """The features of digits, each (n,).

    Args:
        images: (n, 28, 28) as the model saw them.
        logits: (n, 10), its answers.
        temperature: the model's.
    """
    height, width = extent(images)
    confidence = softmax(logits, temperature).max(axis=1)
    highest = logits.max(axis=1)
    evidence = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    values = (
        ink(images), stroke_width(images), slant(images), height, width, confidence, evidence, _angle(logits)
    )  # fmt: skip
    return dict(zip(FEATURES, values, strict=True))


def _angle(logits: Logits) -> NDArray[np.float64]:
    """Degrees (n,) between each digit's logits and those that speak for its answer alone; their mean says nothing."""
    centred = logits.astype(np.float64) - logits.mean(axis=1, keepdims=True)
    length = np.maximum(np.linalg.norm(centred, axis=1), 1e-9)
    alone = math.sqrt(1 - 1 / logits.shape[1])  # the length of a centred axis
    return np.asarray(np.degrees(np.arccos(np.clip(centred.max(axis=1) / (length * alone), -1, 1))), np.float64)


def psi(reference: Sequence[int], recent: Sequence[int]) -> float:
    """The population stability index of two histograms with the same bins; 0 for the same shares."""
    p, q = (np.array(counts, np.float64) + _NONE for counts in (reference, recent))
    p, q = p / p.sum(), q / q.sum()
    return float(((p - q) * np.log(p / q)).sum())


def limit(reference: Sequence[int], recent: Sequence[int]) -> float:
    """The PSI above which these two histograms show a shift that is real and matters; infinite for too few digits."""
    n, m = sum(reference), sum(recent)
    if n < LEAST or m < LEAST:
        return math.inf
    degrees = max(1, len(reference) - 1)
    # Wilson and Hilferty's approximation of the quantile of chi-squared, right to a few hundredths.
    z, spread = NormalDist().inv_cdf(1 - FALSE_ALARMS / len(FEATURES)), 2 / (9 * degrees)
    return max(MATTERS, (1 / n + 1 / m) * degrees * (1 - spread + z * math.sqrt(spread)) ** 3)


def from_card(card: Mapping[str, Any]) -> dict[str, Reference]:
    """The references by surface, as a model's card or an accepted state holds them; empty for an older card."""
    return {
        surface: {name: Histogram(tuple(one["edges"]), tuple(one["counts"])) for name, one in features.items()}
        for surface, features in (card.get("reference") or {}).items()
    }


def to_card(references: Mapping[str, Reference]) -> dict[str, Any]:
    """The same as JSON."""
    return {
        surface: {name: {"edges": list(one.edges), "counts": list(one.counts)} for name, one in features.items()}
        for surface, features in references.items()
    }
