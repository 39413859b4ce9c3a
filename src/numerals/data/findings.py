"""What is odd about a set of labelled digits, counted."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.data.dataset import Dataset, Split

RARE = 0.01
"""A digit with a smaller share of a part than this is rare."""
_DIM = 100


@dataclass(frozen=True)
class Finding:
    """One thing that is odd.

    Attributes:
        kind: a word for it.
        part: ``train``, ``test``, or ``both``.
        count: how many images, or digits where it is about them.
        text: in words, with the count.
        serious: whether a model or its figures suffer, so that it is told whenever the data are loaded.
    """

    kind: str
    part: str
    count: int
    text: str
    serious: bool


def findings(dataset: Dataset) -> list[Finding]:
    """Looks at all images and labels; the serious things come first.

    Identical images are found by a hash of 64 bits. MNIST's 70,000 images take a third of a second.
    """
    keys = {part: _keys(split) for part, split in dataset.parts.items()}
    found = [_leak(keys), _contradictions(dataset, keys), _dim(dataset)]
    for part, split in dataset.parts.items():
        found += [*_classes(part, split), _duplicates(part, keys[part]), _empty(part, split)]
    real = [finding for finding in found if finding.count]
    return sorted(real, key=lambda finding: not finding.serious)


def _keys(split: Split) -> NDArray[np.uint64]:
    rows = np.ascontiguousarray(split.images).reshape(len(split), -1)
    return np.frombuffer(b"".join(hashlib.blake2b(row.data, digest_size=8).digest() for row in rows), np.uint64)


def _images(count: int) -> str:
    return f"{count:,} image{'s' if count != 1 else ''}"


def _verb(count: int, word: str) -> str:
    return f"{word}s" if count == 1 else word


def _leak(keys: dict[str, NDArray[np.uint64]]) -> Finding:
    count = int(np.isin(keys["test"], keys["train"]).sum())
    return Finding("leak", "both", count, f"{_images(count)} of the test part also in the training part", True)


def _contradictions(dataset: Dataset, keys: dict[str, NDArray[np.uint64]]) -> Finding:
    _, which = np.unique(np.concatenate(list(keys.values())), return_inverse=True)
    labels = np.concatenate([split.labels for split in dataset.parts.values()])
    pairs = np.unique(which * 10 + labels)
    several = np.bincount(pairs // 10) > 1
    count = int(several[which].sum())
    return Finding(
        "contradictions", "both", count, f"{_images(count)} that {_verb(count, 'appear')} with two labels", True
    )


def _dim(dataset: Dataset) -> Finding:
    top = max(int(split.images.max(initial=0)) for split in dataset.parts.values())
    count = len(dataset) if top < _DIM else 0
    return Finding("dim", "both", count, f"all images are dim: the brightest value is {top} of 255", True)


def _classes(part: str, split: Split) -> list[Finding]:
    counts = np.bincount(split.labels, minlength=10)
    missing = np.flatnonzero(counts == 0)
    rare = np.flatnonzero((counts > 0) & (counts < RARE * len(split)))
    return [
        Finding("missing", part, len(missing), f"no image of {_list(missing)} in the {part} part", True),
        Finding("rare", part, len(rare), f"less than {RARE:.0%} of the {part} part are {_list(rare)}", False),
    ]


def _list(digits: NDArray[np.int64]) -> str:
    return ", ".join(str(digit) for digit in digits)


def _duplicates(part: str, keys: NDArray[np.uint64]) -> Finding:
    count = len(keys) - len(np.unique(keys))
    return Finding(
        "duplicates", part, count, f"{_images(count)} of the {part} part {_verb(count, 'repeat')} an earlier one", False
    )


def _empty(part: str, split: Split) -> Finding:
    flat = split.images.reshape(len(split), -1)
    count = int((flat.max(axis=1) == flat.min(axis=1)).sum())
    return Finding(
        "empty", part, count, f"{_images(count)} of the {part} part {'is' if count == 1 else 'are'} blank", True
    )
