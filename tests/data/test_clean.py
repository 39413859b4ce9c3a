"""Images of any size and light are brought to one form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_sets import digit_split
from numerals.data.clean import clean, fit
from numerals.data.parts import Part


def bar(side: int, length: int) -> np.ndarray:
    """An upright bar in the middle of a square, as a stack of one."""
    image = np.zeros((side, side), np.uint8)
    start, thick = (side - length) // 2, max(1, side // 8)
    image[start : start + length, (side - thick) // 2 : (side + thick) // 2] = 255
    return image[None]


def height(image: np.ndarray) -> int:
    return int((image > 127).any(axis=1).sum())


@pytest.mark.parametrize("side", [7, 8, 14, 16, 20, 24, 32, 56, 64, 100])
def test_a_digit_that_fills_its_image_fills_a_box_of_twenty(side):
    fitted = fit(bar(side, side))
    assert fitted.shape == (1, 28, 28)
    assert fitted.dtype == np.uint8
    assert height(fitted[0]) in {19, 20, 21}
    assert not fitted[:, :3].any()


@pytest.mark.parametrize("side", [16, 32, 56, 64, 100])
def test_a_digit_with_paper_around_keeps_it(side):
    fitted = fit(bar(side, round(side * 20 / 32)))
    assert abs(height(fitted[0]) - 28 * 20 / 32) <= 1.5


def test_images_of_28_stay_as_they_are():
    images = digit_split(30).images
    assert np.array_equal(fit(images), images)


@given(st.integers(7, 40), st.integers(7, 40))
def test_what_is_not_square_gets_paper_at_its_short_sides(high, wide):
    fitted = fit(np.full((2, high, wide), 200, np.uint8))
    assert fitted.shape == (2, 28, 28)
    box = np.argwhere(fitted[0] > 100)
    top, left, bottom, right = *box.min(axis=0), *(box.max(axis=0) + 1)
    assert max(bottom - top, right - left) in ({19, 20, 21} if (high, wide) != (28, 28) else {28})
    if (high, wide) != (28, 28):
        assert abs((bottom - top) / (right - left) - high / wide) < 0.12 * high / wide + 0.2


@given(st.integers(7, 60), st.floats(1, 255))
def test_resizing_keeps_an_even_image_even(side, value):
    inside = fit(np.full((1, side, side), value))[0, 6:22, 6:22]
    assert np.abs(inside - value).max() <= 0.51


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64, np.float16, np.float32, np.float64])
def test_any_numbers_of_0_to_255_stay(dtype):
    split = digit_split(30)
    part = Part(split.images.astype(dtype), split.labels)
    said: list[str] = []
    assert clean({"all": part}, "here", said.append)["all"].fingerprint == split.fingerprint
    assert said == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda images: images / 255, "values from 0 to 1 are taken as 0 to 255"),
        (lambda images: 255 - images, "dark ink on white paper; inverted"),
        (lambda images: images + 0.25, "fractions are rounded to whole numbers"),
    ],
)
def test_what_is_done_is_said(change, says):
    images = np.minimum(digit_split(30).images, 250)
    part = Part(change(images.astype(np.float64)), np.arange(30) % 10)
    said: list[str] = []
    found = clean({"all": part}, "here", said.append)["all"]
    assert said == [f"here: {says}" + (" from 0 to 255" if "rounded" in says else "")]
    assert np.array_equal(found.images, images)


def test_truths_are_black_and_white():
    images = digit_split(30).images > 127
    found = clean({"all": Part(images, np.arange(30) % 10)}, "here", lambda _: None)["all"]
    assert np.array_equal(found.images, images * np.uint8(255))


def test_eight_by_eight_of_0_to_16_becomes_scikit_learns_set():
    from sklearn.datasets import load_digits

    from numerals.data.sources import load

    bunch, named = load_digits(), load("digits")
    said: list[str] = []
    found = clean({"all": Part(bunch.images, bunch.target)}, "here", said.append)["all"]
    assert said == ["here: values from 0 to 16 are taken as 0 to 255", "here: images of 8x8 are brought to 28x28"]
    test = np.arange(1797) % 5 == 0
    assert np.abs(found.images[test].astype(int) - named.test.images).max() <= 1


def test_both_parts_are_treated_alike():
    white = 255 - digit_split(30).images
    strange = digit_split(3).images  # alone, this part would be taken for bright ink
    parts = {"train": Part(white, np.arange(30) % 10), "test": Part(strange, np.arange(3))}
    found = clean(parts, "here", lambda _: None)
    assert np.array_equal(found["train"].images, 255 - white)
    assert np.array_equal(found["test"].images, 255 - strange)
