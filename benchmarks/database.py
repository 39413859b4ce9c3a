"""Times SQLite and MongoDB side by side: ``python benchmarks/database.py [mongodb://host] [--drawings N]``.

Without an address a MongoDB server is started for the while (mongod on PATH, or the wheel of the extra dev). MNIST's
70,000 digits, or scikit-learn's where it is not at hand, are written to and read from both through the program's own
way; beside them the plain loop of pymongo, and raw batches cut by hand. Then N drawings (100,000) are kept, and the
pages of the History are asked for. Each figure is the best of three runs.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from numerals.data import database
from numerals.data.address import Address, parse
from numerals.data.sources import Dataset, load


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the quickest run."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def digits(address: Address, dataset: Dataset) -> None:
    """Writing and reading the labelled digits."""

    def write() -> None:
        with database.opened(address) as tables:
            database.forget(tables, dataset.fingerprint)
            database.load(tables, dataset)

    row(address, "write, as numerals data load", len(dataset), best(write))
    row(address, "read, as --data db", len(dataset), best(lambda: database.read(address, "db")))


def plain_pymongo(address: Address, dataset: Dataset) -> None:
    """What a person would write without this program."""
    from pymongo import MongoClient

    images, labels = dataset.train.images, dataset.train.labels
    with MongoClient(address.url) as client:
        table = client.get_default_database().plain

        def write() -> None:
            table.drop()
            table.insert_many([{"label": int(k), "image": i.tobytes()} for i, k in zip(images, labels, strict=True)])

        def read() -> None:
            rows = list(table.find({}, {"_id": 0}))
            np.frombuffer(b"".join(r["image"] for r in rows), np.uint8).reshape(-1, 28, 28)
            np.array([r["label"] for r in rows])

        def raw() -> None:
            for batch in table.find_raw_batches({}, {"_id": 0}, batch_size=4000):
                size = int.from_bytes(batch[:4], "little")
                rows = np.frombuffer(batch, np.uint8).reshape(-1, size)
                place = bytes(rows[0]).index(b"image\0") + 11
                rows[:, place : place + 784].copy()

        row(address, "write, plain pymongo", len(images), best(write))
        row(address, "read, plain pymongo", len(images), best(read))
        row(address, "read, raw batches by hand", len(images), best(raw))


def drawings(address: Address, count: int) -> None:
    """Keeps drawings and asks for pages of them; runs in a process of its own, as Django has one database."""
    from numerals.server.serve import prepare

    prepare()
    from numerals.server.store import services
    from numerals.server.store.models import Drawing

    rng, first = np.random.default_rng(0), datetime(2026, 1, 1, tzinfo=UTC)
    strokes = [[[float(x), float(x)] for x in range(40)]]

    def one(i: int) -> Drawing:
        return Drawing(
            created=first + timedelta(seconds=i), page=("draw", "api")[i % 2], strokes=strokes, width=300, height=300,
            text=str(i % 10), digits=[{"value": i % 10, "confidence": 0.9}], crops=bytes(784),
            confidence=float(rng.random()), model="cnn-00000000",
        )  # fmt: skip

    start = time.perf_counter()
    for at in range(0, count, 2000):
        Drawing.objects.bulk_create([one(i) for i in range(at, min(at + 2000, count))])
    row(address, "keep drawings, in bulk", count, time.perf_counter() - start)
    row(address, "keep drawings, one by one", 200, best(lambda: [keep(services, strokes) for _ in range(200)], 1))
    middle = services.Cursor(first + timedelta(seconds=count // 2), uuid.uuid4())
    f = services.Filter
    questions = {
        "newest": (None, f()), "in the middle": (middle, f()), "a 7": (None, f(digit=7)),
        "a 7 from api, none there is": (None, f(digit=6, page="none")), "unsure": (None, f(most=0.001)),
        "corrected, none there is": (None, f(verdict="corrected")),
    }  # fmt: skip
    for name, (place, asked) in questions.items():
        seconds = best(lambda place=place, asked=asked: services.page(50, place, asked))
        print(f"{address.kind:8}  a page of {count:,}: {name:34}{1000 * seconds:8.1f} ms")
    print(f"{address.kind:8}  count all{'':43}{1000 * best(services.count):8.1f} ms")


def keep(services: Any, strokes: Any) -> None:
    services.keep(
        page="draw", strokes=strokes, width=300.0, height=300.0, text="7", digits=[], crops=bytes(784), confidence=0.5,
        model="cnn-00000000",
    )  # fmt: skip


def row(address: Address, what: str, count: int, seconds: float) -> None:
    print(f"{address.kind:8}  {what:30}{count:8,}  {seconds:7.2f} s  {count / seconds:10,.0f} a second", flush=True)


def own_process(address: Address, home: Path, *words: str) -> None:
    environ = os.environ | {"DATABASE_URL": address.url, "NUMERALS_HOME": str(home)}
    subprocess.run([sys.executable, __file__, *words], env=environ, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mongodb", nargs="?", help="address of a MongoDB server")
    parser.add_argument("--drawings", type=int, default=100_000)
    parser.add_argument("--only-drawings", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only_drawings:
        drawings(parse(os.environ["DATABASE_URL"]), given.drawings)
        return
    root = os.environ.get("NUMERALS_DATA")
    dataset = load("mnist", Path(root)) if root else load("digits")
    with tempfile.TemporaryDirectory() as name:
        folder, server = Path(name), None
        url = given.mongodb
        if url is None:
            from mongod import Mongod

            server = Mongod(folder / "mongod").start()
            url = server.url().rpartition("/")[0]
        own = f"{url.rstrip('/')}/numerals_benchmark_{secrets.token_hex(3)}"
        try:
            for address in (parse(f"sqlite://{folder}/numerals.sqlite3"), parse(own)):
                own_process(address, folder, "--only-drawings", "--drawings", "1")  # makes the tables
                digits(address, dataset)
                if address.kind == "mongodb":
                    plain_pymongo(address, dataset)
                own_process(address, folder, "--only-drawings", "--drawings", str(given.drawings))
        finally:
            if server:
                server.stop()


if __name__ == "__main__":
    main()
