"""What an engine finds, for the reader to tell of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.layout import group_columns
from numerals.imaging.pipeline import Sheet, Tracer
from numerals.inference.bundle import Bundle
from numerals.results import Box, Mark

Classify = Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float64]]
"""Calibrated probabilities (n, 10) of crops (28, 28)."""
Judge = Callable[[Sequence[NDArray[np.uint8]]], NDArray[np.float64]]
"""How likely each of some crops (28, 28) is a digit at all, (n,) 0 to 1."""


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
    """All that an engine found, in pixels of the working image.

    Attributes:
        lines: digits, line by line.
        marks: beside them.
        again: gives what it finds if another engine's findings have a say; None where nobody is asked.
    """

    lines: list[list[Found]]
    marks: list[Mark] = field(default_factory=list)
    again: "Callable[[Findings | None], Findings] | None" = None


NO_DIGIT = 0.5
"""On photos, ink whose confidence is below this share of the threshold is taken for no digit and left out."""
SURE = 0.9
"""Confidence of the least sure digit from which nobody else is asked."""


class Engine(Protocol):
    """A way to find the digits of a picture."""

    @property
    def model(self) -> Bundle:
        """The model whose threshold of "unreadable" counts."""

    @property
    def readers(self) -> tuple[Bundle, ...]:
        """The models that it reads with, beside that of single digits."""

    def read(self, sheet: Sheet, threshold: float, tracer: Tracer) -> Findings:
        """What stands on a picture; what is hardly a digit is left out.

        Args:
            sheet: the picture, with one value for every knob.
            threshold: confidence below which a digit is unreadable.
            tracer: gets each stage's picture and time.
        """


@dataclass(frozen=True)
class Attempt:
    """What one engine made of a picture, with its stages' pictures, and the threshold of "unreadable" that it had."""

    engine: Engine
    findings: Findings
    threshold: float
    tracer: Tracer

    @property
    def tells(self) -> bool:
        """Whether any digit is not unreadable."""
        return any(found.confidence >= self.threshold for line in self.findings.lines for found in line)

    def reconsidered(self, other: "Attempt") -> "Attempt":
        """It with the other engine's opinion of what was not sure."""
        again = self.findings.again
        return self if again is None else replace(self, findings=again(other.findings))


def attempt(engine: Engine, sheet: Sheet, threshold: float | None, tracer: Tracer) -> Attempt:
    """Lets an engine read; its time is added to that of others.

    Args:
        engine: which.
        sheet: the picture, with one value for every knob.
        threshold: confidence below which a digit is unreadable; None takes that of the engine's model.
        tracer: tells whether pictures are wanted, and gets the times.
    """
    own = Tracer(on=tracer.on)
    limit = engine.model.threshold if threshold is None else threshold
    findings = engine.read(sheet, limit, own)
    for step, seconds in own.seconds.items():
        tracer.seconds[step] = tracer.seconds.get(step, 0.0) + seconds
    return Attempt(engine, findings, limit, own)


def in_order(lines: list[list[Found]], order: str) -> list[list[Found]]:
    """Lines as they are, for the order ``rows``, or one line for each number of each column, for ``columns``."""
    kept = [line for line in lines if line]
    if order == "rows":
        return kept
    flat = [found for line in kept for found in line]
    places = iter(range(len(flat)))
    rows = [[next(places) for _ in line] for line in kept]
    return [[flat[i] for i in word] for word in group_columns([found.box for found in flat], rows)]
