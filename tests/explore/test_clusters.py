"""Groups without labels, and how far they agree with them."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs

from numerals.explore.clusters import agreement, digit_distances, flat_map, k_means, merged, mixture, sweep, table
from numerals.explore.features import pixels
from numerals.explore.neighbours import Neighbours, nearest

LABELS = np.repeat(np.arange(10), 20)


def test_groups_that_are_the_labels_under_other_names_agree_wholly():
    found = agreement((LABELS * 3 + 1) % 10, LABELS)
    assert (found.purity, found.accuracy, found.ari, found.nmi) == pytest.approx((1, 1, 1, 1))


def test_one_group_of_all_agrees_by_chance_only():
    found = agreement(np.zeros_like(LABELS), LABELS)
    assert (found.purity, found.accuracy, found.ari, found.nmi) == pytest.approx((0.1, 0.1, 0, 0))


def test_purity_rises_with_the_number_of_groups_and_accuracy_does_not():
    each_its_own = agreement(np.arange(200), LABELS)
    assert each_its_own.purity == 1
    assert each_its_own.accuracy == pytest.approx(0.05)
    assert each_its_own.ari == pytest.approx(0)


def test_the_table_counts_every_image_once_and_sorts_by_the_commonest_digit():
    groups = np.random.default_rng(0).integers(0, 7, 200)
    counts = table(groups, LABELS)
    assert counts.shape == (7, 10)
    assert counts.sum(axis=0).tolist() == [20] * 10
    assert (np.diff(counts.argmax(axis=1)) >= 0).all()


@pytest.mark.parametrize("find", [lambda v: k_means(v, 10, tries=5)[0], mixture], ids=["k-means", "mixture"])
def test_well_parted_blobs_are_found(find):
    vectors, labels = make_blobs(400, 4, centers=10, cluster_std=0.3, random_state=1)
    assert agreement(find(vectors.astype(np.float32)), labels).ari > 0.99


def test_islands_are_joined_by_their_neighbours_not_by_their_place_on_the_map():
    rng = np.random.default_rng(0)
    # On the map the island of 60 lies beside the second blob, but its neighbours are in the first.
    centres, sizes = [(0, 0), (20, 0), (22.5, 0)], [300, 300, 60]
    flat = np.concatenate([rng.normal(c, 0.4, (n, 2)) for c, n in zip(centres, sizes, strict=True)]).astype(np.float32)
    truth = np.repeat([0, 1, 0], sizes)
    near = nearest(flat, 5)
    places = near.places.copy()
    places[600:, :2] = rng.integers(0, 300, (60, 2))
    groups = merged(flat, Neighbours(places, near.distances), k=2)
    assert agreement(groups, truth).ari == pytest.approx(1)
    assert agreement(k_means(flat, 2)[0], truth).ari < 0.9


def test_the_sweep_tells_inertia_silhouette_and_agreement():
    vectors, labels = make_blobs(500, 5, centers=10, cluster_std=0.3, random_state=1)
    tries = sweep(vectors.astype(np.float32), labels, (2, 6, 10, 20, 900))
    assert [one.k for one in tries] == [2, 6, 10, 20]
    assert [one.inertia for one in tries] == sorted((one.inertia for one in tries), reverse=True)
    assert max(tries, key=lambda one: one.agreement.ari).k == 10


def test_distances_between_digits_and_their_ranks():
    vectors = np.repeat(np.arange(10.0)[:, None] ** 2, 20, axis=0).astype(np.float32)
    found = digit_distances(vectors, LABELS)
    assert found.matrix[2, 7] == pytest.approx(45)
    assert found.pairs()[0] == (0, 1, 1.0)
    assert found.rank(1, 0) == found.rank(0, 1) == 1
    assert found.rank(0, 9) == 45
    missing = digit_distances(vectors[LABELS != 9], LABELS[LABELS != 9])
    assert missing.rank(4, 9) is None
    assert len(missing.pairs()) == 36


def test_the_map_keeps_neighbours_together_and_is_the_same_for_a_seed(digits):
    vectors = pixels(digits.test.images[:200])
    near = nearest(vectors, 10)
    flat = flat_map(vectors, near, seed=4)
    assert flat.shape == (200, 2)
    assert np.isfinite(flat).all()
    kept = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(nearest(flat, 10).places, near.places, strict=True)])
    assert kept > 0.4  # by chance 0.05
    assert flat == pytest.approx(flat_map(vectors, near, seed=4))


@pytest.mark.mnist
def test_k_means_on_pixels_is_near_the_known_baseline(mnist):
    images, labels = mnist
    groups, _ = k_means(pixels(images[:2000]))
    assert 0.3 < agreement(groups, labels[:2000]).ari < 0.5
