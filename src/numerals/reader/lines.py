"""Reads each found line once more as a whole, and weighs what was found against what is heard.

The page reader says of each box whether a digit stands there and which one; the line reader says of each text how
likely it is, without knowing boxes. Both give every text a probability, and so does another engine by what it has found
there, if it is asked; the likeliest by all together is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.layout import group_lines
from numerals.imaging.strips import STRIP_HEIGHT, strip_of
from numerals.inference.ctc import Frames, likelihoods, likely_texts, spans
from numerals.inference.detections import DIGITS
from numerals.inference.line_model import FRAME, HEARD, PAD, LineModel, alternatives
from numerals.inference.page_model import logit
from numerals.results import Box

_FOLLOWED = 12
"""Texts of each kind that are weighed."""
_SECOND = 0.02
"""Probability from which a box may hold another digit than the likeliest."""
_FLOOR = 1e-4
"""Probability below which the page reader does not speak, so that it cannot forbid what is surely heard."""
_MISSED = 1e-4
"""Probability that a digit has no box."""
_ACROSS, _DOWN = 0.5, 0.15
"""Room around the boxes of a line that is heard, in heights of its digits."""
Ink = NDArray[np.uint8]


@dataclass(frozen=True)
class Weighing:
    """How all opinions become one; docs/pages.md tells how that was chosen.

    Attributes:
        heard: how often the line reader's opinion counts, where the page reader's counts once.
        beside: how often another engine's opinion counts.
    """

    heard: float = HEARD
    beside: float = 0.2


@dataclass(frozen=True)
class FoundLine:
    """Boxes of one line, from the left.

    Attributes:
        numbers: (n) of the boxes, as they were given.
        boxes: (n).
        told: (n, 10) the probability that this digit stands there; a row's sum is below 1 where there may be none.
    """

    numbers: tuple[int, ...]
    boxes: tuple[Box, ...]
    told: NDArray[np.float64]

    def corners(self, across: float = _ACROSS, down: float = _DOWN) -> NDArray[np.float64]:
        """Left, top, right and bottom, with room around, in heights of the line's digits."""
        height = float(np.median([box.height for box in self.boxes]))
        left, top = min(box.x for box in self.boxes), min(box.y for box in self.boxes)
        right, bottom = max(box.right for box in self.boxes), max(box.bottom for box in self.boxes)
        x, y = across * height, down * height
        return np.array([left - x, top - y, right + x, bottom + y])


@dataclass(frozen=True)
class Heard:
    """A line as all have it together.

    Attributes:
        text: its likeliest digits.
        places: for each which of the line's boxes it has; None for a digit that only the line reader has seen.
        boxes: where each stands.
        probabilities: (n, 10) which digit each is, if the others are right.
        share: (n,) probability of all likely texts in which it stands at its place.
        seen: (n,) what its box alone makes of it.
    """

    text: str
    places: tuple[int | None, ...]
    boxes: tuple[Box, ...]
    probabilities: NDArray[np.float64]
    share: NDArray[np.float64]
    seen: NDArray[np.float64]

    @property
    def clues(self) -> NDArray[np.float64]:
        """By what a confidence is judged, (n, 3): its share, what its box makes of it, and the other boxes of theirs.

        Where boxes are sure of all other digits there is a number, and where they are not there may be none at all.
        What a box takes for unlikely and yet is told is right half the time, however unlikely it was.
        """
        share, seen, whole = (
            logit(np.clip(p, low, 0.999)) for p, low in ((self.share, 0.2), (self.seen, 0.5), (self.seen, 0.1))
        )
        others = (whole.sum() - whole) / max(1, len(whole) - 1)
        return np.column_stack([share, seen, others])

    def confidences(self, calibration: Sequence[float]) -> NDArray[np.float64]:
        """How sure it is of each digit (n,), 0 to 1, by weights of 1 and of the clues."""
        return np.asarray(1 / (1 + np.exp(-(calibration[0] + self.clues @ np.array(calibration[1:])))), np.float64)


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
            lines.append(FoundLine(tuple(kept), tuple(boxes[i] for i in kept), told[kept]))
    return lines


def told_of(line: FoundLine, texts: Sequence[str], missed: float = _MISSED) -> NDArray[np.float64]:
    """Logarithm of the probability of each text (n,) by a line's boxes, each of which may be none, or one too few."""
    absent = 1 - line.told.sum(axis=1)
    chances = np.zeros(len(texts))
    for number, text in enumerate(texts):
        digits = [int(digit) for digit in text]
        ways = missed ** np.arange(len(digits) + 1.0)
        for nothing, told in zip(absent, line.told, strict=True):
            moved = ways * max(nothing, _FLOOR)
            moved[1:] += ways[:-1] * (told[digits] + _FLOOR)
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


def frames_on(model: LineModel, ink: Ink, line: FoundLine, stroke: float) -> Frames:
    """What the line reader hears on a line of a picture (h, w) with strokes of that width, 0 on paper."""
    return model.frames(strip_of(ink, line.corners(), stroke))


@dataclass(frozen=True)
class Opinions:
    """What everybody thinks of the likely texts of a line.

    Attributes:
        line: what the page reader has found.
        frames: what the line reader hears.
        beside: what another engine has found there; None where there is nothing, or nobody was asked.
        texts: (n) that anybody takes for likely.
        told: (n, 3) logarithms of each one's probability by the three of them.
    """

    line: FoundLine
    frames: Frames
    beside: FoundLine | None
    texts: list[str]
    told: NDArray[np.float64]

    def asking(self, beside: FoundLine | None) -> "Opinions":
        """The same with what another engine has found there, which may tell of further texts."""
        if beside is None:
            return self
        further = [text for text in texts_of(beside) if text not in self.texts]
        told = np.concatenate([self.told, _told_by_both(self.line, self.frames, further)])
        texts = [*self.texts, *further]
        told[:, 2] = told_of(beside, texts)
        return Opinions(self.line, self.frames, beside, texts, told)

    def likely(self, weighing: Weighing) -> list[tuple[str, float]]:
        """The texts with their probabilities by all opinions, best first."""
        scores = self.told @ np.array([1.0, weighing.heard, weighing.beside])
        powers = np.exp(scores - scores.max())
        told = zip(self.texts, (powers / powers.sum()).tolist(), strict=True)
        return sorted(told, key=lambda item: -item[1])

    def weighed(self, weighing: Weighing) -> "Heard":
        """The line by all opinions."""
        likely = self.likely(weighing)
        text = likely[0][0]
        digits = [int(digit) for digit in text]
        places = _placed(self.line, digits)
        told = (_rows(self.line, places) + _FLOOR) * alternatives(self.frames, text) ** weighing.heard
        if self.beside:
            told *= (_rows(self.beside, _placed(self.beside, digits)) + _FLOOR) ** weighing.beside
        for row, digit in zip(told, digits, strict=True):
            row[digit] = max(row[digit], 1.001 * np.delete(row, digit).max())  # what is told is the likeliest text's
        share = np.sum([chance * kept(text, other) for other, chance in likely], axis=0)
        seen = [0.0 if i is None else self.line.told[i, d] for i, d in zip(places, digits, strict=True)]
        return Heard(
            text,
            tuple(places),
            _boxes(self.line, places, spans(self.frames, text)),
            told / told.sum(axis=1, keepdims=True),
            share,
            np.array(seen),
        )


def opinions(line: FoundLine, frames: Frames) -> Opinions:
    """What both readers think of a line; another engine may be asked later.

    Args:
        line: what the page reader has found.
        frames: what the line reader hears on it, see `frames_on`.
    """
    texts = list(dict.fromkeys([*(text for text, _ in likely_texts(frames, _FOLLOWED)), *texts_of(line)]))
    return Opinions(line, frames, None, texts, _told_by_both(line, frames, texts))


def _told_by_both(line: FoundLine, frames: Frames, texts: Sequence[str]) -> NDArray[np.float64]:
    """Logarithms of the probabilities of texts (n, 3) by both readers, the last column empty."""
    return np.column_stack([told_of(line, texts), likelihoods(frames, texts), np.zeros(len(texts))])


def _rows(line: FoundLine, places: Sequence[int | None]) -> NDArray[np.float64]:
    """What a line's boxes tell of digits (n, 10); of one without a box nothing."""
    return np.array([np.ones(DIGITS) if i is None else line.told[i] for i in places]).reshape(-1, DIGITS)


def kept(text: str, other: str) -> NDArray[np.bool_]:
    """Which digits of a text stand in another one too, in the same order (n,)."""
    found = np.zeros(len(text), bool)
    for same in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks():
        found[same.a : same.a + same.size] = True
    return found


def _placed(line: FoundLine, digits: Sequence[int]) -> list[int | None]:
    """Which of a line's boxes each digit has, on the likeliest way to spell a text with them; None for none."""
    absent = np.log(np.maximum(1 - line.told.sum(axis=1), _FLOOR))
    told, missing = np.log(line.told + _FLOOR), np.log(_MISSED)
    # For so many boxes (rows) and digits: the likeliest way, and which boxes its digits have.
    row: list[tuple[float, tuple[int | None, ...]]] = [(missing * n, (None,) * n) for n in range(len(digits) + 1)]
    for number in range(len(line.boxes)):
        last, row = row, [(row[0][0] + absent[number], ())]
        for n, digit in enumerate(digits):
            row.append(
                max(
                    (last[n][0] + told[number, digit], (*last[n][1], number)),
                    (last[n + 1][0] + absent[number], last[n + 1][1]),
                    (row[n][0] + missing, (*row[n][1], None)),
                    key=lambda way: way[0],
                )
            )
    return list(row[-1][1])


def _boxes(line: FoundLine, places: Sequence[int | None], columns: NDArray[np.int64]) -> tuple[Box, ...]:
    """Where digits stand: their boxes, or for those that have none what the line reader's frames tell."""
    left, top, _, bottom = line.corners()
    size = (np.ceil(bottom) - np.floor(top)) / STRIP_HEIGHT
    y, low = min(box.y for box in line.boxes), max(box.bottom for box in line.boxes)
    boxes = []
    for place, (start, end) in zip(places, columns, strict=True):
        x, right = (max(0, round(left + size * (FRAME * frame - PAD))) for frame in (start, end))
        boxes.append(Box(x, y, max(1, right - x), low - y) if place is None else line.boxes[place])
    return tuple(boxes)
