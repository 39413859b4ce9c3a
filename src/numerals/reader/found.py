"""What an engine finds, for the reader to tell of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.layout import group_columns
from numerals.imaging.parameters import Settings
from numerals.imaging.pipeline import Tracer
from numerals.inference.bundle import Bundle
from numerals.results import Box, Mark

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


@dataclass(frozen=True)
class Findings:
    """All that an engine found: digits, line by line, and marks beside them, in pixels of the working image."""

    lines: list[list[Found]]
    marks: list[Mark] = field(default_factory=list)


class Engine(Protocol):
    """A way to find the digits of a picture."""

    @property
    def model(self) -> Bundle:
        """The model that says which digits they are."""

    def read(self, pixels: NDArray[np.uint8], settings: Settings, threshold: float, tracer: Tracer) -> Findings:
        """What stands on a picture; what is hardly a digit is left out.

        Args:
            pixels: (h, w, 3) RGB, upright.
            settings: one value for every knob.
            threshold: confidence below which a digit is unreadable.
            tracer: gets each stage's picture and time.
        """


def in_order(lines: list[list[Found]], order: str) -> list[list[Found]]:
    """Lines as they are, for the order ``rows``, or one line for each number of each column, for ``columns``."""
    kept = [line for line in lines if line]
    if order == "rows":
        return kept
    flat = [found for line in kept for found in line]
    places = iter(range(len(flat)))
    rows = [[next(places) for _ in line] for line in kept]
    return [[flat[i] for i in word] for word in group_columns([found.box for found in flat], rows)]
