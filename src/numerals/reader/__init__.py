r"""The one place where imaging and models meet: an image in, its digits out.

>>> reader = Reader()                        # the shipped models, loaded once
>>> reader.read("page.jpg").text             # doctest: +SKIP
'462\n119\n753'

Photos are read by one of two engines (`neural`, `classic`), drawings by the model of single digits, while a guard
tells which of them are none.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import softmax
from numerals.confidence.novelty import READ, Novelty, likely, novelty
from numerals.errors import ParameterError, StrokeError
from numerals.imaging import ink as pen
from numerals.imaging.decode import Decoded, ImageSource, decode
from numerals.imaging.parameters import Settings, Value, moves_classic, resolve
from numerals.imaging.pictures import draw_crops
from numerals.imaging.pipeline import Sheet, StagePicture, Tracer
from numerals.inference.bundle import Bundle, load_bundle
from numerals.inference.line_model import LineModel, load_line_model
from numerals.inference.page_model import PageModel, load_page_model
from numerals.inference.space import Space
from numerals.reader.classic import ClassicEngine
from numerals.reader.drawings import digits_of
from numerals.reader.found import Attempt, Found, Judge, attempt
from numerals.reader.neural import NeuralEngine
from numerals.results import Box, Digit, Reading

__all__ = ["Reader", "Trace"]


@dataclass(frozen=True)
class Trace:
    """A reading with the pictures that led to it.

    Attributes:
        reading: the digits.
        stages: what each stage of the image processing made, in order; empty for drawings.
        crops: for each digit the 28x28 picture that the model of single digits saw.
        model: that model's name and version, whichever engine found the digits.
        seconds: of the steps ``decode``, ``segment`` (up to boxes) and ``classify`` (with cutting and mending); of a
            drawing the last two, of pixels the last.
    """

    reading: Reading
    stages: tuple[StagePicture, ...]
    crops: tuple[NDArray[np.uint8], ...]
    model: str
    seconds: dict[str, float] = field(default_factory=dict)


class Reader:
    """Reads digits from images and drawings; holds loaded models and may be shared by threads.

    Args:
        model: of single digits: a bundle, or the folder of one (``model.onnx`` and ``card.json``); None takes the
            shipped one.
        page_model: finds digits on photos; None takes the shipped one.
        line_model: reads a photo's lines once more where a digit is not sure; None takes the shipped one.
        guard: tells what on a drawing is no digit; None takes the shipped one.
        autoencoder: whose reconstruction the guard asks for; None takes the shipped one.
        min_confidence: digits below it are unreadable; None takes the model's own threshold.
        **parameters: knobs of `numerals.imaging.parameters`, and ``recipe``.

    Raises:
        ModelError: a bundle is missing or damaged.
        ParameterError: an unknown parameter or a value out of range.
    """

    def __init__(
        self,
        model: str | Path | Bundle | None = None,
        *,
        page_model: str | Path | PageModel | None = None,
        line_model: str | Path | LineModel | None = None,
        guard: Space | None = None,
        autoencoder: Space | None = None,
        min_confidence: float | None = None,
        **parameters: Value,
    ) -> None:
        self.bundle: Bundle = model if isinstance(model, Bundle) else load_bundle(model)
        self._pages = page_model if isinstance(page_model, PageModel) else load_page_model(page_model)
        self._lines = line_model if isinstance(line_model, LineModel) else load_line_model(line_model)
        self._guard, self._autoencoder = guard, autoencoder
        self._defaults: dict[str, object] = dict(parameters)
        if min_confidence is not None:
            self._defaults["min_confidence"] = min_confidence
        self._settings({})  # a wrong default is told now, not at the first image

    @property
    def name(self) -> str:
        """Name and version of the model of single digits: ``cnn-1a2b3c4d``."""
        return self.bundle.version

    @cached_property
    def novelty(self) -> Novelty:
        """Who tells what is no digit; loaded at the first drawing."""
        return novelty(self.bundle, self._guard, self._autoencoder)

    def _settings(self, parameters: dict[str, object]) -> tuple[Settings, float | None]:
        """The knobs' values and the wanted threshold of "unreadable", None for the model's own."""
        given = {**self._defaults, **parameters}
        wanted = given.pop("min_confidence", None)
        if wanted is None:
            return resolve(given), None
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
        knobs: dict[str, object] = {"engine": "classic", "flatten": 0, "blur": 0, "rules": False}
        trace = self._read_image(image, knobs, Tracer(), self._judge)
        digits = self._guarded(trace.reading.digits, trace.crops, self._logits(trace.crops))
        return replace(trace, reading=replace(trace.reading, digits=digits))

    def read_pixels(self, pixels: NDArray[np.uint8]) -> Trace:
        """Reads one digit that is in MNIST's geometry already: (28, 28), ink bright on 0, taken as it is.

        Raises:
            StrokeError: another shape or type.
        """
        tracer = Tracer()
        if pixels.shape != (pen.SIZE, pen.SIZE) or pixels.dtype != np.uint8:
            raise StrokeError(f"expected 28 rows of 28 uint8 numbers, not {pixels.dtype} of shape {pixels.shape}")
        if int(pixels.max()) == 0:
            return self._drawing([], (pen.SIZE, pen.SIZE), tracer)
        return self._drawing([[(Box(0, 0, pen.SIZE, pen.SIZE), pixels)]], (pen.SIZE, pen.SIZE), tracer)

    def read_strokes(self, strokes: Sequence[Sequence[Sequence[float]]], width: float, height: float) -> Trace:
        """Reads a drawing given as pen strokes, one digit or several in a row; see `drawings.digits_of`.

        Raises:
            StrokeError: no finite numbers, too many points, or a canvas without size.
        """
        tracer = Tracer()
        with tracer.timed("segment"):
            lines = digits_of(strokes, width, height)
        return self._drawing(lines, (round(width), round(height)), tracer)

    def _drawing(
        self, lines: list[list[tuple[Box, NDArray[np.uint8]]]], size: tuple[int, int], tracer: Tracer
    ) -> Trace:
        """Reads crops of which each stands for a digit; nothing is left out, only called unreadable."""
        crops = [crop for line in lines for _, crop in line]
        wanted = self._settings({})[1]
        with tracer.timed("classify"):
            logits = self._logits(crops)
            rows = iter(softmax(logits, self.bundle.temperature))
            found = [[Found(box, crop, row := next(rows), float(row.max())) for box, crop in line] for line in lines]
            digits = self._guarded(_digits(found, self.bundle.threshold if wanted is None else wanted), crops, logits)
        took = 1000 * sum(tracer.seconds.values())
        return Trace(Reading(digits, size[0], size[1], self.name, took), (), tuple(crops), self.name, tracer.seconds)

    def _guarded(
        self, digits: tuple[Digit, ...], crops: Sequence[NDArray[np.uint8]], logits: NDArray[np.float32]
    ) -> tuple[Digit, ...]:
        """A drawing's digits, those unreadable that are none; who asks for a confidence of 0 gets them all named."""
        if not digits or self._settings({})[1] == 0.0:
            return digits
        scores = self.novelty.scores(np.stack(crops), logits)
        least = self.novelty.threshold(READ)
        return tuple(
            replace(digit, value=None, confidence=digit.confidence * likely(score)) if score < least else digit
            for digit, score in zip(digits, scores.tolist(), strict=True)
        )

    def _classify(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        """Calibrated probabilities (n, 10) of crops (28, 28)."""
        return softmax(self._logits(crops), self.bundle.temperature)

    def _logits(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """What the model says (n, 10) of crops (28, 28)."""
        return self.bundle.logits(np.stack(crops) if crops else np.zeros((0, pen.SIZE, pen.SIZE), np.uint8))

    def _judge(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        """How likely each of a drawing's crops is a digit at all, (n,)."""
        pictures = np.stack(crops)
        return self.novelty.probabilities(pictures, self.bundle.logits(pictures))

    def _read_image(
        self, image: ImageSource, parameters: dict[str, object], tracer: Tracer, judge: Judge | None = None
    ) -> Trace:
        started = time.perf_counter()
        settings, threshold = self._settings(parameters)
        with tracer.timed("decode"):
            decoded = decode(image, settings.max_side)
        best, *others = self._attempts(Sheet(decoded.pixels, settings), threshold, tracer, judge)
        flat = [found for line in best.findings.lines for found in line]
        best.tracer.keep("crops", "Crops", lambda: draw_crops(decoded.pixels, [f.box for f in flat], settings.border))
        lines = [[replace(found, box=_full_box(found.box, decoded)) for found in line] for line in best.findings.lines]
        marks = tuple(replace(mark, box=_full_box(mark.box, decoded)) for mark in best.findings.marks)
        digits, size = _digits(lines, best.threshold), (decoded.width, decoded.height)
        took = (time.perf_counter() - started) * 1000
        name = "+".join([self.name, *(reader.version for reader in best.engine.readers)])
        reading = Reading(digits, *size, name, took, decoded.pixels, marks, settings.order)
        return Trace(reading, _shown(best, others), tuple(found.crop for found in flat), self.name, tracer.seconds)

    def _attempts(
        self,
        sheet: Sheet,
        threshold: float | None,
        tracer: Tracer,
        judge: Judge | None = None,
    ) -> list[Attempt]:
        """What the engines that the settings ask for find, the best first.

        By itself the neural engine reads, and where it is not sure of every digit the classic one has a say in which
        they are. Where the neural one finds nothing there is nothing: the other takes any mark for a digit. Whoever
        wants to see the stages sees those of both, and whoever moves a knob of the classic engine sees what that one
        does.
        """
        classic = ClassicEngine(self.bundle, self._classify, judge)
        if not self._may_be_neural(sheet.settings):
            return [attempt(classic, sheet, threshold, tracer)]
        neural = NeuralEngine(self._pages, self._classify, self._lines)
        first = attempt(neural, sheet, threshold, tracer)
        settled = first.findings.again is None or not first.tells
        if sheet.settings.engine == "neural" or (settled and not tracer.on):
            return [first]
        second = attempt(classic, sheet, threshold, tracer)
        if settled:
            return [first, second]
        with tracer.timed("classify"):
            return [first.reconsidered(second), second]

    def _may_be_neural(self, settings: Settings) -> bool:
        if settings.engine == "auto":
            return not moves_classic(settings)
        return settings.engine == "neural"


def _shown(best: Attempt, others: list[Attempt]) -> tuple[StagePicture, ...]:
    """The stages of all attempts; of those that several have, and of what was found, the best one's, last."""
    stages = {stage.name: stage for one in (*others, best) for stage in one.tracer.stages}
    last = [stages.pop(name) for name in ("boxes", "crops") if name in stages]
    return (*stages.values(), *last)


def _digits(lines: list[list[Found]], threshold: float) -> tuple[Digit, ...]:
    """What was found, as it is told; a digit that is less sure than the threshold is unreadable."""
    return tuple(
        Digit(
            value=int(found.probabilities.argmax()) if found.confidence >= threshold else None,
            confidence=min(1.0, found.confidence),
            probabilities=tuple(float(p) for p in found.probabilities),
            box=found.box,
            line=number,
        )
        for number, line in enumerate(lines)
        for found in line
    )


def _full_box(box: Box, decoded: Decoded) -> Box:
    """A box of the working image in pixels of the full one."""
    scale = decoded.scale
    x, y = int(box.x * scale), int(box.y * scale)
    right, bottom = min(decoded.width, round(box.right * scale)), min(decoded.height, round(box.bottom * scale))
    return replace(box, x=x, y=y, width=max(1, right - x), height=max(1, bottom - y))
