"""Draws a reading over its picture."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from numerals.results import Reading

_SURE, _UNSURE = (20, 130, 60), (200, 60, 20)
"""Colours of digits that were read and of unreadable ones, RGB; both legible on white and on black."""


def draw_reading(reading: Reading, image: NDArray[np.uint8]) -> Image.Image:
    """Draws each digit's box with its value above.

    Args:
        reading: boxes in pixels of the full image.
        image: (h, w) grey or (h, w, 3) RGB, at full or at reduced size.

    Returns:
        An RGB picture of the size of ``image``.
    """
    picture = Image.fromarray(image).convert("RGB")
    scale = picture.width / reading.width
    heights = [digit.box.height * scale for digit in reading.digits]
    size = max(12, round(0.4 * float(np.median(heights)))) if heights else 12
    pen, font = max(1, round(size / 12)), ImageFont.load_default(size)
    canvas = ImageDraw.Draw(picture)
    for digit in reading.digits:
        colour = _UNSURE if digit.value is None else _SURE
        left, top = digit.box.x * scale, digit.box.y * scale
        right, bottom = digit.box.right * scale, digit.box.bottom * scale
        canvas.rectangle((left - pen, top - pen, right + pen - 1, bottom + pen - 1), outline=colour, width=pen)
        above = top - size * 1.25
        canvas.text((left, above if above > 0 else bottom + pen), digit.text, fill=colour, font=font)
    return picture
