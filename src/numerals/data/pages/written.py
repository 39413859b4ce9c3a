r"""Synthetic pages: digits written by `numerals.data.pen` on paper as a camera sees it, with their labels.

>>> page = write_page(["462", "119"], seed=3)
>>> page.text
'462\n119'
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pen import Stroke, sample_digit

_SHIFT = 4
"""OpenCV draws at a sixteenth of a pixel: coordinates are given in 1 / 2**_SHIFT px."""


@dataclass(frozen=True)
class Page:
    """A written page.

    Attributes:
        image: (h, w, 3) RGB uint8.
        text: what is written, a line of text for each line.
        boxes: for each digit in reading order its left, top, right and bottom in pixels.
    """

    image: NDArray[np.uint8]
    text: str
    boxes: tuple[tuple[int, int, int, int], ...]


def write_page(
    lines: list[str],
    seed: int,
    *,
    height: int = 90,
    pen: int = 5,
    paper: tuple[int, int, int] = (228, 224, 214),
    ink: tuple[int, int, int] = (38, 48, 110),
    shadow: float = 0.25,
    grain: float = 3.0,
    ruled: bool = False,
) -> Page:
    """Writes lines of digits on a sheet and photographs it.

    Args:
        lines: digits; a space leaves a gap.
        seed: of everything random; the same seed gives the same page.
        height: of a digit in pixels.
        pen: width of the pen in pixels.
        paper: colour of the sheet, RGB.
        ink: colour of the pen, RGB; lighter than the paper for chalk.
        shadow: share of the light that is missing in the darkest corner.
        grain: standard deviation of the paper's grain and the camera's noise, in grey levels.
        ruled: with thin lines under the writing.
    """
    rng = np.random.default_rng(seed)
    most = max((len(line) for line in lines), default=1)
    size = (round(height * (1.8 * len(lines) + 1)), round(height * (0.95 * max(most, 1) + 1.5)))
    cover = np.zeros(size, np.uint8)
    boxes = []
    for number, line in enumerate(lines):
        x, top = height * 0.75, height * (0.8 + 1.8 * number)
        for character in line:
            if character != " ":
                strokes = _placed(sample_digit(rng, int(character))[0], x, top + rng.normal(0, 0.04) * height, height)
                _ink(cover, strokes, pen)
                points = np.vstack(strokes)
                low, high = np.floor(points.min(axis=0) - pen / 2), np.ceil(points.max(axis=0) + pen / 2)
                boxes.append((int(low[0]), int(low[1]), int(high[0]), int(high[1])))
                x = points[:, 0].max()
            x += height * rng.uniform(0.2, 0.35)
    rules = [round(height * (2.05 + 1.8 * i)) for i in range(len(lines))] if ruled else []
    image = _photograph(cover, rules, np.array(paper), np.array(ink), shadow, grain, rng)
    return Page(image, "\n".join(line.replace(" ", "") for line in lines), tuple(boxes))


def _placed(strokes: list[Stroke], left: float, top: float, height: float) -> list[Stroke]:
    """Strokes scaled to ``height`` with their left and top edge where they are wanted."""
    points = np.vstack(strokes)
    low, tall = points.min(axis=0), np.ptp(points[:, 1])
    return [(stroke - low) * (height / tall) + [left, top] for stroke in strokes]


def _ink(cover: NDArray[np.uint8], strokes: list[Stroke], pen: int) -> None:
    """Draws strokes into a picture of how much ink covers each pixel, 0 to 255."""
    for stroke in strokes:
        points = np.rint(stroke * 2**_SHIFT).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(cover, [points], False, 255, pen, cv2.LINE_AA, _SHIFT)


def _photograph(
    cover: NDArray[np.uint8],
    rules: list[int],
    paper: NDArray[np.int64],
    ink: NDArray[np.int64],
    shadow: float,
    grain: float,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:
    """Colours, light that falls off towards one corner, a little blur, and grain."""
    height, width = cover.shape
    share = cv2.GaussianBlur(cover, (0, 0), 0.8).astype(np.float64)[:, :, None] / 255
    sheet = np.broadcast_to(paper.astype(np.float64), (height, width, 3)).copy()
    for y in rules:
        sheet[y : y + 2] = sheet[y : y + 2] * 0.8 + np.array([90, 120, 190]) * 0.2
    rows, columns = np.mgrid[0:height, 0:width]
    corner = rng.integers(0, 2, 2)
    away = np.abs(rows / height - corner[0]) + np.abs(columns / width - corner[1])
    light = (1 - shadow * away / 2)[:, :, None]
    noise = rng.normal(0, grain, (height, width, 1)) if grain else 0.0
    return np.asarray(np.clip((sheet * (1 - share) + ink * share) * light + noise, 0, 255), np.uint8)
