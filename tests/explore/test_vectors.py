"""Images as vectors, and their principal components."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from numerals.explore.features import gradients, pixels, principal, reduced


def test_pixels_are_the_pixels(digits):
    assert pixels(digits.test.images) == pytest.approx(digits.test.images.reshape(360, 784) / 255)


def test_gradients_hardly_change_when_a_digit_is_moved_and_do_between_digits(digits):
    images, labels = digits.test.images, digits.test.labels
    found, moved = gradients(images), gradients(np.roll(images, (2, -1), axis=(1, 2)))
    own = np.linalg.norm(found - moved, axis=1)
    other = np.linalg.norm(found[:-1] - found[1:], axis=1)[labels[:-1] != labels[1:]]
    assert found.shape == (360, 512)
    assert own.max() < 0.25 * np.median(other)


def test_gradients_see_through_a_slant(digits):
    image = digits.test.images[0]
    sheared = np.stack([np.roll(row, round((13.5 - i) * 0.3)) for i, row in enumerate(image)])
    one, other = gradients(np.stack([image, sheared]))
    pixel_change = np.linalg.norm((image.astype(float) - sheared) / 255) / np.linalg.norm(image / 255)
    assert np.linalg.norm(one - other) / np.linalg.norm(one) < 0.5 * pixel_change


def test_blank_and_no_images_have_vectors():
    assert np.isfinite(gradients(np.zeros((3, 28, 28), np.uint8))).all()
    assert gradients(np.zeros((0, 28, 28), np.uint8)).shape == (0, 512)


def test_principal_components_are_those_of_scikit_learn(digits):
    vectors = pixels(digits.test.images)
    found, known = principal(vectors), PCA(20, svd_solver="full").fit(vectors)
    assert found.share[:20] == pytest.approx(known.explained_variance_ratio_, rel=1e-2)
    assert found.share.sum() == pytest.approx(1)
    assert np.abs((found.axes[:5] * known.components_[:5]).sum(axis=1)) == pytest.approx(np.ones(5), abs=1e-3)
    assert np.abs(found.project(vectors, 5)) == pytest.approx(np.abs(known.transform(vectors)[:, :5]), abs=1e-2)
    few = principal(vectors, 7)
    assert few.share == pytest.approx(found.share[:7], rel=1e-4)
    assert few.axes == pytest.approx(found.axes[:7], abs=1e-3)


def test_the_number_of_components_needed_for_a_share(digits):
    found = principal(pixels(digits.test.images))
    needed = found.needed(0.9)
    assert found.share[:needed].sum() >= 0.9 > found.share[: needed - 1].sum()


def test_short_vectors_stay_as_they_are():
    vectors = np.random.default_rng(0).random((30, 8)).astype(np.float32)
    assert reduced(vectors) is vectors
    assert reduced(vectors, 3).shape == (30, 3)
