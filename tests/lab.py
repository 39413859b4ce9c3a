"""What tests of the zoo and the training lab share: few digits, and each kind of model made small."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import torch
from threadpoolctl import threadpool_limits

from numerals.data.sources import Dataset, Split, load, validation_split
from numerals.models.watch import Progress

WIDTHS = (8, 12, 16, 24, 32)
QUICK: dict[str, Any] = {"batch": 16, "rate": 1e-2, "average": 0.9, "dropout": 0.0, "strength": 0.0}
"""Parameters with which a network learns something in seconds."""
SMALL: dict[str, dict[str, Any]] = {
    "logistic": {},
    "mlp": {**QUICK, "widths": (32,), "epochs": 4},
    "tree": {},
    "forest": {"trees": 20},
    "gradient-boosting": {"iterations": 12, "leaves": 8},
    "knn": {"components": 20},
    "svm": {"components": 20},
    "hog-svm": {"components": 30},
    "cnn": {**QUICK, "widths": WIDTHS, "ruled": 0.0, "epochs": 2},
    "tiny-cnn": {**QUICK, "epochs": 3},
    "committee": {"members": 2, "widths": WIDTHS, "epochs": 3, "batch": 16},
}
"""Small parameters of every kind of the zoo."""


@cache
def few(train: int = 480, test: int = 100) -> Dataset:
    """A part of scikit-learn's digits."""
    whole = load("digits")
    parts = whole.train.take(slice(train)), whole.test.take(slice(test))  # type: ignore[arg-type]
    return Dataset(whole.name, whole.licence, *parts)


@cache
def rest_and_held() -> tuple[Split, Split]:
    """Some 600 digits to train on, some 120 to choose by."""
    return validation_split(load("digits"))


class Stop:
    """Notes what is said, and does what Ctrl-C does after so many epochs; 0 for never."""

    def __init__(self, after: int = 0) -> None:
        self.after = after
        self.said: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.said.append(progress)
        if progress.done == self.after:
            raise KeyboardInterrupt


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Networks this small are slower on several threads, above all on a busy machine; sets them back afterwards."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield
    torch.set_num_threads(threads)
