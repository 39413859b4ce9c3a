"""What stands on a page and is no digit: printed and written words, lone letters, scribbles, faces, stains."""

from functools import lru_cache

import cv2
import numpy as np

from numerals.data.marks import sample_glyph, sample_letter
from numerals.data.pages.canvas import Canvas, Layer, draw_glyph, draw_strokes, outline_of
from numerals.data.pages.hand import Hand
from numerals.data.pen import sample_scribble

Rng = np.random.Generator

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
    cv2.FONT_HERSHEY_SIMPLEX | cv2.FONT_ITALIC,
    cv2.FONT_HERSHEY_COMPLEX | cv2.FONT_ITALIC,
)
_PLAIN_LETTERS = "ACDEFGHKMNPQRTUVWXYabcdefhkmnprtuvwx@#$%*+=<>?!"
"""Letters and signs that nobody takes for a digit, even where they stand alone."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@lru_cache(maxsize=4096)
def _letter(character: str, font: int, thickness: int) -> Layer:
    """A letter as a picture, 40 px tall with room around."""
    picture = np.zeros((72, 72), np.uint8)
    cv2.putText(picture, character, (14, 50), font, 1.2, 255, thickness, cv2.LINE_AA)
    return picture


def letters(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """A few letters and signs that stand alone, as tall as digits, written askew."""
    for _ in range(int(rng.integers(1, 6))):
        character = str(rng.choice(list(_PLAIN_LETTERS)))
        _place(canvas, hand, character, height * float(rng.uniform(0.7, 1.3)), rng)


def word(canvas: Canvas, _hand: Hand, height: float, rng: Rng) -> None:
    """A word in a printed or a written type: its letters tell by their neighbours that they are none of ours."""
    font, thickness = int(_FONTS[rng.integers(len(_FONTS))]), int(rng.integers(1, 4))
    text = "".join(rng.choice(list(_LETTERS), int(rng.integers(3, 11))))
    text = text.lower() if rng.random() < 0.6 else text
    size = height * float(rng.uniform(0.3, 1.1)) / 28
    (width, tall), below = cv2.getTextSize(text, font, size, thickness)
    spot = _free_spot(canvas, width, tall + below, 0.15 * height, rng)
    if spot is None:
        return
    layer = canvas.pen if rng.random() < 0.4 else canvas.printed
    cv2.putText(layer, text, (round(spot[0]), round(spot[1]) + tall), font, size, 255, thickness, cv2.LINE_AA)


def _place(canvas: Canvas, hand: Hand, character: str, height: float, rng: Rng) -> None:
    glyph = _letter(character, int(_FONTS[rng.integers(len(_FONTS))]), int(rng.integers(1, 6)))
    outline = outline_of(glyph)
    low, high = outline.min(axis=0), outline.max(axis=0)
    scale = height / max(float((high - low).max()), 1.0)
    angle, slant = float(rng.normal(0, 0.15)), float(rng.normal(0, 0.25))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.array([[1, -slant], [0, 1]])
    spot = _free_spot(canvas, height, height, 0.1 * height, rng)
    if spot is not None:
        move = np.array(spot) + height / 2 - scale * turn @ ((low + high) / 2)
        draw_glyph(canvas.pen, glyph, np.hstack([scale * turn, move[:, None]]), hand.level, hand.hardness)


def _free_spot(canvas: Canvas, width: float, height: float, margin: float, rng: Rng) -> tuple[float, float] | None:
    """Left and top of a free place, which is then taken; None when some tries found none."""
    for _ in range(6):
        x = float(rng.uniform(-0.2 * width, max(1.0, canvas.width - 0.6 * width)))
        y = float(rng.uniform(-0.2 * height, max(1.0, canvas.height - 0.6 * height)))
        if canvas.is_free((x, y, x + width, y + height), margin):
            canvas.taken.append((x, y, x + width, y + height))
            return x, y
    return None


def scribbles(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """Scribbles beside the digits."""
    for _ in range(int(rng.integers(1, 4))):
        tall = height * float(np.exp(rng.normal(0, 0.4)))
        spot = _free_spot(canvas, 1.6 * tall, tall, 0.1 * height, rng)
        if spot is not None:
            hand.draw(canvas, sample_scribble(rng), float(rng.uniform(0.5, 2.5)), spot[0], spot[1] + tall, tall)


def writing(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """Letters and signs that the hand writes, one alone or some in a row."""
    tall = height * float(rng.uniform(0.7, 1.3))
    count = int(rng.choice([1, 1, 2, 3, 4, 6]))
    spot = _free_spot(canvas, (0.9 * count - 0.1) * tall, tall, 0.1 * height, rng)
    if spot is None:
        return
    x, bottom = spot[0], spot[1] + tall
    sample = sample_letter if rng.random() < 0.7 else sample_glyph
    for _ in range(count):
        size = tall * float(np.exp(rng.normal(0, 0.12)))
        right = hand.draw(canvas, sample(rng), float(rng.uniform(0.7, 1.2)), x, bottom, size)
        x = max(right, x + 0.3 * tall) + float(rng.uniform(0.02, 0.25)) * tall


def cursive(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """A word in one go, of arcs, waves and loops that no digit stands in."""
    tall = height * float(rng.uniform(0.5, 1.1))
    count = int(rng.integers(3, 10))
    spot = _free_spot(canvas, 0.6 * count * tall, tall, 0.1 * height, rng)
    if spot is None:
        return
    turns = np.linspace(0, 2 * np.pi * count, 14 * count)
    # One height and one width of the loop for each letter; between two letters they change smoothly.
    letter = np.minimum((turns / (2 * np.pi)).astype(int), count - 1)
    tops = rng.choice([0.45, 0.5, 0.55, 1.0], count, p=[0.3, 0.25, 0.2, 0.25])[letter]
    loops = rng.uniform(0.05, 0.9, count)[letter]
    phase = float(rng.choice([0.0, np.pi]))
    x = turns / (2 * np.pi) * float(rng.uniform(0.4, 0.65)) - 0.25 * loops * np.sin(turns + phase)
    y = -0.5 * tops * (1 - np.cos(turns + phase))
    stroke = np.column_stack([x, y]) + rng.normal(0, 0.012, (len(turns), 2))
    strokes = [stroke]
    if rng.random() < 0.4:  # a bar or a dot above
        at = stroke[rng.integers(len(stroke))] * [1, 0] - [0, float(rng.uniform(0.7, 1.1))]
        strokes.append(np.array([at, at + rng.normal(0, 0.15, 2)]))
    slant = np.array([[1.0, 0.0], [-float(rng.normal(0.25, 0.25)), 1.0]])
    placed = [one @ slant * tall + [spot[0], spot[1] + tall] for one in strokes]
    draw_strokes(canvas.pen, placed, max(1.0, hand.pen * height))


def beside(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """A letter or a sign, or a few, written before or behind a number, as units, initials and names of fields are."""
    digits = [mark for mark in canvas.marks if mark.label < 10]
    if not digits:
        return
    box = digits[rng.integers(len(digits))].box
    tall = height * float(rng.uniform(0.6, 1.2))
    gap, count = tall * float(rng.uniform(0.08, 0.5)), int(rng.choice([1, 1, 2, 3]))
    right_of = rng.random() < 0.6
    x = box[2] + gap if right_of else box[0] - gap - 0.75 * count * tall
    if not canvas.is_free((x, box[3] - tall, x + 0.75 * count * tall, box[3]), 0.02 * height):
        return
    sample = sample_letter if rng.random() < 0.8 else sample_glyph
    for _ in range(count):
        size = tall * float(np.exp(rng.normal(0, 0.12)))
        right = hand.draw(canvas, sample(rng), float(rng.uniform(0.6, 1.0)), x, box[3], size)
        x = max(right, x + 0.3 * tall) + float(rng.uniform(0.02, 0.2)) * tall


def face(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> None:
    """A round shape with others in it: a face, a logo, a wheel."""
    size = height * float(rng.uniform(1.0, 3.0))
    spot = _free_spot(canvas, size, size, 0.1 * height, rng)
    if spot is None:
        return
    centre = (round(spot[0] + size / 2), round(spot[1] + size / 2))
    pen = max(1, round(hand.pen * height))
    axes = (round(size * rng.uniform(0.35, 0.5)), round(size / 2))
    cv2.ellipse(canvas.pen, centre, axes, float(rng.normal(0, 15)), 0, 360, 255, pen, cv2.LINE_AA)
    for _ in range(int(rng.integers(2, 6))):
        x, y = (np.array(centre) + rng.uniform(-0.25, 0.25, 2) * size).round().astype(int)
        extent = rng.uniform(0.02, 0.2, 2) * size
        arc = float(rng.choice([180, 360]))
        cv2.ellipse(
            canvas.pen, (int(x), int(y)), (round(extent[0]), round(extent[1])), 0, 0, arc, 255, pen, cv2.LINE_AA
        )


def specks(canvas: Canvas, _hand: Hand, height: float, rng: Rng) -> None:
    """Dots, hairs and short dashes everywhere."""
    for _ in range(int(rng.integers(3, 25))):
        x, y = float(rng.uniform(0, canvas.width)), float(rng.uniform(0, canvas.height))
        end = np.array([x, y]) + rng.normal(0, 0.12, 2) * height
        ink = int(rng.integers(60, 256))
        cv2.line(
            canvas.pen, (round(x), round(y)), (round(end[0]), round(end[1])), ink, int(rng.integers(1, 3)), cv2.LINE_AA
        )


def shapes(canvas: Canvas, _hand: Hand, height: float, rng: Rng) -> None:
    """Large dark areas, stripes and edges, as around a sheet or in any photo."""
    for _ in range(int(rng.integers(1, 5))):
        centre = rng.uniform(0, 1, 2) * [canvas.width, canvas.height]
        points = centre + rng.normal(0, 1, (int(rng.integers(3, 7)), 2)) * height * float(rng.uniform(0.6, 4.0))
        left, top = points.min(axis=0)
        right, bottom = points.max(axis=0)
        if canvas.is_free((left, top, right, bottom), 0.1 * height):
            canvas.taken.append((left, top, right, bottom))
            cv2.fillPoly(canvas.printed, [points.astype(np.int32)], int(rng.integers(60, 256)), cv2.LINE_AA)


_WAYS = (
    (letters, 0.07),
    (writing, 0.12),
    (beside, 0.08),
    (word, 0.12),
    (cursive, 0.08),
    (scribbles, 0.10),
    (face, 0.06),
    (specks, 0.10),
    (shapes, 0.05),
)


def add_clutter(canvas: Canvas, hand: Hand, height: float, rng: Rng, more: float = 1.0) -> None:
    """Adds what is no digit; ``more`` multiplies how often each kind comes."""
    for way, chance in _WAYS:
        if rng.random() < chance * more:
            for _ in range(int(rng.integers(1, 4))):
                way(canvas, hand, height, rng)
