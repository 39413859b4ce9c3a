"""What the training adds to the digits: pen digits, and what is no digit."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numerals.training.pool import marks, non_digits, pen_digits


@pytest.fixture(scope="module")
def pen() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Sixty pen digits."""
    return pen_digits(60, 1)


def test_pen_digits_are_in_mnists_geometry_and_follow_their_seed(pen):
    images, labels = pen
    assert (images.shape, images.dtype, labels.shape) == ((60, 28, 28), np.uint8, (60,))
    assert set(labels.tolist()) == set(range(10))
    assert (images.max(axis=(1, 2)) > 200).all()
    again, other = pen_digits(60, 1), pen_digits(60, 2)
    assert np.array_equal(again[0], images)
    assert np.array_equal(again[1], labels)
    assert not np.array_equal(other[0], images)


def test_non_digits_are_pictures_and_follow_their_seed(pen):
    images, labels = pen
    before = images.copy()
    found = non_digits(images, labels, 80, 5)
    assert (found.shape, found.dtype) == ((80, 28, 28), np.uint8)
    assert (found.max(axis=(1, 2)) > 100).mean() > 0.9
    assert np.array_equal(found, non_digits(images, labels, 80, 5))
    assert not np.array_equal(found, non_digits(images, labels, 80, 6))
    assert np.array_equal(images, before)
    assert len({image.tobytes() for image in found}) > 70
    assert not {image.tobytes() for image in found} & {image.tobytes() for image in images}


def test_blank_and_faint_digits_are_no_hindrance(pen):
    images, labels = pen
    with_blank = np.concatenate([images, np.zeros((60, 28, 28), np.uint8), np.full((60, 28, 28), 40, np.uint8)])
    found = non_digits(with_blank, np.tile(labels, 3), 40, 5)
    assert np.array_equal(found, non_digits(images, labels, 40, 5))


def test_marks_are_all_inked_and_follow_their_seed(pen):
    images, labels = pen
    made = marks(images, labels, 200, 2)
    assert (made.shape, made.dtype) == ((200, 28, 28), np.uint8)
    assert (made.max(axis=(1, 2)) > 100).all()
    assert len({picture.tobytes() for picture in made}) > 190
    assert np.array_equal(made, marks(images, labels, 200, 2))
