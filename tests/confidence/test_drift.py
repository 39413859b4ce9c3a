"""Drift: what is measured, what is a shift, and how often one is seen where there is none."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from numerals.confidence.drift import (
    FALSE_ALARMS,
    FEATURES,
    LEAST,
    MATTERS,
    SURFACES,
    Histogram,
    from_card,
    limit,
    measure,
    psi,
    to_card,
)
from numerals.inference.store import Store


def test_bins_hold_as_much_as_one_another_and_what_lies_outside_falls_into_the_ends():
    made = Histogram.of(np.arange(1000.0))
    assert made.counts == (100,) * 10
    assert made.count(np.array([-5.0, 0.0, 5000.0])) == (2, *([0] * 8), 1)


def test_values_that_are_often_the_same_make_fewer_bins():
    made = Histogram.of(np.array([20.0] * 95 + [18.0] * 5))
    assert made.edges == (20.0,)
    assert made.counts == (100, 0)


def test_psi_is_the_textbook_sum():
    p, q = np.array([100.5, 300.5]) / 401, np.array([200.5, 200.5]) / 401
    assert psi([100, 300], [200, 200]) == pytest.approx(((p - q) * np.log(p / q)).sum())
    assert psi([50, 50], [500, 500]) == pytest.approx(0)
    assert math.isfinite(psi([0, 100], [100, 0]))


@pytest.mark.parametrize(("n", "m", "bins"), [(1000, 100, 10), (5000, 150, 10), (200, 120, 4), (1000, 100, 2)])
def test_the_limit_is_the_quantile_of_chi_squared_or_what_matters(n, m, bins):
    exact = (1 / n + 1 / m) * chi2.ppf(1 - FALSE_ALARMS / len(FEATURES), bins - 1)
    given = limit([n // bins] * (bins - 1) + [n - n // bins * (bins - 1)], [m, *([0] * (bins - 1))])
    assert given == pytest.approx(max(MATTERS, exact), rel=0.04)


def test_nothing_is_said_of_few_digits():
    assert limit([1000], [LEAST - 1]) == math.inf
    assert limit([LEAST - 1], [1000]) == math.inf


def test_unshifted_digits_are_called_shifted_no_more_often_than_is_stated():
    """A reference and recent digits of one source, a thousand times, with the fewest digits that are judged."""
    rng, alarms, looks = np.random.default_rng(0), 0, 3000
    for _ in range(looks):
        made = Histogram.of(rng.normal(size=200))
        counts = made.count(rng.normal(size=LEAST))
        alarms += psi(made.counts, counts) > limit(made.counts, counts)
    # Of one feature a seventh of all; edges that are learnt from the reference make it a little more.
    assert alarms / looks < 3 * FALSE_ALARMS / len(FEATURES) + 3 * math.sqrt(FALSE_ALARMS / len(FEATURES) / looks)


def test_the_evidence_falls_where_the_confidence_does_not():
    logits = np.array([[20.0] + [0.0] * 9, [12.0] + [-8.0] * 9], np.float32)
    found = measure(np.zeros((2, 28, 28), np.uint8), logits, 1.0)
    assert tuple(found) == FEATURES
    assert found["confidence"][0] == pytest.approx(found["confidence"][1])
    assert found["evidence"] == pytest.approx([20, 12], abs=1e-3)


def test_the_embedding_tells_the_direction_of_the_answers_and_not_their_strength():
    alone, two = np.full((2, 10), -1.0, np.float32)
    alone[3] = two[3] = 9
    two[8] = 9
    found = measure(np.zeros((4, 28, 28), np.uint8), np.stack([alone, 5 * alone + 2, two, two / 3]), 1.0)["embedding"]
    assert found == pytest.approx([0, 0, 48.19, 48.19], abs=0.01)  # the cosine of two axes' mean is the root of 4 / 9


@pytest.mark.parametrize("bundle", Store(Path()).shipped(), ids=lambda bundle: bundle.name)
def test_a_shipped_card_holds_a_reference_for_each_way_in(bundle):
    card = bundle.card
    found = from_card(card)
    assert tuple(found) == SURFACES
    assert all(tuple(features) == FEATURES for features in found.values())
    assert sum(found["pixels"]["ink"].counts) == card["data"]["validation_digits"]
    assert to_card(found) == card["reference"]
    assert from_card({}) == {}
