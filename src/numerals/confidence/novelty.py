"""Whether a picture is a digit at all: what the guard, the classifier and the autoencoder say of it, weighed.

The guard's logit comes from a network that has seen what is none. The energy (Liu et al. 2020,
https://arxiv.org/abs/2010.03759) is the logarithm of the sum of a classifier's powers, high where any digit is likely.
The autoencoder draws the picture anew from its code: what it gets wrong, and how unlikely the code is, are high for
what it has never seen. And it counts for which digit the classifier takes it: a stroke or a ring is sooner drawn by
chance than an eight. docs/similarity.md has the figures of each.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from numerals.inference.bundle import Bundle
from numerals.inference.space import SHIPPED, Space, load_space

Values = NDArray[np.float64]
Looks = dict[str, Values]
"""What is said of pictures (n,), by who says it: ``guard``, ``energy``, ``error``, ``rate``, and `DIGITS`."""
DIGITS = tuple("0123456789")
"""1 for the digit that the classifier takes a picture for, 0 for the others."""
LOST = (0.0003, 0.001, 0.002, 0.005, 0.01)
"""Shares of true digits that may be refused, for each of which the card has a threshold."""
READ = 0.0003
"""The share of true digits that a reader of drawings gives up."""


def likely(score: float) -> float:
    """The probability of a digit, where half of all pictures are one, by the score of `Novelty.scores`."""
    return 1 / (1 + math.exp(-max(-100.0, score)))


def energy(logits: NDArray[np.float32]) -> Values:
    """Logarithm of the sum of the powers of logits (n, 10)."""
    exact = logits.astype(np.float64)
    highest = exact.max(axis=1)
    return np.asarray(highest + np.log(np.exp(exact - highest[:, None]).sum(axis=1)), np.float64)


def classified(logits: NDArray[np.float32]) -> Looks:
    """What a classifier's logits (n, 10) say: the energy, and the likeliest digit."""
    likeliest = logits.argmax(axis=1)
    return {"energy": energy(logits)} | {name: (likeliest == int(name)).astype(np.float64) for name in DIGITS}


def explained(autoencoder: Space, crops: NDArray[np.uint8]) -> tuple[Values, Values]:
    """What an autoencoder gets wrong of pictures, and what their codes cost; both (n,), in nats for a pixel of ink."""
    codes, rate = autoencoder.look(crops)
    return missed(crops, autoencoder.run("decoder", codes)[0][:, 0], rate)


def missed(crops: NDArray[np.uint8], images: NDArray[np.float32], rate: NDArray[np.float32]) -> tuple[Values, Values]:
    """The same from what a decoder drew (n, 28, 28) and what the codes cost (n,)."""
    drawn, grey = np.clip(images.astype(np.float64), 1e-6, 1 - 1e-6), crops / 255
    error = -(grey * np.log(drawn) + (1 - grey) * np.log(1 - drawn)).sum(axis=(1, 2))
    ink = np.maximum(grey.sum(axis=(1, 2)), 1.0)
    return np.asarray(error / ink, np.float64), np.asarray(rate / ink, np.float64)


def looks(crops: NDArray[np.uint8], logits: NDArray[np.float32], guard: Space, autoencoder: Space | None) -> Looks:
    """All that is weighed; without an autoencoder what the others say.

    Args:
        crops: (n, 28, 28), ink bright on 0.
        logits: (n, 10), a classifier's for these pictures.
        guard: the guard.
        autoencoder: the autoencoder.
    """
    told = {"guard": guard.encode(crops)[:, 0].astype(np.float64), **classified(logits)}
    if autoencoder is not None:
        told["error"], told["rate"] = explained(autoencoder, crops)
    return told


@dataclass(frozen=True)
class Novelty:
    """Tells digits from what is none, for the pictures that one model reads.

    With the model and the autoencoder that the guard was joined with, what they say counts too; with any other the
    guard decides alone, since energies of two models are not to be compared.

    Attributes:
        guard: with a card that `numerals.training.join.joined` has completed.
        bundle: whose logits are looked at.
        autoencoder: whose reconstruction is.
    """

    guard: Space
    bundle: Bundle
    autoencoder: Space

    @property
    def joined(self) -> bool:
        """Whether others than the guard count."""
        told = self.guard.card["joined"]
        uses = "error" in told["weights"]
        same = not uses or told["autoencoder"] == self.autoencoder.version
        return bool(told["model"] == self.bundle.version and same)

    def scores(self, crops: NDArray[np.uint8], logits: NDArray[np.float32]) -> Values:
        """How much each picture is like a digit, the more the better.

        Args:
            crops: (n, 28, 28), ink bright on 0.
            logits: (n, 10), the bundle's for these pictures.
        """
        if not self.joined:
            return self.guard.encode(crops)[:, 0].astype(np.float64)
        card = self.guard.card["joined"]
        weights = card["weights"]
        told = looks(crops, logits, self.guard, self.autoencoder if "error" in weights else None)
        return np.asarray(sum(weight * told[name] for name, weight in weights.items()) + card["bias"], np.float64)

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


def novelty(bundle: Bundle, guard: Space | None = None, autoencoder: Space | None = None) -> Novelty:
    """Who tells digits from what is none, for a model.

    Args:
        bundle: the model.
        guard: None takes the shipped one.
        autoencoder: None takes the shipped one.

    Raises:
        ModelError: one of them is damaged.
    """
    return Novelty(guard or _shipped("guard"), bundle, autoencoder or _shipped("vae"))


@cache
def _shipped(name: str) -> Space:
    return load_space(SHIPPED / name)
