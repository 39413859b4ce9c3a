"""The Dream page: the map of digits, drawings that go through a code, the way between two, and digits by chance."""

import re
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from drawings import FIRST, Pixels, all_shown, apart, ask, example, on_pad, pixels, shown
from pad import draw_with_mouse
from playwright.sync_api import Locator, Page, expect
from test_accessibility import violations
from test_compare import press_examples
from visitor import Visitor

READY = 60_000
"""Milliseconds for the networks to come to the browser on a slow machine."""
SAME = 2
"""Grey levels by which pictures of browser and server may differ."""
SECOND = 8
"""The digit of the second example."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """The page waits for networks that come and compute, on a slow machine."""
    expect.set_options(timeout=READY)
    yield
    expect.set_options(timeout=5000)


def dream(guest: Visitor) -> Page:
    """The page with its map drawn."""
    page = guest.visit("/dream")
    expect(page.get_by_test_id("dreamt").locator("canvas")).to_be_visible()
    return page


def until(place: Locator, right: Callable[[Pixels], bool]) -> Pixels:
    """The picture that a part of the page shows, once it is right and changes no more."""
    expect(place.locator("canvas")).to_be_visible()
    end, last = time.monotonic() + READY / 1000, None
    while time.monotonic() < end:
        now = shown(place)
        if right(now) and last is not None and np.array_equal(last, now):
            return now
        last = now
        place.page.wait_for_timeout(150)
    raise AssertionError("the picture does not come to be right")


def other(place: Locator, *than: Pixels) -> Pixels:
    """The picture, once it is another one."""
    return until(place, lambda now: min((apart(now, one) for one in than), default=255) > 0)


def like(place: Locator, wanted: Pixels, most: int = SAME) -> Pixels:
    """The picture, once it is the wanted one, give or take so many grey levels."""
    return until(place, lambda now: apart(now, wanted) <= most)


def test_another_place_of_the_map_is_another_picture(visitor: Visitor) -> None:
    page = dream(visitor)
    pictures = [other(page.get_by_test_id("dreamt"))]
    box = page.get_by_test_id("plane").bounding_box()
    assert box is not None
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        pictures.append(other(page.get_by_test_id("dreamt"), *pictures))
    assert min(int(picture.max()) for picture in pictures) > 150
    page.mouse.move(0, 0)  # away from the map it stays
    page.wait_for_timeout(300)
    like(page.get_by_test_id("dreamt"), pictures[-1], 0)


def test_arrow_keys_move_over_the_map_and_home_leads_to_its_middle(visitor: Visitor) -> None:
    page = dream(visitor)
    middle = other(page.get_by_test_id("dreamt"))
    page.get_by_test_id("plane").focus()
    expect(page.get_by_test_id("place")).to_have_text("The two numbers: 0.00 and 0.00")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("place")).to_have_text("The two numbers: 0.05 and 0.00")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_test_id("place")).to_have_text("The two numbers: 0.05 and 0.25")
    until(page.get_by_test_id("dreamt"), lambda moved: apart(middle, moved) > 50)
    for _ in range(12):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("place")).to_contain_text("-2.65")
    page.keyboard.press("Home")
    like(page.get_by_test_id("dreamt"), middle, 0)


def test_the_browser_draws_what_the_server_draws_and_the_reader_reads_it(visitor: Visitor) -> None:
    page = dream(visitor)
    means = page.request.get(f"{visitor.address}/api/v1/spaces/map").json()["card"]["means"]
    for digit in (0, 1, 6):
        page.get_by_role("button", name=f"Go to the {digit}").click()
        told = ask(page, visitor.address, "vae/decode", {"codes": [means[digit]], "model": "map"})["images"][0]
        like(page.get_by_test_id("dreamt"), pixels(told))
        expect(page.get_by_test_id("read-as")).to_contain_text(re.compile(rf"Read as {digit}, \d"))


def test_the_digits_of_the_map_get_the_colours_of_what_they_are_read_as(visitor: Visitor) -> None:
    page = dream(visitor)
    colours = """canvas => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const hues = new Set();
        for (let i = 0; i < data.length; i += 4) {
            const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
            if (Math.max(r, g, b) - Math.min(r, g, b) > 120) hues.add([r, g, b].map(one => one >> 6).join());
        }
        return hues.size;
    }"""
    plane = page.get_by_test_id("plane")
    expect(plane).to_have_attribute("data-read", "true", timeout=120_000)
    assert plane.evaluate(colours) >= 5


def test_what_comes_out_of_a_drawing_and_its_cost_are_the_servers(visitor: Visitor) -> None:
    page = dream(visitor)
    press_examples(page)
    usual = page.request.get(f"{visitor.address}/api/v1/spaces/vae").json()["card"]["test"]["cost"]
    for name, hand in (("A", 0), ("B", 1)):
        part = page.get_by_test_id(f"through-{name}")
        told = ask(page, visitor.address, "vae/encode", {"drawing": example(FIRST, hand), "model": "vae"})
        expect(part.get_by_test_id("cost")).to_be_visible()
        like(part.get_by_test_id("reconstruction"), pixels(told["reconstruction"]))
        cost = part.get_by_test_id("cost")
        rate, error = (float(cost.get_attribute(f"data-{what}") or "nan") for what in ("rate", "error"))
        assert rate == pytest.approx(told["rate"], abs=0.05)
        ink, drawn = (np.clip(pixels(told[key]) / 255, 0, 1) for key in ("crop", "reconstruction"))
        drawn = np.clip(drawn, 1 / 1020, 1 - 1 / 1020)
        expected = -(ink * np.log(drawn) + (1 - ink) * np.log(1 - drawn)).sum()
        assert error == pytest.approx(expected, rel=0.05)  # the picture is rounded to grey levels
        expect(cost).to_contain_text(f"It costs {rate + error:.0f} nats")
        expect(cost).to_contain_text(f"{usual:.0f} nats")
        expect(page.get_by_test_id(f"mark-{name}")).to_be_visible()


def test_a_scribble_costs_more_than_a_digit(visitor: Visitor) -> None:
    page = dream(visitor)
    page.get_by_test_id("pad-A").scroll_into_view_if_needed()
    draw_with_mouse(page, on_pad(3, 0), "pad-A")
    zigzag = [[(0.1 + 0.8 * (i % 2), 0.1 + 0.08 * i) for i in range(11)], [(0.5, 0.05), (0.5, 0.95)]]
    draw_with_mouse(page, zigzag, "pad-B")
    costs = []
    for name in ("A", "B"):
        cost = page.get_by_test_id(f"through-{name}").get_by_test_id("cost")
        other(page.get_by_test_id(f"through-{name}").get_by_test_id("reconstruction"))
        costs.append(sum(float(cost.get_attribute(f"data-{what}") or "nan") for what in ("rate", "error")))
    assert costs[1] > 1.5 * costs[0]


def test_the_ends_of_the_way_are_what_came_out_of_both_drawings(visitor: Visitor) -> None:
    page = dream(visitor)
    expect(page.get_by_test_id("morph")).to_contain_text("Draw both digits above")
    press_examples(page)
    page.get_by_role("region", name="Drawing B").get_by_role("button", name="Example").click()
    slider = page.get_by_role("slider", name="From A to B")
    expect(slider).to_be_visible()
    parts = [page.get_by_test_id(f"through-{name}").get_by_test_id("reconstruction") for name in ("A", "B")]
    drawings = [example(digit, hand) for hand, digit in enumerate((FIRST, SECOND))]
    ends = [
        like(part, pixels(ask(page, visitor.address, "vae/encode", {"drawing": drawing})["reconstruction"]))
        for part, drawing in zip(parts, drawings, strict=True)
    ]
    assert apart(*ends) > 100
    morphed = page.get_by_test_id("morphed")
    until(morphed, lambda middle: min(apart(middle, end) for end in ends) > 50)
    slider.focus()
    page.keyboard.press("Home")
    like(morphed, ends[0], 1)
    page.keyboard.press("End")
    like(morphed, ends[1], 1)
    assert page.get_by_test_id("strip").locator("canvas").count() == 9


def test_digits_by_chance_are_others_each_time(visitor: Visitor) -> None:
    page = dream(visitor)
    sheet = page.get_by_test_id("samples-sheet")
    expect(sheet.locator("canvas")).to_have_count(24)
    first = np.array(all_shown(sheet)).reshape(24, -1)
    assert len(np.unique(first, axis=0)) == 24
    assert (first.max(axis=1) > 100).mean() > 0.9
    page.get_by_role("button", name="Other ones").click()
    for _ in range(100):
        page.wait_for_timeout(150)
        second = np.array(all_shown(sheet)).reshape(24, -1)
        if not (first == second).all():
            break
    assert not (first == second).all(axis=1).any()


def test_a_decoder_that_does_not_come_is_told_and_tried_again(visitor: Visitor) -> None:
    visitor.expected = "ERR_FAILED"
    page = visitor.page
    page.context.route("**/decoder.onnx", lambda route: route.abort())
    visitor.visit("/dream")
    note = page.get_by_test_id("map").get_by_role("status").filter(has_text="could not be loaded")
    expect(note).to_be_visible()
    page.context.unroute("**/decoder.onnx")
    page.get_by_test_id("plane").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_test_id("dreamt").locator("canvas")).to_be_visible()
    expect(note).to_be_hidden()


def test_a_finger_moves_over_the_map_and_the_page_does_not_scroll(phone: Visitor) -> None:
    page = dream(phone)
    plane = page.get_by_test_id("plane")
    plane.scroll_into_view_if_needed()
    before, scrolled = other(page.get_by_test_id("dreamt")), page.evaluate("scrollY")
    box = plane.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.5), ("touchMove", 0.4), ("touchMove", 0.2), ("touchMove", 0.08)):
        point = {"x": box["x"] + share * box["width"], "y": box["y"] + share * box["height"], "id": 0}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(page.get_by_test_id("dreamt"), lambda now: apart(now, before) > 50)
    assert page.evaluate("scrollY") == scrolled
    expect(page.get_by_test_id("read-as")).to_contain_text("Lu comme")


@pytest.mark.parametrize("who", ["visitor", "phone"])
def test_axe_finds_nothing(who: str, request: pytest.FixtureRequest) -> None:
    guest: Visitor = request.getfixturevalue(who)
    page = dream(guest)
    assert violations(page) == []
    press_examples(page, "Example" if who == "visitor" else "Exemple")
    expect(page.get_by_test_id("cost")).to_have_count(2)
    page.evaluate("scrollTo(0, 0)")
    assert violations(page) == []
