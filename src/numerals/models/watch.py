"""How a training tells of its progress, and where it leaves what it needs to go on later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHECKPOINT = "checkpoint.pt"
"""In the bundle's folder while a neural model is trained; what --resume goes on from."""


@dataclass(frozen=True)
class Progress:
    """What is said after each round.

    Attributes:
        unit: what a round is: epoch, trees, ...
        done, total: rounds.
        seconds: spent so far.
        figures: such as loss and validation_accuracy.
    """

    unit: str
    done: int
    total: int
    seconds: float
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def seconds_left(self) -> float:
        """Expected from the rounds done."""
        return self.seconds / max(1, self.done) * (self.total - self.done)


@dataclass
class Watch:
    """Someone who watches a training.

    Attributes:
        say: called after each round.
        validation: images (n, 28, 28) and labels that are not trained on, to tell how it goes.
        checkpoint: file for all that is needed to go on later; written after each round; whoever
            watches deletes it once the model is safe.
        resume: go on from that file.
    """

    say: Callable[[Progress], None] = lambda _: None
    validation: tuple[NDArray[np.uint8], NDArray[np.int64]] | None = None
    checkpoint: Path | None = None
    resume: bool = False
