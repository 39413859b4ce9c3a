"""Tasks on the cores of this machine: a process each, with a model of its own."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from numerals.batch.job import BatchError, Done, Job, Task
from numerals.batch.worker import Worker

_AHEAD = 2
"""Tasks for each worker that are handed out, so that none waits for the next one."""

_worker: Worker


def _begin(job: Job) -> None:
    """Called once in each process."""
    global _worker  # noqa: PLW0603 - a pool has no other place for what a process keeps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    _worker = Worker(job)


def _end_with_parent() -> None:
    """A parent that was killed takes nobody along by itself."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _work(task: Task) -> Done:
    """Ends at Ctrl-C without a word, which the parent tells, but only here.

    One that ends while it hands over what it has done leaves half of it in the pipe, for whose rest the parent would
    wait for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _worker(task)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_cores(job: Job, tasks: Iterable[Task], workers: int) -> Generator[Done, None, None]:
    """Does tasks in processes of this machine; they come back as they are done, not in order.

    Args:
        job: how to read.
        tasks: what to read; taken as they can be handed out.
        workers: processes.

    Raises:
        BatchError: a process died, or the store of the images does not answer.
    """
    rest = iter(tasks)
    # Fresh processes: a session of ONNX Runtime does not survive a fork.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (job,))
    try:
        waiting: set[Future[Done]] = {pool.submit(_work, task) for task in islice(rest, workers * _AHEAD)}
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            waiting |= {pool.submit(_work, task) for task in islice(rest, len(ready))}
            for future in ready:
                yield future.result()
    except BrokenProcessPool as error:
        raise BatchError(
            "a worker process died, perhaps for want of memory; the same command goes on from here, "
            "with --workers 1 it needs least"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
