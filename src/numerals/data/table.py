"""CSV: one image in a line, with its label in the first or last column, with or without a header."""

import gzip
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from numerals.data.cells import Head, read_head, read_numbers
from numerals.data.dataset import Dataset, Split
from numerals.data.parts import Part, Parts, Say, Step
from numerals.errors import DataError

_NAME = re.compile(r"(?P<set>.*?)(?P<part>train|test)\.csv(\.gz)?", re.I)
_LABELS = ("label", "class", "digit", "target", "y")
_NUMBERING = ("", "id", "index", "unnamed: 0")
"""Headers of a column that only numbers the rows."""
_FEW = 50
"""A table with fewer columns, all named, is about something else."""
_FAULTY = 0.2
"""Share of values that are no digits up to which a column may still be meant as labels, so that they are named."""
_BLOCK = 4096


def matches(place: str) -> bool:
    """Whether the place is a CSV file, ``SET.csv`` of a pair ``SET_train.csv``, or a folder that holds one."""
    path, _ = _with_side(place)
    return bool(_is_csv(path) and (path.is_file() or _pair(path)[0].is_file())) or (
        path.is_dir() and any(_NAME.fullmatch(inside.name) for inside in path.iterdir())
    )


def _is_csv(path: Path) -> bool:
    return path.name.lower().endswith((".csv", ".csv.gz"))


def _with_side(place: str) -> tuple[Path, str]:
    """Takes ``#first`` or ``#last``, the column of the label, off a place."""
    path, mark, side = place.rpartition("#")
    return (Path(path), side) if mark and side in {"first", "last"} else (Path(place), "")


def _pair(path: Path) -> tuple[Path, Path]:
    """The names of the two files into which a set ``NAME.csv`` is written."""
    stem = re.sub(r"\.csv(\.gz)?$", "", path.name, flags=re.I)
    ending = path.name[len(stem) :]
    return path.with_name(f"{stem}_train{ending}"), path.with_name(f"{stem}_test{ending}")


def _files(path: Path) -> tuple[Path, Path | None]:
    """The file to train on, and the one to test on if it stands beside."""
    if path.is_dir():
        names = [inside for inside in sorted(path.iterdir()) if _NAME.fullmatch(inside.name)]
        trains = [inside for inside in names if _part(inside) == "train"] or names
        if len(trains) > 1:
            raise DataError(f"{path} holds {trains[0].name} and {trains[1].name}; name the file that is meant")
        path = trains[0]
    elif not path.is_file():
        path = _pair(path)[0]
    if _part(path) != "train":
        return path, None
    match = _NAME.fullmatch(path.name)
    prefix = match["set"] if match else ""
    beside = [path.with_name(f"{prefix}test.csv"), path.with_name(f"{prefix}test.csv.gz")]
    return path, next((file for file in beside if file.is_file()), None)


def _part(path: Path) -> str:
    match = _NAME.fullmatch(path.name)
    return match["part"].lower() if match else ""


def read(place: str, say: Say, step: Step) -> Parts:
    """Reads one CSV file, or the pair of one to train and one to test on.

    The label's column is the one that the header names ``label`` (or class, digit, target, y), else the first or
    the last, whichever holds more different digits 0 to 9 (a corner of the images is mostly paper).
    ``PLACE#first`` or ``#last`` says it where that does not tell.

    Raises:
        DataError: no labels, no square of pixels, or cells that are no numbers.
    """
    path, side = _with_side(place)
    train, test = _files(path)
    head = read_head(train)
    if test and read_head(test).columns == head.columns - 1:
        say(f"{test} has no labels, as Kaggle's test file; it is left aside")
        test = None
    size = train.stat().st_size
    whole = size + (test.stat().st_size if test else 0)
    first, label = _read_file(train, side, None, say, lambda done, _: step(done, whole))
    if not test:
        return {"all": first}
    if train != path:
        say(f"{place}: {train.name} to train, {test.name} to test")
    else:
        say(f"{place}: the test part is {test.name} beside it")
    second, _ = _read_file(test, side, label, say, lambda done, _: step(size + done, whole))
    return {"train": first, "test": second}


def _read_file(path: Path, side: str, known: int | None, say: Say, step: Step) -> tuple[Part, int]:
    """Reads one file; ``known`` is the label's column in the file that goes with it. Gives the label's column too."""
    _check_width(read_head(path), path)  # before all of it is read
    head, numbers = read_numbers(path, step)
    columns = _columns(head, path, say)
    label = _label_column(head, numbers, columns, side, known, path)
    pixels = [column for column in columns if column != label]
    side_length = math.isqrt(len(pixels))

    def where(image: int, pixel: int | None) -> str:
        column = label if pixel is None else pixels[pixel]
        name = f" ({head.names[column]})" if head.names else ""
        return f"line {image + head.first_line}, column {column + 1}{name}"

    inner = slice(pixels[0], pixels[-1] + 1) if pixels[-1] - pixels[0] == len(pixels) - 1 else pixels
    images = np.ascontiguousarray(numbers[:, inner]).reshape(-1, side_length, side_length)
    return Part(images, numbers[:, label].copy(), where), label


def _is_square(count: int) -> bool:
    return count > 0 and math.isqrt(count) ** 2 == count


def _check_width(head: Head, path: Path) -> None:
    """Refuses a table whose columns cannot be a label and the pixels of a square."""
    if _is_square(head.columns - 1) and head.columns > 2:
        return
    if head.names and _is_square(head.columns - 2) and any(name in _NUMBERING for name in head.names):
        return
    if head.names and head.columns < _FEW:
        raise DataError(f"{path} holds no images: its columns are {', '.join(head.names)[:80]}")
    if _is_square(head.columns):
        side = math.isqrt(head.columns)
        raise DataError(f"{path}: {head.columns} columns are {side}x{side} pixels; a column with the label is missing")
    raise DataError(f"{path}: {head.columns} columns, expected 785: a label and 28x28 pixels (or another square)")


def _columns(head: Head, path: Path, say: Say) -> list[int]:
    """Columns of the label and the pixels: all but one that numbers the rows, as data frames write it."""
    if _is_square(head.columns - 1):
        return list(range(head.columns))
    numbering = next(column for column, name in enumerate(head.names or []) if name in _NUMBERING)
    say(f"{path}: column {numbering + 1} numbers the rows; left out")
    return [column for column in range(head.columns) if column != numbering]


def _label_column(
    head: Head, numbers: NDArray[Any], columns: list[int], side: str, known: int | None, path: Path
) -> int:
    left, right = columns[0], columns[-1]
    if side:
        return left if side == "first" else right
    named = next((head.names.index(name) for name in _LABELS if head.names and name in head.names), known)
    if named is not None:
        return named
    first, second = (_likeness(numbers[:, column]) for column in (left, right))
    if first == second or not max(first, second)[0]:
        raise DataError(
            f"{path}: the label is in the first or the last column, but {_told(numbers[:, left], head)} and "
            f"{_told(numbers[:, right], head)} do not tell in which. Say it: {path}#first or {path}#last"
        )
    return left if first > second else right


def _likeness(column: NDArray[Any]) -> tuple[int, int]:
    """How much a column looks like labels: its different digits, and how few (negative) values are none."""
    digits = np.isin(column, np.arange(10))
    others = int((~digits).sum())
    if others > _FAULTY * len(column) or not column.any():  # a column of zeros is paper
        return 0, -others
    return len(np.unique(column[digits])), -others


def _told(column: NDArray[Any], head: Head) -> str:
    """What stands in a column: the first value that is no label with its line, else the labels."""
    others = np.flatnonzero(~np.isin(column, np.arange(10)))
    if len(others):
        return f"{column[others[0]].item():g} (line {others[0] + head.first_line})"
    return ", ".join(f"{value:g}" for value in np.unique(column).tolist())


def outputs(target: Path) -> list[Path]:
    """The files that are written: a CSV holds one part, so two of them, or a folder with two."""
    return list(_pair(target)) if _is_csv(target) else [target]


def write(dataset: Dataset, target: Path, step: Step) -> None:
    """Writes the label first and no header, as "MNIST in CSV"; see `outputs` for the names."""
    _write(dataset, target, step, header=False)


def write_with_header(dataset: Dataset, target: Path, step: Step) -> None:
    """Writes ``label,pixel0,...,pixel783`` first, as Kaggle's file."""
    _write(dataset, target, step, header=True)


def _write(dataset: Dataset, target: Path, step: Step, header: bool) -> None:
    if not _is_csv(target):
        target.mkdir()
    files = _pair(target) if _is_csv(target) else (target / "train.csv", target / "test.csv")
    done = 0
    for path, split in zip(files, (dataset.train, dataset.test), strict=True):
        with _writing(path) as stream:
            if header:
                stream.write(",".join(["label", *(f"pixel{i}" for i in range(split.images[0].size))]).encode() + b"\n")
            for start in range(0, len(split), _BLOCK):
                stream.write(_lines(split, slice(start, start + _BLOCK)))
                step(done + min(start + _BLOCK, len(split)), len(dataset))
        done += len(split)


@contextmanager
def _writing(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        if path.suffix.lower() != ".gz":
            yield file
            return
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
            yield stream  # type: ignore[misc]  # a GzipFile writes as a file does


def _lines(split: Split, rows: slice) -> bytes:
    """Rows as text: each number from a table of its digits and comma, four bytes, of which unused ones are dropped."""
    words = np.array([f"{number}," for number in range(256)], "S4").view(np.uint8).reshape(256, 4)
    labels = split.labels[rows].astype(np.uint8)
    numbers = np.column_stack([labels, split.images[rows].reshape(len(labels), -1)])
    text = words[numbers]
    final = text[:, -1]
    final[final == ord(",")] = ord("\n")
    return bytes(text[text != 0])
