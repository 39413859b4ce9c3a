"""Whether a picture is a digit at all: the guard's logit, with the energy of whoever reads.

The energy (Liu et al. 2020, https://arxiv.org/abs/2010.03759) is the logarithm of the sum of a classifier's powers,
high where any digit is likely. Guard and energy err on different pictures; docs/similarity.md has the figures, and
those of an autoencoder's error, which adds nothing to them.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from numerals.errors import ModelError
from numerals.inference.bundle import Bundle
from numerals.inference.space import SHIPPED, Space, load_space

Values = NDArray[np.float64]
LOST = (0.001, 0.002, 0.005, 0.01)
"""Shares of true digits that may be refused, for each of which the card has a threshold."""


def energy(logits: NDArray[np.float32]) -> Values:
    """Logarithm of the sum of the powers of logits (n, 10)."""
    exact = logits.astype(np.float64)
    highest = exact.max(axis=1)
    return np.asarray(highest + np.log(np.exp(exact - highest[:, None]).sum(axis=1)), np.float64)


@dataclass(frozen=True)
class Novelty:
    """Tells digits from what is none, for the pictures that one model reads.

    With the model that the guard was joined with, the energy of its logits counts too; with any other the guard decides
    alone, since energies of two models are not to be compared.

    Attributes:
        guard: with a card that `numerals.training.join.joined` has completed.
        bundle: whose logits are looked at.
    """

    guard: Space
    bundle: Bundle

    @property
    def joined(self) -> bool:
        """Whether the energy counts."""
        return bool(self.guard.card["joined"]["model"] == self.bundle.version)

    def scores(self, crops: NDArray[np.uint8], logits: NDArray[np.float32]) -> Values:
        """How much each picture is like a digit, the more the better.

        Args:
            crops: (n, 28, 28), ink bright on 0.
            logits: (n, 10), the bundle's for these pictures.
        """
        told = self.guard.encode(crops)[:, 0].astype(np.float64)
        if not self.joined:
            return told
        weights = self.guard.card["joined"]
        return np.asarray(weights["guard"] * told + weights["energy"] * energy(logits) + weights["bias"], np.float64)

    def probabilities(self, crops: NDArray[np.uint8], logits: NDArray[np.float32]) -> Values:
        """The probability (n,) that each picture is a digit, where half of all are; takes what `scores` takes."""
        return np.asarray(1 / (1 + np.exp(-self.scores(crops, logits))), np.float64)

    def threshold(self, lost: float) -> float:
        """Score below which a picture is no digit.

        Args:
            lost: share of true digits that are refused all the same, one of `LOST`.
        """
        part = self.guard.card["joined" if self.joined else "alone"]
        return float(part["thresholds"][str(lost)])


def novelty(bundle: Bundle) -> Novelty:
    """The shipped guard for a model.

    Raises:
        ModelError: the guard is damaged.
    """
    return Novelty(_guard(), bundle)


@cache
def _guard() -> Space:
    guard = load_space(SHIPPED / "guard")
    if not {"joined", "alone"} <= guard.card.keys():
        raise ModelError(f"{guard.folder} was not joined with a model; run scripts/join_guard.py")
    return guard
