"""Whether a drawing shows the asked digits, and shows them for the first time."""

import hashlib
import logging

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import softmax
from numerals.imaging.ink import normalize_strokes
from numerals.reader import Reader
from numerals.server.captcha import shared, strokes

_log = logging.getLogger(__name__)
_STRAIGHT = 0.02
"""A drawing narrower than this share of its height is a line; two people's lines may well be the same picture."""


def passes(
    reader: Reader, drawing: list[strokes.Strokes], asked: str, *, waited: float, threshold: float, seconds: int
) -> bool:
    """Whether a drawing is accepted; the log says why it is not, the visitor is not told.

    Args:
        reader: with a calibrated model.
        drawing: for each digit its strokes, as `strokes` describes them.
        asked: the digits.
        waited: milliseconds since they were asked for.
        threshold: least probability of each digit.
        seconds: how long a drawing may not come again.
    """
    why = refused(reader, drawing, asked, waited=waited, threshold=threshold, seconds=seconds)
    if why:
        _log.info("captcha: drawing refused, %s", why)
    return not why


def refused(
    reader: Reader, drawing: list[strokes.Strokes], asked: str, *, waited: float, threshold: float, seconds: int
) -> str:
    """Why a drawing is not accepted, empty if it is; takes what `passes` takes."""
    if len(drawing) != len(asked):
        return "another number of digits"
    suspicion = strokes.suspicion(drawing, waited)
    if suspicion:
        return suspicion
    shapes = strokes.shapes(drawing)
    crops = [normalize_strokes(shape) for shape in shapes]
    names = [_name(crop, shape) for crop, shape in zip(crops, shapes, strict=True)]
    new = [shared.first(name, seconds) for name in names]  # every one is noted, not up to the first that is known
    if not all(new):
        return "a digit that was sent before"
    sure = probabilities(reader, crops)[np.arange(len(asked)), [int(digit) for digit in asked]]
    return "" if sure.min() >= threshold else f"not the asked digits ({', '.join(f'{p:.2f}' for p in sure)})"


def probabilities(reader: Reader, crops: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """For pictures (n, 28, 28) the probabilities (n, 10) that each is a digit at all, and then this one."""
    pictures = np.stack(crops)
    logits = reader.bundle.logits(pictures)
    is_digit = reader.novelty.probabilities(pictures, logits)
    return softmax(logits, reader.bundle.temperature) * is_digit[:, None]


def _name(crop: NDArray[np.uint8], shape: list[strokes.Array]) -> str:
    """By which a digit is known again: by the picture that the model sees, at any place, in any size, at any pace."""
    seen = crop.tobytes()
    width, height = np.ptp(np.vstack(shape), axis=0)
    if width < _STRAIGHT * height:
        seen += b"".join(stroke.tobytes() for stroke in shape)
    return f"drawing.{hashlib.sha256(seen).hexdigest()}"
