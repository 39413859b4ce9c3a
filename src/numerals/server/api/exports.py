"""Kept drawings as files to take away."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from numerals.server.api import answers
from numerals.server.store.models import Drawing

_COLUMNS = ("id", "created", "page", "text", "confidence", "correction", "verdict", "corrected", "model")
_IN_MEMORY = 8_000_000  # bytes of an archive before it moves to a file


def table(rows: Iterable[Drawing]) -> Iterator[str]:
    """A CSV with a header, a line at a time; moments in ISO 8601, the lines of a text apart by a space."""
    yield _line(_COLUMNS)
    for row in rows:
        yield _line(_value(row, column) for column in _COLUMNS)


def _line(values: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(values)
    return stream.getvalue()


def _value(row: Drawing, column: str) -> str:
    value = getattr(row, column)
    if value is None:
        return ""
    if column in {"created", "corrected"}:
        return str(value.isoformat(timespec="milliseconds"))
    text = str(value).replace("\n", " ")
    # A spreadsheet takes these for a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def pictures(rows: Iterable[Drawing], *, by_model: bool) -> IO[bytes]:
    """A ZIP archive with one folder a digit.

    Args:
        rows: the drawings; those whose label does not have as many digits as were found are left out.
        by_model: take what the model read where nobody said what it is.
    """
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for digit in range(10):
            archive.mkdir(f"drawings/{digit}")
        for row in rows:
            said = row.text if row.correction is None and by_model else row.correction or ""
            crops = answers.crops(row)
            labels = [mark for mark in said if not mark.isspace()]
            if len(labels) != len(crops):
                continue
            for place, (label, crop) in enumerate(zip(labels, crops, strict=True)):
                if label in "0123456789":  # the model may have answered ?
                    archive.writestr(f"drawings/{label}/{row.id}-{place}.png", answers.png(crop))
    file.seek(0)
    return file
