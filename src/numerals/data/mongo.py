"""Labelled digits in MongoDB, through its official driver.

A plain loop over the driver's cursor reads 60,000 images in a quarter of a second; raw batches cut by hand are as fast
and PyMongoArrow is slower (``benchmarks/database.py``), so the plain loop it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from numerals.data.address import redacted
from numerals.data.database import Row
from numerals.errors import DataError, MissingExtraError

if TYPE_CHECKING:
    from pymongo.database import Database

DATABASE = "numerals"
"""Name of the database where an address names none."""
_PATIENCE_MS = 5000  # milliseconds until a server that does not answer is taken for away
_DUPLICATE = 11000
_FIELDS = ("_id", "source", "index", "label", "image")


class MongoTables:
    """See `numerals.data.database.Tables`."""

    def __init__(self, database: "Database[dict[str, Any]]") -> None:
        self._database = database

    def complete(self, part: str) -> list[str]:
        rows = self._database[part]
        # The index begins with the source: this looks at one key a source, not at every row.
        return [str(source) for source in rows.distinct("source") if rows.find_one({"source": source, "index": 0})]

    def indices(self, part: str, source: str) -> NDArray[np.int64]:
        found = self._database[part].find({"source": source}, {"_id": 0, "index": 1})
        return np.array([row["index"] for row in found], np.int64)

    def count(self, part: str, source: str) -> int:
        return self._database[part].count_documents({"source": source})

    def rows(self, part: str, source: str) -> Iterator[tuple[int, bytes]]:
        asked = {"_id": 0, "label": 1, "image": 1}
        found = self._database[part].find({"source": source}, asked, batch_size=4000).sort("index", 1)
        for row in found:
            yield row["label"], row["image"]

    def insert(self, part: str, rows: list[Row]) -> None:
        from pymongo.errors import BulkWriteError

        try:
            self._database[part].insert_many([dict(zip(_FIELDS, row, strict=True)) for row in rows], ordered=False)
        except BulkWriteError as error:
            details = error.details or {}
            strange = [one for one in details.get("writeErrors", []) if one.get("code") != _DUPLICATE]
            if strange or details.get("writeConcernErrors"):
                raise

    def remove(self, part: str, source: str) -> None:
        self._database[part].delete_one({"source": source, "index": 0})
        self._database[part].delete_many({"source": source})

    def drawings(self) -> Iterator[tuple[str, bytes]]:
        asked = {"correction": {"$type": "string"}, "crops": {"$type": "binData"}}
        found = self._database.drawings.find(asked, {"correction": 1, "crops": 1})
        for row in found.sort([("created", 1), ("_id", 1)]):
            yield row["correction"], row["crops"]


@contextmanager
def opened(url: str) -> Iterator[MongoTables]:
    """The collections of the database that an address names.

    Raises:
        DataError: the server is away or refuses; also raised for what happens in the ``with`` block.
        MissingExtraError: the driver is not installed.
    """
    try:
        from pymongo import MongoClient
        from pymongo.errors import PyMongoError
    except ImportError as error:
        raise MissingExtraError(f"MongoDB needs its driver ({error}): pip install 'numerals[mongo]'") from error
    try:
        with MongoClient[dict[str, Any]](
            url, serverSelectionTimeoutMS=_PATIENCE_MS, connectTimeoutMS=_PATIENCE_MS, appname="numerals"
        ) as client:
            yield MongoTables(client.get_default_database(DATABASE))
    except PyMongoError as error:
        raise DataError(f"MongoDB at {redacted(url)}: {why(error)}") from error


def why(error: Exception) -> str:
    """A database's error in one line without secrets; Django's own may be empty, and tell only by their cause."""
    text = str(error) or str(error.__cause__) or type(error).__name__
    return redacted(text).partition(", Timeout:")[0].partition(", full error")[0][:300]
