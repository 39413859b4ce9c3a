"""Joins a guard with the model that reads: how much each of both says of whether a picture is a digit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.confidence.novelty import LOST, energy
from numerals.confidence.verification import area_under_curve
from numerals.data.sources import Dataset, validation_split
from numerals.inference.bundle import Bundle
from numerals.inference.space import Space
from numerals.training.pool import marks, pen_digits

_COUNT, _SEED = 5000, 40


def joined(guard: Space, bundle: Bundle, data: Dataset) -> dict[str, Any]:
    """What is added to a guard's card, chosen on validation digits, digits of the pen and marks, all made anew.

    Args:
        guard: trained.
        bundle: that reads.
        data: whose validation digits are taken.
    """
    _, held = validation_split(data)
    digits = np.concatenate([held.images, pen_digits(_COUNT, _SEED)[0]])
    none = marks(held.images, held.labels, 2 * _COUNT, _SEED + 1)

    def told(images: NDArray[np.uint8]) -> NDArray[np.float64]:
        return np.column_stack([guard.encode(images)[:, 0], energy(bundle.logits(images))]).astype(np.float64)

    true, false = told(digits), told(none)
    truth = np.repeat([1, 0], [len(true), len(false)])
    model = LogisticRegression(max_iter=2000, class_weight="balanced").fit(np.concatenate([true, false]), truth)
    weights, bias = model.coef_[0], float(model.intercept_[0])
    alone, both = (true[:, 0], false[:, 0]), (true @ weights + bias, false @ weights + bias)
    return {
        "alone": _chosen(*alone),
        "joined": {
            "model": bundle.version, "guard": float(weights[0]), "energy": float(weights[1]), "bias": bias,
        } | _chosen(*both),
    }  # fmt: skip


def _chosen(digits: NDArray[np.float64], none: NDArray[np.float64]) -> dict[str, Any]:
    """Thresholds by the share of digits that is lost, and what they let pass."""
    thresholds = {str(lost): float(np.quantile(digits, lost)) for lost in LOST}
    return {
        "thresholds": {lost: round(threshold, 5) for lost, threshold in thresholds.items()},
        "passed_marks": {lost: round(float((none >= threshold).mean()), 5) for lost, threshold in thresholds.items()},
        "area_under_curve": round(area_under_curve(digits, none), 5),
    }
