"""Ink, slant, stroke width, means and variances, on drawn shapes whose measures are known."""

import cv2
import numpy as np
import pytest

from numerals.explore.measures import distance_to_mean, means_and_variances, of_digit
from numerals.imaging.measures import extent, ink, slant, stroke_width


def bar(width: float, lean: float = 0.0) -> np.ndarray:
    """An upright bar, 20 pixels tall, of a width in pixels, that leans to the right by so many columns a row."""
    rows, columns = np.mgrid[:28, :28] - 13.5
    middle = -rows * lean
    covered = np.clip(width / 2 + 0.5 - np.abs(columns - middle), 0, 1) * (np.abs(rows) <= 10)
    return np.round(255 * covered).astype(np.uint8)


def test_ink_is_the_share_of_the_area():
    half = np.zeros((28, 28), np.uint8)
    half[:14] = 255
    grey = np.full((28, 28), 51, np.uint8)
    assert ink(np.stack([half, grey, np.zeros_like(half)])) == pytest.approx([0.5, 0.2, 0])


def test_the_box_around_the_ink_is_measured_from_edge_to_edge():
    box = np.zeros((28, 28), np.uint8)
    box[3:23, 10:15] = 200
    height, width = extent(np.stack([box, np.zeros_like(box)]))
    assert (height.tolist(), width.tolist()) == ([20, 0], [5, 0])


@pytest.mark.parametrize("width", [2, 3, 4, 6])
def test_the_width_of_a_stroke_is_found_within_a_third_of_a_pixel(width):
    # A stroke's two ends add to its edge: the true measure is a little less than its width.
    expected = width * 20 / (20 + width)
    assert stroke_width(bar(width)[None])[0] == pytest.approx(expected, abs=0.35)


def test_a_ring_is_as_wide_as_it_was_drawn():
    large = np.zeros((280, 280), np.uint8)
    cv2.circle(large, (140, 140), 80, 255, 30, cv2.LINE_AA)
    assert stroke_width(cv2.resize(large, (28, 28), interpolation=cv2.INTER_AREA)[None])[0] == pytest.approx(
        3, abs=0.25
    )


@pytest.mark.parametrize("degrees", [-30, -10, 0, 15, 35])
def test_slant_is_the_angle_of_a_leaning_bar(degrees):
    leaning = bar(3, np.tan(np.radians(degrees)))
    assert slant(leaning[None])[0] == pytest.approx(degrees, abs=1.5)


def test_blank_images_have_no_measure_and_no_images_are_no_error():
    blank = np.zeros((2, 28, 28), np.uint8)
    for measure in (ink, slant, stroke_width):
        assert measure(blank) == pytest.approx([0, 0])
        assert measure(blank[:0]).shape == (0,)


def test_means_and_variances_are_those_of_each_digit(digits):
    images, labels = digits.train.images, digits.train.labels
    means, variances = means_and_variances(images, labels)
    some = images[labels == 4] / 255
    assert means[4] == pytest.approx(some.mean(axis=0), abs=1e-6)
    assert variances[4] == pytest.approx(some.var(axis=0), abs=1e-5)
    few, none = means_and_variances(images[labels == 4], labels[labels == 4])
    assert few[4] == pytest.approx(means[4])
    assert not few[5].any()
    assert not none[5].any()


def test_typical_images_are_nearer_to_their_mean_than_weird_ones(digits):
    images, labels = digits.train.images, digits.train.labels
    means, _ = means_and_variances(images, labels)
    distance = distance_to_mean(images, labels, means)
    assert distance[7] == pytest.approx(np.linalg.norm(images[7] / 255 - means[labels[7]]), rel=1e-5)
    typical, weird = of_digit(labels, 3, 5, distance), of_digit(labels, 3, 5, -distance)
    assert distance[typical].max() < np.median(distance[labels == 3]) < distance[weird].min()


def test_the_first_nine_sevens_are_the_first_nine(digits):
    labels = digits.train.labels
    assert of_digit(labels, 7, 9).tolist() == [i for i, label in enumerate(labels) if label == 7][:9]
    assert len(of_digit(labels, 7)) == (labels == 7).sum()
