"""The repository, for what is deployed from it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support import Server


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Talks to a running server."""
    server = Server(tmp_path_factory.mktemp("deployed")).start()
    yield server.client
    server.stop()
