"""A cache that all worker processes share: a small SQLite file, or Redis by its address.

It holds what must be known to every process and may be forgotten after minutes: which one-time things were used,
and how often someone tried. Django's own file cache will not do, since two processes may both ``add`` the same key
there; here one statement decides.
"""

import pickle
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_TABLE = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, expires REAL NOT NULL)"
_INDEX = "CREATE INDEX IF NOT EXISTS by_expiry ON entries (expires)"
_NEVER = 1e12  # seconds since 1970
_BUSY = 5.0  # seconds that a process waits for another one's write


def settings(url: str, home: Path) -> dict[str, Any]:
    """Django's description of the cache.

    Args:
        url: such as ``redis://host:6379/0``; empty for a file.
        home: folder of the file.
    """
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": "numerals"}
    return {"BACKEND": "numerals.server.cache.SqliteCache", "LOCATION": str(home / "shared-cache.sqlite3")}


class SqliteCache(BaseCache):
    """A cache in one file. ``add`` and ``incr`` are atomic across processes."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._file = location

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Sets the key if it is not there, and says whether it did."""
        with self._changing() as connection:
            row = self._row(key, value, timeout, version)
            return connection.execute("INSERT OR IGNORE INTO entries VALUES (?, ?, ?)", row).rowcount == 1

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The key's value, or the default."""
        with closing(self._open()) as connection:
            found = self._value(connection, self.make_and_validate_key(key, version=version))
        return default if found is None else pickle.loads(found)  # noqa: S301  (what this class wrote)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Sets the key."""
        with self._changing() as connection:
            connection.execute("REPLACE INTO entries VALUES (?, ?, ?)", self._row(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Gives the key another time to live, and says whether it is there."""
        name = self.make_and_validate_key(key, version=version)
        with self._changing() as connection:
            changed = connection.execute("UPDATE entries SET expires = ? WHERE key = ?", (self._until(timeout), name))
            return changed.rowcount == 1

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Adds to a number, whose time to live stays.

        Raises:
            ValueError: there is no such key.
        """
        name = self.make_and_validate_key(key, version=version)
        with self._changing() as connection:
            found = self._value(connection, name)
            if found is None:
                raise ValueError(f"there is no key {key!r} to add to")
            total = int(pickle.loads(found)) + delta  # noqa: S301
            connection.execute("UPDATE entries SET value = ? WHERE key = ?", (pickle.dumps(total), name))
            return total

    def delete(self, key: str, version: int | None = None) -> bool:
        """Removes the key, and says whether it was there."""
        name = self.make_and_validate_key(key, version=version)
        with self._changing() as connection:
            return connection.execute("DELETE FROM entries WHERE key = ?", (name,)).rowcount == 1

    def clear(self) -> None:
        """Removes everything."""
        with self._changing() as connection:
            connection.execute("DELETE FROM entries")

    def _open(self) -> sqlite3.Connection:
        # A connection for each call: some hundred microseconds, and none is carried across a fork or a thread.
        connection = sqlite3.connect(self._file, timeout=_BUSY, isolation_level=None)
        # After a crash the last entries may be missing, the file stays whole: right for a cache.
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other process writes beside; what has expired is gone in it."""
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute(_TABLE)
                connection.execute(_INDEX)
                connection.execute("DELETE FROM entries WHERE expires <= ?", (time.time(),))
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _value(self, connection: sqlite3.Connection, name: str) -> bytes | None:
        try:
            question = "SELECT value FROM entries WHERE key = ? AND expires > ?"
            row = connection.execute(question, (name, time.time())).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None  # nothing was ever written
            raise
        return row[0] if row else None

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> tuple[str, bytes, float]:
        return self.make_and_validate_key(key, version=version), pickle.dumps(value), self._until(timeout)

    def _until(self, timeout: Any) -> float:
        until = self.get_backend_timeout(timeout)
        return _NEVER if until is None else float(until)
