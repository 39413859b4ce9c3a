"""Times reading and writing labelled digits in every form: ``python benchmarks/data.py [SOURCE]``.

SOURCE is ``mnist`` unless another is given. Each form is written and read back once in a process of its own, with
the fingerprints compared; seconds and the peak of the memory are printed, and how long it takes to find what is
odd. Beside them, where pandas is installed, the time of its ``read_csv`` on the same file in the same run.
"""

import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from numerals.data.convert import convert
from numerals.data.findings import findings
from numerals.data.forms import form_to_write
from numerals.data.sources import Dataset, load

T = TypeVar("T")
TARGETS = {"csv": "a.csv", "kaggle": "b.csv", "csv, gzip": "c.csv.gz", "npz": "d.npz", "idx": "e", "folder": "f"}
CACHE = Path(os.environ.get("NUMERALS_CACHE") or Path.home() / ".cache" / "numerals")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def source(name: str) -> Dataset:
    root = os.environ.get("NUMERALS_DATA")
    return load(name, Path(root) if root else None, CACHE)


def one(name: str, form: str, folder: Path) -> None:
    """One line of the table."""
    dataset = source(name)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    target = folder / TARGETS[form]
    chosen = form_to_write(target, {"kaggle": "kaggle", "idx": "idx"}.get(form))
    written, writing = timed(lambda: convert(dataset, target, chosen))
    found, reading = timed(lambda: load(str(target)))
    same = all(found.parts[part].fingerprint == split.fingerprint for part, split in dataset.parts.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    row(form, writing, reading, f"{peak - base} MB", "yes" if same else "NO")
    if form == "csv" and importlib.util.find_spec("pandas"):
        import pandas as pd

        _, seconds = timed(lambda: [pd.read_csv(path, header=None).to_numpy(np.uint8) for path in written])
        print(f"{'  pandas.read_csv':20}{'':10}{seconds:8.2f} s")


def fractions(name: str, folder: Path) -> None:
    """A CSV of fractions from 0 to 1, which cannot be read by the fast way."""
    split = source(name).train
    path = folder / "fractions.csv"
    table = np.hstack([split.labels[:, None], split.images.reshape(len(split), -1) / 255])
    np.savetxt(path, table[:10_000], "%.6g", delimiter=",")
    _, reading = timed(lambda: load(str(path)))
    row("csv, 10,000 fractions", None, reading, "", "")


def row(name: str, writing: float | None, reading: float, memory: str, same: str) -> None:
    told = f"{writing:8.2f} s" if writing is not None else " " * 10
    print(f"{name:22}{told}{reading:8.2f} s{memory:>10}{same:>14}", flush=True)


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "mnist"
    if len(sys.argv) > 3:
        folder = Path(sys.argv[3])
        return fractions(name, folder) if sys.argv[2] == "fractions" else one(name, sys.argv[2], folder)
    dataset, seconds = timed(lambda: source(name))
    print(f"{name}: {len(dataset):,} images read in {seconds:.2f} s; ", end="")
    print(f"what is odd found in {timed(lambda: findings(dataset))[1]:.2f} s")
    print(f"{'form':22}{'write':>10}{'read':>10}{'memory':>10}{'fingerprints':>14}", flush=True)
    for form in [*TARGETS, "fractions"]:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, __file__, name, form, folder], check=True)
    return None


if __name__ == "__main__":
    main()
