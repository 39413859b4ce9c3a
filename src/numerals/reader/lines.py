"""Reads each found line once more as a whole, and weighs what was found against what is heard.

The page reader says of each box whether a digit stands there and which one; the line reader says of each text how
likely it is, without knowing boxes. Both give every text a probability, so the likeliest by both together is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.layout import group_lines
from numerals.imaging.strips import strip_of
from numerals.inference.ctc import Frames, likelihoods, likely_texts
from numerals.inference.line_model import LineModel
from numerals.results import Box

_FOLLOWED = 12
"""Texts of each kind that are weighed."""
_SECOND = 0.02
"""Probability from which a box may hold another digit than the likeliest."""


@dataclass(frozen=True)
class Weighing:
    """How both opinions become one; chosen on written pages of digits that nobody has learnt from, see docs/pages.md.

    Attributes:
        heard: how often the line reader's opinion counts, where the page reader's counts once.
        missed: probability that a digit has no box.
        across, down: room around the boxes of a line, in heights of its digits.
    """

    heard: float = 1.0
    missed: float = 1e-4
    across: float = 0.5
    down: float = 0.15


@dataclass(frozen=True)
class FoundLine:
    """Boxes of one line, from the left, and for each the probability (n, 10) that this digit stands there."""

    boxes: tuple[Box, ...]
    told: NDArray[np.float64]

    def corners(self, weighing: Weighing) -> NDArray[np.float64]:
        """The line with room around."""
        height = float(np.median([box.height for box in self.boxes]))
        left, top = min(box.x for box in self.boxes), min(box.y for box in self.boxes)
        right, bottom = max(box.right for box in self.boxes), max(box.bottom for box in self.boxes)
        x, y = weighing.across * height, weighing.down * height
        return np.array([left - x, top - y, right + x, bottom + y])


def found_lines(boxes: Sequence[Box], told: NDArray[np.float64], surely: NDArray[np.bool_]) -> list[FoundLine]:
    """Lines of boxes; those that are not sure join a line but make none.

    Args:
        boxes: in any order.
        told: (n, 10) see `FoundLine`.
        surely: (n,) which boxes are surely digits.
    """
    lines = []
    for line in group_lines(boxes):
        kept = [i for i in line if told[i].sum() > 0]
        if kept and surely[kept].any():
            lines.append(FoundLine(tuple(boxes[i] for i in kept), told[kept]))
    return lines


def told_of(line: FoundLine, texts: Sequence[str], missed: float) -> NDArray[np.float64]:
    """Logarithm of the probability of each text (n,) by a line's boxes, each of which may be none, or one too few."""
    absent = 1 - line.told.sum(axis=1)
    chances = np.zeros(len(texts))
    for number, text in enumerate(texts):
        digits = [int(digit) for digit in text]
        ways = missed ** np.arange(len(digits) + 1.0)
        for nothing, told in zip(absent, line.told, strict=True):
            moved = ways * max(nothing, 1e-4)
            moved[1:] += ways[:-1] * (told[digits] + 1e-4)
            for place in range(1, len(moved)):
                moved[place] += missed * moved[place - 1]
            ways = moved
        chances[number] = ways[-1]
    return np.asarray(np.log(np.maximum(chances, 1e-300)), np.float64)


def texts_of(line: FoundLine) -> list[str]:
    """The texts that a line's boxes make likely."""
    beam: dict[str, float] = {"": 1.0}
    for told in line.told:
        likely = [("", 1 - told.sum()), *((str(d), told[d]) for d in np.argsort(-told)[:3] if told[d] > _SECOND)]
        grown: dict[str, float] = {}
        for (text, chance), (digit, more) in product(beam.items(), likely):
            grown[text + digit] = grown.get(text + digit, 0.0) + chance * max(more, 1e-6)
        beam = dict(sorted(grown.items(), key=lambda item: -item[1])[:_FOLLOWED])
    return list(beam)


def frames_on(model: LineModel, ink: NDArray[np.uint8], line: FoundLine, stroke: float, weighing: Weighing) -> Frames:
    """What the line reader hears on a line of a picture."""
    return model.frames(strip_of(ink, line.corners(weighing), stroke))


def weighed(line: FoundLine, frames: Frames, weighing: Weighing) -> list[tuple[str, float]]:
    """The likely texts of a line with their probabilities by both opinions, best first."""
    texts = list(dict.fromkeys([*(text for text, _ in likely_texts(frames, _FOLLOWED)), *texts_of(line)]))
    scores = told_of(line, texts, weighing.missed) + weighing.heard * likelihoods(frames, texts)
    powers = np.exp(scores - scores.max())
    told = zip(texts, (powers / powers.sum()).tolist(), strict=True)
    return sorted(told, key=lambda item: -item[1])
