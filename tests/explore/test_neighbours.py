"""Nearest neighbours, near-duplicates, and labels that their neighbours contradict."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from numerals.explore.doubts import doubtful
from numerals.explore.features import gradients, reduced
from numerals.explore.neighbours import closest_pairs, nearest, pixel_gaps, votes
from numerals.explore.points import points_of


@pytest.fixture(scope="module")
def shapes(digits):
    return reduced(gradients(digits.train.images))


def test_neighbours_are_those_of_scikit_learn(shapes):
    found = nearest(shapes, 5)
    distances, places = NearestNeighbors(n_neighbors=6, algorithm="brute").fit(shapes).kneighbors(shapes)
    assert found.distances == pytest.approx(distances[:, 1:], abs=2e-3)
    assert (found.places == places[:, 1:]).mean() > 0.999  # but for ties


def test_neighbours_of_others(shapes):
    found = nearest(shapes[100:], 3, shapes[:100])
    distances, places = NearestNeighbors(n_neighbors=3, algorithm="brute").fit(shapes[100:]).kneighbors(shapes[:100])
    assert (found.places == places).mean() > 0.999
    assert found.distances == pytest.approx(distances, abs=2e-3)


def test_few_points_have_few_neighbours():
    found = nearest(np.eye(4, dtype=np.float32), 15)
    assert found.places.shape == (4, 3)
    assert all(i not in row for i, row in enumerate(found.places))


def test_a_planted_near_duplicate_is_the_closest_pair_also_across_the_parts(digits):
    points = points_of(digits)
    images = points.images.copy()
    copy, original = len(digits.train) + 5, 17  # a test image that is a training image but for one pixel
    images[copy] = images[original]
    images[copy, 14, 14] ^= 64
    near = nearest(reduced(gradients(images)), 5)
    gaps = pixel_gaps(images, near)
    (pair, *_) = closest_pairs(gaps, near)
    assert (pair.first, pair.second) == (original, copy)
    assert pair.distance == pytest.approx(64 / 255, abs=1e-3)
    across = closest_pairs(gaps, near, 8, points.test)
    assert (across[0].first, across[0].second) == (original, copy)
    assert all(points.test[one.first] != points.test[one.second] for one in across)
    assert [one.distance for one in across] == sorted(one.distance for one in across)


def test_an_image_has_no_vote_about_itself(digits, shapes):
    labels = digits.train.labels.copy()
    near = nearest(shapes, 15)
    before = votes(near, labels)
    labels[40] = (labels[40] + 1) % 10
    assert votes(near, labels)[40] == pytest.approx(before[40])
    assert before.sum(axis=1) == pytest.approx(np.ones(len(labels)))
    assert (before > 0).all()
    assert (before.argmax(axis=1) == digits.train.labels).mean() > 0.97


def test_planted_wrong_labels_are_found_with_the_right_guess(digits, shapes):
    rng, labels = np.random.default_rng(3), digits.train.labels.copy()
    planted = rng.choice(len(labels), 40, replace=False)
    labels[planted] = (labels[planted] + rng.integers(1, 10, 40)) % 10
    found = doubtful(votes(nearest(shapes, 15), labels), labels)
    hits = np.isin(found.places, planted)
    assert hits.sum() >= 28
    assert hits.mean() > 0.75
    guessed = found.guesses[hits] == digits.train.labels[found.places[hits]]
    assert guessed.mean() > 0.9
    assert found.mask(len(labels)).sum() == len(found.places)
    assert (np.diff(found.margins) <= 0).all()
    assert found.counts.sum() <= len(labels)


def test_sound_labels_raise_little_doubt(digits, shapes):
    found = doubtful(votes(nearest(shapes, 15), digits.train.labels), digits.train.labels)
    assert len(found.places) < 0.01 * len(shapes)


def test_confident_learning_counts_as_in_the_paper():
    # Two classes; bars are the mean self-confidence: 0.7 for the 0, 0.75 for the 1.
    chances = np.full((4, 10), 0.0)
    chances[:, 0], chances[:, 1] = [0.9, 0.2, 0.3, 0.1], [0.1, 0.8, 0.7, 0.9]
    chances[1, 0], chances[1, 1] = 0.5, 0.5
    labels = np.array([0, 0, 1, 1])
    found = doubtful(chances, labels)
    assert found.counts[0, 0] == 1
    assert found.counts[1, 1] == 1
    assert found.counts.sum() == 2
    labels = np.array([0, 0, 1, 0])
    assert doubtful(chances, labels).places.tolist() == [3]
