"""Where people put digits: lines of numbers, dates and amounts, tables, scattered, or one alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from numerals.data.pages.canvas import DASH, POINT, SLASH, Canvas
from numerals.data.pages.hand import Hand

Rng = np.random.Generator
Box = tuple[float, float, float, float]


@dataclass
class Layout:
    """What was laid out, for the paper to fit its rules and boxes to.

    Attributes:
        height: of a digit in pixels.
        baselines: y at the left edge of each line.
        slope: pixels down for each pixel to the right.
        numbers: boxes of digits for each number.
    """

    height: float
    slope: float = 0.0
    baselines: list[float] = field(default_factory=list)
    numbers: list[list[Box]] = field(default_factory=list)


_COMMON = np.array([0.12, 0.16, *[0.09] * 8])
"""How often each digit comes in the numbers of life, in which ones and zeros are many."""


def sample_digits(rng: Rng, count: int) -> str:
    """Some digits; ones, round amounts and repeated digits are as common as in life."""
    if rng.random() < 0.12:
        return str(rng.integers(10)) * count
    digits = "".join(str(d) for d in rng.choice(10, count, p=_COMMON))
    zeros = int(rng.integers(1, 4)) if rng.random() < 0.2 else 0
    return (digits[: count - zeros] + "0" * zeros)[:count] if zeros < count else digits


def sample_number(rng: Rng, most: int) -> str:
    """One number as people write them: digits with points, dashes, slashes and spaces between.

    Args:
        rng: source of chance.
        most: characters that have room.
    """
    count = int(rng.integers(1, max(2, most + 1)))
    kind = rng.random()
    if kind < 0.5 or most < 4:
        return sample_digits(rng, min(count, max(1, most)))
    if kind < 0.62:  # groups: a telephone number, an account
        group = int(rng.integers(2, 5))
        digits = sample_digits(rng, count)
        return " ".join(digits[i : i + group] for i in range(0, len(digits), group))
    if kind < 0.74:  # a date
        sign = str(rng.choice(["/", ".", "-"]))
        year = sample_digits(rng, int(rng.choice([2, 4])))
        parts = [sample_digits(rng, int(rng.integers(1, 3))), sample_digits(rng, int(rng.integers(1, 3))), year]
        return sign.join(parts)[: max(4, most)].rstrip(sign)
    if kind < 0.92:  # an amount
        whole, cents = sample_digits(rng, int(rng.integers(1, 6))), sample_digits(rng, 2)
        ending = str(rng.choice([f".{cents}", f",{cents}", ".-", "-", f" {cents}", "/-"]))
        amount = (whole if len(whole) < 4 or rng.random() < 0.5 else f"{whole[:-3]},{whole[-3:]}") + ending
        return ("-" if rng.random() < 0.08 else "") + amount
    return "-".join([sample_digits(rng, 3), sample_digits(rng, 4)])


_SIGNS = {".": POINT, ",": POINT, "-": DASH, "/": SLASH}


def write_number(
    canvas: Canvas, hand: Hand, text: str, left: float, bottom: float, layout: Layout, line: int, rng: Rng
) -> float:
    """Writes a number from ``left`` on; its right edge. It ends early where the page does."""
    height, x, before = layout.height, left, ""
    boxes: list[Box] = []
    for character in text:
        y = bottom + layout.slope * (x - left)
        if x > canvas.width + 0.2 * height:
            break
        if character == " ":
            x += height * float(rng.uniform(0.3, 0.9))
        elif character in _SIGNS:
            room = float(rng.uniform(0.02, 0.2)) * height
            x = hand.write_mark(canvas, _SIGNS[character], x - 0.3 * room, y, height, line, rng) + room
        else:
            small = {"0": hand.zeros if boxes else 1.0, "1": hand.ones}.get(character, 1.0)
            raised = float(rng.uniform(0, 0.5)) * max(0.0, 1 - small) * height
            right = hand.write(canvas, int(character), x, y - raised, small * height, line, rng)
            if boxes and rng.random() < hand.joined * (2 if character == before == "0" else 1):
                hand.join(canvas, height, rng)
            boxes.append(canvas.marks[-1].box)
            gap = hand.gap + abs(rng.normal(0, 0.05)) * hand.restless - 0.02
            x = max(right + height * max(gap, -0.18), x + 0.22 * height)
        before = character
    if boxes:
        layout.numbers.append(boxes)
    return x


def _lines(canvas: Canvas, hand: Hand, layout: Layout, rng: Rng) -> None:
    """Numbers on lines, one or several on each."""
    height = layout.height
    spacing = height * float(rng.uniform(1.12, 2.6))
    top = float(rng.uniform(-0.3, 0.8)) * height if spacing < 0.8 * canvas.height else 0.2 * canvas.height
    baseline, line = top + height, 0
    start = float(rng.uniform(0.0, 0.3)) * canvas.width
    one = canvas.height < 2.2 * spacing or rng.random() < 0.25
    if one:
        baseline = float(rng.uniform(0.45, 0.85)) * canvas.height
    while baseline < canvas.height + 0.3 * height:
        x = start + float(rng.normal(0, 0.2)) * height
        layout.baselines.append(baseline)
        while x < canvas.width - 0.3 * height:
            text = sample_number(rng, round((canvas.width - x) / (0.6 * height)) + 1)
            x = write_number(canvas, hand, text, x, baseline + layout.slope * x, layout, line, rng)
            x += height * float(rng.uniform(0.7, 3.0))
            if rng.random() < 0.45:
                break
        baseline, line = baseline + spacing, line + 1
        if one:
            break


def _table(canvas: Canvas, hand: Hand, layout: Layout, rng: Rng) -> None:
    """Numbers in rows and columns; some cells stay empty."""
    height = layout.height
    pitch_x, pitch_y = height * float(rng.uniform(1.5, 5.0)), height * float(rng.uniform(1.2, 2.2))
    most = max(1, int(pitch_x / (0.75 * height)))
    baseline, line = float(rng.uniform(0.8, 1.5)) * height, 0
    while baseline < canvas.height:
        layout.baselines.append(baseline)
        x = right = float(rng.uniform(0.1, 0.4)) * height
        while x < canvas.width - 0.5 * height:
            if rng.random() < 0.85 and x >= right:
                text = sample_digits(rng, int(rng.integers(1, most + 1)))
                y = baseline + layout.slope * x
                start = x + float(rng.uniform(0, 0.3)) * height
                right = write_number(canvas, hand, text, start, y, layout, line, rng)
            x += pitch_x
        baseline, line = baseline + pitch_y, line + 1


def _scattered(canvas: Canvas, hand: Hand, layout: Layout, rng: Rng) -> None:
    """Digits here and there, of several sizes."""
    for line in range(int(rng.integers(1, 9))):
        height = layout.height * float(np.exp(rng.normal(0, 0.2)))
        x, y = float(rng.uniform(0, canvas.width - height)), float(rng.uniform(height, canvas.height))
        if canvas.is_free((x, y - height, x + 0.9 * height, y), 0.15 * height):
            hand.write(canvas, int(rng.integers(10)), x, y, height, line, rng)


def _alone(canvas: Canvas, hand: Hand, layout: Layout, rng: Rng) -> None:
    """One number or one digit somewhere on an empty page."""
    text = sample_digits(rng, int(rng.choice([1, 1, 1, 2, 3])))
    x = float(rng.uniform(0.05, 0.7)) * canvas.width
    y = float(rng.uniform(0.5, 0.9)) * canvas.height
    layout.baselines.append(y)
    write_number(canvas, hand, text, x, y, layout, 0, rng)


_WAYS: tuple[tuple[float, Callable[[Canvas, Hand, Layout, Rng], None]], ...] = (
    (0.60, _lines),
    (0.16, _table),
    (0.10, _scattered),
    (0.14, _alone),
)


def lay_out(canvas: Canvas, hand: Hand, height: float, rng: Rng) -> Layout:
    """Writes digits of about ``height`` px on the canvas in one of the ways people do."""
    layout = Layout(height, slope=float(rng.normal(0, 0.03)))
    chances = np.array([chance for chance, _ in _WAYS])
    _WAYS[rng.choice(len(_WAYS), p=chances / chances.sum())][1](canvas, hand, layout, rng)
    return layout
