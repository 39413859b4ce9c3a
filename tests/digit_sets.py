"""Small sets of images that look like digits to the readers: bright marks on dark paper, all different."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.data.convert import convert
from numerals.data.forms import form_to_write
from numerals.data.sources import Dataset, Split


def digit_split(count: int, seed: int = 0, classes: int = 10) -> Split:
    """Images with four pixels of paper around, labels 0, 1, 2, ... in turn."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 4:24, 4:24] = rng.integers(0, 256, (count, 20, 20)) * (rng.random((count, 20, 20)) < 0.3)
    images[:, 10, 10] = 255
    return Split(images, (np.arange(count) % classes).astype(np.int64))


def digit_set(train: int = 40, test: int = 20, seed: int = 0) -> Dataset:
    """A set with both parts."""
    return Dataset("made", "unknown", digit_split(train, seed), digit_split(test, seed + 1000))


def rows(split: Split, label: str = "first") -> NDArray[Any]:
    """Labels and pixels as the rows of a table."""
    pixels = split.images.reshape(len(split), -1)
    columns = [split.labels[:, None], pixels] if label == "first" else [pixels, split.labels[:, None]]
    return np.hstack(columns)


def text(table: NDArray[Any], separator: str = ",", newline: str = "\n") -> str:
    """A table as lines of text."""
    return "".join(separator.join(f"{value:g}" for value in row) + newline for row in table.tolist())


def write(dataset: Dataset, target: Path, form: str | None = None) -> Path:
    """Writes a set in a form; the place to load it from."""
    convert(dataset, target, form_to_write(target, form))
    return target


def same(first: Dataset, second: Dataset) -> bool:
    """Whether both parts have the same images and labels in the same order."""
    return all(first.parts[part].fingerprint == second.parts[part].fingerprint for part in ("train", "test"))
