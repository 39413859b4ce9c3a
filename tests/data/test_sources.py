"""Labelled digits by name, and their splits."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_sets import digit_set, write
from numerals import DataError
from numerals.data.sources import SOURCES, Dataset, Split, hold_out, load, validation_split


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """scikit-learn's small set."""
    return load("digits")


def numbered(count: int) -> Split:
    """Images that tell their place: all pixels are it."""
    images = np.zeros((count, 28, 28), np.uint8) + np.arange(count, dtype=np.uint8)[:, None, None]
    return Split(images, np.arange(count) % 10)


def test_digits_has_the_form_of_mnist(digits):
    assert (digits.name, len(digits.train), len(digits.test)) == ("digits", 1437, 360)
    assert digits.licence
    for part in (digits.train, digits.test):
        assert part.images.shape == (len(part), 28, 28)
        assert (part.images.dtype, part.labels.dtype) == (np.uint8, np.int64)
        assert set(part.labels.tolist()) == set(range(10))
        assert part.images[:, 4:24, 4:24].max() == 255
        border = part.images.copy()
        border[:, 4:24, 4:24] = 0
        assert not border.any()


def test_no_image_is_in_both_parts(digits):
    train = {image.tobytes() for image in digits.train.images}
    assert not [image for image in digits.test.images if image.tobytes() in train]


def test_digits_is_the_same_every_time(digits):
    again = load("digits")
    assert again.train.fingerprint == digits.train.fingerprint
    assert again.test.fingerprint == digits.test.fingerprint


@pytest.mark.parametrize("name", ["emnist", "", "MNIST"])
def test_an_unknown_source_is_named_with_the_known_ones(name):
    with pytest.raises(DataError, match=f"unknown data source '{name}'; known are {', '.join(SOURCES)}"):
        load(name)


@pytest.mark.mnist
def test_mnist_comes_from_the_folder_given(mnist, tmp_path):
    dataset = load("mnist", Path(os.environ["NUMERALS_DATA"]), tmp_path)
    assert (len(dataset.train), len(dataset.test)) == (60_000, 10_000)
    assert np.array_equal(dataset.test.images, mnist[0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("shape", [(3, 28, 28), (2, 28, 27), (2, 784)])
def test_images_that_do_not_fit_their_labels_are_refused(shape):
    with pytest.raises(DataError, match=r"expected images of shape \(2, 28, 28\), not"):
        Split(np.zeros(shape, np.uint8), np.zeros(2, np.int64))


def test_a_fingerprint_tells_images_and_labels():
    split = numbered(5)
    other = Split(split.images, split.labels[::-1].copy())
    brighter = Split(split.images + np.uint8(1), split.labels)
    assert len({split.fingerprint, other.fingerprint, brighter.fingerprint}) == 3
    assert numbered(5).fingerprint == split.fingerprint
    assert len(split.fingerprint) == 64


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 99))
def test_hold_out_parts_without_loss_or_overlap(count, held, seed):
    held = min(held, count)
    rest, chosen = hold_out(numbered(count), held, seed)
    assert (len(rest), len(chosen)) == (count - held, held)
    places = [int(image[0, 0]) for part in (rest, chosen) for image in part.images]
    assert sorted(places) == list(range(count))
    for part in (rest, chosen):
        assert [int(image[0, 0]) % 10 for image in part.images] == part.labels.tolist()


def test_hold_out_follows_its_seed():
    first, again, other = (hold_out(numbered(50), 10, seed)[1].fingerprint for seed in (1, 1, 2))
    assert first == again != other


def test_joined_sources_keep_each_ones_validation_digits(tmp_path):
    paths = [write(digit_set(120, 30, seed), tmp_path / f"{seed}.npz") for seed in (1, 2)]
    one, other = (load(str(path)) for path in paths)
    both = load(f"{paths[0]}+{paths[1]}")
    assert (len(both.train), len(both.test)) == (240, 60)
    assert both.name == f"{paths[0]}+{paths[1]}"
    held = [validation_split(dataset)[1].images for dataset in (one, other)]
    np.testing.assert_array_equal(validation_split(both)[1].images, np.concatenate(held))
    assert len(validation_split(both)[0]) == 220


def test_a_place_with_a_plus_in_its_name_is_itself(tmp_path):
    path = write(digit_set(), tmp_path / "a+b.npz")
    assert load(str(path)).members == ()
