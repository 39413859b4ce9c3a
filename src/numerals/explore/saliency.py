"""Which parts of an image a model's answer hangs on, found by covering them (occlusion); for any model.

Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", https://arxiv.org/abs/1311.2901.
"""

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.calibration import softmax
from numerals.inference.bundle import Bundle

PATCH, STRIDE = 5, 2
"""Side of the square that is covered, and the step between two squares, in pixels."""


def saliency(bundle: Bundle, image: NDArray[np.uint8], answer: int | None = None) -> NDArray[np.float32]:
    """How much each pixel speaks for an answer.

    Squares of 5x5 pixels are covered with paper, one after the other; where the answer's probability falls, they
    spoke for it.

    Args:
        bundle: any model.
        image: (28, 28) uint8, bright ink on 0.
        answer: the digit asked about; None is the model's own answer.

    Returns:
        (28, 28): mean fall of the probability, -1 to 1, over the squares that cover the pixel.
    """
    starts = np.arange(1 - PATCH, 28, STRIDE)
    rows, columns = (grid.ravel() for grid in np.meshgrid(starts, starts, indexing="ij"))
    places = np.arange(28)
    covers = _within(rows, places)[:, :, None] & _within(columns, places)[:, None, :]
    touched = (covers & (image > 0)).any(axis=(1, 2))
    covered = np.where(covers[touched], np.uint8(0), image)
    probabilities = softmax(bundle.logits(np.concatenate([image[None], covered])), bundle.temperature)
    digit = int(probabilities[0].argmax()) if answer is None else answer
    falls = np.zeros(len(covers))
    falls[touched] = probabilities[0, digit] - probabilities[1:, digit]
    sums, times = np.tensordot(falls, covers, axes=1), covers.sum(axis=0)
    return np.asarray(sums / np.maximum(times, 1), np.float32)


def _within(starts: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray((places >= starts[:, None]) & (places < starts[:, None] + PATCH))
