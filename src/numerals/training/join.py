"""Joins a guard with who reads: how much each of several looks says of whether a picture is a digit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.confidence.novelty import DIGITS, LOST, Looks, looks
from numerals.confidence.verification import area_under_curve
from numerals.data.sources import Dataset, validation_split
from numerals.inference.bundle import Bundle
from numerals.inference.space import Space
from numerals.training.exposure import by_pen, marks

_SEED = 40
Values = NDArray[np.float64]


def joined(guard: Space, bundle: Bundle, autoencoder: Space, data: Dataset) -> dict[str, Any]:
    """What is added to a guard's card, chosen on validation digits, digits of the pen and marks, all made anew.

    The marks are made of letters that no guard learns from.

    Args:
        guard: trained.
        bundle: that reads.
        autoencoder: whose reconstruction is looked at.
        data: whose validation digits are taken.
    """
    _, held = validation_split(data)
    count = len(held)
    digits = np.concatenate([held.images, by_pen(count, _SEED)[0]])
    none = marks(held.images, held.labels, 2 * count, _SEED + 1, held=True)

    def told(images: NDArray[np.uint8]) -> Looks:
        return looks(images, bundle.logits(images), guard, autoencoder)

    true, false = told(digits), told(none)
    used = {name: _weighed(true, false, names) for name, names in _SETS.items()}
    together = used["all"]
    return {
        "alone": _chosen(true["guard"], false["guard"]),
        "joined": {"model": bundle.version, "autoencoder": autoencoder.version, **together},
        "areas": {
            **{name: round(area_under_curve(true[name], false[name]), 5) for name in true if name not in DIGITS},
            **{f"joined: {name}": one["area_under_curve"] for name, one in used.items()},
        },
    }


_SETS = {
    "without the autoencoder": ("guard", "energy", *DIGITS),
    "without the digit": ("guard", "energy", "error", "rate"),
    "all": ("guard", "energy", "error", "rate", *DIGITS),
}


def _weighed(true: Looks, false: Looks, names: tuple[str, ...]) -> dict[str, Any]:
    """The weights of some looks, and what is reached with them."""
    both = [np.column_stack([part[name] for name in names]) for part in (true, false)]
    truth = np.repeat([1, 0], [len(part) for part in both])
    # Of one scale, or the penalty would weigh differently on them.
    scale = np.maximum(np.concatenate(both).std(axis=0), 1e-6)
    model = LogisticRegression(max_iter=2000, class_weight="balanced").fit(np.concatenate(both) / scale, truth)
    weights, bias = model.coef_[0] / scale, float(model.intercept_[0])
    scores = [part @ weights + bias for part in both]
    named = {name: float(f"{weight:.6g}") for name, weight in zip(names, weights, strict=True)}
    return {"weights": named, "bias": float(f"{bias:.6g}"), **_chosen(*scores)}


def _chosen(digits: Values, none: Values) -> dict[str, Any]:
    """Thresholds by the share of digits that is lost, and what they let pass."""
    thresholds = {str(lost): float(np.quantile(digits, lost)) for lost in LOST}
    return {
        "thresholds": {lost: round(threshold, 5) for lost, threshold in thresholds.items()},
        "passed_marks": {lost: round(float((none >= threshold).mean()), 5) for lost, threshold in thresholds.items()},
        "area_under_curve": round(area_under_curve(digits, none), 5),
    }
