"""Labelled digits in a database: the tables ``train`` and ``test``, and the ``drawings`` that people labelled.

Each image is one row: its label, its 784 bytes, its index, and the fingerprint of the source that it came from. A
source counts as there when its image 0 is in both tables, and that one is written last; what was read is compared
with the fingerprint. So nobody ever sees half a source, and no transaction over 70,000 rows is needed, which not
every database has.

The tables are made by the server's migrations (`numerals.server.store`); here they are filled and read without Django,
straight from and into arrays.
"""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from numerals.data.address import DRAWINGS, SQLITE, Address
from numerals.data.dataset import SIDE, Dataset, Images, Split
from numerals.data.parts import Step
from numerals.errors import DataError

PARTS = ("train", "test")
PIXELS = SIDE * SIDE
_BATCH = 2000
"""Rows in one write."""

Row = tuple[str, str, int, int, bytes]
"""Key, source, index, label, image."""


class Tables(Protocol):
    """One kind of database; every method raises DataError when it is away, or when its tables are not there."""

    def complete(self, part: str) -> list[str]:
        """Fingerprints of the sources whose image 0 is in a part."""

    def indices(self, part: str, source: str) -> NDArray[np.int64]:
        """Indices of a source's rows, in any order."""

    def count(self, part: str, source: str) -> int:
        """How many rows a source has."""

    def rows(self, part: str, source: str) -> Iterator[tuple[int, bytes]]:
        """Labels and images of a source, by index."""

    def insert(self, part: str, rows: list[Row]) -> None:
        """Adds rows; one whose key is there already is left out. They are safe when it returns."""

    def remove(self, part: str, source: str) -> None:
        """Deletes a source's rows, its first one first."""

    def drawings(self) -> Iterator[tuple[str, bytes]]:
        """What people said is written, and its crops one after another, oldest first."""


@contextmanager
def opened(address: Address) -> Iterator[Tables]:
    """The tables of a database.

    Raises:
        DataError: it is away, or has no tables.
        MissingExtraError: MongoDB without its driver.
    """
    if address.scheme == SQLITE:
        from numerals.data import sqlite

        with sqlite.opened(address.file) as tables:
            yield tables
    else:
        from numerals.data import mongo

        with mongo.opened(address.url) as tables:
            yield tables


def read(address: Address, name: str, step: Step = lambda *_: None) -> dict[str, Split]:
    """The parts ``train`` and ``test`` of a source, or ``all`` of the drawings that people labelled.

    Args:
        address: of the database; what it chooses is the beginning of a fingerprint, or ``drawings``.
        name: how errors call it.
        step: takes the images read, and all.

    Raises:
        DataError: there is no such source, or several.
    """
    with opened(address) as tables:
        if address.chosen == DRAWINGS:
            return {"all": _read_drawings(tables, name)}
        source = _choose(complete_sources(tables), address.chosen, name)
        counts = {part: tables.count(part, source) for part in PARTS}
        total, parts = sum(counts.values()), {}
        for part, done in (("train", 0), ("test", counts["train"])):
            parts[part] = _read_part(tables, part, source, counts[part], _shifted(step, done, total))
    if Dataset("", "", parts["train"], parts["test"]).fingerprint != source:
        raise DataError(
            f"{name}: the images of {source[:8]} are not those that were loaded; load them again: "
            f"numerals data load SOURCE --anew"
        )
    return parts


def _shifted(step: Step, done: int, total: int) -> Callable[[int], None]:
    return lambda count: step(done + count, total)


def _read_part(tables: Tables, part: str, source: str, count: int, tell: Callable[[int], None]) -> Split:
    images = np.zeros((count, PIXELS), np.uint8)
    labels = np.zeros(count, np.int64)
    rows, done = tables.rows(part, source), 0
    while block := list(itertools.islice(rows, _BATCH)):
        here = slice(done, done + len(block))
        done += len(block)
        pixels = b"".join(image for _, image in block)
        if done > count or len(pixels) != len(block) * PIXELS:
            raise DataError(f"{part} of {source[:8]}: expected {count:,} images of 784 bytes; load it --anew")
        images[here] = np.frombuffer(pixels, np.uint8).reshape(-1, PIXELS)
        labels[here] = [label for label, _ in block]
        tell(done)
    return Split(images.reshape(-1, SIDE, SIDE), labels)


def _read_drawings(tables: Tables, name: str) -> Split:
    """One image a digit, where what people said has as many digits as were found."""
    images: list[Images] = []
    labels: list[int] = []
    for said, crops in tables.drawings():
        digits = [int(mark) for mark in said if mark in "0123456789"]
        if digits and len(crops) == len(digits) * PIXELS:
            images.append(np.frombuffer(crops, np.uint8).reshape(-1, SIDE, SIDE))
            labels += digits
    if not images:
        raise DataError(f"{name}: no drawing has been confirmed or corrected yet; do so on the page History")
    return Split(np.concatenate(images), np.array(labels, np.int64))


def complete_sources(tables: Tables) -> list[str]:
    """Fingerprints of the sources that are wholly there."""
    return sorted(set(tables.complete("train")) & set(tables.complete("test")))


def _choose(sources: list[str], chosen: str, name: str) -> str:
    found = [source for source in sources if source.startswith(chosen)]
    if len(found) == 1:
        return found[0]
    if not sources:
        raise DataError(f"{name} holds no labelled digits; load some: numerals data load mnist")
    known = ", ".join(source[:8] for source in sources)
    why = f"no source {chosen}" if not found else "several sources"
    raise DataError(f"{name}: {why}; choose one, such as --data db#{sources[0][:8]}; there are {known}")


def load(tables: Tables, dataset: Dataset, step: Step = lambda *_: None) -> int:
    """Writes a data set into ``train`` and ``test``.

    What is there already stays, so a second run changes nothing, and one that was broken off is finished.

    Args:
        tables: of the database.
        dataset: what to write.
        step: takes the images that are there, and all.

    Returns:
        How many images were written.

    Raises:
        DataError: the database is away.
    """
    source = dataset.fingerprint
    missing = {
        part: np.setdiff1d(np.arange(len(split)), tables.indices(part, source)) for part, split in dataset.parts.items()
    }
    written = sum(map(len, missing.values()))
    done = len(dataset) - written
    for part, split in dataset.parts.items():
        backwards = missing[part][::-1]  # image 0 comes last: it says that all others are there
        last = backwards[-1:] if len(backwards) and backwards[-1] == 0 else backwards[:0]
        rest = backwards[: len(backwards) - len(last)]
        for block in [*(rest[i : i + _BATCH] for i in range(0, len(rest), _BATCH)), *([last] if len(last) else [])]:
            tables.insert(part, _rows(source, split, block))
            done += len(block)
            step(done, len(dataset))
    return written


def _rows(source: str, split: Split, indices: NDArray[np.int64]) -> list[Row]:
    pixels = np.ascontiguousarray(split.images).reshape(-1, PIXELS)
    return [(_key(source, i), source, i, int(split.labels[i]), pixels[i].tobytes()) for i in indices.tolist()]


def _key(source: str, index: int) -> str:
    """The same image has the same key in every run, so two runs at once do no harm."""
    return uuid.UUID(bytes=bytes.fromhex(source[:24]) + index.to_bytes(4, "big"), version=5).hex


def forget(tables: Tables, source: str) -> None:
    """Deletes a source from both tables."""
    for part in PARTS:
        tables.remove(part, source)
