"""What the training adds to the digits: pen digits, and what is no digit."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numerals.data.alphabets import HELD, letters
from numerals.data.dataset import Split
from numerals.imaging.ink import normalize_strokes
from numerals.models.loop import NO_DIGIT
from numerals.training.exposure import exposed, marks, with_letters
from numerals.training.pool import non_digits, pen_digits


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


def test_the_guards_pictures_are_the_same_from_any_number_of_processes(pen, monkeypatch):
    monkeypatch.setattr("numerals.training.exposure.PART", 12)
    digits = Split(*pen)
    alone = exposed(digits, 4, share=0.25, workers=1)
    assert (alone.labels == NO_DIGIT).sum() == 65
    assert (alone.labels != NO_DIGIT).sum() == 75
    assert alone.fingerprint == exposed(digits, 4, share=0.25, workers=2).fingerprint
    assert alone.fingerprint != exposed(digits, 4, share=0.25, held=True, workers=1).fingerprint


def test_letters_held_out_are_none_of_the_others():
    learnt, held = letters(held=False), letters(held=True)
    assert len(learnt) + len(held) > 1500
    assert len(held) == pytest.approx((len(learnt) + len(held)) / HELD, abs=1)
    shapes = {normalize_strokes(letter).tobytes() for letter in learnt}
    assert not shapes & {normalize_strokes(letter).tobytes() for letter in held}


def test_letters_are_labelled_from_ten_on(pen):
    made = with_letters(Split(*pen), 1, 3, held=True)
    assert len(made) == 60 + len(letters(held=True))
    assert set(made.labels[60:].tolist()) == set(range(10, 10 + len(letters(held=True))))
