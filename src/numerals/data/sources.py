"""Labelled digits by name.

``mnist`` and ``digits`` now; each gives images, labels and a split, with a fingerprint that lands in the
card of every model trained on it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.data.mnist import FILES, download_mnist, find_file, load_mnist
from numerals.errors import DataError, MissingExtraError

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
SOURCES = ("mnist", "digits")


@dataclass(frozen=True)
class Split:
    """Images (n, 28, 28) uint8, ink bright on 0, and labels (n,) 0 to 9."""

    images: Images
    labels: Labels

    def __post_init__(self) -> None:
        if self.images.shape != (len(self.labels), 28, 28):
            raise DataError(f"expected images of shape ({len(self.labels)}, 28, 28), not {self.images.shape}")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over images and labels."""
        return hashlib.sha256(self.images.tobytes() + self.labels.astype(np.uint8).tobytes()).hexdigest()


@dataclass(frozen=True)
class Dataset:
    """A named source with its training and its test part.

    Attributes:
        name: as given by the user.
        licence: of the data.
        train, test: the parts; the test part is for the reported figure only.
    """

    name: str
    licence: str
    train: Split
    test: Split


def hold_out(split: Split, count: int, seed: int) -> tuple[Split, Split]:
    """Parts a split at random into one to train on and one of ``count`` to choose by."""
    order = np.random.default_rng(seed).permutation(len(split))
    rest, held = order[count:], order[:count]
    return Split(split.images[rest], split.labels[rest]), Split(split.images[held], split.labels[held])


def _mnist(root: Path | None, cache: Path, say: Callable[[str], None]) -> Dataset:
    here = root is not None and all(find_file(root, name) for name in FILES)
    parts = load_mnist(root if here and root is not None else download_mnist(cache / "mnist", say))
    return Dataset("mnist", "CC BY-SA 3.0", Split(*parts["train"]), Split(*parts["test"]))


def _digits() -> Dataset:
    """scikit-learn's 1,797 digits of 8x8, enlarged; every fifth is the test part."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise MissingExtraError("the 8x8 digits come with scikit-learn: pip install 'numerals[train]'") from None
    bunch = load_digits()
    eight = bunch.images.astype(np.float64) * (255 / 16)
    # Bilinear, 8 -> 20 px, by one matrix on both sides; then 4 px of paper all around.
    places = np.clip((np.arange(20) + 0.5) * 8 / 20 - 0.5, 0, 7)
    low = np.minimum(places.astype(int), 6)
    enlarge = np.zeros((20, 8))
    enlarge[np.arange(20), low] = 1 - (places - low)
    enlarge[np.arange(20), low + 1] = places - low
    large = np.einsum("ij,njk,lk->nil", enlarge, eight, enlarge)
    images = np.pad(np.rint(large).astype(np.uint8), ((0, 0), (4, 4), (4, 4)))
    labels = bunch.target.astype(np.int64)
    test = np.arange(len(labels)) % 5 == 0
    return Dataset("digits", "CC BY 4.0 (UCI)", Split(images[~test], labels[~test]), Split(images[test], labels[test]))


def load(
    name: str, root: Path | None = None, cache: Path = Path(), say: Callable[[str], None] = lambda _: None
) -> Dataset:
    """Loads a source by name.

    Args:
        name: ``mnist``, or ``digits`` for scikit-learn's small bundled set.
        root: folder where the files may lie already.
        cache: folder for what is downloaded.
        say: called with one line of progress.

    Raises:
        DataError: an unknown name, or MNIST neither found nor to be downloaded.
        MissingExtraError: ``digits`` without scikit-learn.
    """
    if name == "mnist":
        return _mnist(root, cache, say)
    if name == "digits":
        return _digits()
    raise DataError(f"unknown data source {name!r}; known are {', '.join(SOURCES)}")
