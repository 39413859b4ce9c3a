"""The script that takes the guide's pictures works with the app as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from make_screenshots import SCREENS, SIZE, take
from PIL import Image
from playwright.sync_api import Browser

from support import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home")).start()
    yield running
    running.stop()


@pytest.mark.parametrize("name", SCREENS)
def test_a_page_is_shown_and_photographed(chromium: Browser, server: Server, tmp_path: Path, name: str) -> None:
    with Image.open(take(chromium, server, name, tmp_path)) as picture:
        assert picture.size == (SIZE["width"], SIZE["height"])
        assert len(set(picture.convert("L").resize((64, 40)).tobytes())) > 20, "the page is blank"
