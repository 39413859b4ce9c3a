"""The engine that reads real paper: a network looks over the whole picture and says where which digit stands."""

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import even_ink, resized
from numerals.imaging.layout import group_lines
from numerals.imaging.normalize import SIZE, normalize_crop
from numerals.imaging.parameters import Settings
from numerals.imaging.pictures import draw_boxes, draw_heat
from numerals.imaging.pipeline import Tracer
from numerals.imaging.stages import to_grey
from numerals.inference.detections import DIGITS, STRIDE, Detections, sigmoid
from numerals.inference.page_model import PageModel
from numerals.reader.found import Findings, Found, in_order
from numerals.reader.looking import PAD, Look, Seen, see
from numerals.results import MARKS, Box, Mark

_MARK = 0.4
"""Score from which a mark is told."""


class NeuralEngine:
    """Finds digits by a page reader's network.

    Args:
        model: which holds it.
    """

    def __init__(self, model: PageModel) -> None:
        self.model = model

    def read(self, pixels: NDArray[np.uint8], settings: Settings, threshold: float, tracer: Tracer) -> Findings:
        """The digits of a picture, line by line; see `found.Engine`."""
        tracer.keep("decode", "Photo", pixels)
        with tracer.timed("segment"):
            grey = to_grey(pixels)
            tracer.keep("grey", "Grey", grey)
            ink = even_ink(grey, settings.flatten, settings.polarity)
            tracer.keep("flatten", "Ink on even paper", lambda: np.asarray(255 - ink, np.uint8))
        with tracer.timed("classify"):
            seen = see(ink, self.model.answer)
            # What a low threshold asks for is not left out because it is unlikely.
            digits = seen.digits.pick(seen.digits.scores >= min(self.model.least, threshold))
            sure = self.model.confidences(digits)
        _show(tracer, pixels, ink, seen, digits)
        boxes = [_box(corners, pixels.shape) for corners in digits.boxes]
        kinds = digits.kinds[:, :DIGITS].astype(np.float64)
        found = [
            Found(box, _crop(ink, box, settings), kind, float(confidence))
            for box, kind, confidence in zip(boxes, kinds, sure, strict=True)
        ]
        lines = in_order([[found[i] for i in line] for line in group_lines(boxes)], settings.order)
        return Findings(lines, _marks(seen.marks, lines, pixels.shape))


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


def _box(corners: NDArray[np.float32], shape: tuple[int, ...]) -> Box:
    """A found box within the picture."""
    height, width = shape[:2]
    low, high = np.floor(corners[:2]).astype(int), np.ceil(corners[2:]).astype(int)
    left, top = np.clip(low, 0, [width - 1, height - 1]).tolist()
    right, bottom = np.clip(high, [left + 1, top + 1], [width, height]).tolist()
    return Box(left, top, right - left, bottom - top)


def _crop(ink: NDArray[np.uint8], box: Box, settings: Settings) -> NDArray[np.uint8]:
    """The ink of a box in MNIST's geometry."""
    piece = ink[box.y : box.bottom, box.x : box.right]
    return normalize_crop(piece, settings.min_stroke) if piece.any() else np.zeros((SIZE, SIZE), np.uint8)


def _show(tracer: Tracer, pixels: NDArray[np.uint8], ink: NDArray[np.uint8], seen: Seen, kept: Detections) -> None:
    """Keeps what the network saw, where it thinks digits are, and the boxes before and after the choice."""
    reading = seen.looks[-1]
    tracer.keep("look", "As the network sees it", lambda: 255 - resized(ink, reading.scale))
    tracer.keep("heat", "Where it sees digits", lambda: _heat(ink, reading))
    every = [_box(box, pixels.shape) for look in seen.looks for box in look.digits.boxes] if tracer.on else []
    tracer.keep("candidates", "All that it saw", lambda: draw_boxes(pixels, every))
    tracer.keep("boxes", "Boxes", lambda: draw_boxes(pixels, [_box(box, pixels.shape) for box in kept.boxes]))


def _heat(ink: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """Where the network thinks that middles of digits are, over the ink that it saw."""
    seen = resized(ink, look.scale)
    edge = PAD // STRIDE
    rows, columns = (-(-side // STRIDE) for side in seen.shape)
    return draw_heat(seen, sigmoid(look.answer[0, edge : edge + rows, edge : edge + columns]))
