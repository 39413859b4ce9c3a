"""The captcha's widget in a browser: on a page of the server, and on pages of another site."""

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from test_accessibility import violations
from visitor import Visitor

import numerals.server
from hand import Hand, Strokes
from numerals import Reader
from support import Server

SECRET = "secret-of-thirty-characters-or-more"
SITES = {
    "sites": [
        {"key": "own", "secret": "another-secret-of-thirty-characters", "hostnames": []},
        {"key": "other", "secret": SECRET, "hostnames": ["localhost"]},
    ]
}
SETTINGS = {"NUMERALS_CAPTCHA_WORK": "20000", "NUMERALS_CAPTCHA_TRIES": "1000"}
SLOW = 20_000


def started(home: Path, **settings: str) -> Server:
    (home / "captcha.json").write_text(json.dumps(SITES))
    return Server(home, SETTINGS | settings).start()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = started(tmp_path_factory.mktemp("home"))
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def other(address: str) -> Iterator[str]:
    """Another site, whose pages the browser takes for foreign: localhost is not 127.0.0.1 to it."""
    command = [sys.executable, str(Path(__file__).with_name("other_site.py")), address, "other", SECRET]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(10)
    process.stdout.close()


@pytest.fixture(scope="module")
def hand(reader: Reader) -> Hand:
    return Hand(reader, seed=1)


def asked(page: Page) -> str:
    """The digits that the widget asks for."""
    captions = page.locator("numerals-captcha figcaption")
    expect(captions).to_have_count(3)
    return "".join(captions.all_inner_texts())


def places(page: Page, box: int, strokes: Strokes) -> Iterator[Iterator[tuple[float, float]]]:
    """Where to go on the page, stroke by stroke, at the hand's pace."""
    found = page.locator("numerals-captcha svg").nth(box).bounding_box()
    assert found is not None
    began = time.perf_counter()

    def paced(stroke: list[list[float]]) -> Iterator[tuple[float, float]]:
        nonlocal began
        for x, y, t in stroke:
            ahead = began + t / 1000 - time.perf_counter()
            time.sleep(max(0.0, ahead))
            began -= min(0.0, ahead)  # who was held up does not jump to make up for it
            yield found["x"] + x * found["width"], found["y"] + y * found["height"]

    return (paced(stroke) for stroke in strokes)


def draw(page: Page, hand: Hand, digits: str) -> None:
    """Draws with the mouse."""
    for box, mark in enumerate(digits):
        for points in places(page, box, hand.digit(int(mark))):
            page.mouse.move(*next(points))
            page.mouse.down()
            for place in points:
                page.mouse.move(*place)
            page.mouse.up()


def touch(page: Page, hand: Hand, digits: str) -> None:
    """Draws with a finger."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": 0} for x, y in points]}
        )

    for box, mark in enumerate(digits):
        for points in places(page, box, hand.digit(int(mark))):
            send("touchStart", next(points))
            for place in points:
                send("touchMove", place)
            send("touchEnd")


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


GUARDED = "guarded by the captcha"


def test_who_draws_the_digits_gets_in(visitor: Visitor, hand: Hand) -> None:
    visitor.expected = "403"  # the page before it was passed
    page = visitor.visit("/captcha/demo")
    expect(page.get_by_role("heading", level=1)).to_have_text("One moment")
    draw(page, hand, asked(page))
    button(page, "Check")
    expect(page.get_by_text(GUARDED)).to_be_visible(timeout=SLOW)
    assert page.url.endswith("/captcha/demo")
    page.reload()  # sends no form again
    expect(page.get_by_text(GUARDED)).to_be_visible()
    button(page, "Lock it again")
    expect(page.get_by_text("Draw a few digits")).to_be_visible()


def test_a_finger_does_too(phone: Visitor, hand: Hand) -> None:
    phone.expected = "403"
    page = phone.visit("/captcha/demo")
    digits = asked(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    touch(page, hand, digits)
    assert page.evaluate("window.scrollY") == 0
    button(page, "Vérifier")
    expect(page.get_by_text("gardée par le captcha")).to_be_visible(timeout=SLOW)


def test_who_draws_others_is_asked_for_new_ones(visitor: Visitor, hand: Hand) -> None:
    visitor.expected = "403"
    page = visitor.visit("/captcha/demo")
    before = asked(page)
    draw(page, hand, "".join(str((int(mark) + 1) % 10) for mark in before))
    button(page, "Check")
    expect(page.get_by_text("Not recognised")).to_be_visible(timeout=SLOW)
    check = page.get_by_role("button", name="Check")
    expect(check).to_be_disabled()  # the new boxes are empty
    draw(page, hand, asked(page))
    check.click()
    expect(page.get_by_text(GUARDED)).to_be_visible(timeout=SLOW)


def test_clear_empties_the_boxes(visitor: Visitor, hand: Hand) -> None:
    visitor.expected = "403"
    page = visitor.visit("/captcha/demo")
    draw(page, hand, asked(page))
    button(page, "Clear")
    assert page.locator("numerals-captcha path").evaluate_all("paths => paths.every(p => !p.getAttribute('d'))")
    expect(page.get_by_role("button", name="Check")).to_be_disabled()


def test_the_keyboard_alone_gets_in(visitor: Visitor) -> None:
    visitor.expected = "403"
    page = visitor.visit("/captcha/demo")
    asked(page)
    for _ in range(3):  # Clear, Go on without drawing; Check is not to be pressed yet
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent") == "Go on without drawing":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text(GUARDED)).to_be_visible(timeout=SLOW)


def test_a_screen_reader_is_told_what_happens(visitor: Visitor) -> None:
    visitor.expected = "403"
    page = visitor.visit("/captcha/demo")
    digits = asked(page)
    assert violations(page) == []
    group = page.get_by_role("group", name="Check that you are human")
    expect(group.get_by_text(f"Draw {' '.join(digits)}, each in its box")).to_be_visible()
    for mark in digits:
        expect(group.get_by_role("img", name=f"Box to draw a {mark} in")).to_be_visible()
    page.evaluate("document.querySelector('numerals-captcha').removeAttribute('submit')")
    button(page, "Go on without drawing")
    expect(group.get_by_role("status")).to_have_text("✓ Done, you can go on", timeout=SLOW)
    assert page.evaluate("document.activeElement.localName") == "numerals-captcha"  # focus did not get lost
    assert violations(page) == []


def test_what_takes_too_long_begins_again(chromium: Browser, tmp_path: Path) -> None:
    server = started(tmp_path, NUMERALS_CAPTCHA_SECONDS="2", NUMERALS_CAPTCHA_WORK="100")
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{server.url}/captcha/demo")
    asked(page)
    expect(page.get_by_text("That took too long")).to_be_visible(timeout=SLOW)
    page.evaluate("document.querySelector('numerals-captcha').removeAttribute('submit')")
    button(page, "Go on without drawing")
    expect(page.get_by_text("you can go on")).to_be_visible(timeout=SLOW)
    token = "document.querySelector('numerals-captcha').token"
    assert page.evaluate(token)
    # The token's time ends too, and the form has none then.
    expect(page.get_by_text("That took too long")).to_be_visible(timeout=SLOW)
    assert page.evaluate(token) == ""
    assert page.evaluate("new FormData(document.forms[0]).get('numerals-captcha-response')") is None
    context.close()
    server.stop()


def test_two_tabs_do_not_disturb_each_other(visitor: Visitor, hand: Hand) -> None:
    visitor.expected = "403"
    one = visitor.visit("/captcha/demo")
    asked(one)
    two = one.context.new_page()
    two.goto(one.url)
    asked(two)
    for page in (one, two):
        page.bring_to_front()
        draw(page, hand, asked(page))
        button(page, "Check")
        expect(page.get_by_text(GUARDED)).to_be_visible(timeout=SLOW)


def test_without_the_server_it_says_so_and_can_be_tried_again(visitor: Visitor) -> None:
    visitor.expected = ""
    page = visitor.page
    page.route("**/captcha/challenge", lambda route: route.abort())
    visitor.visit("/captcha/demo")
    expect(page.get_by_text("cannot be reached")).to_be_visible(timeout=SLOW)
    page.unroute("**/captcha/challenge")
    button(page, "Draw digits to go on")
    asked(page)
    assert any("numerals-captcha" in line for line in visitor.complaints)
    visitor.complaints.clear()


# Another site


@pytest.fixture
def guest(chromium: Browser, other: str) -> Iterator[Visitor]:
    """Someone on the other site."""
    context = chromium.new_context(locale="en-GB")
    one = Visitor(context.new_page(), other)
    yield one
    context.close()
    assert one.complaints == []


def test_a_view_of_another_site_is_guarded_by_one_line(guest: Visitor, address: str, hand: Hand) -> None:
    guest.expected = "403"
    page = guest.visit("/guarded")
    draw(page, hand, asked(page))
    button(page, "Check")
    expect(page.locator("body")).to_contain_text("guarded", timeout=SLOW)
    guest.visit("/async")  # once for all guarded views
    expect(page.locator("body")).to_contain_text("guarded, too")
    assert not [cookie for cookie in page.context.cookies() if cookie["domain"] in address]  # none of ours


def test_an_async_view_and_a_path_of_the_middleware_are_guarded_too(guest: Visitor) -> None:
    guest.expected = "403"
    for path in ("/async", "/members/area"):
        page = guest.visit(path)
        asked(page)
    button(page, "Go on without drawing")
    expect(page.locator("body")).to_contain_text("members", timeout=SLOW)


def test_a_form_of_another_site_waits_for_the_captcha_and_the_back_button_brings_a_new_one(
    guest: Visitor, hand: Hand
) -> None:
    page = guest.visit("/form")

    def send(comment: str) -> None:
        page.get_by_label("Comment").fill(comment)
        page.get_by_role("button", name="Send").click()

    send("too early")
    assert page.url.endswith("/form")  # the browser holds a required field back
    for comment in ("first", "second"):
        button(page, "Draw digits to go on")
        draw(page, hand, asked(page))
        button(page, "Check")
        expect(page.get_by_text("you can go on")).to_be_visible(timeout=SLOW)
        send(comment)
        expect(page.locator("body")).to_contain_text(comment)
        page.context.clear_cookies(name="numerals_captcha_passed")
        page.go_back()
        # The used token is not in the form.
        expect(page.get_by_role("button", name="Draw digits to go on")).to_be_visible()
        assert page.evaluate("document.querySelector('numerals-captcha').token") == ""


def test_where_no_worker_may_run_the_page_does_the_work(guest: Visitor) -> None:
    page = guest.visit("/no-worker")
    button(page, "Go on without drawing")
    expect(page.get_by_text("you can go on")).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.querySelector('numerals-captcha').token.length") > 100
    assert any("worker" in line for line in guest.complaints)  # the browser says that it was not let
    guest.complaints[:] = [line for line in guest.complaints if "worker" not in line]


def test_a_site_that_is_not_known_is_told_so(guest: Visitor, other: str) -> None:
    page = guest.visit("/form")
    page.evaluate("document.querySelector('numerals-captcha').setAttribute('site-key', 'own')")
    guest.expected = "403"
    button(page, "Draw digits to go on")
    expect(page.get_by_text("not set up for this site")).to_be_visible(timeout=SLOW)
    guest.complaints[:] = [line for line in guest.complaints if "numerals-captcha: captcha_site" not in line]


# The script


def test_the_script_is_small_and_for_all_sites(chromium: Browser, address: str) -> None:
    answer = httpx.get(f"{address}/captcha/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 40_000
    assert answer.content == (Path(numerals.server.__file__).parent / "page" / "captcha" / "widget.js").read_bytes()
    assert len(gzip.compress(answer.content)) < 40_000
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"].startswith("text/javascript")
    again = httpx.get(f"{address}/captcha/widget.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "set-cookie" not in answer.headers
