"""Labelled digits in memory: two parts, each with a fingerprint."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.errors import DataError

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
SIDE = 28
"""Height and width of the images that all models read."""
VALIDATION_SHARE = 1 / 12
"""Part of the training digits that no model is trained on: 5,000 of MNIST's."""
_VALIDATION_SEED = 20
TEST_SHARE = 1 / 6
"""Part that is held out to test where a source has one part only."""
_TEST_SEED = 6


@dataclass(frozen=True)
class Split:
    """Images (n, 28, 28) uint8, ink bright on 0, and labels (n,) 0 to 9."""

    images: Images
    labels: Labels

    def __post_init__(self) -> None:
        if self.images.shape != (len(self.labels), SIDE, SIDE):
            raise DataError(f"expected images of shape ({len(self.labels)}, 28, 28), not {self.images.shape}")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over images and labels, in their order."""
        digest = hashlib.sha256(np.ascontiguousarray(self.images).data)
        digest.update(self.labels.astype(np.uint8).tobytes())
        return digest.hexdigest()

    def take(self, places: NDArray[np.int64]) -> "Split":
        """The images at ``places``, in that order."""
        return Split(self.images[places], self.labels[places])


@dataclass(frozen=True)
class Dataset:
    """A named source with its training and its test part.

    Attributes:
        name: as given by the user.
        licence: of the data, ``unknown`` if it is not known.
        train, test: the parts; the test part is for the reported figure only.
        members: the sources that it was joined from, in their order.
        repeat: how often each digit that is not held out is learnt from.
    """

    name: str
    licence: str
    train: Split
    test: Split
    members: tuple["Dataset", ...] = ()
    repeat: int = 1

    @property
    def parts(self) -> dict[str, Split]:
        """Both parts by name, the training part first."""
        return {"train": self.train, "test": self.test}

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the fingerprints of both parts."""
        return hashlib.sha256(f"{self.train.fingerprint}{self.test.fingerprint}".encode()).hexdigest()

    def __len__(self) -> int:
        return len(self.train) + len(self.test)


def together(splits: Sequence[Split]) -> Split:
    """Splits one after another."""
    return Split(np.concatenate([one.images for one in splits]), np.concatenate([one.labels for one in splits]))


def join(members: Sequence[Dataset]) -> Dataset:
    """Several sources as one, part by part."""
    licences = sorted({member.licence for member in members})
    train, test = together([member.train for member in members]), together([member.test for member in members])
    return Dataset("+".join(member.name for member in members), ", ".join(licences), train, test, tuple(members))


def hold_out(split: Split, count: int, seed: int) -> tuple[Split, Split]:
    """Parts a split at random into one to train on and one of ``count`` to choose by."""
    order = np.random.default_rng(seed).permutation(len(split))
    return split.take(order[count:]), split.take(order[:count])


def validation_split(dataset: Dataset) -> tuple[Split, Split]:
    """Parts the training digits into those to train on and the frozen validation set.

    The same for every model, recipe and seed, so that models are compared on digits that none of them has seen,
    and the test part stays for the reported figure. Of joined sources it is each one's own, so that a digit that is
    held out of one is held out of all that it is joined with.
    """
    if dataset.members:
        rests, helds = zip(*(validation_split(member) for member in dataset.members), strict=True)
        return together(rests), together(helds)
    rest, held = hold_out(dataset.train, round(len(dataset.train) * VALIDATION_SHARE), _VALIDATION_SEED)
    return (together([rest] * dataset.repeat) if dataset.repeat > 1 else rest), held


def hold_out_test(split: Split) -> tuple[Split, Split]:
    """Parts a sixth of each digit's images off as the test part, the same ones every time; both keep their order.

    A digit with a single image keeps it for training.
    """
    rng, held = np.random.default_rng(_TEST_SEED), np.zeros(len(split), bool)
    for digit in range(10):
        places = rng.permutation(np.flatnonzero(split.labels == digit))
        count = max(1, round(len(places) * TEST_SHARE)) if len(places) > 1 else 0
        held[places[:count]] = True
    return split.take(np.flatnonzero(~held)), split.take(np.flatnonzero(held))
