"""One study of the small digits with a weak model, for all tests that look at what was found."""

from typing import Any

import pytest

from numerals.data.sources import Dataset, load
from numerals.explore.study import Study, study
from numerals.explore.summary import summary
from numerals.inference.bundle import Bundle
from small_models import linear_bundle


@pytest.fixture(scope="session")
def digits() -> Dataset:
    """scikit-learn's 1,797 digits."""
    return load("digits")


@pytest.fixture(scope="session")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A linear model of these digits that errs on one in ten."""
    return linear_bundle(tmp_path_factory.mktemp("models") / "weak")


@pytest.fixture(scope="session")
def looked(digits: Dataset, weak: Bundle) -> Study:
    """What is found in them."""
    return study(digits, weak)


@pytest.fixture(scope="session")
def told(looked: Study) -> dict[str, Any]:
    """The same in numbers."""
    return summary(looked)
