"""The engine that reads real paper: a network looks over the whole picture and says where which digit stands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import resized, strengthen
from numerals.imaging.layout import group_lines
from numerals.imaging.normalize import MIN_STROKE, SIZE, normalize_crop
from numerals.imaging.pictures import draw_boxes, draw_heat
from numerals.imaging.pipeline import Sheet, Tracer
from numerals.imaging.stages import percentile
from numerals.inference.bundle import Bundle
from numerals.inference.detections import DIGITS, STRIDE, Detections, sigmoid
from numerals.inference.line_model import LineModel
from numerals.inference.page_model import PageModel, Surroundings, surroundings
from numerals.reader.found import NO_DIGIT, SURE, Classify, Findings, Found, in_order
from numerals.reader.lines import FoundLine, Opinions, Weighing, found_lines, frames_on, opinions
from numerals.reader.looking import PAD, Look, Seen, see
from numerals.results import MARKS, Box, Mark

_FAINTEST = 24
"""Ink strength, of 255, that a digit's strongest strokes have at least; what is fainter is grain of the paper."""
_LEAST_WORTH = 0.2
"""Sum over all digits of 2 * confidence - 1 below which a picture holds none: what looks so is grain or a stain."""
_MARK = 0.4
"""Score from which a mark is told."""
_MOST_WEIGHED = 300
"""With more on a picture that may be a digit it is texture, and no line is read once more."""
LONGEST = 30
"""Boxes of a line that is read once more, at most; what is longer takes too long."""


@dataclass(frozen=True)
class Candidates:
    """All that may be a digit on a picture, and what the page reader and the model of single digits think of it.

    Attributes:
        boxes: (n) where it stands.
        crops: (n) its ink, (28, 28).
        kinds: (n, 10) which digit, if it is one.
        sure: (n,) how sure they are that the likeliest digit stands there.
    """

    boxes: list[Box]
    crops: list[NDArray[np.uint8]]
    kinds: NDArray[np.float64]
    sure: NDArray[np.float64]

    @property
    def told(self) -> NDArray[np.float64]:
        """(n, 10) probability that this digit stands there."""
        highest = np.maximum(self.kinds.max(axis=1, initial=0.0), 1e-6)
        return np.asarray(self.kinds * np.minimum(1, self.sure / highest)[:, None], np.float64)

    def joined(self, others: "Candidates") -> "Candidates":
        """These, and others behind them."""
        return Candidates(
            [*self.boxes, *others.boxes],
            [*self.crops, *others.crops],
            np.concatenate([self.kinds, others.kinds]),
            np.concatenate([self.sure, others.sure]),
        )

    def found(self, number: int) -> Found:
        """One of them as a found digit."""
        return Found(self.boxes[number], self.crops[number], self.kinds[number], float(self.sure[number]))


def candidates(
    model: PageModel,
    classify: Classify,
    ink: NDArray[np.uint8],
    digits: Detections,
    around: Surroundings,
    min_stroke: float = MIN_STROKE,
) -> Candidates:
    """What is thought of all that a page reader has found in ink (h, w).

    Args:
        model: the page reader.
        classify: runs the model of single digits.
        ink: of the picture.
        digits: found there.
        around: what else the picture holds.
        min_stroke: width of strokes below which a crop's are widened, see `normalize_crop`.
    """
    boxes = boxes_within(digits, ink.shape)
    crops = [crop_of(ink, box, min_stroke) for box in boxes]
    kinds = combined(digits.kinds[:, :DIGITS], classify(crops), model.second_look)
    return Candidates(boxes, crops, kinds, model.confidences(digits.scores, kinds, around))


@dataclass(frozen=True)
class _Line:
    """A line of a picture.

    Attributes:
        own: what the page reader and the model of single digits make of it.
        unsure: where they are not sure of a digit, what they and the line reader think of all that may stand there.
        crops: of its boxes.
    """

    own: list[Found]
    unsure: Opinions | None = None
    crops: tuple[NDArray[np.uint8], ...] = ()


class NeuralEngine:
    """Finds digits by a page reader's network, and looks at each once more with the model of single digits.

    Both say which digit it is; how much the second one counts stands in the page reader's card. A line with a digit of
    which they are not sure is read once more as a whole by the line reader, see `numerals.reader.lines`.

    Args:
        model: which holds the network.
        classify: runs the model of single digits.
        lines: the line reader.
    """

    def __init__(self, model: PageModel, classify: Classify, lines: LineModel) -> None:
        self.model = model
        self._classify = classify
        self._lines = lines

    @property
    def readers(self) -> tuple[Bundle, ...]:
        """The page reader and the line reader."""
        return (self.model, self._lines)

    def read(self, sheet: Sheet, threshold: float, tracer: Tracer) -> Findings:
        """What stands on a picture; see `found.Engine`. It may be weighed again, with what another engine finds."""
        settings, least = sheet.settings, NO_DIGIT * threshold
        with tracer.timed("segment"):
            ink = strengthen(sheet.ink)
            sheet.show(tracer, ink)
        with tracer.timed("classify"):
            seen = see(ink, self.model.answer)
            pending = self._pending(ink, seen, threshold, settings.min_stroke)
        _show(tracer, sheet.pixels, ink, seen)

        def weighed(other: Findings | None) -> Findings:
            every = [self._told(line, ink, settings.min_stroke, other) for line in pending]
            found = [[one for one in line if one.confidence >= least] for line in every]
            lines = in_order(found if _worthy(found) else [], settings.order)
            boxes = [one.box for line in lines for one in line]
            tracer.keep("boxes", "Boxes", lambda: draw_boxes(sheet.pixels, boxes))
            open_to = weighed if any(line.unsure for line in pending) else None
            return Findings(lines, _marks(seen.marks, lines, ink.shape), open_to)

        with tracer.timed("classify"):
            return weighed(None)

    def _pending(self, ink: NDArray[np.uint8], seen: Seen, threshold: float, min_stroke: float) -> list[_Line]:
        """The lines, and what else may stand on those that are not sure."""
        digits = seen.digits.pick(_have_ink(ink, boxes_within(seen.digits, ink.shape)))
        around = around_of(self.model, ink, digits)
        # What a low threshold asks for is not left out because it is unlikely.
        likely = digits.scores >= min(self.model.least, threshold)
        first = candidates(self.model, self._classify, ink, digits.pick(likely), around, min_stroke)
        kept = first.sure >= NO_DIGIT * threshold
        found = [first.found(i) for i in np.flatnonzero(kept).tolist()]
        if not _worthy([found]):
            return []
        if min(one.confidence for one in found) >= SURE or len(digits) > _MOST_WEIGHED:
            return [_Line([found[i] for i in line]) for line in group_lines([one.box for one in found])]
        rest = candidates(self.model, self._classify, ink, digits.pick(~likely), around, min_stroke)
        every, surely = first.joined(rest), np.append(kept, np.zeros(len(rest.boxes), bool))
        lines = []
        for line in found_lines(every.boxes, every.told, surely):
            own = [every.found(i) for i in line.numbers if surely[i]]
            if min(one.confidence for one in own) >= SURE or len(line.boxes) > LONGEST:
                lines.append(_Line(own))
            else:
                frames = frames_on(self._lines, ink, line, seen.stroke)
                lines.append(_Line(own, opinions(line, frames), tuple(every.crops[i] for i in line.numbers)))
        return lines

    def _told(self, line: _Line, ink: NDArray[np.uint8], min_stroke: float, other: Findings | None) -> list[Found]:
        """The digits of a line, an unsure one by all who have an opinion of it."""
        if line.unsure is None:
            return line.own
        beside = None if other is None else seen_by(other, line.unsure.line)
        heard = line.unsure.asking(beside).weighed(Weighing(self._lines.heard))
        sure = heard.confidences(self._lines.calibration).tolist()
        crops = [
            crop_of(ink, box, min_stroke) if place is None else line.crops[place]
            for place, box in zip(heard.places, heard.boxes, strict=True)
        ]
        return [Found(*one) for one in zip(heard.boxes, crops, heard.probabilities, sure, strict=True)]


def seen_by(other: Findings, line: FoundLine) -> FoundLine | None:
    """What another engine has found where a line stands; None for nothing, or for what can be no line."""
    left, top, right, bottom = line.corners(across=1.0, down=0.0)
    inside = [
        one
        for found in other.lines
        for one in found
        if left < one.box.x + one.box.width / 2 < right and top < one.box.y + one.box.height / 2 < bottom
    ]
    inside.sort(key=lambda one: one.box.x + one.box.width / 2)
    if not 0 < len(inside) <= LONGEST:
        return None
    told = np.array([one.probabilities * min(1.0, one.confidence / one.probabilities.max()) for one in inside])
    return FoundLine(tuple(range(len(inside))), tuple(one.box for one in inside), told)


def around_of(model: PageModel, ink: NDArray[np.uint8], digits: Detections) -> Surroundings:
    """What else than what it has found a page reader sees on a picture."""
    likely = digits.pick(digits.scores >= model.least)
    return surroundings(ink, boxes_within(likely, ink.shape), likely.scores)


def _worthy(lines: list[list[Found]]) -> bool:
    """Whether a picture holds any digit at all."""
    return sum(2 * one.confidence - 1 for line in lines for one in line) >= _LEAST_WORTH


def _have_ink(ink: NDArray[np.uint8], boxes: list[Box]) -> NDArray[np.bool_]:
    """Whether a pen may have been in each box (n,): the network sees shapes in the grain of blank paper too."""
    strongest = [percentile(ink[box.y : box.bottom, box.x : box.right], 97) for box in boxes]
    return np.asarray(np.array(strongest) >= _FAINTEST, bool)


def combined(
    first: NDArray[np.floating], second: NDArray[np.floating], share: float, least: float = 1e-4
) -> NDArray[np.float64]:
    """Probabilities (n, 10) from two opinions, the second one counting ``share`` times in the logarithm.

    Args:
        first: (n, 10).
        second: (n, 10).
        share: 0 leaves the first alone.
        least: probability below which neither speaks, so that one cannot forbid what the other is sure of.
    """
    weights = (first.astype(np.float64) + least) * (second.astype(np.float64) + least) ** share
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def boxes_within(found: Detections, shape: tuple[int, ...]) -> list[Box]:
    """Found boxes as whole pixels within a picture (h, w, ...)."""
    return [_box(corners, shape) for corners in found.boxes]


def _box(corners: NDArray[np.float32], shape: tuple[int, ...]) -> Box:
    height, width = shape[:2]
    low, high = np.floor(corners[:2]).astype(int), np.ceil(corners[2:]).astype(int)
    left, top = np.clip(low, 0, [width - 1, height - 1]).tolist()
    right, bottom = np.clip(high, [left + 1, top + 1], [width, height]).tolist()
    return Box(left, top, right - left, bottom - top)


def crop_of(ink: NDArray[np.uint8], box: Box, min_stroke: float = MIN_STROKE) -> NDArray[np.uint8]:
    """The ink of a box in MNIST's geometry, (28, 28)."""
    piece = ink[box.y : box.bottom, box.x : box.right]
    return normalize_crop(piece, min_stroke) if piece.any() else np.zeros((SIZE, SIZE), np.uint8)


def _marks(seen: Detections, lines: list[list[Found]], shape: tuple[int, ...]) -> list[Mark]:
    """The marks that stand in a line of digits; what stands alone may be a speck."""
    marks = []
    for corners, score, kind in zip(seen.boxes, seen.scores, seen.kinds, strict=True):
        box = _box(corners, shape)
        for number, line in enumerate(lines):
            near = [
                found
                for found in line
                if max(found.box.x - box.right, box.x - found.box.right) < found.box.height
                and box.bottom > found.box.y
                and box.y < found.box.bottom + 0.3 * found.box.height
            ]
            if near and score >= _MARK:
                marks.append(Mark(MARKS[int(kind.argmax()) - DIGITS], float(score), box, number))
                break
    return sorted(marks, key=lambda mark: (mark.line, mark.box.x))


def _show(tracer: Tracer, pixels: NDArray[np.uint8], ink: NDArray[np.uint8], seen: Seen) -> None:
    """Keeps what the network saw, where it thinks digits are, and all boxes before the choice."""
    reading = seen.looks[-1]
    tracer.keep("look", "As the network sees it", lambda: np.asarray(255 - resized(ink, reading.scale), np.uint8))
    tracer.keep("heat", "Where it sees digits", lambda: _heat(ink, reading))
    every = [box for look in seen.looks for box in boxes_within(look.digits, ink.shape)] if tracer.on else []
    tracer.keep("candidates", "All that it saw", lambda: draw_boxes(pixels, every))


def _heat(ink: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """Where the network thinks that middles of digits are, over the ink that it saw."""
    seen = resized(ink, look.scale)
    edge = PAD // STRIDE
    rows, columns = (-(-side // STRIDE) for side in seen.shape)
    return draw_heat(seen, sigmoid(look.answer[0, edge : edge + rows, edge : edge + columns]))
