"""What watching costs: ``python benchmarks/watch.py [--rounds 10] [--requests 300]``.

One process answers drawings through the whole application, in turn without any watching, with metrics, request ids and
the log (into a file), and with drift as well, until every digit is measured. Keeping is off, since writing to the disk
would hide the difference. What is measured is the time of the processor, of all threads together, so that other work
on the machine counts little. Prints medians over the rounds, and medians of the ratios within a round.
"""

import argparse
import io
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest import mock


def drawing() -> bytes:
    """A 7 of two strokes, 80 points, on a canvas of 600 x 300."""
    top = [[200 + 2.5 * i, 60 + 3 * math.sin(i / 6)] for i in range(40)]
    down = [[300 - 1.5 * i, 60 + 4.5 * i] for i in range(40)]
    return json.dumps({"strokes": [top, down], "width": 600, "height": 300, "page": "benchmark"}).encode()


def ask(application: Callable[..., Any], body: bytes) -> None:
    """Sends the drawing and reads the answer."""
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/classify", "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
    }  # fmt: skip
    status: list[str] = []
    answer = application(environ, lambda line, *_: status.append(line))
    b"".join(answer)
    if not status[0].startswith("200"):
        raise SystemExit(status[0])


def seconds(application: Callable[..., Any], body: bytes, requests: int) -> float:
    """Of the processor, for one request: the mean of a round, with what it leaves to be done in the background."""
    from numerals.server.watch import drift

    started = time.process_time()
    for _ in range(requests):
        ask(application, body)
    while drift._window._came:
        time.sleep(0.05)
    return (time.process_time() - started) / requests


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=300)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"NUMERALS_HOME": home, "NUMERALS_KEEP": "false", "PROMETHEUS_MULTIPROC_DIR": home}
        measure(Path(home) / "log", arguments)


def measure(log: Path, arguments: argparse.Namespace) -> None:
    from numerals.server.wsgi import application

    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT), 2)
    body, rounds = drawing(), []
    without_drift = mock.patch("numerals.server.watch.drift.add")
    without_any = [
        mock.patch("numerals.server.watch.readings._note", lambda _, trace: trace),
        mock.patch("numerals.server.body.stage", return_value=nullcontext()),
    ]
    seconds(application, body, arguments.requests)  # warm
    for _ in range(arguments.rounds):
        with without_any[0], without_any[1]:
            bare = seconds(application.application, body, arguments.requests)
        with without_drift:
            counted = seconds(application, body, arguments.requests)
        rounds.append((bare, counted, seconds(application, body, arguments.requests)))
    names = ("not watched", "with metrics, ids and log", "with drift as well")
    for name, column in zip(names, zip(*rounds, strict=True), strict=True):
        ratio = statistics.median(time / row[0] for time, row in zip(column, rounds, strict=True))
        print(f"{name}: {1000 * statistics.median(column):.2f} ms of processor time a request; ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
