"""The photo benchmark: a folder of images with ``labels.csv``, and how many are read wholly right."""

import csv
import statistics
import string
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numerals.errors import DataError, ImageError
from numerals.evaluation.metrics import digits_only, edit_distance, normalized
from numerals.reader import Reader
from numerals.results import Reading


@dataclass(frozen=True)
class Labelled:
    """One image of the benchmark: its file, the true text, and the other columns of its row."""

    path: Path
    text: str
    groups: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of one image; ``reading`` is None when it could not be read at all, and ``error`` says why."""

    image: Labelled
    reading: Reading | None
    found: str
    milliseconds: float
    error: str | None = None

    @property
    def right(self) -> bool:
        """Whether all lines are exactly right, spaces ignored."""
        return normalized(self.found) == normalized(self.image.text)

    @property
    def errors(self) -> int:
        """Edit distance over the digits, line breaks and spaces ignored."""
        return edit_distance(digits_only(self.found), digits_only(self.image.text))

    @property
    def error_rate(self) -> float:
        """Errors for each true digit; above 1 when much was read that is not there."""
        return self.errors / max(1, len(digits_only(self.image.text)))


def load_labels(folder: Path) -> list[Labelled]:
    r"""Reads ``labels.csv`` with columns ``file`` and ``label`` (``\n`` between lines), and any others.

    An empty label is that of an image without digits.

    Raises:
        DataError: no such file, a column is missing, or what stands for a label has no digit.
    """
    path = folder / "labels.csv"
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise DataError(f"expected {path} with the columns file,label ({error.strerror})") from error
    if not rows or not {"file", "label"} <= set(rows[0]):
        raise DataError(f"{path} needs a header with the columns file,label and at least one row")
    images = [
        Labelled(
            folder / row["file"],
            (row["label"] or "").replace("\\n", "\n"),
            {name: value or "" for name, value in row.items() if name not in {"file", "label"}},
        )
        for row in rows
    ]
    _check_labels(path, images)
    return images


def _check_labels(path: Path, images: list[Labelled]) -> None:
    """Refuses what could only count as wrong."""
    for image in images:
        if image.text.strip() and not _has_digit(image):
            raise DataError(f"{path}: the label of {image.path.name} is {image.text[:40]!r}; expected its digits")
    if not any(map(_has_digit, images)):
        raise DataError(f"{path}: no label has a digit; expected what is written on each image, such as 462\\n119")


def _has_digit(image: Labelled) -> bool:
    return any(sign in string.digits for sign in image.text)


def evaluate(
    reader: Reader, images: Iterable[Labelled], say: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Reads every image.

    Args:
        reader: warm or not; the first reading is done twice so that its time counts no loading.
        images: with their true texts.
        say: called after each image.
    """
    outcomes: list[Outcome] = []
    for image in images:
        if not outcomes:
            _attempt(reader, image)
        outcomes.append(_attempt(reader, image))
        say(outcomes[-1])
    return outcomes


def _attempt(reader: Reader, image: Labelled) -> Outcome:
    started = time.perf_counter()
    try:
        reading, why = reader.read(image.path), None
    except ImageError as error:
        reading, why = None, str(error)
    took = (time.perf_counter() - started) * 1000
    return Outcome(image, reading, reading.text if reading else "", took, why)


def summarize(outcomes: list[Outcome]) -> dict[str, Any]:
    """Figures over all images and by each further column of the labels.

    Returns:
        ``images``, ``right`` (share wholly right), ``error_rate`` (errors over all digits),
        ``mean_error_rate`` (mean of the images' rates), ``milliseconds`` (median of the images that could be read,
        None where there is none), ``groups``.
    """
    names = outcomes[0].image.groups if outcomes else {}
    groups = {
        name: {
            value: _figures([o for o in outcomes if o.image.groups[name] == value])
            for value in sorted({o.image.groups[name] for o in outcomes})
        }
        for name in names
    }
    return {**_figures(outcomes), "groups": groups}


def _figures(outcomes: list[Outcome]) -> dict[str, Any]:
    digits = sum(len(digits_only(o.image.text)) for o in outcomes)
    times = [o.milliseconds for o in outcomes if o.error is None]
    return {
        "images": len(outcomes),
        "right": round(sum(o.right for o in outcomes) / max(1, len(outcomes)), 4),
        "digits": digits,
        "error_rate": round(sum(o.errors for o in outcomes) / max(1, digits), 4),
        "mean_error_rate": round(sum(o.error_rate for o in outcomes) / max(1, len(outcomes)), 4),
        "milliseconds": round(statistics.median(times), 1) if times else None,
    }
