"""Chromium on the built page, served by the real server."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from visitor import Visitor

import numerals.server
from support import Server, missing

PAGE = Path(numerals.server.__file__).parent / "page" / "index.html"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = (os.environ.get("NUMERALS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        missing("Chromium is not installed: apt-get install chromium")
    if not PAGE.is_file():
        missing("the web page is not built: make page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Server(tmp_path_factory.mktemp("home")).start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has studied the small digits."""
    server = Server(tmp_path_factory.mktemp("explored")).start()
    asked = {"source": "digits"}
    server.client.post("/api/v1/explore/start", params=asked).raise_for_status()
    end = time.monotonic() + 240
    while (state := server.client.get("/api/v1/explore/status", params=asked).json())["state"] == "running":
        assert time.monotonic() < end, state
        time.sleep(0.3)
    assert state["state"] == "ready", state
    yield server
    server.stop()


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Visitor]:
    """A desktop with a mouse, in English; its console must stay silent."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    guest = Visitor(context.new_page(), address)
    yield guest
    context.close()
    assert guest.complaints == []


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Visitor]:
    """A telephone with a touch screen, in French and dark."""
    context = chromium.new_context(
        locale="fr-FR", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, color_scheme="dark"
    )
    guest = Visitor(context.new_page(), address)
    yield guest
    context.close()
    assert guest.complaints == []
