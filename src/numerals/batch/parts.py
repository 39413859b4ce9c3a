"""A run that can be cut off: what it is to do, and the parts that are done, in a folder beside the target.

::

    readings.parquet.parts/
        plan.json              the images, in order, and how they are read
        00000.parquet, ...     rows of the first images, ...; each is whole or not there

All is gone when the target is there.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from numerals import files
from numerals.batch.formats import Format
from numerals.batch.job import BatchError, Row, Task

_FORMAT = 1
_PLAN = "plan.json"


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        of: source, model and options; only a run with the same can go on with it.
        folder: that relative names start from.
        size: images of a part.
        names: all images, in order.
    """

    of: dict[str, Any]
    folder: str
    size: int
    names: tuple[str, ...]

    def tasks(self) -> list[Task]:
        """All parts."""
        starts = range(0, len(self.names), self.size)
        return [Task(number, self.names[start : start + self.size]) for number, start in enumerate(starts)]


class Parts:
    """The folder of a run.

    Args:
        target: the table that it makes.
        form: of the table.
    """

    def __init__(self, target: Path, form: Format) -> None:
        self.folder = target.with_name(f"{target.name}.parts")
        self._target, self._form = target, form

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps a second run from the same target; a process that is killed lets go by itself.

        Raises:
            BatchError: another run writes to it, or the folder cannot be written.
        """
        import fcntl

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("w")
        except OSError as error:
            raise BatchError(f"{self._target} cannot be written: {error}") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BatchError(f"another run is writing {self._target}; wait for it or name another file") from error
            yield

    def plan(self, of: dict[str, Any], make: Callable[[], Plan], *, anew: bool) -> Plan:
        """The plan of the run that was cut off, else a new one.

        Args:
            of: what this run is to do.
            make: makes the plan; called only where there is none.
            anew: forget what is there.

        Raises:
            BatchError: the run that was cut off was another, or the target is there already.
        """
        file = self.folder / _PLAN
        if anew:
            file.unlink(missing_ok=True)  # first: parts without a plan are nobody's
            self._target.unlink(missing_ok=True)
        if file.exists():
            return self._known(file, of)
        if self._target.exists():
            raise BatchError(f"{self._target} is there already; name another file, or replace it with --anew")
        for left in self.folder.glob("[0-9]*"):
            left.unlink()
        plan = make()
        files.replace(file, json.dumps({"format": _FORMAT} | asdict(plan)).encode())
        return plan

    def _known(self, file: Path, of: dict[str, Any]) -> Plan:
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            plan = Plan(said["of"], said["folder"], int(said["size"]), tuple(said["names"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(f"{file} cannot be read ({error!r}); begin again with --anew") from error
        other = [name for name in of if plan.of.get(name) != of[name]]
        if other or said["format"] != _FORMAT:
            raise BatchError(
                f"{self.folder} holds an unfinished run with another {' and '.join(other) or 'version'}; "
                "finish it with its own command, or begin again with --anew"
            )
        return plan

    def left(self, plan: Plan) -> list[Task]:
        """The parts that are not there yet."""
        return [task for task in plan.tasks() if not self._file(task.number).exists()]

    def write(self, number: int, rows: list[Row]) -> None:
        """Keeps one part, whole or not at all."""
        with files.replacing(self._file(number)) as fresh:
            self._form.write(rows, fresh)

    def finish(self, plan: Plan) -> None:
        """Joins the parts to the target and removes them."""
        with files.replacing(self._target) as fresh:
            self._form.join([self._file(task.number) for task in plan.tasks()], fresh)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:05}{self._target.suffix}"
