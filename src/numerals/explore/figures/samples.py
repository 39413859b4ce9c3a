"""Figures of the images themselves: before any model."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from numerals.explore.doubts import Doubts
from numerals.explore.figures.style import ACCENT, ALARM, COLOURS, QUIET, figure, gallery
from numerals.explore.measures import DIGITS, Images, Labels, Values, of_digit
from numerals.explore.neighbours import Pair


@figure
def counts(shares: dict[str, NDArray[np.float64]], band: tuple[float, float]) -> Figure:
    """Share of each digit in each part; the band is what counts as balanced.

    Args:
        shares: of each part (10,), 0 to 1.
        band: least and greatest share that raise no flag.
    """
    drawn = Figure(figsize=(7.5, 3.2))
    axes = drawn.add_subplot()
    axes.axhspan(100 * band[0], 100 * band[1], color=QUIET, alpha=0.15, lw=0, label="balanced")
    width = 0.8 / len(shares)
    for i, (part, values) in enumerate(shares.items()):
        flagged = (values < band[0]) | (values > band[1])
        places = np.arange(DIGITS) + (i - (len(shares) - 1) / 2) * width
        colours = [ALARM if one else ACCENT for one in flagged]
        axes.bar(places, 100 * values, 0.92 * width, color=colours, alpha=1 - 0.45 * i)
        axes.bar(0, 0, color=ACCENT, alpha=1 - 0.45 * i, label=part)  # the first real one may be flagged
    axes.set(xlabel="digit", ylabel="share of the part in %", xticks=range(DIGITS))
    axes.bar(0, 0, color=ALARM, label="out of balance")
    axes.legend(ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return drawn


def one(image: NDArray[np.uint8], label: int) -> Figure:
    """One image with its label as title."""
    return gallery(image[None], title=f"label: {label}", columns=1)


def digits(images: Images, labels: Labels) -> Figure:
    """The first image of each digit, 0 to 9."""
    return several(images, labels, 1, across=True)


def first_of(images: Images, labels: Labels, digit: int = 7, count: int = 9) -> Figure:
    """The first images of one digit."""
    places = of_digit(labels, digit, count)
    columns = int(np.ceil(np.sqrt(len(places)))) if len(places) <= 25 else 10
    return gallery(images[places], [str(place) for place in places], columns=max(1, columns))


def several(
    images: Images, labels: Labels, count: int = 8, by: Values | None = None, *, across: bool = False
) -> Figure:
    """Some images of each digit, a row each.

    Args:
        images: (n, 28, 28).
        labels: (n,).
        count: of each digit.
        by: (n,) values by which they are chosen, the least first; None takes the first.
        across: all in one row, with the digit as title.
    """
    places = [of_digit(labels, digit, count, by) for digit in range(DIGITS)]
    shown = np.zeros((DIGITS, count, 28, 28), np.uint8)
    for digit, some in enumerate(places):
        shown[digit, : len(some)] = images[some]
    names = [str(digit) for digit in range(DIGITS)]
    flat = shown.reshape(-1, 28, 28)
    return gallery(flat, names, columns=DIGITS) if across else gallery(flat, columns=count, names=names)


def means(pictures: Values) -> Figure:
    """The mean image of each digit (10, 28, 28), 0 to 1."""
    return gallery(pictures, [str(digit) for digit in range(DIGITS)], columns=5, vmax=1)


def variances(pictures: Values) -> Figure:
    """The variance of each pixel of each digit (10, 28, 28)."""
    names = [str(digit) for digit in range(DIGITS)]
    return gallery(pictures, names, columns=5, vmax=float(pictures.max()) or 1.0, cmap="magma")


@figure
def bars(values: Values, what: str) -> Figure:
    """One value of each digit (10,), the greatest and the least marked."""
    drawn = Figure(figsize=(7.5, 2.6))
    axes = drawn.add_subplot()
    colours = [ACCENT] * len(values)
    colours[int(values.argmin())], colours[int(values.argmax())] = COLOURS[2], ALARM
    axes.bar(range(len(values)), values, color=colours)
    axes.set(xlabel="digit", ylabel=what, xticks=range(len(values)))
    return drawn


@figure
def spread(values: Values, labels: Labels, what: str) -> Figure:
    """How a measure is spread over the images of each digit: the middle half in the box, 95 of 100 in the whiskers."""
    drawn = Figure(figsize=(7.5, 2.8))
    axes = drawn.add_subplot()
    shown = [digit for digit in range(DIGITS) if (labels == digit).any()]
    boxes = axes.boxplot(
        [values[labels == digit] for digit in shown], positions=shown, widths=0.6, whis=(2.5, 97.5), showfliers=False,
        patch_artist=True, medianprops={"color": QUIET, "linewidth": 2},
    )  # fmt: skip
    for digit, box in zip(shown, boxes["boxes"], strict=True):
        box.set(facecolor=(*to_rgb(COLOURS[digit]), 0.45))
    axes.set(xlabel="digit", ylabel=what)
    return drawn


def pairs(images: Images, labels: Labels, found: Sequence[Pair]) -> Figure:
    """Pairs of images, one above the other, with their labels and their distance."""
    shown = np.concatenate([images[[pair.first for pair in found]], images[[pair.second for pair in found]]])
    above = [f"{labels[pair.first]} · {pair.distance:.1f}" for pair in found]
    below = [f"{labels[pair.second]}" for pair in found]
    return gallery(shown, above + below, columns=len(found))


def doubts(images: Images, labels: Labels, found: Doubts, count: int = 24) -> Figure:
    """The most doubtful labels: each with its label and what it rather is."""
    places = found.places[:count]
    titles = [f"{labels[place]} → {guess}?" for place, guess in zip(places, found.guesses, strict=False)]
    return gallery(images[places], titles, columns=8)
