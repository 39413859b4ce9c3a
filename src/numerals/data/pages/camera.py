"""A written page as a camera or a scanner sees it: perspective, light, colours, blur, noise, compression."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pages.canvas import Canvas, Layer, Mark

Rng = np.random.Generator
Picture = NDArray[np.float32]
"""(h, w, 3) RGB, 0 to 255."""

_FINGERS, _VIGNETTES = 0.05, 0.1
"""Shares of photographs."""


@dataclass(frozen=True)
class Sheet:
    """A page after the perspective: layers of equal size, and the marks in its pixels."""

    pen: Layer
    printed: Layer
    back: Layer
    marks: tuple[Mark, ...]


def look_from(canvas: Canvas, height: int, width: int, rng: Rng) -> Sheet:
    """Turns and tilts the page, and cuts ``height`` x ``width`` px out of its middle."""
    left, top = (canvas.width - width) / 2, (canvas.height - height) / 2
    corners: NDArray[Any] = np.array(
        [[left, top], [left + width, top], [left + width, top + height], [left, top + height]], np.float32
    )
    if rng.random() < 0.5:
        angle = float(rng.normal(0, 0.03))
        middle = np.array([canvas.width, canvas.height], np.float32) / 2
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
        corners = (corners - middle) @ turn.T + middle
        corners += rng.normal(0, 0.012, (4, 2)).astype(np.float32) * [width, height]
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    stacked = np.dstack([canvas.pen, canvas.printed, canvas.back])
    seen = cv2.warpPerspective(stacked, matrix, (width, height), flags=cv2.INTER_LINEAR)
    marks = tuple(
        Mark(mark.label, cv2.perspectiveTransform(mark.outline[None], matrix)[0].astype(np.float32), mark.line)
        for mark in canvas.marks
    )
    pen, printed, back = (np.ascontiguousarray(seen[:, :, i], np.uint8) for i in range(3))
    return Sheet(pen, printed, back, marks)


def _smooth(height: int, width: int, cells: int, rng: Rng) -> NDArray[np.float32]:
    """A smooth random field with mean 0 and about unit spread."""
    coarse = rng.normal(0, 1, (max(2, cells * height // width + 1), cells + 1)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _light(height: int, width: int, rng: Rng) -> NDArray[np.float32]:
    """How much light falls where: uneven, with a soft shadow or a glare; (h, w, 1) around 1."""
    light = np.ones((height, width), np.float32)
    if rng.random() < 0.7:
        slope = rng.normal(0, 0.18, 2)
        rows, columns = np.linspace(-0.5, 0.5, height)[:, None], np.linspace(-0.5, 0.5, width)[None]
        light *= (1 + slope[0] * rows + slope[1] * columns).astype(np.float32)
    if rng.random() < 0.25:  # a shadow with a soft edge
        mask = np.zeros((height, width), np.uint8)
        points = rng.uniform(-0.3, 1.3, (4, 2)) * [width, height]
        cv2.fillPoly(mask, [cv2.convexHull(points.astype(np.int32))], 255)
        soft = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(2, 25))).astype(np.float32) / 255
        light *= 1 - soft * float(rng.uniform(0.15, 0.6))
    if rng.random() < 0.12:  # a glare
        x, y, size = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.1, 0.4) * width
        rows, columns = np.ogrid[0:height, 0:width]
        spot = np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / (2 * size**2))
        light *= (1 + spot * rng.uniform(0.1, 0.5)).astype(np.float32)
    return np.clip(light, 0.15, 1.8)[:, :, None]


def _vignette(height: int, width: int, rng: Rng) -> NDArray[np.float32]:
    """What a lens lets through, less towards the corners; (h, w, 1), 1 in the middle."""
    rows, columns = np.linspace(-1, 1, height)[:, None, None], np.linspace(-1, 1, width)[None, :, None]
    return np.asarray(1 - float(rng.uniform(0.1, 0.35)) * (rows**2 + columns**2), np.float32)


def _finger(picture: Picture, sheet: Sheet, digit_height: float, rng: Rng) -> Picture:
    """Holds the sheet with a finger that comes in from an edge, unless it would lie on what is written."""
    height, width = picture.shape[:2]
    along, side = float(rng.uniform(0, 1)), int(rng.integers(4))
    edge = np.array([(along * width, 0), (along * width, height), (0, along * height), (width, along * height)][side])
    inwards = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)][side])
    tip = edge + digit_height * (inwards * rng.uniform(0.2, 1.5) + rng.normal(0, 0.2, 2))
    thick = max(3, round(digit_height * float(rng.uniform(0.7, 1.6))))
    mask = np.zeros((height, width), np.uint8)
    start = edge - 2 * digit_height * inwards  # its end lies outside
    cv2.line(mask, start.astype(int).tolist(), tip.astype(int).tolist(), 255, thick, cv2.LINE_AA)
    for mark in sheet.marks:
        left, top, right, bottom = (max(0, round(side)) for side in mark.box)
        if mask[top:bottom, left:right].any():
            return picture
    share = cv2.GaussianBlur(mask, (0, 0), 0.03 * digit_height + 0.3).astype(np.float32)[:, :, None] / 255
    skin = np.array([230, 175, 145], np.float32) * np.float32(rng.uniform(0.3, 1.0))
    return np.asarray(picture * (1 - share) + share * skin, np.float32)


def _colour(rng: Rng, brightness: float, tint: float) -> NDArray[np.float32]:
    return np.clip(brightness + rng.normal(0, tint, 3), 0, 255).astype(np.float32)


def _coverage(layer: Layer, strength: float) -> NDArray[np.float32]:
    return (layer.astype(np.float32) * (strength / 255))[:, :, None]


def _inks(sheet: Sheet, digit_height: float, dark: bool, rng: Rng) -> Picture:
    """Paper, print, the other side and the pen, one over the other."""
    height, width = sheet.pen.shape
    paper = float(rng.uniform(5, 90) if dark else np.clip(rng.normal(205, 35), 90, 255))
    picture: NDArray[Any] = np.broadcast_to(_colour(rng, paper, 10), (height, width, 3)).astype(np.float32)
    if rng.random() < 0.5:  # the paper's texture
        texture = _smooth(height, width, int(rng.choice([4, 12, 40])), rng)
        picture = picture * (1 + float(rng.uniform(0, 0.06)) * texture[:, :, None])
    if sheet.back.any():
        back = np.asarray(cv2.GaussianBlur(sheet.back, (0, 0), 0.04 * digit_height + 0.3), np.uint8)
        share = _coverage(back, float(rng.uniform(0.04, 0.25)))
        picture = picture * (1 - share) + share * (200 if dark else 60)
    far = (255 - paper) if dark else paper
    contrast = far * float(rng.uniform(0.3, 1.0))  # from a faint pencil to black ink
    ink = _colour(rng, paper + contrast if dark else paper - contrast, 18)
    printed = _colour(rng, paper + (1 if dark else -1) * far * float(rng.uniform(0.12, 0.95)), 25)
    share = _coverage(sheet.printed, 1.0)
    picture = picture * (1 - share) + share * printed
    pen: NDArray[np.floating[Any]] = sheet.pen.astype(np.float32)
    if rng.random() < 0.35:  # the pen runs dry, or a pencil leaves grain
        cells = int(rng.choice([6, 20, 90]))
        pen = pen * np.clip(1 - float(rng.uniform(0.1, 0.6)) * np.abs(_smooth(height, width, cells, rng)), 0.15, 1)
    share = np.asarray(pen / 255, np.float32)[:, :, None]
    return np.asarray(picture * (1 - share) + share * ink, np.float32)


def _blurred(picture: Picture, digit_height: float, rng: Rng) -> Picture:
    """Out of focus, moved, or small and enlarged."""
    kind = rng.random()
    if kind < 0.5:
        return np.asarray(
            cv2.GaussianBlur(picture, (0, 0), 0.25 + abs(rng.normal(0, 0.022)) * digit_height), np.float32
        )
    if kind < 0.6:
        length = max(2, round(abs(rng.normal(0, 0.07)) * digit_height) + 1)
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, int(rng.integers(0, length))), (length - 1, int(rng.integers(0, length))), 1.0)
        return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)
    if kind < 0.72:
        height, width = picture.shape[:2]
        share = max(float(rng.uniform(0.4, 0.9)), 12 / digit_height)
        if share < 1:
            small = cv2.resize(picture, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
            return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return picture


def photograph(
    sheet: Sheet, digit_height: float, rng: Rng, clean: bool | None = None
) -> tuple[NDArray[np.uint8], bool]:
    """Takes a picture of a sheet.

    Args:
        sheet: its layers.
        digit_height: in pixels; blur is as large as it is in life, where digits are larger or smaller.
        rng: source of chance.
        clean: a drawing made on a screen, or a good scan; None leaves it to chance.

    Returns:
        (h, w, 3) RGB, and whether the paper is darker than the ink.
    """
    height, width = sheet.pen.shape
    dark = rng.random() < 0.15
    picture = _inks(sheet, digit_height, dark, rng)
    clean = rng.random() < 0.15 if clean is None else clean
    if not clean:
        own = rng.spawn(1)[0]  # pages without a finger or a vignette stay as they were before there were such
        if own.random() < _FINGERS:
            picture = _finger(picture, sheet, digit_height, own)
        picture = picture * _light(height, width, rng)
        if own.random() < _VIGNETTES:
            picture = picture * _vignette(height, width, own)
        picture = _blurred(picture, digit_height, rng)
        noise = abs(float(rng.normal(0, 5)))
        picture = picture + rng.standard_normal((height, width, 1), np.float32) * noise
    shot = np.clip(picture, 0, 255).astype(np.uint8)
    if not clean and rng.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))]
        shot = np.asarray(cv2.imdecode(cv2.imencode(".jpg", shot, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return shot, dark
