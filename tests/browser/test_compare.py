"""The Compare page: two drawings, how alike they are, their codes, and training digits like them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from drawings import FIRST, ask, example, on_pad, shown
from pad import draw_with_finger, draw_with_mouse
from playwright.sync_api import Page, expect
from test_accessibility import violations
from visitor import Visitor

from support import Server

READY = 60_000
"""Milliseconds for the network to come to the browser on a slow machine."""
INDEX = 480_000
"""The same for MNIST's index."""
NO_DATA = {"https_proxy": "http://127.0.0.1:9"}
"""Settings with which MNIST cannot be downloaded."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("compare")
    server = Server(home, NO_DATA | {"NUMERALS_CACHE": str(home / "cache")}).start()
    yield server.url
    server.stop()


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=READY)
    yield
    expect.set_options(timeout=5000)


def score(page: Page) -> float:
    value = page.get_by_test_id("score").get_attribute("data-value")
    return float(value) if value is not None else float("nan")


def expect_score(page: Page, *, same: bool) -> None:
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "same" if same else "different")


def press_examples(page: Page, name: str = "Example") -> None:
    for place in (0, 1):
        page.get_by_role("button", name=name, exact=True).nth(place).click()


def test_two_drawings_of_one_digit_score_higher_than_those_of_two(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    draw_with_mouse(page, on_pad(3, 0), "pad-A")
    expect(page.get_by_test_id("score")).to_have_text("–")
    draw_with_mouse(page, on_pad(3, 1), "pad-B")
    expect_score(page, same=True)
    alike = score(page)
    page.get_by_role("region", name="Drawing B").get_by_role("button", name="Clear").click()
    expect(page.get_by_test_id("score")).to_have_text("–")
    draw_with_mouse(page, on_pad(0, 1), "pad-B")
    expect_score(page, same=False)
    assert alike > 0.9
    assert score(page) < 0.1


def test_the_score_moves_while_the_pen_is_down(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    draw_with_mouse(page, on_pad(8, 0), "pad-A")
    [stroke] = on_pad(8, 1)
    box = page.get_by_test_id("pad-B").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*places[0])
    page.mouse.down()
    seen = set()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
        expect(page.get_by_test_id("score")).not_to_have_text("–")
        page.wait_for_timeout(100)
        seen.add(score(page))
    assert len(seen) >= 3, "the pen is still down"
    page.mouse.up()
    expect_score(page, same=True)


def test_the_browser_and_the_server_give_the_same_score_and_codes(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    press_examples(page)
    expect_score(page, same=True)
    page.get_by_role("region", name="Drawing B").get_by_role("button", name="Example").click()
    expect_score(page, same=False)
    page.get_by_role("region", name="Drawing B").get_by_role("button", name="Undo").click()
    expect_score(page, same=True)
    told = ask(page, visitor.address, "similarity", {"first": example(FIRST, 0), "second": example(FIRST, 1)})
    assert score(page) == pytest.approx(told["same"], abs=2e-3)
    page.get_by_text("All values as a table").click()
    cells = page.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => Array.from(row.querySelectorAll('td')).map(cell => Number(cell.innerText)))"
    )
    assert pytest.approx(np.array(told["codes"]), abs=2e-3) == np.array(cells)[:, :2].T
    expect(page.get_by_test_id("distance")).to_contain_text(f"{told['distance']:.2f} apart")
    assert page.get_by_test_id("bars-first").locator("rect").count() == len(told["codes"][0])


@pytest.fixture
def searching(mnist: object, tmp_path: Path) -> Iterator[Server]:
    """A server that has MNIST, and no index of it yet."""
    settings = {"NUMERALS_DATA": os.environ["NUMERALS_DATA"], "NUMERALS_CACHE": str(tmp_path / "cache")}
    server = Server(tmp_path / "home", settings).start()
    yield server
    server.stop()


def test_training_digits_like_each_drawing_are_shown(searching: Server, visitor: Visitor) -> None:
    visitor.address = searching.url
    page = visitor.visit("/compare")
    press_examples(page)
    expect(page.get_by_text("making its index")).to_be_visible()
    for name, hand in (("A", 0), ("B", 1)):
        images = page.get_by_test_id(f"like-{name}").get_by_role("img")
        expect(images).to_have_count(9, timeout=INDEX)
        told = ask(page, searching.url, "similar", {"drawing": example(FIRST, hand), "top": 9})["samples"]
        assert [image.get_attribute("src") for image in images.all()] == [one["image"] for one in told]
        said = [image.get_attribute("alt") or "" for image in images.all()]
        assert [text[0] for text in said] == [str(one["label"]) for one in told]
        assert sum(one["label"] == FIRST for one in told) >= 7
    assert violations(page) == []
    page.get_by_role("region", name="Drawing A").get_by_role("button", name="Clear").click()
    expect(page.get_by_test_id("like-A")).to_contain_text("Not drawn yet.")


def test_without_training_digits_the_page_says_what_to_do_and_goes_on_comparing(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    press_examples(page)
    note = page.get_by_test_id("like-failed")
    expect(note).to_contain_text("NUMERALS_DATA")
    expect_score(page, same=True)
    with page.expect_response("**/api/v1/similar/index") as answer:
        note.get_by_role("button", name="Try again").click()
    assert answer.value.json()["state"] == "indexing"
    expect(note).to_be_visible()


def test_a_server_that_is_away_is_told_and_tried_again(visitor: Visitor) -> None:
    visitor.expected = "ERR_FAILED"
    page = visitor.visit("/compare")
    press_examples(page)
    expect_score(page, same=True)
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("region", name="Drawing B").get_by_role("button", name="Example").click()
    expect_score(page, same=False)  # the network is here already
    expect(page.get_by_test_id("like-failed")).to_be_visible()
    page.reload()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.unroute("**/api/**")
    page.reload()
    press_examples(page)
    expect_score(page, same=True)


def test_the_keyboard_shows_examples_clears_and_takes_back(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    for name in ("A", "B"):
        page.get_by_test_id(f"pad-{name}").focus()
        page.keyboard.press("Enter")
    expect_score(page, same=True)
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("score")).to_have_text("–")
    page.keyboard.press("Control+z")
    expect_score(page, same=True)


def test_drawings_are_there_when_one_comes_back(visitor: Visitor) -> None:
    page = visitor.visit("/compare")
    press_examples(page)
    expect_score(page, same=True)
    page.get_by_role("link", name="Draw", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draw a number")
    page.get_by_role("link", name="Compare").click()
    expect_score(page, same=True)


def test_fingers_draw_on_a_phone_in_french(phone: Visitor) -> None:
    page = phone.visit("/compare")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comparez")
    for name, hand in (("A", 0), ("B", 1)):
        page.get_by_test_id(f"pad-{name}").scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        draw_with_finger(page, on_pad(8, hand), f"pad-{name}")
        assert page.evaluate("scrollY") == before
    expect_score(page, same=True)
    assert shown(page.get_by_test_id("codes").locator("[title]").first).max() > 200


@pytest.mark.parametrize("who", ["visitor", "phone"])
def test_axe_finds_nothing(who: str, request: pytest.FixtureRequest) -> None:
    guest: Visitor = request.getfixturevalue(who)
    page = guest.visit("/compare")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []
    press_examples(page, "Example" if who == "visitor" else "Exemple")
    expect_score(page, same=True)
    expect(page.get_by_test_id("like-failed")).to_be_visible()
    page.locator("summary").click()
    page.evaluate("scrollTo(0, 0)")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/compare", "/dream"])
@pytest.mark.parametrize("language", ["en-GB", "fr-FR", "pt-PT"])
def test_the_page_is_as_wide_as_the_narrowest_phone(visitor: Visitor, path: str, language: str) -> None:
    browser = visitor.page.context.browser
    assert browser is not None
    context = browser.new_context(locale=language, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(visitor.address + path)
    press_examples(page, "Exemplo" if language == "pt-PT" else "Exemple" if language == "fr-FR" else "Example")
    if path == "/compare":
        expect_score(page, same=True)
    else:
        expect(page.get_by_test_id("cost")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    pads = [page.get_by_test_id(f"pad-{name}").bounding_box() for name in ("A", "B")]
    assert pads[0] is not None
    assert pads[1] is not None
    assert pads[0]["x"] + pads[0]["width"] <= pads[1]["x"]
    beyond = page.locator("main *").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 0.5"
        " && !one.closest('.visually-hidden, svg, [aria-label]')).map(one => one.className)"
    )
    assert [name for name in beyond if not re.search("scroll", str(name))] == []
    context.close()
