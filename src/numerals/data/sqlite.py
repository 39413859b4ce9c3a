"""Labelled digits in a SQLite file, through Python's own module."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.data.database import Row
from numerals.errors import DataError

_PATIENCE = 10.0  # seconds to wait for another writer


class SqliteTables:
    """See `numerals.data.database.Tables`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def complete(self, part: str) -> list[str]:
        return [source for (source,) in self._connection.execute(f'SELECT source FROM "{part}" WHERE "index" = 0')]

    def indices(self, part: str, source: str) -> NDArray[np.int64]:
        found = self._connection.execute(f'SELECT "index" FROM "{part}" WHERE source = ?', (source,))
        return np.array([index for (index,) in found], np.int64)

    def count(self, part: str, source: str) -> int:
        (found,) = self._connection.execute(f'SELECT COUNT(*) FROM "{part}" WHERE source = ?', (source,)).fetchone()
        return int(found)

    def rows(self, part: str, source: str) -> Iterator[tuple[int, bytes]]:
        yield from self._connection.execute(
            f'SELECT label, image FROM "{part}" WHERE source = ? ORDER BY "index"', (source,)
        )

    def insert(self, part: str, rows: list[Row]) -> None:
        with self._connection:
            self._connection.executemany(
                f'INSERT OR IGNORE INTO "{part}" (_id, source, "index", label, image) VALUES (?, ?, ?, ?, ?)', rows
            )

    def remove(self, part: str, source: str) -> None:
        with self._connection:
            self._connection.execute(f'DELETE FROM "{part}" WHERE source = ?', (source,))

    def drawings(self) -> Iterator[tuple[str, bytes]]:
        yield from self._connection.execute(
            "SELECT correction, crops FROM drawings WHERE correction IS NOT NULL AND crops IS NOT NULL "
            "ORDER BY created, _id"
        )


@contextmanager
def opened(file: str) -> Iterator[SqliteTables]:
    """The tables of a file.

    Raises:
        DataError: the file or its tables are not there, or it is no database; also raised for what happens in the
            ``with`` block.
    """
    if not Path(file).is_file():
        raise DataError(
            f"there is no database {file} yet; make it: numerals data load mnist, or numerals serve and draw"
        )
    try:
        with closing(sqlite3.connect(file, timeout=_PATIENCE)) as connection:
            yield SqliteTables(connection)
    except sqlite3.Error as error:
        if "no such table" in str(error):
            raise DataError(f"{file} has no tables of digits; make them: numerals data load mnist") from error
        raise DataError(f"the database {file}: {error}") from error
