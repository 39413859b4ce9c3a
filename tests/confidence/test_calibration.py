"""Honest probabilities, and the threshold of "unreadable"."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from numerals.confidence.calibration import (
    calibration_error,
    choose_threshold,
    fit_temperature,
    negative_log_likelihood,
    softmax,
)


def sampled(scale: float, count: int = 4000, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Logits, and labels drawn from their own probabilities; then the logits times ``scale``: that overconfident."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2.5, (count, 10)).astype(np.float32)
    labels = np.array([rng.choice(10, p=p) for p in softmax(logits)])
    return logits * np.float32(scale), labels


def sure(*confidences: float) -> NDArray[np.float64]:
    """Probabilities whose greatest, of the digit 0, is given."""
    out = np.zeros((len(confidences), 10))
    for row, confidence in zip(out, confidences, strict=True):
        row[0], row[1:] = confidence, (1 - confidence) / 9
    return out


@given(st.lists(st.floats(-500, 500), min_size=10, max_size=10), st.floats(0.1, 10))
def test_probabilities_are_positive_sum_to_one_and_keep_the_order(row, temperature):
    logits = np.array([row], np.float32)
    found = softmax(logits, temperature)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    assert found[0, logits[0].argmax()] == found.max()


def test_softmax_of_known_logits():
    logits = np.log(np.array([[1, 2, 3, 4]], np.float32))
    assert softmax(logits)[0] == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=1e-6)
    assert softmax(logits, 1e9)[0] == pytest.approx([0.25] * 4)
    assert softmax(np.zeros((0, 10), np.float32)).shape == (0, 10)


def test_a_higher_temperature_is_less_sure():
    logits = sampled(1.0, 20)[0]
    maxima = [softmax(logits, temperature).max(axis=1).mean() for temperature in (0.5, 1, 2, 5)]
    assert maxima == sorted(maxima, reverse=True)


@pytest.mark.parametrize("scale", [0.4, 1.0, 2.0, 5.0])
def test_the_temperature_of_known_overconfidence_is_found(scale):
    logits, labels = sampled(scale)
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(scale, rel=0.08)
    best = negative_log_likelihood(logits, labels, found)
    assert best <= min(negative_log_likelihood(logits, labels, t) for t in (0.8 * found, 1.25 * found, 1.0)) + 1e-9


@pytest.mark.parametrize(("right", "end"), [(True, 0.1), (False, 10.0)], ids=["always right", "always wrong"])
def test_the_temperature_stays_in_its_range(right, end):
    labels = np.arange(50) % 10
    logits = 3 * np.eye(10, dtype=np.float32)[labels if right else (labels + 1) % 10]
    assert fit_temperature(logits, labels) == pytest.approx(end, rel=0.01)


def test_calibration_lowers_the_calibration_error():
    logits, labels = sampled(3.0)
    before = calibration_error(softmax(logits), labels)
    after = calibration_error(softmax(logits, fit_temperature(logits, labels)), labels)
    assert before > 0.1
    assert after < 0.03


@pytest.mark.parametrize(
    ("confidences", "labels", "error"),
    [
        pytest.param([1.0, 1.0], [0, 0], 0.0, id="sure and right"),
        pytest.param([1.0, 1.0], [3, 4], 1.0, id="sure and wrong"),
        pytest.param([0.5, 0.5], [0, 1], 0.0, id="half sure, half right"),
        pytest.param([0.9, 0.9, 0.6, 0.6], [0, 0, 0, 0], 0.25, id="two bins"),
    ],
)
def test_calibration_error_of_known_cases(confidences, labels, error):
    assert calibration_error(sure(*confidences), np.array(labels)) == pytest.approx(error, abs=1e-9)


@pytest.mark.parametrize(
    ("digits", "others", "low", "high"),
    [
        pytest.param([0.9] * 300, [0.3] * 300, 0.30, 0.90, id="between both"),
        pytest.param([0.9] * 300, [0.95] * 300, 0.20, 0.91, id="inseparable: no digit is lost"),
        pytest.param([0.9] * 995 + [0.4] * 5, [0.7] * 300, 0.70, 0.90, id="a few digits may be lost"),
        pytest.param([0.9] * 900 + [0.4] * 100, [0.7] * 300, 0.20, 0.40, id="but not many"),
    ],
)
def test_the_threshold_parts_digits_from_others_without_losing_many(digits, others, low, high):
    threshold = choose_threshold(sure(*digits), sure(*others))
    assert low < threshold + 1e-9
    assert threshold <= high
    assert (np.array(digits) < threshold).mean() <= 0.005
    assert threshold == round(threshold, 2)


def test_digits_that_are_never_sure_give_the_lowest_threshold():
    assert choose_threshold(sure(*[0.15] * 50), sure(*[0.9] * 50)) == 0.2
