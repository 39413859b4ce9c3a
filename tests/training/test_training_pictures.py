"""What the training sees: changed digits, pen digits, and what is no digit."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from numerals.training.augment import augment
from numerals.training.fit import to_tensor
from numerals.training.pool import non_digits, pen_digits


@pytest.fixture(scope="module")
def pen() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Sixty pen digits."""
    return pen_digits(60, 1)


def test_augmented_images_keep_their_shape_and_range(pen):
    images = to_tensor(pen[0])
    before = images.clone()
    changed = augment(images, torch.Generator().manual_seed(0))
    assert changed.shape == images.shape == (60, 1, 28, 28)
    assert changed.dtype == torch.float32
    assert float(changed.min()) >= 0
    assert float(changed.max()) <= 1
    assert torch.equal(images, before)


def test_augmentation_follows_its_source_of_chance(pen):
    images = to_tensor(pen[0])
    first, again, other = (augment(images, torch.Generator().manual_seed(seed)) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_augmented_digits_change_and_stay_digits(pen):
    images = to_tensor(pen[0])
    changed = augment(images, torch.Generator().manual_seed(0))
    difference = (changed - images).abs().mean(dim=(1, 2, 3))
    assert float(difference.min()) > 0.005
    ink = changed.sum(dim=(1, 2, 3)) / images.sum(dim=(1, 2, 3))
    assert 0.6 < float(ink.median()) < 1.6
    assert float(ink.min()) > 0.1


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


def test_images_become_tensors_of_nought_to_one():
    images = np.array([0, 51, 255], np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    tensor = to_tensor(images[::-1])
    assert tensor.shape == (3, 1, 28, 28)
    assert tensor[:, 0, 0, 0].tolist() == pytest.approx([1.0, 0.2, 0.0])
