"""Studies for the page Explore: each is made by a process of its own, ``numerals explore --prepare``.

So the server stays small and answers meanwhile, and no library of the lab is loaded into it.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from numpy.typing import NDArray

from numerals.errors import NumeralsError
from numerals.explore.atlas import Atlas
from numerals.explore.needs import require
from numerals.explore.shelf import RUNNING, Shelf, State

Make = Callable[[], NDArray[Any]]

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_running: dict[tuple[str, str], "subprocess.Popen[bytes]"] = {}


class NotReadyError(NumeralsError):
    """There is no study of this source and model yet."""


def _shelf() -> Shelf:
    return Shelf(settings.CONFIGURATION.home)


def state(source: str, model: str) -> State:
    """How far the study of a source with a model is."""
    with _lock:
        for key, process in list(_running.items()):
            if process.poll() is not None:  # asks for its exit code, so that no zombie stays
                del _running[key]
    return _shelf().state(source, model)


def start(source: str, model: str) -> State:
    """Begins a study in another process, unless one is at it.

    Args:
        source: one of the names that may be explored.
        model: version of a model.

    Raises:
        MissingExtraError: a library that it needs is not installed.
    """
    found = state(source, model)
    if found.state == RUNNING:
        return found
    require()
    with _lock:
        found = _shelf().state(source, model)
        if found.state == RUNNING:
            return found
        command = [sys.executable, "-m", "numerals", "explore", "--prepare", "--data", source, "--model", model]
        environ = os.environ | {"NUMERALS_HOME": str(settings.CONFIGURATION.home)}
        process = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
        _running[source, model] = process
        found = replace(found, state=RUNNING, step="starting", share=0.0, error="", process=process.pid)
        _shelf().note(found)
    _log.info("exploring %s with %s in process %d", source, model, process.pid)
    return found


def atlas(source: str, model: str) -> Atlas:
    """The columns of a study that is ready.

    Raises:
        NotReadyError: there is none yet.
    """
    found = _shelf().open(source, model)
    if found is None:
        told = state(source, model)
        more = f" ({told.error})" if told.error else ""
        raise NotReadyError(
            f"{source} has not been explored with {model}{more}: it is {told.state}. POST /api/v1/explore/start begins "
            "it, GET /api/v1/explore/status tells how far it is"
        )
    return found
