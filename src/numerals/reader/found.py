"""What an engine finds, for the reader to tell of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.parameters import Settings
from numerals.imaging.pipeline import Tracer
from numerals.inference.bundle import Bundle
from numerals.results import Box

Classify = Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float64]]
"""Calibrated probabilities (n, 10) of crops (28, 28)."""


@dataclass(frozen=True)
class Found:
    """A digit found in the working image.

    Attributes:
        box: where it stands, in pixels of the working image.
        crop: (28, 28) in MNIST's geometry.
        probabilities: (10,) of the digits, if it is one.
        confidence: how sure it is that the most likely digit stands there, 0 to 1.
    """

    box: Box
    crop: NDArray[np.uint8]
    probabilities: NDArray[np.float64]
    confidence: float


class Engine(Protocol):
    """A way to find the digits of a picture."""

    @property
    def model(self) -> Bundle:
        """The model that says which digits they are."""

    def read(
        self, pixels: NDArray[np.uint8], settings: Settings, threshold: float, tracer: Tracer
    ) -> list[list[Found]]:
        """The digits of a picture, line by line; what is hardly one is left out.

        Args:
            pixels: (h, w, 3) RGB, upright.
            settings: one value for every knob.
            threshold: confidence below which a digit is unreadable.
            tracer: gets each stage's picture and time.
        """
