"""All images of a source in one row, the training part first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.data.sources import Dataset
from numerals.explore.measures import DIGITS, Labels, distance_to_mean, means_and_variances
from numerals.imaging.measures import Images, Values, ink, slant, stroke_width

BALANCED = (0.075, 0.11)
"""A digit with a share of a part outside of this is flagged."""


@dataclass(frozen=True)
class Points:
    """Images with their labels.

    Attributes:
        images: (n, 28, 28) uint8.
        labels: (n,).
        test: (n,) whether each is of the test part.
        places: (n,) where each stands among all images of the source, from 0.
    """

    images: Images
    labels: Labels
    test: NDArray[np.bool_]
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def training(self) -> NDArray[np.int64]:
        """Places of the training images in this row."""
        return np.flatnonzero(~self.test)

    def sample(self, most: int, seed: int = 0) -> "Points":
        """At most so many of them, drawn at random, in their order."""
        if len(self) <= most:
            return self
        chosen = np.sort(np.random.default_rng(seed).permutation(len(self))[:most])
        return Points(self.images[chosen], self.labels[chosen], self.test[chosen], self.places[chosen])


def points_of(dataset: Dataset) -> Points:
    """Both parts of a source."""
    splits = list(dataset.parts.values())
    test = np.repeat([False, True], [len(split) for split in splits])
    images = np.concatenate([split.images for split in splits])
    return Points(images, np.concatenate([split.labels for split in splits]), test, np.arange(len(test)))


@dataclass(frozen=True)
class Overview:
    """What is measured on the images themselves.

    Attributes:
        counts: images of each digit in each part, (10,) each.
        means, variances: of each pixel of each digit, (10, 28, 28), ink 0..1.
        ink, slant, stroke_width: of each image (n,): share of the area, degrees, pixels.
        distance: of each image to the mean of its digit (n,).
    """

    counts: dict[str, NDArray[np.int64]]
    means: Values
    variances: Values
    ink: Values
    slant: Values
    stroke_width: Values
    distance: Values

    @property
    def shares(self) -> dict[str, NDArray[np.float64]]:
        """Share of each digit in each part that has images, (10,) each."""
        return {part: counts / counts.sum() for part, counts in self.counts.items() if counts.sum()}

    @property
    def flagged(self) -> list[tuple[str, int, float]]:
        """Part, digit and share where the share lies outside of `BALANCED`."""
        low, high = BALANCED
        return [
            (part, digit, float(share))
            for part, shares in self.shares.items()
            for digit, share in enumerate(shares)
            if not low <= share <= high
        ]

    @property
    def variation(self) -> Values:
        """How much the images of each digit vary (10,): the sum of the variances of all pixels."""
        return np.asarray(self.variances.sum(axis=(1, 2)), np.float32)


def overview(points: Points) -> Overview:
    """Measures all images; MNIST's 70,000 take some seconds."""
    means, variances = means_and_variances(points.images, points.labels)
    parts = {"train": ~points.test, "test": points.test}
    counts = {part: np.bincount(points.labels[some], minlength=DIGITS) for part, some in parts.items()}
    images = points.images
    distance = distance_to_mean(images, points.labels, means)
    return Overview(counts, means, variances, ink(images), slant(images), stroke_width(images), distance)
