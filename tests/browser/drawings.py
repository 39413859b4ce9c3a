"""What is drawn on the pads of Compare and Dream, and what canvases show."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page

EXAMPLES: list[list[Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "web" / "src" / "sketchpad" / "examples.json").read_text()
)
"""Strokes by digit and hand."""
FIRST = 3
"""The digit of the first example on either pad."""
Pixels = NDArray[np.uint8]


def example(digit: int, hand: int) -> dict[str, Any]:
    """A drawing as the API takes it."""
    return {"strokes": EXAMPLES[digit][hand]}


def on_pad(digit: int, hand: int) -> list[list[tuple[float, float]]]:
    """The same for a mouse or a finger, in shares of the pad."""
    points = np.concatenate(EXAMPLES[digit][hand])
    shift = 0.5 - (points.min(axis=0) + points.max(axis=0)) / 200 * 0.6
    return [[(float(x), float(y)) for x, y in np.array(stroke) / 100 * 0.6 + shift] for stroke in EXAMPLES[digit][hand]]


def shown(place: Locator) -> Pixels:
    """The picture (28, 28) that a part of the page shows, ink bright on 0."""
    [picture] = all_shown(place)
    return picture


def all_shown(place: Locator) -> list[Pixels]:
    """All pictures that a part of the page shows."""
    # Not with getImageData: Chromium warns of canvases that are read with it again and again.
    return [pixels(url) for url in place.locator("canvas").evaluate_all("all => all.map(one => one.toDataURL())")]


def pixels(url: str) -> Pixels:
    """The picture of a data URL."""
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("L"))


def apart(first: Pixels, second: Pixels) -> int:
    """The largest difference of two pictures, in grey levels."""
    return int(np.abs(first.astype(int) - second).max())


def ask(page: Page, address: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the API answers."""
    answer: dict[str, Any] = page.request.post(f"{address}/api/v1/{path}", data=body).json()
    return answer
