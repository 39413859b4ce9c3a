"""Tasks on a Ray cluster, through Ray Data: its actors are the workers, each with a model of its own."""

import json
import logging
import os
import socket
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

from numerals.batch.job import BatchError, Done, Job, Task
from numerals.batch.worker import Worker
from numerals.errors import MissingExtraError

LOCAL = "local"
"""The name of a cluster that is started on this machine and ends with the run."""
_PATIENCE = 5.0  # seconds for a cluster to take a call


class Actor:
    """A worker as Ray Data calls it: a row in, a row out.

    Args:
        job: how to read.
    """

    def __init__(self, job: Job) -> None:
        self._worker = Worker(job)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Reads the images of a task; the rows go back as JSON, so that Ray need not guess their types."""
        done = self._worker(Task(int(row["number"]), tuple(json.loads(row["names"]))))
        return {"number": done.number, "rows": json.dumps(done.rows), "seconds": done.seconds}


class Foreman:
    """Runs Ray Data within the cluster: through ``ray://``, a driver outside cannot.

    Args:
        job: how to read.
        tasks: what to read.
        workers: actors; None takes one for each CPU of the cluster.
    """

    def __init__(self, job: Job, tasks: list[Task], workers: int | None) -> None:
        ray = _ray()
        ray.data.DataContext.get_current().enable_progress_bars = False
        size = min(workers or int(ray.cluster_resources().get("CPU", 1)), len(tasks))
        items = [{"number": task.number, "names": json.dumps(task.names)} for task in tasks]
        rows = ray.data.from_items(items, override_num_blocks=len(items)).map(
            Actor, fn_constructor_args=(job,), compute=ray.data.ActorPoolStrategy(size=size), num_cpus=1
        )
        self._rows = iter(rows.iter_rows())

    def next(self) -> Done | None:
        """The task that was done next; None when all are."""
        row = next(self._rows, None)
        return Done(int(row["number"]), json.loads(row["rows"]), float(row["seconds"])) if row else None


def on_cluster(job: Job, tasks: list[Task], workers: int | None, address: str) -> Generator[Done, None, None]:
    """Does tasks on a cluster; they come back as they are done, not in order.

    Args:
        job: how to read; names of files must mean the same on all machines of the cluster, and each has Numerals.
        tasks: what to read.
        workers: actors; None takes one for each CPU of the cluster.
        address: ``local``, or ``ray://host:port``.

    Raises:
        BatchError: the cluster cannot be reached, or it gave the work up.
        MissingExtraError: Ray Data is not installed.
    """
    with _connected(address, workers) as ray:
        foreman = ray.remote(num_cpus=0)(Foreman).remote(job, tasks, workers)
        try:
            while (done := ray.get(foreman.next.remote())) is not None:
                yield done
        except (ray.exceptions.RayError, ConnectionError) as error:
            said = str(error).strip().splitlines() or [type(error).__name__]
            raise BatchError(f"the cluster gave up: {said[-1]}; the same command goes on from here") from error


@contextmanager
def _connected(address: str, workers: int | None) -> Iterator[Any]:
    """Ray, joined to the cluster."""
    if address != LOCAL and not address.startswith("ray://"):
        raise BatchError(f"a cluster is local, or an address such as ray://host:10001, not {address!r}")
    ray = _ray()
    if address != LOCAL:
        _knock(address)
    with ExitStack() as ended:
        try:
            if address == LOCAL:
                ended.enter_context(own_cluster(num_cpus=workers))
            else:
                ended.callback(ray.shutdown)
                _quiet()
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:  # Ray has many kinds: of gRPC, of its own, of time
            raise BatchError(f"the cluster {address} cannot be reached: {error}") from error
        yield ray


@contextmanager
def own_cluster(**settings: Any) -> Iterator[None]:
    """Ray on this machine until the block ends; nothing of it stays.

    Args:
        **settings: of ``ray.init``.
    """
    import ray

    _quiet()
    # Ray itself keeps the logs of every run, in /tmp/ray. Sockets lie here too, whose paths must be short.
    short = "/tmp" if os.name == "posix" else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="ray-", dir=short, ignore_cleanup_errors=True) as folder:
        try:
            ray.init(
                address=LOCAL, _temp_dir=folder, include_dashboard=False, log_to_driver=False,
                logging_level=logging.ERROR, **settings,
            )  # fmt: skip
            yield
        finally:
            ray.shutdown()


def _quiet() -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # else Ray tells its makers of every cluster


def _knock(address: str) -> None:
    """Tells within seconds that nobody is there; Ray itself tries for half a minute."""
    place = urlsplit(address)
    try:
        socket.create_connection((place.hostname or "localhost", place.port or 10001), _PATIENCE).close()
    except (OSError, ValueError) as error:
        raise BatchError(f"the cluster {address} cannot be reached: {error}") from error


def _ray() -> Any:
    try:
        import ray.data
    except ImportError as error:
        raise MissingExtraError(f"a cluster needs Ray Data ({error}): pip install 'numerals[batch]'") from error
    return ray
