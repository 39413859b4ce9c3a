"""The nearest neighbours of every image, exactly, and what they tell: near-duplicates and doubtful labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.explore.measures import DIGITS, Images, Labels
from numerals.inference.nearest import Neighbours, nearest

__all__ = ["Neighbours", "Pair", "closest_pairs", "nearest", "pixel_gaps", "votes"]


@dataclass(frozen=True)
class Pair:
    """Two images that are nearly the same.

    Attributes:
        first, second: their places, the lower one first.
        distance: square root of the sum over all pixels of the squared differences of ink (0 to 1).
    """

    first: int
    second: int
    distance: float


def pixel_gaps(images: Images, neighbours: Neighbours, of_each: int = 5) -> NDArray[np.float32]:
    """Distance in pixels, as in `Pair`, of each image to its nearest neighbours by any measure, (n, of_each)."""
    k = min(of_each, neighbours.places.shape[1])
    gaps = np.empty((len(images), k), np.float32)
    for i in range(0, len(images), 2000):
        mine = images[i : i + 2000].astype(np.float32) / 255
        for column in range(k):
            theirs = images[neighbours.places[i : i + 2000, column]].astype(np.float32) / 255
            gaps[i : i + 2000, column] = np.sqrt(((mine - theirs) ** 2).sum(axis=(1, 2)))
    return gaps


def closest_pairs(
    gaps: NDArray[np.float32], neighbours: Neighbours, most: int = 12, between: NDArray[np.bool_] | None = None
) -> list[Pair]:
    """The pairs of images that differ least, pixel by pixel, the most alike first.

    Args:
        gaps: from `pixel_gaps`.
        neighbours: that the gaps are to.
        most: how many pairs.
        between: (n,) only pairs of an image where it is true and one where it is false; None for all pairs.
    """
    rows, columns = (axis.ravel() for axis in np.indices(gaps.shape))
    theirs, flat = neighbours.places[rows, columns].astype(np.int64), gaps.ravel()
    allowed = np.ones(len(rows), np.bool_) if between is None else between[rows] != between[theirs]
    rows, theirs, flat = rows[allowed], theirs[allowed], flat[allowed]
    pairs: dict[tuple[int, int], float] = {}
    for i in np.argsort(flat, kind="stable")[: 2 * most]:  # each pair may come from both its sides
        first, second = sorted((int(rows[i]), int(theirs[i])))
        pairs.setdefault((first, second), float(flat[i]))
    return [Pair(first, second, distance) for (first, second), distance in list(pairs.items())[:most]]


def votes(neighbours: Neighbours, labels: Labels, smoothing: float = 0.05) -> NDArray[np.float64]:
    """What each image's neighbours say it is, (n, 10) probabilities; its own label has no vote.

    This is leave-one-out cross-validation of the k-nearest-neighbour classifier: every image is judged by a model
    that has not seen it. A neighbour's vote falls with its distance, measured in the image's own mean distance.

    Args:
        neighbours: of the labelled images.
        labels: (n,) 0 to 9.
        smoothing: share of the vote that is spread evenly, so that no digit is impossible.
    """
    scale = np.maximum(neighbours.distances.mean(axis=1, keepdims=True), 1e-6)
    weights = np.exp(-2 * (neighbours.distances / scale) ** 2).astype(np.float64)
    told = labels[neighbours.places]
    result = np.stack([(weights * (told == digit)).sum(axis=1) for digit in range(DIGITS)], axis=1)
    result /= np.maximum(result.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray((1 - smoothing) * result + smoothing / DIGITS, np.float64)
