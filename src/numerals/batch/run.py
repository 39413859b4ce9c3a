"""A run: names in, a table out, going on where it was cut off."""

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from numerals import __version__
from numerals.batch import sources
from numerals.batch.cores import on_cores
from numerals.batch.formats import format_of
from numerals.batch.job import Done, Job, Task
from numerals.batch.parts import Parts, Plan
from numerals.inference.bundle import Bundle

_MOST = 256
"""Images of a part at most: what a kill may cost each worker."""
_LEAST_PARTS = 16
"""Parts that each worker gets at least, so that all end at about the same time and the bar moves."""

Step = Callable[[int, int], None]
"""Takes how many images are done, and how many there are in all."""


@dataclass(frozen=True)
class Outcome:
    """What a run did.

    Attributes:
        images: in the table.
        before: of them, those that an earlier run had read.
        failed: of those read now, how many could not be.
        seconds: of work, summed over the workers.
    """

    images: int
    before: int
    failed: int
    seconds: float


def run(
    source: str,
    target: Path,
    bundle: Bundle,
    parameters: Mapping[str, Any] | None = None,
    *,
    digits: bool = False,
    workers: int | None = None,
    cluster: str | None = None,
    anew: bool = False,
    step: Step = lambda _done, _total: None,
) -> Outcome:
    """Reads many images into one table.

    Args:
        source: what `numerals.batch.sources.names` takes.
        target: file that ends in .parquet, .csv or .jsonl; what is done lies in TARGET.parts until it is whole.
        bundle: the model.
        parameters: knobs of the image processing, ``recipe`` and ``min_confidence``.
        digits: whether each row also lists the digits.
        workers: how many read at a time; None takes one for each core of the machine or the cluster.
        cluster: None stays on this machine's cores; ``local`` starts a Ray cluster on it, ``ray://host:10001``
            connects to one.
        anew: begin from the start, and replace the target.
        step: called whenever images are done.

    Raises:
        BatchError: source or target cannot be used, or workers were lost; what is done stays.
        MissingExtraError: Parquet, buckets or clusters without the extra ``batch``.
        ModelError: the model is damaged.
    """
    job = Job.of(bundle, parameters or {}, digits=digits, folder=str(Path.cwd()))
    parts = Parts(target, format_of(target, digits=digits))
    with parts.alone():
        of = {
            "source": _absolute(source), "model": bundle.version, "options": dict(job.parameters), "digits": digits,
            "package": __version__,
        }  # fmt: skip
        plan = parts.plan(of, lambda: _plan(of, source, job.folder, workers or cores()), anew=anew)
        rest = parts.left(plan)
        before = len(plan.names) - sum(len(task.names) for task in rest)
        step(before, len(plan.names))
        read, failed, seconds = before, 0, 0.0
        if rest:
            with closing(_engine(replace(job, folder=plan.folder), rest, workers, cluster)) as coming:
                for one in coming:
                    parts.write(one.number, one.rows)
                    read, seconds = read + len(one.rows), seconds + one.seconds
                    failed += sum(row["error"] is not None for row in one.rows)
                    step(read, len(plan.names))
        parts.finish(plan)
    return Outcome(len(plan.names), before, failed, seconds)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _engine(job: Job, tasks: list[Task], workers: int | None, cluster: str | None) -> Generator[Done, None, None]:
    if cluster is None:
        return on_cores(job, tasks, min(workers or cores(), len(tasks)))
    from numerals.batch.cluster import on_cluster

    return on_cluster(job, tasks, workers, cluster)


def _plan(of: dict[str, Any], source: str, folder: str, workers: int) -> Plan:
    names = sources.names(source)
    return Plan(of, folder, part_size(len(names), workers), tuple(names))


def part_size(images: int, workers: int) -> int:
    """How many images make a part."""
    return max(1, min(_MOST, images // (workers * _LEAST_PARTS)))


def _absolute(source: str) -> str:
    return source if source.startswith(sources.BUCKET) else str(Path(source).absolute())
