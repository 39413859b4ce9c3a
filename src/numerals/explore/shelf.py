"""The studies on disk: which there are, how far one is that is being made, and the making of one.

::

    HOME/explore/mnist--cnn-d7d1a797.json        state: which folder holds it, or how far the work is
    HOME/explore/mnist--cnn-d7d1a797-1a2b3c4d/   statistics.json, and a .npy file for each column and set of pictures

A folder is written beside its place and then moved there. Who makes one holds a lock, so nothing is computed twice at
once, and one study is made at a time: each takes some gigabytes.
"""

import fcntl
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from numerals.errors import NumeralsError
from numerals.explore.atlas import STATISTICS, Atlas, Contents

VERSION = 2
"""Of the columns and statistics; a study of another version is made anew."""
_KEPT = 6
"""Studies that stay on disk; MNIST's takes some 70 MB."""
NOT_RUN, RUNNING, READY, FAILED = "not_run", "running", "ready", "failed"
_PAUSE = 0.2
"""Seconds between two notes of how far the work is."""

_log = logging.getLogger(__name__)


class ShelfError(NumeralsError):
    """The folder of the studies cannot be written."""


@dataclass(frozen=True)
class State:
    """How far the study of a source with a model is.

    Attributes:
        source, model: name and version.
        state: not_run, running, ready or failed.
        step: what is being done.
        share: of the work that is done, 0 to 1.
        error: why it failed.
        folder: where the columns are, if an earlier study is ready or this one is.
        process: that does the work.
        made: when it was ready, seconds since 1970.
        begun: when the work began, having waited for other studies, seconds since 1970; 0 before.
        version: of the columns.
    """

    source: str
    model: str
    state: str = NOT_RUN
    step: str = ""
    share: float = 0.0
    error: str = ""
    folder: str = ""
    process: int = 0
    made: float = 0.0
    begun: float = 0.0
    version: int = VERSION


class Shelf:
    """The studies below one home.

    Args:
        home: folder of what is kept; `folder` in it is made when something is written.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "explore"

    def state(self, source: str, model: str) -> State:
        """How far it is; work whose process is gone has failed."""
        try:
            told = json.loads(self._note(source, model).read_text(encoding="utf-8"))
            state = State(**{field.name: told[field.name] for field in fields(State) if field.name in told})
        except FileNotFoundError:
            return State(source, model)
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("%s cannot be read (%r)", self._note(source, model), error)
            return State(source, model)
        if state.version != VERSION or (state.folder and not (self.folder / state.folder / STATISTICS).exists()):
            state = replace(state, folder="", state=NOT_RUN if state.state == READY else state.state, version=VERSION)
        if state.state == RUNNING and not _alive(state.process):
            return replace(state, state=FAILED, error="the work ended before it was done; start it again")
        return state

    def note(self, state: State) -> None:
        """Writes down how far it is.

        Raises:
            ShelfError: the folder cannot be written.
        """
        path = self._note(state.source, state.model)
        fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(state)), encoding="utf-8")
            fresh.replace(path)
        except OSError as error:
            raise ShelfError(f"{self.folder} cannot be written: {error}; NUMERALS_HOME names another folder") from error

    def open(self, source: str, model: str) -> Atlas | None:
        """The columns of this source and model; None while there are none."""
        state = self.state(source, model)
        return Atlas(self.folder / state.folder) if state.folder else None

    @contextmanager
    def work(self, source: str, model: str) -> Iterator["Work | None"]:
        """Does the work of one study; None if another process is doing it.

        What goes wrong is noted as the state; errors go on to the caller.
        """
        with self._locked(f".{_stem(source, model)}.lock", wait=False) as mine:
            if not mine:
                yield None
                return
            before = self.state(source, model)
            work = Work(self, replace(before, state=RUNNING, step="waiting", share=0.0, error="", begun=0.0))
            try:
                with self._locked(".lock", wait=True):
                    work.begin()
                    yield work
            except BaseException as error:
                told = str(error) if isinstance(error, NumeralsError) else f"{type(error).__name__}: {error}"
                work.fail("stopped" if isinstance(error, KeyboardInterrupt) else told)
                raise

    @contextmanager
    def _locked(self, name: str, *, wait: bool) -> Iterator[bool]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / name).open("w")
        except OSError as error:
            raise ShelfError(f"{self.folder} cannot be written: {error}; NUMERALS_HOME names another folder") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    def _note(self, source: str, model: str) -> Path:
        return self.folder / f"{_stem(source, model)}.json"


class Work:
    """A study while it is being made."""

    def __init__(self, shelf: Shelf, state: State) -> None:
        self._shelf, self._state, self._noted = shelf, replace(state, process=os.getpid()), 0.0
        shelf.note(self._state)

    def begin(self) -> None:
        """Notes that the waiting for others is over."""
        self._state = replace(self._state, begun=time.time())
        self._shelf.note(self._state)

    def say(self, step: str, share: float) -> None:
        """Notes how far it is, now and then."""
        now = time.monotonic()
        if step != self._state.step or now - self._noted > _PAUSE:
            self._noted = now
            self._state = replace(self._state, step=step, share=round(share, 3))
            self._shelf.note(self._state)

    def has(self, key: str) -> bool:
        """Whether the study of this key is on disk already; then it is ready."""
        folder = self._name(key)
        found = (self._shelf.folder / folder / STATISTICS).exists()
        if found:
            self._ready(folder)
        return found

    def finish(self, key: str, contents: Contents) -> None:
        """Puts a study on disk and says that all is ready."""
        place = self._shelf.folder / self._name(key)
        fresh = place.with_name(f".new-{place.name}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        contents.write(fresh)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
        self._ready(place.name)
        self._tidy(place)

    def fail(self, error: str) -> None:
        """Says that it went wrong."""
        self._shelf.note(replace(self._state, state=FAILED, error=error))

    def _ready(self, folder: str) -> None:
        done = replace(self._state, state=READY, step="", share=1.0, folder=folder, made=time.time())
        self._shelf.note(done)

    def _name(self, key: str) -> str:
        return f"{_stem(self._state.source, self._state.model)}-{key}"

    def _tidy(self, mine: Path) -> None:
        """Leaves the newest studies, and no old one of the same source and model."""
        folders = [path.parent for path in self._shelf.folder.glob(f"[!.]*/{STATISTICS}") if path.parent != mine]
        folders.sort(key=lambda folder: -folder.stat().st_mtime)
        stem = _stem(self._state.source, self._state.model)
        for i, folder in enumerate(folders):
            if i >= _KEPT - 1 or folder.name.rpartition("-")[0] == stem:
                shutil.rmtree(folder, ignore_errors=True)


def _stem(source: str, model: str) -> str:
    return f"{source}--{model}"


def _alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not asked for its code yet does not."""
    try:
        os.kill(process, 0)
        return ") Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:  # another user's, or a system without /proc
        return True
