"""Tables of readings: Parquet, CSV and JSON Lines by a file's ending, written in parts that are joined at the end.

========== ======== ===============================================================
column     type     meaning
========== ======== ===============================================================
file       text     the image, as the source names it
text       text     its digits, a line of text for each line; ``?`` is unreadable
count      integer  how many digits were found
confidence number   of the least sure digit, 0 to 1; empty without digits
width      integer  of the image, pixels
height     integer  of the image, pixels
model      text     that read
error      text     why the image was not read; all but file and model are empty then
digits     list     if asked for: value, confidence, box (x, y, width, height), line
========== ======== ===============================================================
"""

import csv
import io
import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numerals.batch.job import BatchError, Row
from numerals.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("file", "text", "count", "confidence", "width", "height", "model", "error")
DIGITS = "digits"
_JOINED = 64
"""Parts that become one row group of a Parquet file: small ones are slow to read and compress badly."""


class Format(ABC):
    """One form of table.

    Args:
        digits: with the column ``digits``.
    """

    def __init__(self, *, digits: bool) -> None:
        self.columns = (*COLUMNS, DIGITS) if digits else COLUMNS

    @abstractmethod
    def write(self, rows: list[Row], file: Path) -> None:
        """Writes one part."""

    @abstractmethod
    def join(self, parts: Sequence[Path], file: Path) -> None:
        """Writes the table of all parts, in their order."""


class JsonLines(Format):
    """An object a line."""

    def write(self, rows: list[Row], file: Path) -> None:
        """Writes one part."""
        lines = [json.dumps({name: row[name] for name in self.columns}) for row in rows]
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def join(self, parts: Sequence[Path], file: Path) -> None:
        """Writes the table of all parts, in their order."""
        _concatenate(b"", parts, file)


class Csv(Format):
    """Comma-separated, with a header, in UTF-8; the digits of an image as JSON."""

    def write(self, rows: list[Row], file: Path) -> None:
        """Writes one part, without a header."""
        with file.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([_cell(row[name]) for name in self.columns] for row in rows)

    def join(self, parts: Sequence[Path], file: Path) -> None:
        """Writes the table of all parts, in their order."""
        header = io.StringIO(newline="")
        csv.writer(header).writerow(self.columns)
        _concatenate(header.getvalue().encode(), parts, file)


class Parquet(Format):
    """Columns with types, as data frames and databases read them.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, *, digits: bool) -> None:
        super().__init__(digits=digits)
        try:
            import pyarrow.parquet
        except ImportError as error:
            raise MissingExtraError(
                f"Parquet needs pyarrow ({error}): pip install 'numerals[batch]', or write .csv or .jsonl"
            ) from error
        self._parquet = pyarrow.parquet

    def write(self, rows: list[Row], file: Path) -> None:
        """Writes one part."""
        import pyarrow as pa

        plain = [{name: row[name] for name in self.columns} for row in rows]
        self._parquet.write_table(pa.Table.from_pylist(plain, self._schema()), file)

    def join(self, parts: Sequence[Path], file: Path) -> None:
        """Writes the table of all parts, in their order."""
        import pyarrow as pa

        rest = iter(parts)
        with self._parquet.ParquetWriter(file, self._schema()) as writer:
            while some := list(islice(rest, _JOINED)):
                tables = [self._parquet.read_table(part, partitioning=None) for part in some]
                writer.write_table(pa.concat_tables(tables).combine_chunks())

    def _schema(self) -> "pa.Schema":
        import pyarrow as pa

        number, text = pa.int32(), pa.string()
        digit = {"value": pa.int8(), "confidence": pa.float64(), "box": pa.list_(number, 4), "line": number}
        types = dict.fromkeys(self.columns, text) | {
            "count": number, "confidence": pa.float64(), "width": number, "height": number
        }  # fmt: skip
        if DIGITS in types:
            types[DIGITS] = pa.list_(pa.struct(digit))
        return pa.schema([(name, types[name]) for name in self.columns])


FORMATS: dict[str, type[Format]] = {".parquet": Parquet, ".csv": Csv, ".jsonl": JsonLines, ".ndjson": JsonLines}
"""The format of each ending."""


def format_of(target: Path, *, digits: bool) -> Format:
    """The format of a file by its ending.

    Raises:
        BatchError: another ending.
        MissingExtraError: Parquet needs pyarrow.
    """
    kind = FORMATS.get(target.suffix.lower())
    if kind is None:
        raise BatchError(f"{target} should end in {', '.join(FORMATS)}, which says in what form it is written")
    return kind(digits=digits)


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _concatenate(head: bytes, parts: Sequence[Path], file: Path) -> None:
    with file.open("wb") as out:
        out.write(head)
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, out)
