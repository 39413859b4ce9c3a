"""Pages without any digit: paper, forms, words, scribbles and faces, on which a reader should read nothing."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numerals.data.pages import clutter, paper
from numerals.data.pages.camera import look_from, photograph
from numerals.data.pages.canvas import Canvas
from numerals.data.pages.hand import Hand, sample_hand
from numerals.data.pages.layouts import Layout, lay_out

Rng = np.random.Generator
_MARGIN = 40


def _form(canvas: Canvas, layout: Layout, rng: Rng) -> None:
    (paper.boxes, paper.rules, paper.squares, paper.frame)[rng.integers(4)](canvas, layout, rng)


def _several(
    way: Callable[[Canvas, Hand, float, Rng], None], canvas: Canvas, hand: Hand, height: float, rng: Rng
) -> None:
    for _ in range(int(rng.integers(1, 5))):
        way(canvas, hand, height, rng)


KINDS = ("blank", "form", "letters", "scribbles", "faces")


def empty_page(kind: str, rng: Rng, height: int = 360, width: int = 480) -> NDArray[np.uint8]:
    """A photographed page without digits.

    Args:
        kind: one of KINDS.
        rng: source of chance.
        height: in pixels.
        width: in pixels.

    Returns:
        (h, w, 3) RGB.

    Raises:
        ValueError: an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kinds are {', '.join(KINDS)}, not {kind!r}")
    canvas, hand, tall = Canvas(height + 2 * _MARGIN, width + 2 * _MARGIN), sample_hand(None, rng), rng.uniform(30, 90)
    if kind == "form":
        layout = lay_out(canvas, hand, tall, rng)
        canvas.pen[:] = 0
        _form(canvas, layout, rng)
    elif kind == "letters":
        _several(clutter.letters, canvas, hand, tall, rng)
        _several(clutter.writing, canvas, hand, tall, rng)
        clutter.word(canvas, hand, tall, rng)
    elif kind == "scribbles":
        _several(clutter.scribbles, canvas, hand, tall, rng)
    elif kind == "faces":
        _several(clutter.face, canvas, hand, tall, rng)
    return photograph(look_from(canvas, height, width, rng), tall, rng)[0]
