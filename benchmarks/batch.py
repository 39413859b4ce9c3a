"""Many line images to one table: what a core does, one worker against two, a Ray cluster, and a simulation of more.

    python benchmarks/batch.py --images FOLDER --count 100000 --workers 2 --ways cores ray --paired 5000

``--count`` lines of five digits (numerals.data.pages, digits 40 px high, PNG), each another one, are written to FOLDER
unless they are there; without ``--images`` they go when all is done. Each way then reads all of them to JSON Lines, and
the whole command is timed: listing, start of the workers, reading, writing of the parts, joining. The way ``ray`` is a
Ray cluster of this machine; the sorted tables must be the same byte for byte, and stay in ``--tables FOLDER``. Beside
the clock stands the processors' time, workers' start included, which hardly depends on other work of the machine.
``--paired`` reads as many of the images with one worker and with two by turns, and tells the ratio of each turn.

``--engine`` and ``--recipe`` say how; ``--ratio`` images tell what other ways of reading take beside it.

The simulation takes four things measured here, by the processor's time, so that other work on the machine is not in
them: the seconds of each part, those that the main process takes to write a part, those until a worker is ready, and
those of listing and joining. Then workers, each with a core of its own, take the next part as soon as they are free,
and the main process writes one part at a time. It knows nothing of workers that share memory's speed, a disk or a
network; how far it is off is seen where both figures are there.
"""

import argparse
import hashlib
import heapq
import json
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from numerals.batch import sources
from numerals.batch.cores import on_cores
from numerals.batch.formats import format_of
from numerals.batch.job import Job, Task
from numerals.batch.parts import Parts, Plan
from numerals.batch.run import cores, part_size, run
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


def digits_of(number: int) -> str:
    """What stands on the line with this number."""
    return "".join(map(str, np.random.default_rng(number).integers(0, 10, 5)))


def place_of(folder: Path, number: int) -> Path:
    """Its file; a thousand lie in a folder."""
    return folder / f"{number // 1000:03}" / f"{number:06}.png"


def write_lines(folder: Path, first: int, last: int) -> None:
    """Writes the lines from a first to before a last one, but for those that are there."""
    for number in range(first, last):
        file = place_of(folder, number)
        if file.exists():
            continue
        page = write_page([digits_of(number)], seed=number, height=40, pen=3)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".fresh")
        Image.fromarray(page.image).save(fresh, "png", compress_level=1)
        fresh.rename(file)


@contextmanager
def lines(folder: Path | None, count: int) -> Iterator[Path]:
    """A folder with this many lines, written by all cores; without a name it goes again."""
    with tempfile.TemporaryDirectory() as passing:
        place = folder or Path(passing) / "lines"
        with ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn")) as pool:
            starts = range(0, count, 1000)
            for done in [pool.submit(write_lines, place, start, min(start + 1000, count)) for start in starts]:
                done.result()
        yield place


def names_of(place: Path, count: int, file: Path) -> Path:
    """A list of the first lines."""
    file.write_text("".join(f"{place_of(place, number)}\n" for number in range(count)))
    return file


def measured(
    source: Path, target: Path, options: dict[str, Any], workers: int, cluster: str | None
) -> tuple[float, float, float]:
    """Seconds of the whole, of work summed over the workers, and of their processors (0 for a cluster's)."""
    before, started = _processors(), time.perf_counter()
    found = run(str(source), target, load_bundle(), options, workers=workers, cluster=cluster, anew=True)
    took = time.perf_counter() - started
    assert not found.failed
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


def costs(names: list[str], listing: float, folder: Path, options: dict[str, Any], sample: int) -> Costs:
    """What the simulation needs, on some of the images; this process is the worker, so that its clock tells."""
    target = folder / "sample.jsonl"
    parts = Parts(target, format_of(target, digits=False))
    plan = Plan({}, "", PART, tuple(names[:sample]))
    job = Job.of(load_bundle(), options, digits=False, folder="")
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


def sorted_lines(table: Path) -> bytes:
    """A table's lines, sorted."""
    return b"".join(sorted(table.read_bytes().splitlines(keepends=True)))


def right(table: Path) -> float:
    """The share of the lines that were read as they were written."""
    rows = [json.loads(line) for line in table.read_text().splitlines()]
    return float(np.mean([row["text"] == digits_of(int(Path(row["file"]).stem)) for row in rows]))


def tell_engines(names: list[str]) -> None:
    """What an image takes with each way of reading, by the processor's time of one worker."""
    for recipe, engine in (("classic", "classic"), ("default", "classic"), ("default", "auto")):
        worker = Worker(Job.of(load_bundle(), {"engine": engine, "recipe": recipe}, digits=False, folder=""))
        worker(Task(0, tuple(names[:20])))
        began = time.process_time()
        worker(Task(0, tuple(names)))
        took = (time.process_time() - began) / len(names) * 1e3
        print(f"{len(names):,} images, engine {engine}, recipe {recipe}: {took:.2f} ms of the processor each")


def tell_pairs(source: Path, count: int, target: Path, options: dict[str, Any], rounds: int) -> None:
    """One worker against two by turns."""
    print("\n| turn | one worker, images/s | two workers, images/s | ratio |\n|--:|--:|--:|--:|")
    ratios = []
    for turn in range(rounds):
        order = (1, 2) if turn % 2 == 0 else (2, 1)  # so that a machine that slows down favours neither
        took = {workers: measured(source, target, options, workers, None)[0] for workers in order}
        ratios.append(took[1] / took[2])
        print(f"| {turn + 1} | {count / took[1]:.0f} | {count / took[2]:.0f} | {ratios[-1]:.2f} |", flush=True)
    print(f"{count:,} images, two workers over one: {statistics.median(ratios):.2f} in the median")


def main() -> None:
    """Measures, simulates and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path, help="where the lines are, or are written and stay")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--prepare", action="store_true", help="only write the lines")
    parser.add_argument("--engine", default="classic", choices=["classic", "neural", "auto"])
    parser.add_argument("--recipe", default="default", choices=["default", "classic"])
    parser.add_argument("--workers", type=int, nargs="*", default=[2], help="none: only simulate")
    parser.add_argument("--ways", nargs="+", default=["cores"], choices=["cores", "ray"])
    parser.add_argument("--tables", type=Path, help="where the tables stay")
    parser.add_argument("--paired", type=int, default=0, metavar="N", help="one worker against two on N of the images")
    parser.add_argument("--rounds", type=int, default=3, help="of them")
    parser.add_argument(
        "--ratio", type=int, default=0, metavar="N", help="times of the ways of reading, on N of the images"
    )
    parser.add_argument("--simulate", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32])
    parser.add_argument("--sample", type=int, default=20 * PART, help="images by which the simulation is measured")
    options = parser.parse_args()
    with lines(options.images, options.count) as place, tempfile.TemporaryDirectory() as passing:
        if not options.prepare:
            tell(options, place, Path(passing))


def tell(options: argparse.Namespace, place: Path, folder: Path) -> None:
    """All tables."""
    chosen = {"engine": options.engine, "recipe": options.recipe}
    began = time.process_time()
    names = sources.names(str(place))
    listing = time.process_time() - began
    assert len(names) == options.count, f"{place} has {len(names):,} images"
    known = costs(names, listing, folder, chosen, options.sample)
    mean = np.mean(known.images) * 1e3
    print(f"{options.count:,} images, engine {options.engine}, recipe {options.recipe}: {mean:.2f} ms each;")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}; a part takes {known.write * 1e3:.1f} ms to write,")
    print(f"a worker {known.start:.1f} s to start, listing and joining {known.ends:.1f} s")
    if options.ratio:
        tell_engines(names[: options.ratio])
    print("\n| way | workers | seconds | images/s | images/s a worker | processor ms an image | simulated s |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    tables = {}
    for way in options.ways:
        for workers in options.workers:
            tables[way, workers] = table = (options.tables or folder) / f"{way}-{workers}.jsonl"
            took, seconds, used = measured(place, table, chosen, workers, "local" if way == "ray" else None)
            expected = simulated(known, options.count, workers)
            print(
                f"| {way} | {workers} | {took:.1f} | {options.count / took:.0f} | {options.count / seconds:.0f} "
                f"| {used / options.count * 1e3:.1f} | {expected:.1f} |",
                flush=True,
            )
    for workers in options.simulate:
        took = simulated(known, options.count, workers)
        each = options.count / took / workers
        print(f"| simulated | {workers} | | {options.count / took:.0f} | {each:.0f} | | {took:.1f} |")
    if tables:
        found = {sorted_lines(table) for table in tables.values()}
        assert len(found) == 1, "the ways make different tables"
        [one] = found
        rows, mark = len(one.splitlines()), hashlib.sha256(one).hexdigest()[:16]
        print(f"\nsorted, the tables of all {len(tables)} ways are the same {len(one):,} bytes, sha256 {mark},")
        print(f"of {rows:,} lines, {right(table):.1%} of them as written")
    if options.paired:
        some = names_of(place, options.paired, folder / "some.txt")
        tell_pairs(some, options.paired, folder / "paired.jsonl", chosen, options.rounds)


if __name__ == "__main__":
    main()
