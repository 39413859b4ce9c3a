"""The Models page: compared, looked into, and chosen for the sketchpad."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pad import SEVEN, draw_with_mouse
from playwright.sync_api import Browser, Locator, Page, expect
from visitor import Visitor

from numerals.inference.bundle import Bundle, load_bundle
from numerals.inference.store import Store
from support import Server, another_model

READY = 20_000
"""Milliseconds for a model to come to the browser on a slow machine."""
SHIPPED = load_bundle()
CARD = SHIPPED.card
COUNT = len(list(SHIPPED.folder.parent.glob("*/card.json"))) + 1
"""The shipped models and the other one."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def other(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A second model, which takes every digit for the next one and was never tested."""
    bundle = another_model(
        tmp_path_factory.mktemp("other"), "other", wrong=True, name="mlp", test=None, milliseconds=0.4321
    )
    return Store(home).install(bundle)


@pytest.fixture(scope="module")
def address(home: Path, other: Bundle) -> Iterator[str]:
    server = Server(home).start()
    yield server.url
    server.stop()


def row(page: Page, version: str) -> Locator:
    return page.get_by_test_id("model-row").filter(has_text=version)


def choose(page: Page, version: str) -> None:
    page.get_by_role("radio", name=version).check()


def versions(page: Page) -> list[str]:
    return re.findall(r"\b[a-z][a-z-]*-[0-9a-f]{8}", " ".join(page.get_by_test_id("model-row").all_inner_texts()))


def test_the_leaderboard_compares_the_models(visitor: Visitor, other: Bundle) -> None:
    page = visitor.visit("/models")
    shipped = row(page, SHIPPED.version)
    test, size = CARD["test"], SHIPPED.model_path.stat().st_size
    score = (f"{test['accuracy']:.2%}", f"{test['errors']} of 10,000 wrong")
    figures = (*score, f"{CARD['parameters']:,}", f"{size / 1000:.0f} kB")
    for text in ("Convolutional network", "in use", "shipped", *figures):
        expect(shipped).to_contain_text(text)
    expect(row(page, other.version)).to_contain_text("not tested")
    expect(row(page, other.version)).to_contain_text("0.43 ms")
    expect(row(page, other.version)).not_to_contain_text("in use")
    # As a screen reader finds it, in cards too.
    page.set_viewport_size({"width": 360, "height": 740})
    table = page.get_by_role("table", name="Leaderboard")
    expect(table.get_by_role("row")).to_have_count(COUNT + 1)  # and the head
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(6)


def test_a_columns_head_sorts(visitor: Visitor, other: Bundle) -> None:
    page = visitor.visit("/models")
    expect(page.get_by_test_id("model-row")).to_have_count(COUNT)
    assert versions(page)[0] == SHIPPED.version
    assert versions(page)[-1] == other.version  # not tested
    heading = page.get_by_role("columnheader", name="Model")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    kinds = [version.rpartition("-")[0] for version in versions(page)]
    assert kinds == ["tiny-cnn", "mlp", "mlp", "logistic", "cnn"]


def test_a_row_opens_the_models_card(visitor: Visitor) -> None:
    page = visitor.visit("/models")
    row(page, SHIPPED.version).click(position={"x": 400, "y": 10})
    page.wait_for_url(f"**/models/{SHIPPED.version}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Convolutional network")
    shares = (CARD["validation"]["accuracy"], CARD["test"]["calibration_error"])
    for text in (*(f"{share:.2%}" for share in shares), f"{CARD['minutes']:.1f} min", "mnist", SHIPPED.sha256):
        expect(page.get_by_role("main")).to_contain_text(text)
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == SHIPPED.card["command"]
    page.go_back()
    expect(page.get_by_test_id("leaderboard")).to_be_visible()


def test_the_confusion_matrix_tells_each_number_to_the_mouse_and_to_the_keyboard(visitor: Visitor) -> None:
    page = visitor.visit(f"/models/{SHIPPED.version}")
    matrix = SHIPPED.card["test"]["confusion_matrix"]
    said = page.get_by_test_id("pointed-at")
    page.locator('[data-cell="5-3"]').hover()
    expect(said).to_contain_text(
        f"5 was read as 3: {matrix[5][3]} times of {sum(matrix[5])} ({matrix[5][3] / sum(matrix[5]):.2%})"
    )
    page.locator('[data-cell="5-3"]').focus()
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("4 was never read as 3")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text(f"4 was read right: {matrix[4][4]} times of {sum(matrix[4])}")
    expect(page.get_by_role("gridcell", name="4 was read right")).to_be_focused()
    # One stop for Tab, however many numbers.
    assert page.locator('[role="gridcell"][tabindex="0"]').count() == 1


def test_the_sketchpad_uses_the_model_that_was_chosen(visitor: Visitor, other: Bundle) -> None:
    page = visitor.visit("/models")
    choose(page, other.version)
    expect(page.get_by_test_id("sketchpad-uses")).to_contain_text(other.version)
    page.get_by_role("link", name="To the sketchpad").click()
    draw_with_mouse(page, SEVEN)
    expect(page.get_by_test_id("number")).to_have_text("8", timeout=READY)
    expect(page.get_by_test_id("model")).to_contain_text(other.version)
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    assert (answer.value.json()["value"], answer.value.json()["model"]) == (8, other.version)
    page.reload()
    draw_with_mouse(page, SEVEN)
    expect(page.get_by_test_id("number")).to_have_text("8", timeout=READY)
    page.get_by_role("link", name="Choose another").click()
    expect(page.get_by_role("radio", name=other.version)).to_be_checked()
    choose(page, SHIPPED.version)
    page.get_by_role("link", name="Draw").click()
    expect(page.get_by_test_id("number")).to_have_text("7", timeout=READY)


def test_the_card_too_chooses_its_model(visitor: Visitor, other: Bundle) -> None:
    page = visitor.visit(f"/models/{other.version}")
    page.get_by_role("button", name="Use for the sketchpad").click()
    expect(page.get_by_role("button", name="Used for the sketchpad")).to_be_visible()
    page.get_by_role("link", name="All models").click()
    expect(page.get_by_role("radio", name=other.version)).to_be_checked()


def test_a_chosen_model_that_is_gone_gives_way_to_the_one_in_use(visitor: Visitor) -> None:
    visitor.expected = "404"  # Chromium's own line about the answer
    page = visitor.visit()
    page.evaluate("localStorage.setItem('numerals-model', 'mlp-00000000')")
    page.reload()
    expect(page.get_by_role("status").filter(has_text="no longer has mlp-00000000")).to_be_visible(timeout=READY)
    expect(page.get_by_test_id("model")).to_contain_text(SHIPPED.version)
    draw_with_mouse(page, SEVEN)
    expect(page.get_by_test_id("number")).to_have_text("7", timeout=READY)
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    assert answer.value.json()["model"] == SHIPPED.version
    page.goto(f"{visitor.address}/models")
    expect(page.get_by_test_id("sketchpad-uses")).to_contain_text(f"The sketchpad uses {SHIPPED.version}")
    expect(page.get_by_role("radio", name=SHIPPED.version)).to_be_checked()


def test_the_time_in_this_browser_is_measured(visitor: Visitor) -> None:
    page = visitor.visit(f"/models/{SHIPPED.version}")
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_test_id("browser-time")).to_have_text(re.compile(r"^[\d.]+ ms$"), timeout=READY)


def test_an_unknown_model_says_so(visitor: Visitor) -> None:
    visitor.expected = "404"
    page = visitor.visit("/models/mlp-00000000")
    expect(page.get_by_role("alert")).to_contain_text("no model 'mlp-00000000'", ignore_case=True)
    page.get_by_role("link", name="All models").click()
    expect(page.get_by_test_id("model-row")).to_have_count(COUNT)


def test_a_new_champion_is_shown_when_the_page_is_loaded_again(visitor: Visitor, home: Path, other: Bundle) -> None:
    page = visitor.visit("/models")
    expect(row(page, SHIPPED.version)).to_contain_text("in use")
    store = Store(home)
    store.promote(other)
    try:
        page.wait_for_timeout(1500)  # the server looks for a new champion once a second
        page.reload()
        expect(row(page, other.version)).to_contain_text("in use")
        expect(row(page, SHIPPED.version)).not_to_contain_text("in use")
        expect(page.get_by_test_id("sketchpad-uses")).to_contain_text(other.version)
    finally:
        store.rollback()


@pytest.mark.parametrize("language", ["en-GB", "fr-FR", "pt-PT"])
def test_nothing_overflows_on_the_narrowest_phone(chromium: Browser, address: str, language: str) -> None:
    context = chromium.new_context(
        locale=language, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for path, part in (("/models", "leaderboard"), (f"/models/{SHIPPED.version}", "pointed-at"), ("/", "pad")):
        page.goto(address + path)
        expect(page.get_by_test_id(part)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
