"""Takes the guide's pictures from the running app: ``python scripts/make_screenshots.py [NAME...]``.

Starts the real server with a home of its own, draws on the sketchpad, reads docs/images/page.png, looks at the other
pages, and writes a WebP of each into docs/images/screens. Needs Chromium and the built page (``make page``).
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from numerals.data.pen import sample_digit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import Server  # noqa: E402  (the tests' server: a real one, at a free port)

FOLDER = ROOT / "docs" / "images" / "screens"
PICTURE = ROOT / "docs" / "images" / "page.png"
SIZE = {"width": 1280, "height": 800}
SLOW = 30_000
"""Milliseconds for the model to come to the browser, or a photo to be read, on a slow machine."""
STUDY = 240_000
"""The same for a study of the small digits."""
QUALITY = 82
Strokes = list[NDArray[np.float64]]


def number(text: str, seed: int, height: float) -> Strokes:
    """A number as the package's own pen writes it, digits side by side, from 0, 0."""
    rng, strokes, left = np.random.default_rng(seed), [], 0.0
    for mark in text:
        own = sample_digit(rng, int(mark))[0]
        low = np.vstack(own).min(axis=0)
        own = [(stroke - low) * height + (left, 0) for stroke in own]
        left = np.vstack(own)[:, 0].max() + 0.35 * height
        strokes += own
    return strokes


def write(page: Page, text: str, seed: int) -> None:
    """Writes a number in the middle of the sketchpad with the mouse."""
    box = page.get_by_test_id("pad").bounding_box()
    assert box is not None
    strokes = number(text, seed, 0.44 * box["height"])
    right = np.vstack(strokes)[:, 0].max()
    start = np.array([box["x"] + (box["width"] - right) / 2, box["y"] + 0.28 * box["height"]])
    for stroke in strokes:
        places = stroke + start
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()


def draw(page: Page, server: Server) -> None:
    """The sketchpad with a number on it, read in the browser and by the server."""
    write(page, "2748", 5)
    expect(page.get_by_test_id("number")).to_have_text("2748", timeout=SLOW)
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("server-answer")).to_be_visible(timeout=SLOW)
    page.mouse.move(0, 0)


def photo(page: Page, server: Server) -> None:
    """The photo bench with a page that was read."""
    page.get_by_test_id("file-input").set_input_files(PICTURE)
    expect(page.get_by_test_id("photo-text")).to_contain_text("0123456789", timeout=SLOW)


def stages(page: Page, server: Server) -> None:
    """The same, further down: every stage with its knobs."""
    photo(page, server)
    heading = page.get_by_role("heading", name="Step by step")
    heading.evaluate("element => element.scrollIntoView()")
    for image in page.get_by_test_id("stage-threshold").locator("img").all():
        expect(image).to_be_visible(timeout=SLOW)


def models(page: Page, server: Server) -> None:
    """The leaderboard of the shipped models."""
    expect(page.get_by_test_id("model-row").first).to_be_visible()


def model(page: Page, server: Server) -> None:
    """One model: what it takes for what."""
    page.get_by_test_id("model-row").first.get_by_role("link").first.click()
    expect(page.get_by_test_id("pointed-at")).to_be_visible()
    page.get_by_role("heading", name="In numbers").evaluate("element => element.scrollIntoView()")
    page.evaluate("scrollBy(0, -90)")
    page.locator('[data-cell="9-4"]').hover()


def history(page: Page, server: Server) -> None:
    """Drawings that were kept, two of them confirmed."""
    for seed, text in enumerate(("1984", "60", "3", "7", "415", "92")):
        strokes = [stroke.tolist() for stroke in number(text, seed + 20, 240.0)]
        asked = {"strokes": strokes, "width": 1200, "height": 400, "page": "draw"}
        answer = server.client.post("/api/v1/classify", json=asked).raise_for_status().json()
        if seed in (2, 4):
            correct = {"correction": text}
            server.client.patch(f"/api/v1/drawings/{answer['id']}", json=correct).raise_for_status()
    page.reload()
    seven = page.get_by_test_id("drawing").filter(has_text="7").nth(0)
    expect(seven).to_be_visible(timeout=SLOW)
    seven.hover()  # where the mouse is, the taps to correct with appear


def monitor(page: Page, server: Server) -> None:
    """A server that has read a hundred and fifty numbers."""
    for seed in range(150):
        strokes = [stroke.tolist() for stroke in number(str(seed % 90 + 10), seed, 240.0)]
        asked = {"strokes": strokes, "width": 1200, "height": 400, "page": "draw"}
        server.client.post("/api/v1/classify", json=asked).raise_for_status()
    expect(page.get_by_test_id("verdict")).not_to_have_attribute("data-state", "few", timeout=SLOW)


def studied(page: Page, server: Server) -> None:
    """The Explore page of the small digits, studied first where that was not yet done."""
    page.get_by_test_id("start").or_(page.get_by_test_id("study")).wait_for(timeout=SLOW)
    if page.get_by_test_id("start").is_visible():
        page.get_by_test_id("start").click()
    expect(page.get_by_test_id("study")).to_be_visible(timeout=STUDY)


def explore(page: Page, server: Server) -> None:
    """The Explore page: balance and mean images, with a digit chosen."""
    studied(page, server)
    page.get_by_role("button", name="Digit 4").click()
    page.get_by_test_id("digits").evaluate("element => element.scrollIntoView()")
    page.evaluate("scrollBy(0, -60)")


def the_map(page: Page, server: Server) -> None:
    """Its map with the image of a dot."""
    studied(page, server)
    canvas = page.get_by_test_id("map-canvas")
    page.get_by_test_id("map-choice").evaluate("element => element.scrollIntoView()")
    page.evaluate("scrollBy(0, -130)")
    box = canvas.bounding_box()
    assert box is not None
    told = server.client.get("/api/v1/explore/columns/map_gradients", params={"source": "digits"}).content
    x, y = np.frombuffer(told, "<u2")[:2] / 65536 - 0.5  # of the first image, from the middle of the map
    side = 0.92 * min(box["width"], box["height"])
    page.mouse.move(box["x"] + box["width"] / 2 + x * side, box["y"] + box["height"] / 2 + y * side)
    expect(page.get_by_test_id("map-tip").locator("canvas")).to_be_visible(timeout=SLOW)


def mistakes(page: Page, server: Server) -> None:
    """Its confusion matrix with a cell chosen."""
    studied(page, server)
    page.get_by_test_id("answers").get_by_role("heading", level=2).evaluate("element => element.scrollIntoView()")
    page.evaluate("scrollBy(0, -90)")
    page.locator("#answers [data-wrong]").first.click()
    expect(page.get_by_test_id("mistakes").get_by_role("heading")).to_contain_text("read as")


def compare(page: Page, server: Server) -> None:
    """Two drawings of one digit in two hands."""
    for place in (0, 1):
        page.get_by_role("button", name="Example").nth(place).click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "same", timeout=SLOW)


def dream(page: Page, server: Server) -> None:
    """The map of digits, with the mouse on it."""
    plane = page.get_by_test_id("plane")
    expect(plane).to_have_attribute("data-read", "true", timeout=STUDY)
    page.get_by_test_id("map").evaluate("element => element.scrollIntoView()")
    page.evaluate("scrollBy(0, -16)")
    box = plane.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.36 * box["width"], box["y"] + 0.7 * box["height"])
    expect(page.get_by_test_id("read-as")).to_contain_text("Read as", timeout=SLOW)


SCREENS: dict[str, tuple[str, Callable[[Page, Server], None]]] = {
    "draw": ("/", draw),
    "photo": ("/photo", photo),
    "stages": ("/photo", stages),
    "models": ("/models", models),
    "model": ("/models", model),
    "explore": ("/explore?source=digits", explore),
    "map": ("/explore?source=digits", the_map),
    "mistakes": ("/explore?source=digits", mistakes),
    "compare": ("/compare", compare),
    "dream": ("/dream", dream),
    "history": ("/history", history),
    "monitor": ("/monitor", monitor),
}
"""Name of each picture, the page's path, and what is done there first."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    names = (os.environ.get("NUMERALS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        sys.exit("Chromium is needed: apt-get install chromium, or NUMERALS_CHROMIUM=/path/to/chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def take(browser: Browser, server: Server, name: str, folder: Path) -> Path:
    """Writes the picture of one page."""
    path, act = SCREENS[name]
    context = browser.new_context(locale="en-GB", viewport=SIZE, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(server.url + path)
    act(page, server)
    page.wait_for_load_state("networkidle")
    target = folder / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(target, quality=QUALITY, method=6)
    context.close()
    return target


def main() -> None:
    """Takes the pictures that are named, or all."""
    names = sys.argv[1:] or list(SCREENS)
    unknown = [name for name in names if name not in SCREENS]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known are {', '.join(SCREENS)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        server = Server(Path(home)).start()
        try:
            for name in names:
                target = take(browser, server, name, FOLDER)
                print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} kB")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
