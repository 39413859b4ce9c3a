"""A check that an exported model answers as the trained one."""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from numerals.errors import ModelError
from numerals.models.base import DigitClassifier

TOLERANCE = 1e-3
"""Largest difference of a logit between the trained model and ONNX Runtime."""


def check_parity(estimator: DigitClassifier, model: bytes, images: NDArray[np.uint8]) -> float:
    """Compares an estimator with its export on real images.

    Returns:
        The largest difference of a logit.

    Raises:
        ModelError: it is above TOLERANCE, or a predicted digit differs.
    """
    expected = estimator.decision_function(images)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    found = session.run(None, {"images": images[:, None].astype(np.float32) / np.float32(255)})[0]
    difference = float(np.abs(expected - found).max())
    # Not "difference > TOLERANCE": an answer that is no number compares as false to everything.
    if not difference <= TOLERANCE or (expected.argmax(1) != found.argmax(1)).any():
        raise ModelError(f"the exported model differs from the trained one by {difference:.2g}; it was not written")
    return difference
