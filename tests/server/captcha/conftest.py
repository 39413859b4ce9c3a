"""A server that may be tried as often as one likes, and the widget on pages of several sites."""

from collections.abc import Callable, Iterator

import pytest

from captcha_sites import SHOP, started
from hand import Hand, Widget
from numerals import Reader
from support import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be tried as often as one likes."""
    running = started(tmp_path_factory.mktemp("home"), NUMERALS_CAPTCHA_TRIES="10000")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def hand(reader: Reader) -> Hand:
    """One hand for all tests on the server: two that begin alike would draw the same, which it refuses."""
    return Hand(reader)


@pytest.fixture
def on() -> Iterator[Callable[..., Widget]]:
    """The widget with a key on a page, in a browser of its own: ``on(server, "shop", SHOP)``."""
    opened: list[Widget] = []

    def on(server: Server, key: str, origin: str = "") -> Widget:
        opened.append(Widget(server.url, key, origin))
        return opened[-1]

    yield on
    for one in opened:
        one.client.close()


@pytest.fixture
def widget(server: Server, on: Callable[..., Widget]) -> Widget:
    """The widget on a page of the server itself."""
    return on(server, "own")


@pytest.fixture
def shop(server: Server, on: Callable[..., Widget]) -> Widget:
    """The widget on a page of another site."""
    return on(server, "shop", SHOP)
