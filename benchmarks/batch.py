"""Many line images to one Parquet table: throughput of one worker and of several, and a simulation of more.

    python benchmarks/batch.py [--count 100000] [--distinct 2000] [--workers 1 2] [--simulate 4 8 16 32] [--cluster]

``--count`` files are hard links to ``--distinct`` synthetic lines of five digits (numerals.data.pages, 40 px high,
PNG), so each is opened, decoded and read like any other. The whole command is timed: listing, start of the workers,
reading, writing of the parts, joining. The processors' time, workers' start included, is nearly the same on a machine
that has other work. ``--cluster`` also measures a Ray cluster on this machine.

The simulation takes four things measured here, by the processor's time, so that other work on the machine is not in
them: the seconds of each part, those that the main process takes to write a part, those until a worker is ready, and
those of listing and joining. Then workers, each with a core of its own, take the next part as soon as they are free,
and the main process writes one part at a time. It knows nothing of workers that share memory's speed, a disk or a
network; how far it is off is seen where both figures are there.
"""

import argparse
import heapq
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from numerals.batch import sources
from numerals.batch.cores import on_cores
from numerals.batch.formats import format_of
from numerals.batch.job import Job, Task
from numerals.batch.parts import Parts, Plan
from numerals.batch.run import part_size, run
from numerals.batch.worker import Worker
from numerals.data.pages import write_page
from numerals.inference.bundle import load_bundle

PART = 256


@dataclass(frozen=True)
class Costs:
    """The processor's seconds: for an image of each part, to write a part, to start a worker, to list and join all."""

    images: list[float]
    write: float
    start: float
    ends: float


def make_images(folder: Path, count: int, distinct: int) -> None:
    """Writes the lines, and links to them in folders of a thousand."""
    rng = np.random.default_rng(0)
    lines = []
    for number in range(distinct):
        page = write_page(["".join(map(str, rng.integers(0, 10, 5)))], seed=number, height=40, pen=3)
        lines.append(folder / f"{number}.line")
        Image.fromarray(page.image).save(lines[-1], "png")
    for number in range(count):
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        os.link(lines[number % distinct], place / f"{number:06}.png")


def measured(images: Path, target: Path, workers: int, cluster: str | None) -> tuple[float, float, float]:
    """Seconds of the whole, of work summed over the workers, and of their processors (0 for a cluster's)."""
    before, started = _processors(), time.perf_counter()
    found = run(str(images), target, load_bundle(), workers=workers, cluster=cluster)
    took = time.perf_counter() - started
    assert not found.failed
    target.unlink()
    _ended()
    return took, found.seconds, 0.0 if cluster else _processors() - before


def _ended() -> None:
    """Waits for the workers: their time is counted once they have ended."""
    while multiprocessing.active_children():
        time.sleep(0.1)


def _processors() -> float:
    """Seconds of the processors in all workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def costs(images: Path, folder: Path, sample: int) -> Costs:
    """What the simulation needs, on some of the images; this process is the worker, so that its clock tells."""
    began = time.process_time()
    names = sources.names(str(images))
    listing = time.process_time() - began
    target = folder / "sample.parquet"
    parts = Parts(target, format_of(target, digits=False))
    plan = Plan({}, "", PART, tuple(names[:sample]))
    job = Job.of(load_bundle(), {}, digits=False, folder="")
    began = _processors()
    for _ in on_cores(job, [Task(0, plan.names[:1])], 1):
        pass
    _ended()
    start = _processors() - began
    worker = Worker(job)
    with parts.alone():
        seconds, writing = [], []
        for task in plan.tasks():
            began = time.process_time()
            done = worker(task)
            read = time.process_time()
            parts.write(done.number, done.rows)
            seconds.append((read - began) / len(done.rows))
            writing.append(time.process_time() - read)
        began = time.process_time()
        parts.finish(plan)
        joining = (time.process_time() - began) * len(names) / len(plan.names)
    target.unlink()
    return Costs(seconds, statistics.median(writing), start, listing + joining)


def simulated(known: Costs, images: int, workers: int) -> float:
    """Seconds that as many workers would take."""
    size = part_size(images, workers)
    free = [known.start] * workers
    writer = 0.0
    for number in range(-(-images // size)):
        ready = heapq.heappop(free) + size * known.images[number % len(known.images)]
        heapq.heappush(free, ready)
        writer = max(writer, ready) + known.write
    return writer + known.ends


def main() -> None:
    """Measures, simulates and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--distinct", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="none: only simulate")
    parser.add_argument("--simulate", type=int, nargs="+", default=[4, 8, 16, 32])
    parser.add_argument("--sample", type=int, default=20 * PART, help="images by which the simulation is measured")
    parser.add_argument("--cluster", action="store_true", help="also a Ray cluster on this machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        images = folder / "images"
        images.mkdir()
        make_images(images, options.count, options.distinct)
        known = costs(images, folder, options.sample)
        mean, load = np.mean(known.images) * 1e3, os.getloadavg()[0]
        print(f"{options.count:,} images, {mean:.2f} ms of the processor each; load of the machine before: {load:.1f}")
        print(f"a part takes {known.write * 1e3:.0f} ms to write, a worker {known.start:.1f} s to start")
        print(f"listing and joining take {known.ends:.1f} s")
        print("| way | workers | seconds | images/s | images/s a worker | processor ms an image | simulated s |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        for cluster in (None, "local") if options.cluster else (None,):
            for workers in options.workers:
                took, seconds, used = measured(images, folder / "out.parquet", workers, cluster)
                row = f"| {'Ray' if cluster else 'cores'} | {workers} | {took:.1f} | {options.count / took:.0f} "
                expected = simulated(known, options.count, workers)
                print(
                    row + f"| {options.count / seconds:.0f} | {used / options.count * 1e3:.1f} | {expected:.1f} |",
                    flush=True,
                )
        for workers in options.simulate:
            took = simulated(known, options.count, workers)
            each = options.count / took / workers
            print(f"| simulated | {workers} | | {options.count / took:.0f} | {each:.0f} | | {took:.1f} |")


if __name__ == "__main__":
    main()
