"""What tests of every room share: the reader, MNIST, and pictures as bytes of a file."""

import io
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray
from PIL import Image

from mongod import Mongod, needs_driver
from numerals import DataError, Reader
from numerals.data.mnist import load_mnist
from support import missing

# A busy machine is slow, not wrong; and a failure must come again at the next run.
settings.register_profile("numerals", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("numerals")

# What is begun in the background ignores Ctrl-C, and so would the programs that tests start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

Encode = Callable[..., bytes]
Digits = tuple[NDArray[np.uint8], NDArray[np.int64]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: whole files go to the workers, and no long one shall be the last."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps this machine's models, runs and drawings out of the tests, and the tests out of them."""
    os.environ["NUMERALS_HOME"] = str(tmp_path_factory.mktemp("numerals-home"))
    for name in ("NUMERALS_MODEL", "MLFLOW_TRACKING_URI", "DATABASE_URL"):
        os.environ.pop(name, None)
    # A program that a test kills leaves its temporary files; short, since sockets lie among them.
    with tempfile.TemporaryDirectory(prefix="numerals-tests-", ignore_cleanup_errors=True) as place:
        os.environ["TMPDIR"] = tempfile.tempdir = place
        yield


@pytest.fixture(scope="session")
def without() -> Callable[[str], NoReturn]:
    """Ends a test that lacks something: ``without("pillow-heif is not installed")``."""
    return missing


@pytest.fixture(scope="session")
def mnist() -> Digits:
    """MNIST's test part: images (10000, 28, 28) and labels (10000,)."""
    folder = os.environ.get("NUMERALS_DATA")
    if not folder:
        missing("MNIST is needed: set NUMERALS_DATA to a folder that holds its four files")
    try:
        return load_mnist(Path(folder))["test"]
    except DataError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """A MongoDB server for all tests that leave it running; each takes a database of its own from ``url()``."""
    needs_driver()
    server = Mongod(tmp_path_factory.mktemp("mongod")).start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "mongodb"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database of each kind."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/numerals.sqlite3"
    url: str = request.getfixturevalue("mongod").url()
    return url


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped model with the default parameters."""
    return Reader()


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Writes a picture, or an array of one, as the bytes of a file: ``encode(picture, "JPEG", quality=90)``."""

    def encode(picture: Image.Image | NDArray[Any], kind: str = "PNG", **options: Any) -> bytes:
        image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        stream = io.BytesIO()
        image.save(stream, kind, **options)
        return stream.getvalue()

    return encode
