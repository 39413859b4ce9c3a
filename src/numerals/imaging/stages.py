"""The stages between a picture and its ink, each a pure function over arrays.

"Ink" is a picture in which paper is 0 and the pen is bright, whatever their colours were.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""(h, w) picture, 0 to 255."""

_GRAIN_SIGMA = 1 / 150
"""Standard deviation of the blur that paper grain is measured against, as a share of the longer side."""
_GRAIN_BLOCK = 12
"""Side in pixels of the blocks in which grain is measured."""
_LEAST_RANGE = 80
"""Least brightness between paper and full ink: on white paper lighter ink cannot be told from grain."""
_STRONG_PIXELS = 5
"""Pixels of a mark that must be strong; in grain a few stand out by chance."""
_COARSE = 200
"""The paper's brightness is estimated on a picture with this many pixels on its longer side."""


def to_grey(rgb: NDArray[np.uint8]) -> Grey:
    """Luminance of an (h, w, 3) RGB picture."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def estimate_paper(grey: Grey, percent: int) -> Grey:
    """Brightness of the paper under the ink.

    A median over a wide window tells roughly where ink is; the paper there is then filled in from around
    it, so that strokes as broad as the window leave no hollow.

    Args:
        grey: (h, w).
        percent: reach in percent of the longer side; 0 gives the one median of the whole picture.

    Returns:
        Picture of the same shape.
    """
    height, width = grey.shape
    if percent == 0:
        return np.full_like(grey, int(np.median(grey)))
    scale = min(1.0, _COARSE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    wide = np.asarray(cv2.medianBlur(coarse, max(3, round(max(size) * 3 * percent / 100)) | 1), np.uint8)
    paper = _filled(coarse, wide, max(1.0, max(size) * percent / 400))
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _filled(grey: Grey, rough: Grey, sigma: float) -> Grey:
    """Blurs ``grey`` over its pixels that are near ``rough`` only; far from all of them it is ``rough``."""
    difference = cv2.absdiff(grey, rough)
    limit = max(10.0, 4 * 1.4826 * float(np.median(difference)))
    paper = (cv2.dilate(difference, np.ones((3, 3), np.uint8)) <= limit).astype(np.float32)
    weight = cv2.GaussianBlur(paper, (0, 0), sigma)
    known = cv2.GaussianBlur(paper * grey, (0, 0), sigma)
    trust = 0.02  # where less paper than this is near, the rough estimate counts more
    return np.asarray(np.rint((known + trust * rough) / (weight + trust)), np.uint8)


def find_polarity(grey: Grey, paper: Grey) -> str:
    """Whether the ink is ``"dark"`` or ``"light"``: the side on which the strong differences lie."""
    grey, paper = grey[::2, ::2], paper[::2, ::2]
    away = np.asarray(cv2.absdiff(grey, paper), np.uint8)
    strong = away > max(12.0, 4 * 1.4826 * percentile(away, 50))
    lighter = cv2.subtract(grey, paper)  # what is darker becomes 0
    return "light" if 2 * int(lighter[strong].sum()) > int(away[strong].sum()) else "dark"


def to_ink(grey: Grey, paper: Grey, polarity: str) -> Grey:
    """Strength of the ink: how far each pixel is from the paper, as a share of the way to black (or white).

    Args:
        grey: (h, w).
        paper: (h, w), its brightness without ink.
        polarity: ``"dark"`` for ink darker than the paper, ``"light"`` for lighter.

    Returns:
        (h, w), 0 on paper, 255 for full ink.
    """
    if polarity == "light":
        grey, paper = ~grey, ~paper
    difference = cv2.subtract(paper, grey)  # what is brighter than the paper becomes 0
    return np.asarray(cv2.divide(difference, np.maximum(paper, _LEAST_RANGE), scale=255), np.uint8)


def flat_ink(grey: Grey, percent: int, polarity: str = "auto") -> Grey:
    """Strength of the ink on a picture (h, w) whose light is uneven, 0 on paper.

    Args:
        grey: (h, w).
        percent: reach of the paper's estimate, see `estimate_paper`.
        polarity: ``"dark"`` or ``"light"`` ink, or ``"auto"``.
    """
    paper = estimate_paper(grey, percent)
    return to_ink(grey, paper, find_polarity(grey, paper) if polarity == "auto" else polarity)


def percentile(levels: NDArray[np.uint8], percent: float) -> float:
    """What `numpy.percentile` gives of grey levels of any shape, not empty, from their histogram and so far sooner."""
    counts = cv2.calcHist([levels.ravel()], [0], None, [256], [0, 256]).ravel()
    below = np.cumsum(counts, dtype=np.int64)
    place = percent / 100 * (int(below[-1]) - 1)
    low, high = np.searchsorted(below, [int(place), min(int(place) + 1, int(below[-1]) - 1)], side="right")
    return float(low + (high - low) * (place - int(place)))


def blur(ink: Grey, kernel: int) -> Grey:
    """Gaussian blur; kernels 0 and 1 change nothing, even ones count up to the next odd one."""
    if kernel <= 1:
        return ink
    return np.asarray(cv2.GaussianBlur(ink, (kernel | 1, kernel | 1), 0), np.uint8)


def noise_level(ink: Grey) -> float:
    """Standard deviation of the paper's grain, in ink strength: what a wide blur takes away.

    Taken from the quietest quarter of small blocks, so that it looks past strokes even in a crop full of them;
    a clean canvas has 0.
    """
    height, width = ink.shape
    sigma = float(np.clip(max(height, width) * _GRAIN_SIGMA, 1.5, 6.0))
    away = cv2.absdiff(ink, cv2.GaussianBlur(ink, (0, 0), sigma))
    size = (max(1, width // _GRAIN_BLOCK), max(1, height // _GRAIN_BLOCK))
    blocks = cv2.resize(away.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    # Ink has only the dark half of the grain, the other half is 0; its mean distance is 0.47 standard deviations.
    return 2.1 * float(np.percentile(blocks, 25))


@dataclass(frozen=True)
class Threshold:
    """Levels in ink strength: what may be ink, and what a mark must reach somewhere to be believed."""

    low: float
    high: float


def hysteresis_levels(ink: Grey, contrast: int) -> Threshold:
    """Chooses both levels from the paper's grain and from the strength of the darkest ink.

    Args:
        ink: (h, w).
        contrast: faintest ink believed, whatever the grain.
    """
    noise = noise_level(ink)
    strongest = percentile(ink[::2, ::2], 99.7)
    high = max(float(contrast), 5.0 * noise, 0.3 * strongest)
    return Threshold(low=max(0.6 * contrast, 2.2 * noise, 0.45 * high), high=high)


def threshold_hysteresis(ink: Grey, levels: Threshold) -> Grey:
    """Marks above the low level that reach the high one somewhere; (h, w) of 0 and 255."""
    _, low = cv2.threshold(ink, levels.low, 255, cv2.THRESH_BINARY)
    count, labels = cv2.connectedComponents(low, connectivity=8)
    reached = np.bincount(labels[ink > levels.high], minlength=count)
    strong = np.where(reached >= _STRONG_PIXELS, 255, 0).astype(np.uint8)
    strong[0] = 0
    return np.asarray(strong.take(np.asarray(labels)), np.uint8)


def threshold_adaptive(ink: Grey, window: int, offset: int) -> Grey:
    """Ink stronger than the mean around it by ``offset``; (h, w) of 0 and 255."""
    mask = cv2.adaptiveThreshold(ink, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window | 1, -offset)
    return np.asarray(mask, np.uint8)


def threshold_otsu(ink: Grey, contrast: int) -> Grey:
    """Ink above the one level that parts the values best (Otsu 1979), but never below ``contrast``."""
    level, _ = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return threshold_fixed(ink, max(level, float(contrast)))


def threshold_fixed(ink: Grey, level: float) -> Grey:
    """Ink above ``level``; (h, w) of 0 and 255."""
    return np.asarray(cv2.threshold(ink, level, 255, cv2.THRESH_BINARY)[1], np.uint8)


def edges(grey: Grey, low: int, ratio: float, aperture: int) -> Grey:
    """Outlines by Canny's detector (1986); (h, w) of 0 and 255.

    Args:
        grey: (h, w).
        low: lower threshold for a filter of 3 px; larger filters give larger gradients, so it is scaled.
        ratio: the upper threshold as a multiple of the lower.
        aperture: size of the gradient filter, 3, 5 or 7 px.
    """
    gain = {3: 1.0, 5: 12.0, 7: 180.0}[aperture]  # sums of the filters' positive weights, relative to 3 px
    return np.asarray(cv2.Canny(grey, low * gain, low * gain * ratio, apertureSize=aperture), np.uint8)


def dilate(mask: Grey, kernel: int, iterations: int) -> Grey:
    """Grows what is set by an ellipse of ``kernel`` px, ``iterations`` times."""
    if iterations == 0 or kernel <= 1:
        return mask
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel))
    return np.asarray(cv2.dilate(mask, shape, iterations=iterations), np.uint8)


def remove_rules(mask: Grey, digit_height: float) -> Grey:
    """Takes out long straight lines, ruled or framing, and mends the strokes that they crossed.

    Args:
        mask: (h, w) of 0 and 255.
        digit_height: of a typical digit in pixels; a line is several times as long and far thinner, so that
            the stem of a one or the foot of a two stays.
    """
    kept = mask
    for horizontal in (True, False):
        side = mask.shape[1] if horizontal else mask.shape[0]
        length = round(max(2.5 * digit_height, 0.25 * side, 40))
        if length < side:
            kept = _without_lines(kept, length, horizontal)
    return kept


def _without_lines(mask: Grey, length: int, horizontal: bool) -> Grey:
    """The mask without thin bars of at least ``length`` px in one direction."""

    def kernel(along: int, across: int) -> NDArray[np.uint8]:
        size = (along, across) if horizontal else (across, along)
        return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, size), np.uint8)

    # Hand-held photos tilt a rule by a few pixels: thicken first so that a slightly sloping run stays whole.
    thick = cv2.dilate(mask, kernel(1, 3))
    # Looked for only where one line of pixels holds enough: a bar that runs out of the picture may show half of it.
    if cv2.reduce(thick, 1 if horizontal else 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).max() < 255 * (length // 2):
        return mask
    bars = cv2.erode(thick, kernel(length, 1))
    if not cv2.countNonZero(bars):
        return mask
    lines = _thin_parts(np.asarray(cv2.dilate(bars, kernel(length, 1)), np.uint8), horizontal)
    if not cv2.countNonZero(lines):
        return mask
    grown = cv2.dilate(lines, kernel(3, 3))
    kept = cv2.bitwise_and(mask, cv2.bitwise_not(grown))
    # Strokes that cross the line are joined again over the gap that it leaves.
    thickness = round(float(cv2.countNonZero(grown)) / max(1, cv2.countNonZero(grown.max(axis=0 if horizontal else 1))))
    mended = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, kernel(1, thickness + 3))
    return np.asarray(cv2.bitwise_or(kept, cv2.bitwise_and(mended, cv2.bitwise_and(grown, mask))), np.uint8)


def _thin_parts(lines: Grey, horizontal: bool) -> Grey:
    """Of the long runs, those that form thin bars; a broad blot has long runs too."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines)
    if count == 1:
        return lines
    length = np.maximum(stats[:, cv2.CC_STAT_WIDTH if horizontal else cv2.CC_STAT_HEIGHT], 1)
    thin = (stats[:, cv2.CC_STAT_AREA] / length * 15 < length).astype(np.uint8) * 255
    thin[0] = 0
    return np.asarray(thin[labels], np.uint8)
