"""A small model with mistakes, and its evaluation."""

from dataclasses import replace

import pytest

from numerals.data.sources import Dataset, load
from numerals.evaluation.report import Evaluation, evaluate_model
from numerals.evaluation.speed import measure
from numerals.inference.bundle import Bundle
from small_models import linear_bundle


@pytest.fixture(scope="package")
def digits() -> Dataset:
    """scikit-learn's small digits."""
    return load("digits")


@pytest.fixture(scope="package")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Nearest means of these digits."""
    return linear_bundle(tmp_path_factory.mktemp("models") / "weak")


@pytest.fixture(scope="package")
def evaluation(weak, digits) -> Evaluation:
    """The weak model on the test part, with its speed."""
    found = evaluate_model(weak, digits)
    return replace(found, speed=measure(weak, found.split.images, singles=30, batches=3))
