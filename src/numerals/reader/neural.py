"""The engine that reads real paper: a network looks over the whole picture and says where which digit stands."""

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import resized, strengthen
from numerals.imaging.layout import group_lines
from numerals.imaging.normalize import MIN_STROKE, SIZE, normalize_crop
from numerals.imaging.pictures import draw_boxes, draw_heat
from numerals.imaging.pipeline import Sheet, Tracer
from numerals.imaging.stages import percentile
from numerals.inference.detections import DIGITS, STRIDE, Detections, sigmoid
from numerals.inference.page_model import PageModel, surroundings
from numerals.reader.found import NO_DIGIT, Classify, Findings, Found, in_order
from numerals.reader.looking import PAD, Look, Seen, see
from numerals.results import MARKS, Box, Mark

_FAINTEST = 24
"""Ink strength, of 255, that a digit's strongest strokes have at least; what is fainter is grain of the paper."""
_LEAST_WORTH = 0.2
"""Sum over all digits of 2 * confidence - 1 below which a picture holds none: what looks so is grain or a stain."""
_MARK = 0.4
"""Score from which a mark is told."""


class NeuralEngine:
    """Finds digits by a page reader's network, and looks at each once more with the model of single digits.

    Both say which digit it is; how much the second one counts stands in the page reader's card.

    Args:
        model: which holds the network.
        classify: runs the model of single digits.
    """

    def __init__(self, model: PageModel, classify: Classify) -> None:
        self.model = model
        self._classify = classify

    def read(self, sheet: Sheet, threshold: float, tracer: Tracer) -> Findings:
        """What stands on a picture; see `found.Engine`."""
        settings = sheet.settings
        with tracer.timed("segment"):
            ink = strengthen(sheet.ink)
            sheet.show(tracer, ink)
        with tracer.timed("classify"):
            seen = see(ink, self.model.answer)
            # What a low threshold asks for is not left out because it is unlikely.
            digits = seen.digits.pick(seen.digits.scores >= min(self.model.least, threshold))
            digits = digits.pick(_have_ink(ink, boxes_within(digits, ink.shape)))
            boxes = boxes_within(digits, ink.shape)
            crops = [crop_of(ink, box, settings.min_stroke) for box in boxes]
            kinds = combined(digits.kinds[:, :DIGITS], self._classify(crops), self.model.second_look)
            likely = digits.scores >= self.model.least
            around = surroundings(
                ink, [box for box, one in zip(boxes, likely, strict=True) if one], digits.scores[likely]
            )
            sure = self.model.confidences(digits.scores, kinds, around)
        kept = sure >= NO_DIGIT * threshold
        if (2 * sure[kept] - 1).sum() < _LEAST_WORTH:
            kept[:] = False
        _show(tracer, sheet.pixels, ink, seen, [box for box, stays in zip(boxes, kept, strict=True) if stays])
        every = zip(boxes, crops, kinds, sure.tolist(), strict=True)
        found = [Found(*one) for one, stays in zip(every, kept, strict=True) if stays]
        lines = in_order([[found[i] for i in line] for line in group_lines([one.box for one in found])], settings.order)
        return Findings(lines, _marks(seen.marks, lines, ink.shape))


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


def _show(tracer: Tracer, pixels: NDArray[np.uint8], ink: NDArray[np.uint8], seen: Seen, boxes: list[Box]) -> None:
    """Keeps what the network saw, where it thinks digits are, and the boxes before and after the choice."""
    reading = seen.looks[-1]
    tracer.keep("look", "As the network sees it", lambda: np.asarray(255 - resized(ink, reading.scale), np.uint8))
    tracer.keep("heat", "Where it sees digits", lambda: _heat(ink, reading))
    every = [box for look in seen.looks for box in boxes_within(look.digits, ink.shape)] if tracer.on else []
    tracer.keep("candidates", "All that it saw", lambda: draw_boxes(pixels, every))
    tracer.keep("boxes", "Boxes", lambda: draw_boxes(pixels, boxes))


def _heat(ink: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """Where the network thinks that middles of digits are, over the ink that it saw."""
    seen = resized(ink, look.scale)
    edge = PAD // STRIDE
    rows, columns = (-(-side // STRIDE) for side in seen.shape)
    return draw_heat(seen, sigmoid(look.answer[0, edge : edge + rows, edge : edge + columns]))
