"""Pairs, and how well they are told apart."""

import numpy as np
import pytest

from numerals.confidence.verification import Judge, area_under_curve, draw_pairs, equal_error_rate

LABELS = np.array([0, 0, 1, 1, 1, 2, 2, 5] + [5] * 4)


def test_half_of_the_pairs_are_of_one_label_and_none_is_of_one_sample():
    pairs = draw_pairs(LABELS, 1000, 3)
    assert pairs.same.sum() == 500
    assert ((LABELS[pairs.first] == LABELS[pairs.second]) == pairs.same).all()
    assert (pairs.first != pairs.second).all()


def test_the_same_seed_draws_the_same_pairs():
    one, two, other = (draw_pairs(LABELS, 50, seed) for seed in (1, 1, 2))
    assert (one.first == two.first).all()
    assert (one.second == two.second).all()
    assert (one.first != other.first).any()


def test_the_equal_error_rate_is_where_both_errors_are_as_frequent():
    same = np.array([True] * 4 + [False] * 4)
    assert equal_error_rate(np.array([9.0, 8, 7, 3, 6, 2, 1, 0]), same) == pytest.approx(0.25)
    assert equal_error_rate(np.arange(8.0)[::-1], same) == 0.0


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order():
    rng = np.random.default_rng(0)
    high, low = rng.normal(1, 1, 40).round(1), rng.normal(0, 1, 30).round(1)
    pairs = (high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()
    assert area_under_curve(high, low) == pytest.approx(pairs)


def test_a_judge_takes_one_against_many():
    judge = Judge(np.array([-2.0, -1.0]), 1.0)
    codes = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.0]], np.float32)
    assert judge(codes[:1], codes) == pytest.approx(1 / (1 + np.exp([-1.0, 2.0, 0.0])))
