"""Real servers for the tests: a process of its own each, with a temporary home and a free port."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from support import Server


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers with settings of their own: ``start_server(NUMERALS_KEEP="false")``."""
    started: list[Server] = []

    def start(**settings: str) -> Server:
        server = Server(tmp_path / "home", settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave its settings alone."""
    running = Server(tmp_path_factory.mktemp("home")).start()
    yield running
    running.stop()


@pytest.fixture
def client(server: Server) -> httpx.Client:
    """A client of the shared server."""
    return server.client


SEVEN = [(200, 60), (300, 60), (240, 240)]
ONE = [(420, 60), (420, 240)]


@pytest.fixture(scope="session")
def picture() -> Image.Image:
    """A 7 and a 1 in ink on paper, 600 x 300."""
    paper = Image.new("L", (600, 300), 240)
    pen = ImageDraw.Draw(paper)
    for points in (SEVEN, ONE):
        pen.line(points, fill=20, width=14, joint="curve")
    return paper


@pytest.fixture(scope="session")
def png(picture: Image.Image, encode: Callable[..., bytes]) -> bytes:
    """The picture as a PNG file."""
    return encode(picture)


@pytest.fixture(scope="session")
def drawing() -> dict[str, Any]:
    """A 7 in strokes, as the page sends it."""
    return {"strokes": [[list(point) for point in SEVEN]], "width": 600, "height": 300, "page": "draw"}


@pytest.fixture(scope="session")
def assert_error() -> Callable[..., None]:
    """Checks that an answer is an error as the API promises it: 4xx, JSON, words and a code."""

    def check(answer: httpx.Response, status: int | None = None, code: str | None = None, says: str = "") -> None:
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:300])
        assert answer.headers["content-type"].startswith("application/json")
        body = json.loads(answer.text)
        assert set(body) == {"detail", "code"}
        assert body["detail"]
        assert status is None or answer.status_code == status, body
        assert code is None or body["code"] == code, body
        assert says in body["detail"]

    return check


@pytest.fixture
def clock() -> Callable[[], float]:
    """Seconds since the test asked first."""
    start = time.perf_counter()
    return lambda: time.perf_counter() - start
