"""Temperature scaling: one number that makes a network's probabilities honest.

Guo et al. 2017, "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599. The
temperature stays in the bundle's card; whoever runs the network divides its logits by it.
"""

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
Probabilities = NDArray[np.float64]


def softmax(logits: Logits, temperature: float = 1.0) -> Probabilities:
    """Probabilities (n, 10) from logits (n, 10); rows sum to 1."""
    scaled = logits.astype(np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


def negative_log_likelihood(logits: Logits, labels: NDArray[np.int64], temperature: float) -> float:
    """Mean surprise at the true labels, in nats."""
    true = softmax(logits, temperature)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(true, 1e-12)).mean())


def fit_temperature(logits: Logits, labels: NDArray[np.int64]) -> float:
    """The temperature between 0.1 and 10 with the least negative log likelihood, by golden-section search.

    Args:
        logits: (n, 10) of held-out images.
        labels: (n,) their digits.
    """
    golden = (np.sqrt(5.0) - 1) / 2
    low, high = np.log(0.1), np.log(10.0)
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if negative_log_likelihood(logits, labels, np.exp(left)) < negative_log_likelihood(
            logits, labels, np.exp(right)
        ):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def calibration_error(probabilities: Probabilities, labels: NDArray[np.int64], bins: int = 15) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over equal bins of confidence."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[index == b].mean() - right[index == b].mean()) * (index == b).mean()
        for b in range(bins)
        if (index == b).any()
    ]
    return float(sum(gaps))


def choose_threshold(digits: Probabilities, non_digits: Probabilities, lost: float = 0.005) -> float:
    """Confidence below which a digit is called unreadable.

    The threshold at which the share of lost digits plus the share of believed non-digits is least, but never
    one that loses more than ``lost`` of the digits.

    Args:
        digits: (n, 10) of held-out digits.
        non_digits: (m, 10) of held-out pictures that are none.
        lost: largest share of digits that may be called unreadable.
    """
    sure, unsure = digits.max(axis=1), non_digits.max(axis=1)
    candidates = np.arange(0.2, 0.96, 0.01)
    allowed = [t for t in candidates if (sure < t).mean() <= lost] or [candidates[0]]
    costs = [(sure < t).mean() + (unsure >= t).mean() for t in allowed]
    return round(float(allowed[int(np.argmin(costs))]), 2)
