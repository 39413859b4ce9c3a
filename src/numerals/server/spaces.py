"""The spaces of digits in force, and the training digits' index, for the pages Compare and Dream.

They are loaded at the first question, and anew when another champion of their kind is promoted; the index is made by a
thread, while the others are answered.
"""

import logging
import os
import threading
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from numerals.data.places import cache_folder, data_root
from numerals.data.sources import load
from numerals.errors import NumeralsError
from numerals.explore.alike import Index, index_of
from numerals.inference.space import SLOTS, Space
from numerals.inference.store import SpaceStore
from numerals.server.studies import NotReadyError

SOURCE = "mnist"
"""Whose training digits are searched."""


@dataclass(frozen=True)
class Preparation:
    """How far the index of the training digits is.

    Attributes:
        state: ``ready``, ``indexing``, or ``failed``.
        error: what went wrong; empty if nothing did.
    """

    state: Literal["ready", "indexing", "failed"]
    error: str = ""


_log = logging.getLogger(__name__)
_lock = threading.Lock()


Stamp = tuple[int, int] | None
_loaded: dict[str, tuple[Stamp, Space]] = {}


def store(name: str) -> SpaceStore:
    """Where the champion of a kind is."""
    return SpaceStore(settings.CONFIGURATION.store.home, name)


def stamp() -> tuple[Stamp, ...]:
    """Changes whenever a champion does."""
    return tuple(store(name).stamp() for name in SLOTS)


def space(name: str) -> Space:
    """The space of a kind that is in force, one of `numerals.inference.space.SLOTS`.

    Raises:
        ModelError: it is damaged.
    """
    shelf = store(name)
    now = shelf.stamp()
    known = _loaded.get(name)
    if known is None or known[0] != now:
        found = shelf.current()
        if known is not None and known[1].version == found.version:
            found = known[1]
        _loaded[name] = known = now, found
    return known[1]


class _Search:
    """The index of this process, once it is there."""

    index: Index | None = None
    thread: threading.Thread | None = None
    error = ""

    def make(self) -> None:
        try:
            split = load(SOURCE, data_root(os.environ), cache_folder(os.environ)).train
            self.index = index_of(space("siamese"), split, cache_folder(os.environ))
        except NumeralsError as error:
            self.error = str(error)
            _log.warning("the training digits cannot be searched: %s", error)
        except Exception:
            self.error = "something went wrong; the server's log says what"
            _log.exception("the training digits cannot be searched")


_search = _Search()


def prepare() -> Preparation:
    """Begins to index the training digits unless that is done or under way, which takes some twenty seconds.

    What went wrong is told once; who asks again lets it try again.
    """
    with _lock:
        if _search.index is not None and _search.index.space.version == space("siamese").version:
            return Preparation("ready")
        told, _search.error = _search.error, ""
        if told:
            return Preparation("failed", f"the training digits of {SOURCE} cannot be searched: {told}")
        if _search.thread is None or not _search.thread.is_alive():
            _search.thread = threading.Thread(target=_search.make, name="index-digits", daemon=True)
            _search.thread.start()
    return Preparation("indexing")


def index() -> Index:
    """The index of the training digits; the first question begins to make it.

    Raises:
        NotReadyError: it is not there yet, or the digits are not on this machine.
    """
    found = prepare()
    if found.state == "ready" and _search.index is not None:
        return _search.index
    raise NotReadyError(found.error or f"the training digits of {SOURCE} are being indexed; ask again in some seconds")
