"""One digit's crop in MNIST's geometry."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from numerals.data.pen import sample_digit
from numerals.imaging.normalize import BOX, CENTRE, SIZE, normalize_crop

Picture = NDArray[np.uint8]


def written(seed: int, height: int = 160, pen: int = 18, ink: int = 255, value: int | None = None) -> Picture:
    """A crop with one digit of the synthetic pen, ``height`` px tall, its paper tight around it."""
    strokes, _ = sample_digit(np.random.default_rng(seed), value)
    points = np.vstack(strokes)
    low, scale = points.min(axis=0), (height - pen) / np.ptp(points, axis=0).max()
    size = np.ceil(np.ptp(points, axis=0) * scale).astype(int) + pen + 2
    crop = np.zeros((size[1], size[0]), np.uint8)
    for stroke in strokes:
        line = np.rint(((stroke - low) * scale + pen / 2 + 1) * 16).astype(np.int32)
        cv2.polylines(crop, [line.reshape(-1, 1, 2)], False, ink, pen, cv2.LINE_AA, 4)
    return crop


def centre(picture: Picture) -> NDArray[np.float64]:
    """Centre of mass, row and column."""
    rows, columns = np.indices(picture.shape)
    return np.array([(picture * rows).sum(), (picture * columns).sum()]) / picture.sum()


def extent(picture: Picture, least: int = 0) -> tuple[int, int]:
    """Height and width of the ink above ``least``."""
    rows, columns = np.nonzero(picture > least)
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


crops = st.builds(written, st.integers(0, 10_000), st.integers(40, 300), st.integers(3, 20))


@given(crops)
def test_the_geometry_is_that_of_mnist(crop):
    picture = normalize_crop(crop)
    assert picture.shape == (SIZE, SIZE) == (28, 28)
    assert picture.dtype == np.uint8
    assert max(extent(picture)) == BOX == 20
    assert picture.max() == 255
    assert np.abs(centre(picture) - CENTRE).max() <= 0.5 + 1e-2


@pytest.mark.parametrize(
    "crop",
    [
        pytest.param(np.zeros((40, 30), np.uint8), id="paper"),
        pytest.param(np.zeros((1, 1), np.uint8), id="one pixel of paper"),
        pytest.param(np.zeros((0, 0), np.uint8), id="no pixel"),
    ],
)
def test_empty_stays_empty(crop):
    assert not normalize_crop(crop).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (2, 2), (3, 400)])
def test_the_smallest_crops_with_ink_give_a_picture(shape):
    picture = normalize_crop(np.full(shape, 200, np.uint8))
    assert picture.shape == (28, 28)
    assert picture.max() == 255


@pytest.mark.parametrize("seed", range(8))
def test_size_does_not_matter(seed):
    small, large = (normalize_crop(written(seed, height, height // 9)) for height in (90, 360))
    assert np.abs(small.astype(int) - large).mean() < 6


@given(st.integers(0, 1000), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_paper_around_the_ink_does_not_matter(seed, top, bottom, left, right):
    crop = written(seed)
    assert np.array_equal(normalize_crop(np.pad(crop, ((top, bottom), (left, right)))), normalize_crop(crop))


@pytest.mark.parametrize("seed", range(6))
def test_thin_strokes_are_widened(seed):
    fine = written(seed, height=240, pen=3)
    kept, widened = normalize_crop(fine, 0), normalize_crop(fine)
    assert (widened > 127).sum() > 1.3 * (kept > 127).sum()
    assert max(extent(widened)) == 20


def test_a_wider_least_stroke_gives_more_ink():
    fine = written(3, height=240, pen=6)
    amounts = [int(normalize_crop(fine, width).sum()) for width in (0.0, 1.5, 2.5, 3.5)]
    assert amounts == sorted(set(amounts))


@pytest.mark.parametrize("seed", range(4))
def test_broad_strokes_are_left_as_they_are(seed):
    broad = written(seed, height=200, pen=26)
    assert np.array_equal(normalize_crop(broad), normalize_crop(broad, 0))


def test_faint_ink_is_brought_to_full_strength():
    difference = normalize_crop(written(5, ink=255)).astype(int) - normalize_crop(written(5, ink=60))
    assert np.abs(difference).max() <= 8


def test_the_grey_of_a_stroke_is_kept():
    crop = np.zeros((100, 60), np.uint8)
    crop[:50, 20:40], crop[50:, 20:40] = 240, 120
    picture = normalize_crop(crop)
    column = picture[:, 14]
    inside = column[column > 60]
    assert abs(int(inside[3]) - 255) <= 2
    assert abs(int(inside[-4]) - 128) <= 3


def test_what_is_given_stays_as_it_was():
    crop = written(2)
    before = crop.copy()
    normalize_crop(crop)
    assert np.array_equal(crop, before)


@pytest.mark.mnist
def test_digits_of_mnist_pass_through_almost_unchanged(mnist):
    images = mnist[0][:200]
    passed = np.stack([normalize_crop(image) for image in images])
    differences = np.abs(passed.astype(int) - images).mean(axis=(1, 2))
    assert np.median(differences) < 8
    assert np.quantile(differences, 0.95) < 20
    alike = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(images, passed, strict=True)]
    assert np.median(alike) > 0.97
