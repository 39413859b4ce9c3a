"""The Monitor page: what is read, how long it takes, and whether it has changed."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from test_accessibility import violations
from visitor import Visitor, open_menu

from numerals import load_bundle
from numerals.data.pen import sample_digit
from support import Server

READY = 25_000
"""Milliseconds for recent digits to be measured on a slow machine."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a server that has read nothing yet."""
    server = Server(tmp_path / "home").start()
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def any_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server for tests of what is the same whatever was read."""
    server = Server(tmp_path_factory.mktemp("home")).start()
    yield server.url
    server.stop()


def draw(page: Page, address: str, count: int, wide: float = 1.0) -> None:
    """Sends pen digits; ``wide`` stretches them."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        strokes = [(stroke * [120 * wide, 120] + 200).round(1).tolist() for stroke in sample_digit(rng)[0]]
        drawing = {"strokes": strokes, "width": 1200, "height": 600}
        assert page.request.post(f"{address}/api/v1/classify", data=drawing).ok


def test_nothing_read_yet_says_so(visitor: Visitor) -> None:
    page = visitor.visit("/monitor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Monitor")
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-state", "few")
    expect(page.get_by_role("main")).to_contain_text("Nothing has been read yet.")
    expect(page.get_by_role("main")).to_contain_text(load_bundle().version)
    assert violations(page) == []


def test_drawings_as_in_training_are_steady_and_counted(visitor: Visitor) -> None:
    draw(visitor.page, visitor.address, 130)
    page = visitor.visit("/monitor")
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-state", "steady", timeout=READY)
    row = page.get_by_role("table", name="Readings").get_by_role("row", name=re.compile("^strokes"))
    read, unsure = (int(row.get_by_role("cell").nth(i).inner_text()) for i in (0, 1))
    assert read + unsure == 130
    expect(page.get_by_role("table", name="How long it takes")).to_contain_text("classify them")
    expect(page.locator('[data-surface="strokes"] [data-feature="slant"]')).to_contain_text(
        re.compile(r"distance 0(\.\d+)?, limit 0\.\d")
    )


@pytest.mark.parametrize("who", ["visitor", "phone"])
def test_wide_drawings_are_told_while_one_looks(who: str, request: pytest.FixtureRequest) -> None:
    guest: Visitor = request.getfixturevalue(who)
    page = guest.visit("/monitor")
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_have_attribute("data-state", "few")
    draw(page, guest.address, 130, wide=2.5)
    expect(verdict).to_have_attribute("data-state", "shifted", timeout=READY)  # without loading it again
    expect(verdict).to_contain_text("Largeur" if who == "phone" else "Width")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["en-GB", "fr-FR", "pt-PT"])
def test_all_links_of_the_header_fit_the_narrowest_phone(chromium: Browser, any_address: str, language: str) -> None:
    context = chromium.new_context(
        locale=language, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{any_address}/monitor")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    links = page.get_by_role("navigation").get_by_role("link")
    expect(links).to_have_count(0)  # the menu is closed
    open_menu(page)
    expect(links).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    boxes = [link.bounding_box() for link in links.all()]
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 40
    assert len({(box["x"], box["y"]) for box in boxes if box}) == 8
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    open_menu(page)
    links.first.tap()
    expect(page).to_have_url(f"{any_address}/")
    expect(links).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1280, 1000, 800])
def test_on_wider_screens_all_links_stand_in_one_row(chromium: Browser, any_address: str, width: int) -> None:
    for language in ("en-GB", "fr-FR", "pt-PT"):
        context = chromium.new_context(locale=language, viewport={"width": width, "height": 740})
        page = context.new_page()
        page.goto(f"{any_address}/monitor")
        links = page.get_by_role("navigation").get_by_role("link")
        expect(links).to_have_count(8)
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()
        assert len({box["y"] for link in links.all() if (box := link.bounding_box())}) == 1
        assert page.evaluate("document.documentElement.scrollWidth") == width
        context.close()
