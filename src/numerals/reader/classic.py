"""The engine of thresholds and contours: ink is parted into components, and the model says which digit each is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.components import Component, join
from numerals.imaging.normalize import normalize_crop
from numerals.imaging.parameters import Settings
from numerals.imaging.pipeline import Segmented, Sheet, Tracer, segment
from numerals.imaging.split import Pieces, find_cuts
from numerals.inference.bundle import Bundle
from numerals.reader.found import NO_DIGIT, Classify, Findings, Found, Judge, in_order

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


@dataclass(frozen=True)
class _Read:
    """A component with what the model says of it."""

    component: Component
    crop: NDArray[np.uint8]
    probabilities: NDArray[np.float64]

    @property
    def confidence(self) -> float:
        return float(self.probabilities.max())

    def found(self) -> Found:
        """What the reader takes of it."""
        return Found(self.component.box, self.crop, self.probabilities, self.confidence)


class ClassicEngine:
    """Finds digits by the stages of `numerals.imaging.pipeline`.

    Args:
        model: of single digits.
        classify: runs it.
        judge: says how likely each piece of a cut is a digit at all; None takes that for granted. A wrong cut leaves
            pieces that the model names all the same.
    """

    def __init__(self, model: Bundle, classify: Classify, judge: Judge | None = None) -> None:
        self.model = model
        self._classify = classify
        self._judge = judge

    @property
    def readers(self) -> tuple[Bundle, ...]:
        """None: contours find the digits."""
        return ()

    def read(self, sheet: Sheet, threshold: float, tracer: Tracer) -> Findings:
        """The digits of a picture, line by line; see `found.Engine`."""
        settings = sheet.settings
        with tracer.timed("segment"):
            segmented = segment(sheet, tracer)
        with tracer.timed("classify"):
            lines = self._classified(segmented, settings, threshold)
        found = [[read.found() for read in line if read.confidence >= NO_DIGIT * threshold] for line in lines]
        return Findings(in_order(found, settings.order))

    def _look(self, components: Sequence[Component], settings: Settings) -> list[_Read]:
        """Normalises and classifies components, all in one batch."""
        crops = [normalize_crop(component.ink, settings.min_stroke) for component in components]
        results = zip(components, crops, self._classify(crops), strict=True)
        return [_Read(component, crop, probabilities) for component, crop, probabilities in results]

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
        sure = dict(zip(spans, self._sure(list(reads.values())), strict=True))
        best: dict[int, tuple[float, list[_Read]]] = {0: (1.0, [])}
        for last in range(1, len(pieces.cuts)):
            ways = [
                (min(best[first][0], sure[first, end]) * _CUT_PRICE, [*best[first][1], read])
                for (first, end), read in reads.items()
                if end == last and first in best
            ]
            if ways:
                best[last] = max(ways, key=lambda way: way[0])
        least, parts = best.get(len(pieces.cuts) - 1, (0.0, [whole]))
        least /= _CUT_PRICE ** len(parts)
        return parts if len(parts) > 1 and least > max(_SURE, whole.confidence) else [whole]

    def _sure(self, pieces: Sequence[_Read]) -> list[float]:
        """How sure it is that each piece is the digit that the model names."""
        if self._judge is None or not pieces:
            return [piece.confidence for piece in pieces]
        digit = self._judge([piece.crop for piece in pieces]).tolist()
        return [piece.confidence * likely for piece, likely in zip(pieces, digit, strict=True)]

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
