"""What watching costs: ``python benchmarks/watch.py [--rounds 10] [--requests 300]``.

One process answers drawings through the whole application, in turn with and without metrics, request ids, the log (into
a file) and drift. Keeping is off, since writing to the disk would hide the difference. Prints the median of each
round's seconds a request, and the median of the ratios of neighbouring rounds.
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
    """Of one request, the mean of a round."""
    started = time.perf_counter()
    for _ in range(requests):
        ask(application, body)
    return (time.perf_counter() - started) / requests


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=300)
    arguments = parser.parse_args()
    home = tempfile.mkdtemp()
    os.environ |= {"NUMERALS_HOME": home, "NUMERALS_KEEP": "false", "PROMETHEUS_MULTIPROC_DIR": tempfile.mkdtemp()}
    from numerals.server.wsgi import application

    os.dup2(os.open(os.path.join(home, "log"), os.O_WRONLY | os.O_CREAT), 2)  # noqa: PTH118
    body, pairs = drawing(), []
    bare = [
        mock.patch("numerals.server.watch.readings._note", lambda _, trace: trace),
        mock.patch("numerals.server.body.stage", return_value=nullcontext()),
    ]
    seconds(application, body, arguments.requests)  # warm
    for _ in range(arguments.rounds):
        watched = seconds(application, body, arguments.requests)
        with bare[0], bare[1]:
            pairs.append((watched, seconds(application.application, body, arguments.requests)))
    with_it, without = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"watched {with_it:.2f} ms, not watched {without:.2f} ms a request; ratio {ratio:.3f}")


if __name__ == "__main__":
    main()
