r"""The one place where imaging and models meet: an image in, its digits out.

>>> reader = Reader()                        # the shipped model, loaded once
>>> reader.read("page.jpg").text             # doctest: +SKIP
'462\n119\n753'
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import softmax
from numerals.errors import ParameterError, StrokeError
from numerals.imaging import ink as pen
from numerals.imaging.components import Component, join
from numerals.imaging.decode import Decoded, ImageSource, decode
from numerals.imaging.normalize import normalize_crop
from numerals.imaging.parameters import Settings, Value, resolve
from numerals.imaging.pipeline import Segmented, StagePicture, Tracer, draw_crops, segment
from numerals.imaging.split import Pieces, find_cuts
from numerals.inference.bundle import Bundle, load_bundle
from numerals.results import Box, Digit, Reading

NO_DIGIT = 0.5
"""On photos, ink whose confidence is below this share of the threshold is taken for no digit and left out."""
_WIDE, _BROAD, _BROADEST = 0.65, 1.1, 1.7
"""Width over height from which a component that is unreadable, not surely one digit, or any at all may be several."""
_SURELY_ONE = 0.95
"""Confidence from which a component that is not too wide is left whole."""
_SURE = 0.8
"""Least confidence of every piece for a cut to be believed."""
_CUT_PRICE = 0.85
"""Each further piece must make the least sure one surer by this factor."""
_MOST_CUT = 80
"""With more components than this to be cut apart, the picture is texture, and nothing is cut."""
_NEAR = 0.25
"""Pieces of one digit lie no further apart than this share of its height."""
_MAX_CANVAS = 20_000
"""Longest side of a canvas in its own units."""
MAX_POINTS, MAX_STROKES = 10_000, 300
"""Most points and strokes of a drawing; a person's row of digits has some hundreds and some ten."""


@dataclass(frozen=True)
class Trace:
    """A reading with the pictures that led to it.

    Attributes:
        reading: the digits.
        stages: what each stage of the image processing made, in order; empty for drawings.
        crops: for each digit the 28x28 picture that the model saw.
        seconds: of the steps ``decode``, ``segment`` (up to boxes) and ``classify`` (with cutting and mending); of a
            drawing the last two, of pixels the last.
    """

    reading: Reading
    stages: tuple[StagePicture, ...]
    crops: tuple[NDArray[np.uint8], ...]
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    """A component with what the model says of it."""

    component: Component
    crop: NDArray[np.uint8]
    probabilities: NDArray[np.float64]

    @property
    def confidence(self) -> float:
        return float(self.probabilities.max())


class Reader:
    """Reads digits from images and drawings; holds one loaded model and may be shared by threads.

    Args:
        model: a bundle, or the folder of one (``model.onnx`` and ``card.json``); None takes the shipped one.
        min_confidence: digits below it are unreadable; None takes the model's own threshold.
        **parameters: knobs of `numerals.imaging.parameters`, and ``recipe``.

    Raises:
        ModelError: the bundle is missing or damaged.
        ParameterError: an unknown parameter or a value out of range.
    """

    def __init__(
        self, model: str | Path | Bundle | None = None, *, min_confidence: float | None = None, **parameters: Value
    ) -> None:
        self.bundle: Bundle = model if isinstance(model, Bundle) else load_bundle(model)
        self._defaults: dict[str, object] = dict(parameters)
        if min_confidence is not None:
            self._defaults["min_confidence"] = min_confidence
        self._settings({})  # a wrong default is told now, not at the first image

    @property
    def name(self) -> str:
        """Name and version of the model: ``cnn-1a2b3c4d``."""
        return self.bundle.version

    def _settings(self, parameters: dict[str, object]) -> tuple[Settings, float]:
        """The knobs' values and the threshold of "unreadable"."""
        given = {**self._defaults, **parameters}
        wanted = given.pop("min_confidence", None)
        if wanted is None:
            return resolve(given), self.bundle.threshold
        try:
            threshold = float(str(wanted))
        except ValueError:
            threshold = -1.0
        if not 0.0 <= threshold <= 1.0:
            raise ParameterError(f"min_confidence takes a number from 0 to 1, not {wanted!r:.40}")
        return resolve(given), threshold

    def read(self, image: ImageSource, **parameters: object) -> Reading:
        """Reads an image.

        Args:
            image: path, bytes of a file, or an array (h, w) or (h, w, 3) RGB of uint8.
            **parameters: knobs that differ from the reader's own, for this image.

        Raises:
            ImageFormatError, ImageTooLargeError: see `numerals.imaging.decode.decode`.
            ParameterError: an unknown parameter or a value out of range.
        """
        return self._read_image(image, parameters, Tracer()).reading

    def trace(self, image: ImageSource, *, pictures: bool = True, **parameters: object) -> Trace:
        """Reads an image as `read` does, and keeps what led to it.

        Args:
            image: as `read` takes it.
            pictures: also of every stage, which takes time and memory.
            **parameters: as `read` takes them.
        """
        return self._read_image(image, parameters, Tracer(on=pictures))

    def read_canvas(self, image: ImageSource) -> Trace:
        """Reads a drawing given as a picture of any size: even paper, so nothing is flattened or blurred."""
        return self._read_image(image, {"recipe": "default", "flatten": 0, "blur": 0, "rules": False}, Tracer())

    def read_pixels(self, pixels: NDArray[np.uint8]) -> Trace:
        """Reads one digit that is in MNIST's geometry already: (28, 28), ink bright on 0, taken as it is.

        Raises:
            StrokeError: another shape or type.
        """
        tracer = Tracer()
        if pixels.shape != (pen.SIZE, pen.SIZE) or pixels.dtype != np.uint8:
            raise StrokeError(f"expected 28 rows of 28 uint8 numbers, not {pixels.dtype} of shape {pixels.shape}")
        if int(pixels.max()) == 0:
            return self._drawing([], [], [], (pen.SIZE, pen.SIZE), tracer)
        return self._drawing([pixels], [Box(0, 0, pen.SIZE, pen.SIZE)], [0], (pen.SIZE, pen.SIZE), tracer)

    def read_strokes(self, strokes: Sequence[Sequence[Sequence[float]]], width: float, height: float) -> Trace:
        """Reads a drawing given as pen strokes, one digit or several in a row.

        Args:
            strokes: each a list of points x, y (further columns are ignored) in canvas units, y down.
            width: of the canvas, in the same unit.
            height: of the canvas.

        Raises:
            StrokeError: no finite numbers, too many points, or a canvas without size.
        """
        tracer = Tracer()
        with tracer.timed("segment"):
            lines = _checked_strokes(strokes, width, height)
            groups = pen.group_strokes(lines, max(width, height))
            crops, boxes, numbers = [], [], []
            for number, line in enumerate(groups):
                for group in line:
                    own = [lines[i] for i in group]
                    crops.append(pen.normalize_strokes(own))
                    low, high = np.vstack(own).min(axis=0), np.vstack(own).max(axis=0)
                    boxes.append(Box(int(low[0]), int(low[1]), int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1))
                    numbers.append(number)
        return self._drawing(crops, boxes, numbers, (round(width), round(height)), tracer)

    def _drawing(
        self,
        crops: list[NDArray[np.uint8]],
        boxes: list[Box],
        lines: list[int],
        size: tuple[int, int],
        tracer: Tracer,
    ) -> Trace:
        """Reads crops that are known to be digits; nothing is left out, only called unreadable."""
        _, threshold = self._settings({})
        with tracer.timed("classify"):
            probabilities = self._classify(crops)
        digits = tuple(
            _digit(p, box, line, threshold) for p, box, line in zip(probabilities, boxes, lines, strict=True)
        )
        took = 1000 * sum(tracer.seconds.values())
        return Trace(Reading(digits, size[0], size[1], self.name, took), (), tuple(crops), tracer.seconds)

    def _classify(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        """Calibrated probabilities (n, 10) of crops (28, 28)."""
        stacked = np.stack(crops) if crops else np.zeros((0, pen.SIZE, pen.SIZE), np.uint8)
        return softmax(self.bundle.logits(stacked), self.bundle.temperature)

    def _look(self, components: Sequence[Component], settings: Settings) -> list[_Read]:
        """Normalises and classifies components, all in one batch."""
        crops = [normalize_crop(component.ink, settings.min_stroke) for component in components]
        results = zip(components, crops, self._classify(crops), strict=True)
        return [_Read(component, crop, probabilities) for component, crop, probabilities in results]

    def _read_image(self, image: ImageSource, parameters: dict[str, object], tracer: Tracer) -> Trace:
        started = time.perf_counter()
        settings, threshold = self._settings(parameters)
        with tracer.timed("decode"):
            decoded = decode(image, settings.max_side)
        with tracer.timed("segment"):
            found = segment(decoded.pixels, settings, tracer)
        with tracer.timed("classify"):
            lines = self._classified(found, settings, threshold)
        kept = [[r for r in line if r.confidence >= NO_DIGIT * threshold] for line in lines]
        kept = [line for line in kept if line]
        boxes = [r.component.box for line in kept for r in line]
        tracer.keep("crops", "Crops", lambda: draw_crops(decoded.pixels, boxes, settings.border))
        digits = tuple(
            _digit(r.probabilities, _full_box(r.component.box, decoded), number, threshold)
            for number, line in enumerate(kept)
            for r in line
        )
        took = (time.perf_counter() - started) * 1000
        reading = Reading(digits, decoded.width, decoded.height, self.name, took, decoded.pixels)
        return Trace(reading, tuple(tracer.stages), tuple(r.crop for line in kept for r in line), tracer.seconds)

    def _classified(self, found: Segmented, settings: Settings, threshold: float) -> list[list[_Read]]:
        """What the model says of each line, with touching digits cut apart and broken ones mended."""
        flat = self._look([c for line in found.lines for c in line], settings)
        cut = settings.split and sum(_may_be_several(read, threshold) for read in flat) <= _MOST_CUT
        lines, rest = [], flat
        for line in found.lines:
            own, rest = rest[: len(line)], rest[len(line) :]
            lines.append(self._resolved(own, settings, threshold, cut))
        return lines

    def _resolved(self, line: list[_Read], settings: Settings, threshold: float, cut: bool) -> list[_Read]:
        """One line with its touching digits cut apart and its broken digits mended, where the model is surer so."""
        out: list[_Read] = []
        for read in line:
            out += self._split(read, settings) if cut and _may_be_several(read, threshold) else [read]
        return self._mend(out, settings, threshold) if settings.merge < 1 else out

    def _split(self, whole: _Read, settings: Settings) -> list[_Read]:
        """The best way to cut a component, or the component itself when no way is better.

        Every piece between two cuts is read at once; then the path from the left to the right edge whose
        least sure piece is surest wins.
        """
        pieces = find_cuts(whole.component)
        spans = _spans(pieces)
        reads = dict(zip(spans, self._look(list(spans.values()), settings), strict=True))
        best: dict[int, tuple[float, list[_Read]]] = {0: (1.0, [])}
        for last in range(1, len(pieces.cuts)):
            ways = [
                (min(best[first][0], read.confidence) * _CUT_PRICE, [*best[first][1], read])
                for (first, end), read in reads.items()
                if end == last and first in best
            ]
            if ways:
                best[last] = max(ways, key=lambda way: way[0])
        least, parts = best.get(len(pieces.cuts) - 1, (0.0, [whole]))
        sure = least / _CUT_PRICE ** len(parts)
        return parts if len(parts) > 1 and sure > max(_SURE, whole.confidence) else [whole]

    def _mend(self, line: list[_Read], settings: Settings, threshold: float) -> list[_Read]:
        """Joins neighbours of which one is unreadable, when together they are a digit."""
        out = line[:1]
        for read in line[1:]:
            before = out[-1]
            a, b = before.component.box, read.component.box
            tall = max(a.height, b.height)
            near = b.x - a.right <= _NEAR * tall and a.union(b).width <= 1.2 * tall
            if near and min(before.confidence, read.confidence) < threshold:
                joined = self._look([join([before.component, read.component])], settings)[0]
                if joined.confidence > max(threshold, before.confidence, read.confidence):
                    out[-1] = joined
                    continue
            out.append(read)
        return out


def _may_be_several(read: _Read, threshold: float) -> bool:
    """Whether a component is too wide for any digit, wider than most and not surely one, or wide and unreadable."""
    ratio = read.component.box.width / read.component.box.height
    unsure = (ratio > _BROAD and read.confidence < _SURELY_ONE) or (ratio > _WIDE and read.confidence < threshold)
    return unsure or ratio > _BROADEST


def _spans(pieces: Pieces) -> dict[tuple[int, int], Component]:
    """Every piece between two cuts that could be one digit by its width, but for the whole."""
    height = pieces.component.box.height
    last = len(pieces.cuts) - 1
    spans = {}
    for i in range(last):
        for j in range(i + 1, last + 1):
            part = None if (i == 0 and j == last) else pieces.between(i, j)
            if part is not None and part.box.width <= 1.3 * height:
                spans[i, j] = part
    return spans


def _digit(probabilities: NDArray[np.float64], box: Box, line: int, threshold: float) -> Digit:
    confidence = min(1.0, float(probabilities.max()))
    value = int(probabilities.argmax()) if confidence >= threshold else None
    return Digit(value, confidence, tuple(float(p) for p in probabilities), box, line)


def _full_box(box: Box, decoded: Decoded) -> Box:
    """A box of the working image in pixels of the full one."""
    scale = decoded.scale
    x, y = int(box.x * scale), int(box.y * scale)
    right, bottom = min(decoded.width, round(box.right * scale)), min(decoded.height, round(box.bottom * scale))
    return replace(box, x=x, y=y, width=max(1, right - x), height=max(1, bottom - y))


def _checked_strokes(
    strokes: Sequence[Sequence[Sequence[float]]], width: float, height: float
) -> list[NDArray[np.float64]]:
    """Strokes as arrays (n, 2); empty ones are left out."""
    try:
        canvas = (float(width), float(height))
        sizes = [len(stroke) for stroke in strokes]
    except (TypeError, ValueError, OverflowError) as error:
        raise StrokeError("a drawing is a list of strokes on a canvas with a width and a height") from error
    if not (np.isfinite(canvas).all() and min(canvas) >= 1 and max(canvas) <= _MAX_CANVAS):
        raise StrokeError(f"a canvas is 1 to {_MAX_CANVAS:,} units wide and high, not {width} x {height}")
    if sum(sizes) > MAX_POINTS or len(sizes) > MAX_STROKES:
        raise StrokeError(f"a drawing has at most {MAX_STROKES} strokes with {MAX_POINTS:,} points in all")
    try:
        lines = [np.array([[float(p[0]), float(p[1])] for p in stroke]) for stroke in strokes if len(stroke)]
    except (TypeError, ValueError, LookupError, OverflowError) as error:
        raise StrokeError("a stroke is a list of points [x, y] of numbers") from error
    if any(not np.isfinite(line).all() or np.abs(line).max() > 10 * _MAX_CANVAS for line in lines):
        raise StrokeError("a stroke's points are finite numbers within the canvas")
    return lines
