"""The one `Reader` of this process.

It is made at the first call after a fork, since a session of ONNX Runtime does not survive one.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from numerals.reader import Reader

_lock = threading.Lock()
_readers: dict[int, Reader] = {}

# Photos being read at a time: each takes some 100 MB and a whole core while it is.
_PHOTOS = max(2, os.cpu_count() or 2)
_photos = threading.BoundedSemaphore(_PHOTOS)
_PATIENCE = 20.0  # seconds that a photo waits for its turn


class BusyError(Exception):
    """Too many photos are being read."""


def reader() -> Reader:
    """The reader of this process, made at the first call.

    Raises:
        ModelError: the model bundle is missing or damaged.
    """
    process = os.getpid()
    found = _readers.get(process)
    if found is None:
        with _lock:
            found = _readers.get(process)
            if found is None:
                found = Reader(settings.CONFIGURATION.model)
                _readers.clear()
                _readers[process] = found
    return found


@contextmanager
def photo_reader() -> Iterator[Reader]:
    """The reader, while no more photos are read than there are cores.

    Raises:
        BusyError: other photos took too long.
        ModelError: the model bundle is missing or damaged.
    """
    if not _photos.acquire(timeout=_PATIENCE):
        raise BusyError(f"the server has been reading other photos for {_PATIENCE:.0f} s; try again in a moment")
    try:
        yield reader()
    finally:
        _photos.release()


def warm() -> None:
    """Makes the reader and lets it read once, so that the first person does not wait.

    Raises:
        ModelError: the model bundle is missing or damaged.
    """
    reader().read_strokes([[(100.0, 50.0), (100.0, 250.0)]], 200.0, 300.0)
