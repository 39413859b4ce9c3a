"""Tables of numbers as text (CSV), read by `numpy.loadtxt` some megabytes at a time, so that little memory is needed.

What is wrong with a table is told with line and column.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from numerals.data.parts import MAX_BYTES, Step, opened, too_large
from numerals.errors import DataError

_BLOCK = 1 << 22
_LONGEST_LINE = 1 << 22
_BINARY = "it holds no text; give a CSV file saved as UTF-8"
_SEPARATORS = ",;\t"
_CONSECUTIVE = 8


@dataclass(frozen=True)
class Head:
    """What the first line tells.

    Attributes:
        separator: between cells: comma, semicolon or tab.
        names: of the columns, in small letters; None if the first line is data.
        columns: how many.
    """

    separator: str
    names: list[str] | None
    columns: int

    @property
    def first_line(self) -> int:
        """Number of the line with the first row, from 1."""
        return 2 if self.names else 1


def read_head(path: Path) -> Head:
    """Looks at the first line of a table.

    Raises:
        DataError: the file is empty, no text, or its first line does not end.
    """
    with opened(path) as (stream, _):
        return _head(_first_line(stream, path), path)


def read_numbers(path: Path, step: Step) -> tuple[Head, NDArray[Any]]:
    """Reads a table whose cells are all numbers, but for names in the first line.

    Args:
        path: text with commas, semicolons or tabs, gzip or not.
        step: called with the bytes read and those of the file.

    Returns:
        What the first line tells, and the numbers (rows, columns): bytes if all are whole from 0 to 255, else
        16-bit whole numbers or 32-bit floating-point numbers.

    Raises:
        DataError: with line, column and count: cells that are no numbers, or lines with too few or too many.
    """
    size = path.stat().st_size
    with opened(path) as (stream, file):
        first = _first_line(stream, path)
        head = _head(first, path)
        rows: list[NDArray[Any]] = []
        line, held = head.first_line, 0
        for block in _blocks(b"" if head.names else first, stream, path):
            numbers = _whole_numbers(block, head)
            if numbers is None:
                numbers = _any_numbers(block, head, line, path)
            rows.append(numbers)
            line += len(numbers)
            held += numbers.nbytes
            if held > MAX_BYTES:
                raise too_large(path)
            step(file.tell(), size)
    if not rows:
        raise DataError(f"{path} holds no rows{' below its header' if head.names else ''}")
    return head, np.concatenate(rows)


def _first_line(stream: IO[bytes], path: Path) -> bytes:
    line = stream.readline(_LONGEST_LINE)
    if not line:
        raise DataError(f"{path} is empty")
    if len(line) == _LONGEST_LINE:
        raise _endless(path)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line:
        raise DataError(f"{path}: {_BINARY}")
    return line.removeprefix(b"\xef\xbb\xbf")


def _endless(path: Path) -> DataError:
    return DataError(f"{path}: a line is longer than {_LONGEST_LINE >> 20} MiB; expected one image in a line")


def _head(line: bytes, path: Path) -> Head:
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: {_BINARY}") from error
    separator = max(_SEPARATORS, key=text.count)
    cells = [cell.strip().lower() for cell in next(csv.reader([text], delimiter=separator), [])]
    return Head(separator, cells if _are_names(cells) else None, len(cells))


def _are_names(cells: list[str]) -> bool:
    """Whether the first line names columns: words, or numbers that count up as a data frame's do."""
    words = sum(not _is_number(cell) for cell in cells)
    if "label" in cells or 2 * words > len(cells):
        return True
    for inner in (cells, cells[1:], cells[:-1]):
        if len(inner) > _CONSECUTIVE and all(cell.isdecimal() for cell in inner):
            start = int(inner[0])
            if [int(cell) for cell in inner] == list(range(start, start + len(inner))):
                return True
    return False


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _blocks(first: bytes, stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """Whole lines of some megabytes together, each ending with a newline; blank lines at the end are left out."""
    rest = first
    while new := stream.read(_BLOCK):
        block = rest + new
        cut = block.rstrip(b"\r\n").rfind(b"\n") + 1  # so that lines that are blank stay with what follows
        if len(block) - cut > _LONGEST_LINE + len(new):
            raise _endless(path)
        rest = block[cut:]
        if cut:
            yield block[:cut].replace(b"\r\n", b"\n")
    last = rest.rstrip(b"\r\n")
    if last:
        yield last.replace(b"\r\n", b"\n") + b"\n"


def _whole_numbers(block: bytes, head: Head) -> NDArray[Any] | None:
    """Reads rows of whole numbers of up to 16 bits, in less time than others; None if they are no such."""
    if block.translate(None, b"0123456789\n" + head.separator.encode()):
        return None
    try:
        numbers = np.loadtxt(io.StringIO(block.decode()), np.uint16, delimiter=head.separator, ndmin=2)
    except ValueError:
        return None
    return _smallest(numbers) if numbers.shape == (block.count(b"\n"), head.columns) else None


def _smallest(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers as bytes if that loses nothing, else 16-bit whole numbers as they are, else as 32-bit fractions."""
    whole = numbers.dtype == np.uint16 or bool((numbers == np.floor(numbers)).all())
    if whole and numbers.min() >= 0 and numbers.max() <= 255:
        return numbers.astype(np.uint8)
    return numbers if numbers.dtype == np.uint16 else numbers.astype(np.float32)


def _any_numbers(block: bytes, head: Head, line: int, path: Path) -> NDArray[Any]:
    """Reads rows of numbers of any kind, in quotes or not."""
    try:
        stream = io.StringIO(block.decode("utf-8"))
        numbers = np.loadtxt(stream, delimiter=head.separator, quotechar='"', comments=None, ndmin=2)
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: {_BINARY}") from error
    except ValueError:
        numbers = np.empty((0, 0))
    if numbers.shape != (block.count(b"\n"), head.columns):
        raise _fault(block.decode("utf-8"), head, line, path)
    with np.errstate(over="ignore"):
        return _smallest(numbers)


def _fault(text: str, head: Head, line: int, path: Path) -> DataError:
    """Finds what is wrong with rows, cell by cell, and counts it among these rows."""
    ragged: list[tuple[int, int]] = []
    cells: list[tuple[int, int, str]] = []
    rows = text.split("\n")[:-1]
    for number, row in enumerate(rows, line):
        values = next(csv.reader([row], delimiter=head.separator), [])
        if len(values) != head.columns:
            ragged.append((number, len(values)))
        else:
            cells += [(number, i, value) for i, value in enumerate(values, 1) if not _is_number(value)]
    among = f"among the lines {line:,} to {line + len(rows) - 1:,}"
    if ragged:
        number, found = ragged[0]
        return DataError(
            f"{path}, line {number}: {found} columns, expected {head.columns} as in the first line; "
            f"{len(ragged):,} such line{'s' if len(ragged) > 1 else ''} {among}"
        )
    if not cells:
        return DataError(f"{path}: quotes or numbers that are written in no known way {among}")
    number, column, value = cells[0]
    told = f"{value[:40]!r} is no number" if value.strip() else "the cell is empty"
    name = f" ({head.names[column - 1]})" if head.names else ""
    return DataError(
        f"{path}, line {number}, column {column}{name}: {told}; "
        f"{len(cells):,} such cell{'s' if len(cells) > 1 else ''} {among}"
    )
