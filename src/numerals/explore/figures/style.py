"""How all figures look, on light and on dark pages."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

import numpy as np
from numpy.typing import NDArray

from numerals.errors import MissingExtraError
from numerals.explore.measures import Images

try:
    import matplotlib as mpl
    from matplotlib.axes import Axes
    from matplotlib.colors import to_rgb
    from matplotlib.figure import Figure
except ImportError:
    raise MissingExtraError("figures need matplotlib: pip install 'numerals[explore]'") from None

_INK = "#010203"
"""Colour of texts and lines: nearly black in a PNG; in an SVG, where it is looked for, that of the page around."""
_DARK = "#e6e6e6"
COLOURS = ("#4c8fe0", "#f0862b", "#35a853", "#e0504a", "#9d6fd6", "#a06a50", "#e377c2", "#8a8a8a", "#b5b31c", "#17b5c7")
"""One for each digit; all can be told from white and from black paper."""
ACCENT, QUIET, ALARM = COLOURS[0], "#8a8a8a", COLOURS[3]
_STYLE: Any = {
    "axes.edgecolor": _INK, "axes.labelcolor": _INK, "axes.titlecolor": _INK, "text.color": _INK,
    "xtick.color": _INK, "ytick.color": _INK, "grid.color": QUIET, "grid.alpha": 0.3, "axes.grid.axis": "y",
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "axes.facecolor": "none",
    "figure.facecolor": "none", "figure.constrained_layout.use": True, "font.size": 10, "axes.titlesize": 10,
    "font.family": "sans-serif", "legend.frameon": False, "image.cmap": "gray", "svg.fonttype": "none",
    "svg.hashsalt": "numerals", "figure.dpi": 110,
}  # fmt: skip
P = ParamSpec("P")


@contextmanager
def styled() -> Iterator[None]:
    """Within it, figures are drawn in our style; outside, a notebook's own style is left alone."""
    with mpl.rc_context(_STYLE):
        yield


def figure(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Makes a function draw in our style."""

    @wraps(draw)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with styled():
            return draw(*args, **kwargs)

    return wrapper


def png(drawn: Figure) -> bytes:
    """A figure on white paper."""
    stream = io.BytesIO()
    with styled():
        drawn.savefig(stream, format="png", facecolor="white", metadata={"Software": None})
    return stream.getvalue()


def svg(drawn: Figure) -> bytes:
    """A figure without paper, its texts dark on a light page and light on a dark one, as the viewer prefers."""
    stream = io.StringIO()
    with styled():
        drawn.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    head, tag, rest = stream.getvalue().partition("<defs>")
    follow = f"<style>svg{{color:#000}}@media(prefers-color-scheme:dark){{svg{{color:{_DARK}}}}}</style>"
    return f"{head}{follow}{tag}{rest}".replace(_INK, "currentColor").encode()


def mosaic(images: NDArray[Any], columns: int, gap: int = 3) -> NDArray[np.float32]:
    """Images (n, h, w) side by side in rows; the gaps are not a number, so they are not drawn."""
    n, height, width = images.shape
    rows = -(-n // columns)
    paper = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan, np.float32)
    for i, image in enumerate(images):
        top, left = (i // columns) * (height + gap), (i % columns) * (width + gap)
        paper[top : top + height, left : left + width] = image
    return paper


@figure
def gallery(
    images: Images | NDArray[np.float32],
    titles: Sequence[str] = (),
    columns: int = 10,
    names: Sequence[str] = (),
    title: str = "",
    **options: Any,
) -> Figure:
    """Images in rows, each with a title above it.

    Args:
        images: (n, 28, 28).
        titles: one for each image, or none.
        columns: images in a row.
        names: one for each row, to the left of it, or none.
        title: of the whole.
        options: for ``imshow``, such as ``vmin`` and ``cmap``.
    """
    columns = max(1, min(columns, len(images)))
    gap = 12 if titles else 3
    rows, pitch = -(-len(images) // columns), 28 + gap
    scale = min(0.9, 8.5 / columns)  # inches an image
    drawn = Figure(figsize=(scale * columns + (0.4 if names else 0.1), scale * rows + (0.45 if title else 0.2)))
    axes = drawn.add_subplot()
    if len(images):
        _fill(axes, images, columns, gap, {"vmin": 0, "vmax": 255} | options)
    for i, text in enumerate(titles):
        x, y = (i % columns) * pitch + 13.5, (i // columns) * pitch - 1.5
        axes.text(x, y, text, ha="center", va="bottom", fontsize=8.5)
    for i, text in enumerate(names):
        axes.text(-3, i * pitch + 13.5, text, ha="right", va="center", fontsize=11)
    axes.set_axis_off()
    if title:
        axes.set_title(title, pad=12)
    return drawn


def _fill(axes: Axes, images: NDArray[Any], columns: int, gap: int, options: dict[str, Any]) -> None:
    axes.imshow(mosaic(images, columns, gap), interpolation="nearest", **options)
    axes.set_ylim(axes.get_ylim()[0], -(gap - 1 if gap > 3 else 1))


@figure
def heat(
    matrix: NDArray[Any],
    rows: Sequence[str],
    columns: Sequence[str],
    x: str,
    y: str,
    shades: NDArray[np.float64],
    form: str = "{:,.0f}",
    title: str = "",
) -> Figure:
    """A table of numbers, each on a colour.

    Args:
        matrix: (r, c) what is written.
        rows: their names.
        columns: theirs.
        x: what columns are.
        y: what rows are.
        shades: (r, c) how strong the colour is, 0 to 1; 0 is none.
        form: of the numbers.
        title: of the figure.
    """
    drawn = Figure(figsize=(1.2 + 0.62 * len(columns), 1.1 + 0.36 * len(rows)))
    axes = drawn.add_subplot()
    paint_table(axes, matrix, rows, columns, shades, form)
    axes.set(xlabel=x, ylabel=y, title=title)
    return drawn


@figure
def tables(count: int) -> Figure:
    """An empty figure for so many tables of ten by ten, two in a row."""
    drawn = Figure(figsize=(9.5, 3.9 * -(-count // 2)))
    for i in range(count):
        drawn.add_subplot(-(-count // 2), 2, i + 1)
    return drawn


def paint_table(
    axes: Axes,
    matrix: NDArray[Any],
    rows: Sequence[str],
    columns: Sequence[str],
    shades: NDArray[np.float64],
    form: str,
) -> None:
    """Writes numbers into axes, see `heat`."""
    paint = np.zeros((*matrix.shape, 4))
    paint[..., :3], paint[..., 3] = to_rgb(ACCENT), 0.6 * np.clip(shades, 0, 1)  # texts are legible on all of it
    axes.imshow(paint, aspect="auto", interpolation="nearest")
    for (i, j), value in np.ndenumerate(matrix):
        if np.isfinite(value) and value:
            axes.text(j, i, form.format(value), ha="center", va="center", fontsize=8)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
