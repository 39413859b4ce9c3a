"""Files that outlive a crash: whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write(file: Path, data: bytes) -> None:
    """Writes a file so that it outlives a loss of power."""
    file.write_bytes(data)
    sync(file)


def replace(file: Path, data: bytes) -> None:
    """Writes a file that others read meanwhile."""
    with replacing(file) as fresh:
        fresh.write_bytes(data)


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A place beside ``file`` to write to; what lies there at the end takes its place at once, after an error nothing.

    A process that is killed before leaves ``file`` as it was, and a hidden file beside it.
    """
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        yield fresh
        sync(fresh)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    sync(file.parent)


def sync(place: Path) -> None:
    """Makes what was written to a file, or renamed in a folder, outlive a loss of power."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
