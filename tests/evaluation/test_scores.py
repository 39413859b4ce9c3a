"""Figures of right and wrong, against scikit-learn's and SciPy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn import metrics

from numerals.evaluation.scores import (
    confused_pairs,
    confusion_matrix,
    digit_scores,
    macro,
    mcnemar,
    most_wrong,
    wilson,
)

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=60)


@given(st.integers(1, 3000), st.data())
def test_the_interval_is_wilsons(images, data):
    right = data.draw(st.integers(0, images))
    true = binomtest(right, images).proportion_ci(0.95, method="wilson")
    assert wilson(right, images) == pytest.approx((true.low, true.high), abs=1e-6)


def test_the_interval_of_known_figures():
    assert wilson(9970, 10000) == pytest.approx((0.99572, 0.99790), abs=1e-5)
    assert wilson(10, 10) == pytest.approx((0.72247, 1.0), abs=1e-5)
    assert wilson(0, 0) == (0.0, 1.0)


@given(pairs)
def test_scores_of_digits_are_scikit_learns(drawn):
    labels, answers = np.array(drawn, np.int64).T
    matrix = confusion_matrix(labels, answers)
    assert (matrix == metrics.confusion_matrix(labels, answers, labels=range(10))).all()
    scores = digit_scores(matrix)
    there = sorted({*labels, *answers})
    assert [s.digit for s in scores] == there
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, answers, labels=there, zero_division=0
    )
    assert [s.precision for s in scores] == pytest.approx(precision)
    assert [s.recall for s in scores] == pytest.approx(recall)
    assert [s.f1 for s in scores] == pytest.approx(f1)
    assert [s.images for s in scores] == list(support)
    true = metrics.precision_recall_fscore_support(labels, answers, average="macro", zero_division=0)
    assert tuple(macro(scores).values()) == pytest.approx(true[:3])


def test_the_digit_most_often_wrong_is_so_by_its_share():
    labels = np.array([1] * 100 + [7] * 4)
    answers = np.array([1] * 97 + [7] * 3 + [7, 7, 1, 1])
    matrix = confusion_matrix(labels, answers)
    assert most_wrong(matrix) == 7
    assert confused_pairs(matrix) == [(1, 7, 3), (7, 1, 2)]
    assert confused_pairs(matrix, most=1) == [(1, 7, 3)]


def test_nothing_wrong_has_no_worst_digit():
    matrix = confusion_matrix(np.arange(10), np.arange(10))
    assert most_wrong(matrix) is None
    assert confused_pairs(matrix) == []
    assert macro([]) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


@given(st.integers(0, 200), st.integers(0, 200))
def test_mcnemars_test_is_the_binomial_one(a, b):
    first = np.array([True] * a + [False] * b + [True, False], bool)
    second = np.array([False] * a + [True] * b + [True, False], bool)
    found = mcnemar(first, second)
    assert (found.only_first, found.only_second) == (a, b)
    assert found.p == pytest.approx(binomtest(a, a + b).pvalue if a + b else 1.0)
    assert mcnemar(second, first).p == found.p


def test_mcnemars_test_of_very_different_models_is_exact():
    first, second = np.ones(10_000, bool), np.zeros(10_000, bool)
    assert mcnemar(first, second).p == 0  # 2 ** -9999
    assert mcnemar(first, second).differs
    assert not mcnemar(first, first).differs
