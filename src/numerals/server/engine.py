"""The models of this process: the one in force, which follows promotions, and others that were asked for by name.

They are made at the first call after a fork, since a session of ONNX Runtime does not survive one.
"""

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from numerals.errors import ModelError, ParameterError
from numerals.inference.bundle import Bundle
from numerals.inference.store import CHAMPION, Store
from numerals.reader import Reader
from numerals.server import spaces

_LOOK = 1.0  # seconds between two looks at who is the champion; each is one question to the file system
_OTHERS = 4  # models beside the one in force that stay loaded

# Photos being read at a time: each takes some 100 MB and a whole core while it is.
_PHOTOS = max(2, os.cpu_count() or 2)
_photos = threading.BoundedSemaphore(_PHOTOS)
_PATIENCE = 20.0  # seconds that a photo waits for its turn

_log = logging.getLogger(__name__)


class BusyError(Exception):
    """Too many photos are being read."""


class Engine:
    """The loaded models of one process.

    Attributes:
        store: the models of this machine.

    Args:
        store: as above.
        model: which one to serve with; ``champion`` takes up a new champion while the server runs, every other
            name keeps to its model.

    Raises:
        ModelError: no model can be loaded.
    """

    def __init__(self, store: Store, model: str) -> None:
        self.store = store
        self._stamp = self._stamps()
        self._reader = self._champion() if model == CHAMPION else _warmed(store.resolve(model))
        self._others: OrderedDict[str, Reader] = OrderedDict()
        self._lock = threading.Lock()
        if model == CHAMPION:
            threading.Thread(target=self._follow, name="follow-champion", daemon=True).start()

    def reader(self) -> Reader:
        """The model in force."""
        return self._reader

    def other(self, version: str) -> Reader:
        """The model of this version.

        Raises:
            ParameterError: there is none on this machine.
            ModelError: it is damaged.
        """
        current = self._reader
        if version == current.name:
            return current
        with self._lock:
            found = self._others.pop(version, None)
            if found is None:
                bundle = self.store.find(version)
                if bundle is None:
                    raise ParameterError(f"there is no model {version[:100]!r}; GET /api/v1/models lists them")
                found = _warmed(bundle)
            self._others[version] = found
            while len(self._others) > _OTHERS:
                self._others.popitem(last=False)
        return found

    def bundles(self) -> list[Bundle]:
        """All models that can be asked for, the one in force first."""
        current = self._reader.bundle
        return [current, *(bundle for bundle in self.store.bundles() if bundle.version != current.version)]

    def _follow(self) -> None:
        """Loads each new champion beside the model in force, whose place it takes when it has read once."""
        while True:
            time.sleep(_LOOK)
            stamp = self._stamps()
            if stamp == self._stamp:
                continue
            self._stamp = stamp
            try:
                fresh = self._champion()
            except Exception:
                _log.exception("the new champion cannot be loaded; %s stays", self._reader.name)
                continue
            with self._lock:
                self._others.clear()  # they have the guard of before
            if fresh.name != self._reader.name:
                _log.info("reading with %s from now on, instead of %s", fresh.name, self._reader.name)
            self._reader = fresh  # requests that are being answered end on the one that they began with

    def _stamps(self) -> tuple[object, ...]:
        """Changes with the champion, and with those of the spaces."""
        return self.store.stamp(), spaces.stamp()

    def _champion(self) -> Reader:
        """The best model that can be run: the champion, one before it, or the shipped one."""
        trouble: ModelError | None = None
        for bundle in self.store.champions():
            try:
                return _warmed(bundle)
            except ModelError as error:
                _log.warning("%s; an earlier model is used instead", error)
                trouble = error
        raise trouble or ModelError("there is no model; install the package anew")


def _warmed(bundle: Bundle) -> Reader:
    """A reader that has read once, so that nobody waits for its first time."""
    reader = Reader(bundle, guard=spaces.space("guard"), autoencoder=spaces.space("vae"))
    reader.read_strokes([[(100.0, 50.0), (100.0, 250.0)]], 200.0, 300.0)
    return reader


_lock = threading.Lock()
_engines: dict[int, Engine] = {}


def get() -> Engine:
    """The engine of this process, made at the first call.

    Raises:
        ModelError: the model is missing or damaged.
    """
    process = os.getpid()
    found = _engines.get(process)
    if found is None:
        with _lock:
            found = _engines.get(process)
            if found is None:
                found = Engine(settings.CONFIGURATION.store, settings.CONFIGURATION.model)
                _engines.clear()
                _engines[process] = found
    return found


def reader(version: str = "") -> Reader:
    """The model in force, or the one of a version.

    Raises:
        ParameterError: there is no such version.
        ModelError: the model is missing or damaged.
    """
    return get().other(version) if version else get().reader()


@contextmanager
def photo_reader(version: str = "") -> Iterator[Reader]:
    """The reader, while no more photos are read than there are cores.

    Raises:
        BusyError: other photos took too long.
        ParameterError: there is no such version.
        ModelError: the model is missing or damaged.
    """
    if not _photos.acquire(timeout=_PATIENCE):
        raise BusyError(f"the server has been reading other photos for {_PATIENCE:.0f} s; try again in a moment")
    try:
        yield reader(version)
    finally:
        _photos.release()
