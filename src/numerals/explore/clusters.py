"""Groups without labels: k-means, a mixture of Gaussians, the flat map, and how far they agree with the labels."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.errors import MissingExtraError
from numerals.explore.features import Vectors
from numerals.explore.measures import DIGITS, Labels
from numerals.explore.neighbours import Neighbours

try:
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, silhouette_score
    from sklearn.mixture import GaussianMixture
except ImportError:
    raise MissingExtraError("clusters need scikit-learn: pip install 'numerals[explore]'") from None

Groups = NDArray[np.int64]
_SILHOUETTE = 2000
"""Points of which the silhouette is taken: it looks at all pairs."""
SWEEP = (2, 4, 6, 8, 10, 12, 15, 20, 30)
_SWEPT = 20_000
_SMALL = 40
"""Groups that `merged` begins with."""


@dataclass(frozen=True)
class Agreement:
    """How far groups agree with labels that they were made without; 1 is wholly.

    Attributes:
        purity: share of the points whose label is the most frequent one of their group.
        accuracy: share that is right when each group is given one digit and each digit one group, as well as can be.
        ari: adjusted Rand index: pairs of points kept together or apart alike; 0 is chance.
        nmi: normalised mutual information.
    """

    purity: float
    accuracy: float
    ari: float
    nmi: float


def k_means(vectors: Vectors, k: int = DIGITS, seed: int = 0, tries: int = 1) -> tuple[Groups, Vectors]:
    """Groups (n,) and their centroids (k, d); of several tries the one with the least inertia."""
    found = KMeans(min(k, len(vectors)), n_init=tries, random_state=seed).fit(vectors)
    return found.labels_.astype(np.int64), np.asarray(found.cluster_centers_, np.float32)


def mixture(vectors: Vectors, k: int = DIGITS, seed: int = 0) -> Groups:
    """Groups of a mixture of Gaussians (n,), begun from the best of ten tries of k-means."""
    _, centres = k_means(vectors, k, seed, tries=10)
    model = GaussianMixture(len(centres), means_init=centres, random_state=seed, reg_covar=1e-4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that it did not converge; what it has is used
        return np.asarray(model.fit_predict(vectors.astype(np.float64)), np.int64)


def merged(vectors: Vectors, neighbours: Neighbours, k: int = DIGITS, seed: int = 0) -> Groups:
    """Many small groups of k-means, joined by their ties until k are left (n,).

    Gaussians put a little island with whatever lies nearest on the map, where distance means little: the crossed
    sevens with the fours, say. Here the neighbours decide: of all groups those two are joined next that have the most
    neighbours in one another, for their sizes.

    Args:
        vectors: (n, d) in which k-means looks, such as a map.
        neighbours: of these points, in any space.
        k: groups that are left.
        seed: of k-means.
    """
    groups, centres = k_means(vectors, _SMALL, seed, tries=3)
    small = len(centres)
    ties = np.zeros((small, small))
    for column in neighbours.places.T:
        np.add.at(ties, (groups, groups[column]), 1)
    ties += ties.T
    sizes, owner, alive = np.bincount(groups, minlength=small).astype(float), np.arange(small), list(range(small))
    while len(alive) > k:
        bonds = ties[np.ix_(alive, alive)] / np.maximum(np.outer(sizes[alive], sizes[alive]), 1)
        np.fill_diagonal(bonds, -1)
        first, second = sorted(alive[i] for i in np.unravel_index(bonds.argmax(), bonds.shape))
        ties[first] += ties[second]
        ties[:, first] += ties[:, second]
        sizes[first] += sizes[second]
        owner[owner == second] = first
        alive.remove(second)
    return np.unique(owner[groups], return_inverse=True)[1].astype(np.int64)


def in_order(groups: Groups, labels: Labels) -> Groups:
    """The same groups (n,), numbered in the order of their commonest digit."""
    counts = _counts(groups, labels)
    number = np.empty(len(counts), np.int64)
    number[np.lexsort((-counts.max(axis=1), counts.argmax(axis=1)))] = np.arange(len(counts))
    return number[groups]


def table(groups: Groups, labels: Labels) -> NDArray[np.int64]:
    """Counts (groups, 10): row the group, `in_order`; column the label."""
    return _counts(in_order(groups, labels), labels)


def _counts(groups: Groups, labels: Labels) -> NDArray[np.int64]:
    counts = np.zeros((int(groups.max()) + 1, DIGITS), np.int64)
    np.add.at(counts, (groups, labels), 1)
    return counts


def agreement(groups: Groups, labels: Labels) -> Agreement:
    """Compares groups with labels."""
    from scipy.optimize import linear_sum_assignment

    counts = table(groups, labels)
    rows, columns = linear_sum_assignment(-counts)
    return Agreement(
        purity=float(counts.max(axis=1).sum() / counts.sum()),
        accuracy=float(counts[rows, columns].sum() / counts.sum()),
        ari=float(adjusted_rand_score(labels, groups)),
        nmi=float(normalized_mutual_info_score(labels, groups)),
    )


@dataclass(frozen=True)
class Try:
    """k-means with one number of groups.

    Attributes:
        k: groups.
        inertia: mean squared distance to the nearest centroid.
        silhouette: how much nearer the own group is than the next, -1 to 1; mean over some points.
        agreement: with the labels.
    """

    k: int
    inertia: float
    silhouette: float
    agreement: Agreement


def sweep(vectors: Vectors, labels: Labels, ks: Sequence[int] = SWEEP, seed: int = 0) -> list[Try]:
    """k-means for several numbers of groups, on at most 20,000 of the points."""
    chosen = np.random.default_rng(seed).permutation(len(vectors))[:_SWEPT]
    points, told = vectors[chosen], labels[chosen]
    tries = []
    for k in (k for k in ks if k < len(points)):
        groups, centres = k_means(points, k, seed)
        inertia = float(((points - centres[groups]) ** 2).sum(axis=1).mean())
        some = groups[:_SILHOUETTE]
        looked = len(np.unique(some)) > 1 and len(some) > len(np.unique(some))
        silhouette = float(silhouette_score(points[:_SILHOUETTE], some)) if looked else 0.0
        tries.append(Try(k, inertia, silhouette, agreement(groups, told)))
    return tries


@dataclass(frozen=True)
class Distances:
    """How far the digits lie from one another: Euclidean distances of their mean vectors.

    Attributes:
        matrix: (10, 10); infinite where a digit is missing.
    """

    matrix: NDArray[np.float64]

    def pairs(self) -> list[tuple[int, int, float]]:
        """All pairs of digits with their distance, the closest first."""
        found = [
            (i, j, float(self.matrix[i, j]))
            for i in range(DIGITS)
            for j in range(i + 1, DIGITS)
            if np.isfinite(self.matrix[i, j])
        ]
        return sorted(found, key=lambda pair: pair[2])

    def rank(self, first: int, second: int) -> int | None:
        """At which place, from 1, this pair stands among all pairs, the closest first; None if a digit is missing."""
        order = [pair[:2] for pair in self.pairs()]
        pair = (min(first, second), max(first, second))
        return order.index(pair) + 1 if pair in order else None


def digit_distances(vectors: Vectors, labels: Labels) -> Distances:
    """Distances between the digits' mean vectors, by their labels."""
    means = np.full((DIGITS, vectors.shape[1]), np.nan)
    for digit in range(DIGITS):
        if (labels == digit).any():
            means[digit] = vectors[labels == digit].mean(axis=0, dtype=np.float64)
    matrix = np.sqrt(((means[:, None] - means[None]) ** 2).sum(axis=2))
    return Distances(np.where(np.isnan(matrix), np.inf, matrix))


def flat_map(vectors: Vectors, neighbours: Neighbours, seed: int = 0) -> Vectors:
    """Lays points out in the plane so that neighbours stay neighbours (UMAP), (n, 2).

    McInnes, Healy and Melville 2018, https://arxiv.org/abs/1802.03426. With a least distance of 0 groups become
    dense, which is what clustering wants. The first use on a machine takes some seconds more, to compile.

    Args:
        vectors: (n, d).
        neighbours: of these points.
        seed: the same gives the same map.

    Raises:
        MissingExtraError: umap-learn is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from umap import UMAP
    except ImportError:
        raise MissingExtraError("the map needs umap-learn: pip install 'numerals[explore]'") from None
    own = np.arange(len(vectors))[:, None]
    places = np.hstack([own, neighbours.places]).astype(np.int64)
    distances = np.hstack([np.zeros_like(own, np.float32), neighbours.distances])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one thread is used, and that new points cannot be placed: as meant
        umap = UMAP(
            n_neighbors=places.shape[1],
            min_dist=0.0,
            precomputed_knn=(places, distances),
            random_state=seed,
            n_jobs=1,
            init="spectral" if len(vectors) > 50 else "random",
            n_epochs=200,
        )
        return np.asarray(umap.fit_transform(vectors), np.float32)
