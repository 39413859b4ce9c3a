"""One synthetic page by its seed: written, printed on, cluttered and photographed, with the truth about it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.data.pages.camera import look_from, photograph
from numerals.data.pages.canvas import Canvas, Mark
from numerals.data.pages.clutter import add_clutter
from numerals.data.pages.hand import Glyphs, sample_hand
from numerals.data.pages.layouts import lay_out
from numerals.data.pages.paper import print_paper

TYPICAL, SPREAD = 28.0, 0.32
"""Height of digits in pixels: its median, and the deviation of its logarithm."""
_LEAST, _MOST = 12.0, 72.0
_MARGIN = 24
"""Pixels of paper around what the camera sees, so that it cuts digits and lines at the edges."""
_EMPTY = 0.22
"""Share of pages without any digit, of those that are not plain."""
_EMPTY_SPREAD = 0.55
"""On them: what looks like a digit may be of any size."""
_PLAIN = 0.25
"""Share of pages with nothing but digits on them, as people draw them on a screen."""
_CUT_OUT, _CUT_OUT_PLAIN = 0.2, 0.5
"""Share of pages that are cut close around one number, as the fields of a form are; the second one of plain pages."""


@dataclass(frozen=True)
class SampledPage:
    """A page and what is on it.

    Attributes:
        image: (h, w, 3) RGB uint8.
        marks: digits and other marks, also those that the edges cut, in pixels of the image.
        digit_height: of a typical digit, in pixels.
        dark: whether the paper is darker than the ink.
    """

    image: NDArray[np.uint8]
    marks: tuple[Mark, ...]
    digit_height: float
    dark: bool

    def visible(self, least: float = 0.75) -> list[Mark]:
        """The marks of which at least this share lies within the picture."""
        return [mark for mark in self.marks if self.share(mark) >= least]

    def share(self, mark: Mark) -> float:
        """How much of a mark lies within the picture, 0 to 1."""
        height, width = self.image.shape[:2]
        left, top, right, bottom = mark.box
        across = max(0.0, min(right, width) - max(left, 0.0)) / max(right - left, 1e-3)
        down = max(0.0, min(bottom, height) - max(top, 0.0)) / max(bottom - top, 1e-3)
        return float(across * down)

    @property
    def text(self) -> str:
        """The visible digits, a line of text for each line."""
        lines: dict[int, str] = {}
        for mark in self.visible():
            if mark.label < 10:
                lines[mark.line] = lines.get(mark.line, "") + str(mark.label)
        return "\n".join(lines[number] for number in sorted(lines))


def sample_page(glyphs: Glyphs | None, rng: np.random.Generator, height: int = 128, width: int = 256) -> SampledPage:
    """Makes one page.

    Args:
        glyphs: digits to write with, such as MNIST's training part; None writes with the pen alone.
        rng: source of chance; the same state gives the same page.
        height: of the picture in pixels, at most; some pages are cut close around a number.
        width: the same.
    """
    canvas = Canvas(height + 2 * _MARGIN, width + 2 * _MARGIN)
    hand = sample_hand(glyphs, rng)
    plain = rng.random() < _PLAIN
    empty = not plain and rng.random() < _EMPTY
    spread = _EMPTY_SPREAD if empty else SPREAD
    digit_height = float(np.clip(TYPICAL * np.exp(rng.normal(0, spread)), _LEAST, min(_MOST, 0.8 * height)))
    layout = lay_out(canvas, hand, digit_height, rng)
    if empty:  # the paper suits what might have been written
        canvas.pen[:] = 0
        canvas.marks.clear()
        canvas.taken.clear()
    if not plain and rng.random() < 0.1:  # what was written on the other side shines through
        other = Canvas(canvas.height, canvas.width)
        lay_out(other, hand, digit_height, rng)
        canvas.back = np.ascontiguousarray(other.pen[:, ::-1])
    if not plain:
        print_paper(canvas, layout, rng)
        add_clutter(canvas, hand, digit_height, rng, more=4.0 if empty else 1.0)
    sheet = look_from(canvas, height, width, rng)
    image, dark = photograph(sheet, digit_height, rng, clean=rng.random() < 0.5 if plain else None)
    page = SampledPage(image, sheet.marks, digit_height, dark)
    return _cut_out(page, rng) if rng.random() < (_CUT_OUT_PLAIN if plain else _CUT_OUT) else page


def _cut_out(page: SampledPage, rng: np.random.Generator) -> SampledPage:
    """The part of a page around one of its lines; the page itself where nothing is written."""
    digits = [mark for mark in page.visible(0.99) if mark.label < 10]
    if not digits:
        return page
    line = digits[rng.integers(len(digits))].line
    boxes = np.array([mark.box for mark in digits if mark.line == line])
    pad = np.clip(rng.exponential(0.15, 4), 0.02, 1.0) * page.digit_height
    low = np.floor(np.maximum(boxes[:, :2].min(axis=0) - pad[:2], 0)).astype(int)
    high = np.ceil(np.minimum(boxes[:, 2:].max(axis=0) + pad[2:], page.image.shape[1::-1])).astype(int)
    marks = tuple(Mark(mark.label, mark.outline - low.astype(np.float32), mark.line) for mark in page.marks)
    image = np.ascontiguousarray(page.image[low[1] : high[1], low[0] : high[0]])
    return SampledPage(image, marks, page.digit_height, page.dark)
