"""Whether confidence is honest, and what leaving out the unsure brings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerals.confidence.calibration import calibration_error
from numerals.evaluation.sureness import reliability, risk_coverage


def sure(confidences, right):
    """Probabilities with these confidences, and labels of which those are right."""
    probabilities = np.full((len(confidences), 10), 0.0)
    rest = (1 - np.array(confidences)) / 9
    probabilities[:] = rest[:, None]
    probabilities[np.arange(len(right)), 3] = confidences
    return probabilities, np.where(right, 3, 5).astype(np.int64)


answers = st.lists(st.tuples(st.sampled_from([0.2, 0.31, 0.5, 0.77, 0.9, 1.0]), st.booleans()), min_size=1, max_size=40)


@given(answers)
def test_the_gaps_of_the_bins_are_the_calibration_error(drawn):
    probabilities, labels = sure(*zip(*drawn, strict=True))
    bins = reliability(probabilities, labels)
    assert sum(b.images for b in bins) == len(drawn)
    assert all(b.low - 1e-9 <= b.confidence <= b.high + 1e-9 for b in bins)
    gaps = sum(abs(b.confidence - b.accuracy) * b.images for b in bins) / len(drawn)
    assert gaps == pytest.approx(calibration_error(probabilities, labels))


def test_risk_falls_as_the_unsure_are_left_out():
    found = risk_coverage(*sure([0.9, 0.5, 0.8, 0.6], [True, False, True, True]))
    assert found.risk == pytest.approx([0, 0, 0, 0.25])
    assert found.area == pytest.approx(0.0625)
    assert (found.accuracy_at(0.75), found.accuracy_at(1)) == (1, 0.75)
    assert found.curve(10) == [(0.25, 0), (0.5, 0), (0.75, 0), (1, 0.25)]


@given(answers, st.randoms())
def test_the_order_of_the_images_does_not_matter(drawn, chance):
    one = risk_coverage(*sure(*zip(*drawn, strict=True)))
    chance.shuffle(drawn)
    other = risk_coverage(*sure(*zip(*drawn, strict=True)))
    assert one.risk == pytest.approx(other.risk)
    assert one.accuracy_at(1) == pytest.approx(sum(right for _, right in drawn) / len(drawn))


def test_a_long_curve_is_drawn_with_few_points_and_both_ends():
    rng = np.random.default_rng(0)
    found = risk_coverage(*sure(rng.random(5000) * 0.8 + 0.2, rng.random(5000) < 0.9))
    curve = found.curve(50)
    assert len(curve) == 50
    assert curve[0][0] == 1 / 5000
    assert curve[-1] == (1.0, pytest.approx(found.risk[-1]))


def test_no_images_have_a_curve_without_points():
    found = risk_coverage(np.zeros((0, 10)), np.zeros(0, np.int64))
    assert (found.area, found.accuracy_at(0.5), found.curve()) == (0.0, 1.0, [])
