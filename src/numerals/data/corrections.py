"""What people said of their drawings, reviewed: what a model may learn from, and what is kept to measure it by.

Whether an image is kept to measure by hangs on its own bytes alone. So it stays there for ever, however many others
come, and no model that ever served has learnt from it.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.data.dataset import Dataset, Split

HELD_OUT = 64
"""Of 256 images so many are kept to measure by."""
_INK = 60
"""Grey level that some pixel of a digit reaches."""


@dataclass(frozen=True)
class Review:
    """Corrections with what was wrong about some of them.

    Attributes:
        dataset: those that are left; its test part is what is kept to measure by.
        blank: images without ink, left out.
        twice: further copies of an image with the same label, left out.
        contradictory: images that were given several labels, all left out.
    """

    dataset: Dataset
    blank: int
    twice: int
    contradictory: int


def review(source: Dataset) -> Review:
    """Looks through corrections and parts them anew.

    Args:
        source: both of its parts are taken together.
    """
    images = np.concatenate([source.train.images, source.test.images])
    labels = np.concatenate([source.train.labels, source.test.labels])
    digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
    said: dict[bytes, set[int]] = {}
    for digest, label in zip(digests, labels.tolist(), strict=True):
        said.setdefault(digest, set()).add(label)
    inked = images.max(axis=(1, 2)) >= _INK
    agreed = np.array([len(said[digest]) == 1 for digest in digests])
    first = np.zeros(len(images), bool)
    first[list({digest: place for place, digest in reversed(list(enumerate(digests)))}.values())] = True
    held = np.array([digest[0] < HELD_OUT for digest in digests])
    kept = Split(images, labels)
    good = inked & agreed & first
    dataset = Dataset(source.name, source.licence, _take(kept, good & ~held), _take(kept, good & held))
    return Review(
        dataset, int((~inked).sum()), int((inked & agreed & ~first).sum()), int((inked & ~agreed).sum())
    )  # fmt: skip


def _take(split: Split, chosen: NDArray[np.bool_]) -> Split:
    return split.take(np.flatnonzero(chosen))


def repeats(corrections: int, others: int, share: float, most: int = 50) -> int:
    """How often each correction is taken, so that they are about this share of all that is learnt from.

    Args:
        corrections: how many there are.
        others: images of the other data.
        share: 0 to 1, exclusive.
        most: an image is not taken more often than this.
    """
    wanted = share / (1 - share) * others / max(1, corrections)
    return int(np.clip(round(wanted), 1, most))
