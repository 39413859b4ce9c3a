"""One thread for PyTorch, and digits to train on."""

import numpy as np
import pytest
from numpy.typing import NDArray

from lab import one_thread, rest_and_held

__all__ = ["digits", "one_thread"]


@pytest.fixture(scope="module")
def digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """320 images and their labels."""
    rest, _ = rest_and_held()
    return rest.images[:320], rest.labels[:320]
