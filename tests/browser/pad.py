"""Writing on the sketchpad as a hand does."""

from itertools import pairwise

from playwright.sync_api import CDPSession, Page

Point = tuple[float, float]

# In shares of the pad's height, from its upper left corner.
SEVEN: list[list[Point]] = [[(0.2, 0.2), (0.55, 0.2), (0.35, 0.75)]]
ONE: list[list[Point]] = [[(0.85, 0.2), (0.84, 0.75)]]
OPEN_FOUR: list[list[Point]] = [[(0.3, 0.15), (0.2, 0.5), (0.4, 0.52)], [(0.46, 0.25), (0.44, 0.8)]]
"""Its two strokes stand beside each other."""
STAR: list[list[Point]] = [[(0.3, 0.8), (0.5, 0.15), (0.7, 0.8), (0.18, 0.4), (0.82, 0.4), (0.3, 0.8)]]


def _places(page: Page, stroke: list[Point], pad: str) -> list[Point]:
    box = page.get_by_test_id(pad).bounding_box()
    assert box is not None
    return [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in stroke]


def draw_with_mouse(page: Page, strokes: list[list[Point]], pad: str = "pad") -> None:
    """Draws strokes with the left button held."""
    for stroke in strokes:
        first, *rest = _places(page, stroke, pad)
        page.mouse.move(*first)
        page.mouse.down()
        for place in rest:
            page.mouse.move(*place, steps=8)
        page.mouse.up()


_DOUBLE_TAP = 350
"""Milliseconds from which Chromium takes a tap for one of its own; sooner after a touch it gives no click."""


def _touch(session: CDPSession, kind: str, places: list[Point]) -> None:
    points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def draw_with_finger(page: Page, strokes: list[list[Point]], pad: str = "pad") -> None:
    """Draws strokes with one finger, through the browser's own touch input, and takes it away."""
    session = page.context.new_cdp_session(page)
    for stroke in strokes:
        places = _places(page, stroke, pad)
        _touch(session, "touchStart", [places[0]])
        for (x0, y0), (x1, y1) in pairwise(places):
            for step in range(1, 9):
                _touch(session, "touchMove", [(x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8)])
        _touch(session, "touchEnd", [])
    page.wait_for_timeout(_DOUBLE_TAP)
