"""A model on digits unlike its training digits: damaged ones, and pens and papers that it never saw."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from numerals.data.sources import Dataset, Split
from numerals.errors import DataError
from numerals.evaluation.corruptions import CORRUPTIONS, corrupt
from numerals.evaluation.drawings import count_right, load_drawings
from numerals.imaging.normalize import normalize_crop
from numerals.inference.bundle import Bundle
from numerals.reader import Reader

USPS = Path("isolated/usps.npz")
STROKES = "strokes/*.json.gz"
MEAN = "mean of corruptions"


@dataclass(frozen=True)
class Row:
    """One line of ``results/robustness.csv``.

    Attributes:
        model: its version.
        set: name of the source for its unchanged test part, a corruption, ``mean of corruptions``, ``usps``, or a
            set of strokes.
        images: how many.
        accuracy: share right, from 0 to 1, rounded to four places.
        seed: of damage and placing.
        commit: of the program that trained the model, as its card says.
    """

    model: str
    set: str
    images: int
    accuracy: float
    seed: int
    commit: str


def load_usps(path: Path) -> Split:
    """Reads ``X`` (n, 16, 16) uint8 with bright ink and ``y`` (n,), brought to MNIST's geometry as the reader does.

    Raises:
        DataError: no such file, or another form.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            small, labels = np.asarray(file["X"], np.uint8), np.asarray(file["y"], np.int64)
        return Split(np.stack([normalize_crop(image) for image in small]), labels)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"expected {path} to hold X (n, 16, 16) and y (n,) ({error})") from error


def _share(bundle: Bundle, split: Split) -> float:
    return float((bundle.logits(split.images).argmax(axis=1) == split.labels).mean())


def robustness(
    bundle: Bundle,
    dataset: Dataset,
    root: Path | None = None,
    seed: int = 0,
    most: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[list[Row], list[str]]:
    """Measures a model on the test part, on 15 kinds of damage to it, and on what lies in the data folder.

    Args:
        bundle: the model; on pictures it works alone, on strokes with the reader around it.
        dataset: whose test part is damaged.
        root: folder that may hold ``isolated/usps.npz`` and ``strokes/*.json.gz``.
        seed: of damage and placing.
        most: images or drawings taken of each set, the first ones; None takes all.
        say: called with the name of each set before it is measured.

    Returns:
        The rows, and a line for each set that is missing.

    Raises:
        DataError: a set is damaged.
    """
    test = Split(dataset.test.images[:most], dataset.test.labels[:most])

    def row(name: str, images: int, accuracy: float) -> Row:
        return Row(bundle.version, name, images, round(accuracy, 4), seed, str(bundle.card.get("commit", "")))

    say(dataset.name)
    rows, shares = [row(dataset.name, len(test), _share(bundle, test))], []
    for kind in CORRUPTIONS:
        say(kind)
        shares.append(_share(bundle, Split(corrupt(test.images, kind, seed), test.labels)))
        rows.append(row(kind, len(test), shares[-1]))
    rows.append(row(MEAN, len(test) * len(shares), float(np.mean(shares))))
    missing = [f"{what} not found in the data folder" for what in (USPS, STROKES) if not _found(root, str(what))]
    for path in _found(root, str(USPS)):
        say("usps")
        usps = load_usps(path)
        usps = Split(usps.images[:most], usps.labels[:most])
        rows.append(row("usps", len(usps), _share(bundle, usps)))
    reader = Reader(bundle.folder)
    for path in _found(root, STROKES):
        name = path.name.removesuffix(".json.gz")
        say(name)
        drawings = load_drawings(path)[:most]
        rows.append(row(name, len(drawings), count_right(reader, drawings, seed) / len(drawings)))
    return rows, missing


def _found(root: Path | None, pattern: str) -> list[Path]:
    return sorted(root.glob(pattern)) if root else []


def write_rows(rows: Sequence[Row], path: Path) -> None:
    """Writes or updates the table: rows of the same model and seed are replaced, others stay."""
    names = [field.name for field in fields(Row)]
    own = {(row.model, str(row.seed)) for row in rows}
    kept: list[dict[str, str]] = []
    if path.exists():
        with path.open(newline="", encoding="utf-8") as file:
            kept = [line for line in csv.DictReader(file) if (line.get("model"), line.get("seed")) not in own]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows([*kept, *map(asdict, rows)])
