"""The picture that the page reader looks at: ink on even paper, whatever light, paper and pen were."""

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.imaging.stages import Grey, flat_ink, percentile

_FULL = 230
"""Ink strength to which the strongest ink is brought."""
_MOST_GAIN = 4.0
_STROKE = 80
"""Ink strength of a stroke."""
_FAR = 0.25
"""Scale up to which half the rows and columns tell as much, in a quarter of the time."""
_FINEST = 1.2
"""Width in pixels below which strokes are widened."""


def even_ink(grey: Grey, percent: int, polarity: str = "auto") -> Grey:
    """Ink strength with faint pens made as strong as others.

    Args:
        grey: (h, w).
        percent: reach of the paper's estimate, see `stages.estimate_paper`.
        polarity: see `stages.flat_ink`.

    Returns:
        (h, w), 0 on paper.
    """
    return strengthen(flat_ink(grey, percent, polarity))


def strengthen(ink: NDArray[np.uint8]) -> Grey:
    """Raises faint ink until its strongest parts are full, four times at most."""
    strongest = percentile(ink[::2, ::2], 99.5)
    gain = float(np.clip(_FULL / max(strongest, 1.0), 1.0, _MOST_GAIN))
    return ink if gain == 1.0 else np.asarray(cv2.convertScaleAbs(ink, alpha=gain), np.uint8)


def stroke_width(ink: Grey) -> float:
    """Mean width in pixels of the pen's strokes: twice their area over the length of their outlines; 0 without any.

    Only marks as long as a fiftieth of the picture count, so that grain does not.
    """
    mask = (ink > _STROKE).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    least = max(8, max(ink.shape) // 50)
    long = [outline for outline in outlines if max(cv2.boundingRect(outline)[2:]) >= least]
    around = sum(cv2.arcLength(outline, True) for outline in long)
    area = sum(cv2.contourArea(outline, oriented=True) for outline in long)  # holes turn the other way
    return 2.0 * abs(area) / around + 1.0 if around else 0.0


def resized(ink: Grey, scale: float, stroke: float = 0.0) -> Grey:
    """Ink brought to another size, and strengthened there: what a fine pen wrote is faint from afar.

    Args:
        ink: (h, w).
        scale: new size over old.
        stroke: width of its strokes in pixels; those that would become finer than a pen's are widened first.
    """
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    if scale <= _FAR:
        half = (max(1, ink.shape[1] // 2), max(1, ink.shape[0] // 2))
        ink = np.asarray(cv2.resize(ink, half, interpolation=cv2.INTER_AREA), np.uint8)
        scale, stroke = 2 * scale, stroke / 2
    wanted = _FINEST / scale
    if 0 < stroke < wanted:
        kernel = round(wanted - stroke) + 1
        ink = np.asarray(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel))), np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return strengthen(np.asarray(cv2.resize(ink, size, interpolation=way), np.uint8))


def padded(ink: Grey, pad: int, divisor: int) -> NDArray[np.float32]:
    """Ink (h, w) in 0..1 with ``pad`` empty pixels around, and more until both sides are multiples of ``divisor``."""
    height, width = (-(-(side + 2 * pad) // divisor) * divisor for side in ink.shape)
    full = np.zeros((height, width), np.float32)
    full[pad : pad + ink.shape[0], pad : pad + ink.shape[1]] = ink.astype(np.float32) / 255
    return full
