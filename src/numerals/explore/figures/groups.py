"""Figures of components, clusters and maps."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from numerals.explore.clusters import Try, table
from numerals.explore.features import Components, Vectors
from numerals.explore.figures.style import ACCENT, COLOURS, QUIET, figure, gallery, heat, paint_table, tables
from numerals.explore.measures import DIGITS, Labels

_DPI = 130
_NAMES = [str(digit) for digit in range(DIGITS)]


@figure
def explained(components: Components, most: int = 200) -> Figure:
    """Share of the variance that the first components explain together."""
    drawn = Figure(figsize=(7.5, 2.8))
    axes = drawn.add_subplot()
    together = np.cumsum(components.share)[:most]
    axes.plot(np.arange(1, len(together) + 1), together, color=ACCENT, lw=2)
    for share in (0.5, 0.9, 0.95):
        needed = components.needed(share)
        if needed <= most:
            axes.plot([needed, needed], [0, share], color=QUIET, lw=1, ls=":")
            axes.annotate(f"{share:.0%}: {needed}", (needed, share), (4, -10), textcoords="offset points")
    axes.set(xlabel="principal components", ylabel="variance explained", ylim=(0, 1.02), xlim=(0, len(together)))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    return drawn


def components(found: Components, count: int = 16) -> Figure:
    """The first components of the pixels as images: blue where ink speaks for it, red where against."""
    pictures = found.axes[:count].reshape(-1, 28, 28)
    top = float(np.abs(pictures).max())
    titles = [f"{share:.1%}" for share in found.share[:count]]
    return gallery(pictures, titles, columns=8, cmap="RdBu", vmin=-top, vmax=top)


@figure
def tried(tries: Sequence[Try]) -> Figure:
    """k-means for several numbers of groups: inertia, silhouette, agreement with the labels."""
    drawn = Figure(figsize=(9, 2.7))
    ks = [one.k for one in tries]
    lines = (
        ("mean squared distance", [one.inertia for one in tries]),
        ("silhouette", [one.silhouette for one in tries]),
        ("ARI with the labels", [one.agreement.ari for one in tries]),
    )
    for axes, (name, values) in zip(drawn.subplots(1, len(lines)), lines, strict=True):
        axes.plot(ks, values, marker="o", color=ACCENT)
        axes.axvline(DIGITS, color=QUIET, ls=":", lw=1)
        axes.set(xlabel="groups (k)", title=name)
    return drawn


@figure
def maps(
    places: dict[str, Vectors], labels: Labels, groups: NDArray[np.int64] | None = None, most: int = 70_000
) -> Figure:
    """Points in the plane, one picture a map, coloured by label above and by group below.

    Args:
        places: (n, 2) of each map by its name.
        labels: (n,) digits.
        groups: (n,) groups without labels; None leaves the lower row out.
        most: points that are drawn at most.
    """
    rows = [("by label", labels)] + ([("by group", groups)] if groups is not None else [])
    drawn = Figure(figsize=(4.6 * len(places), 4.2 * len(rows) + 0.3))
    grid = drawn.subplots(len(rows), len(places), squeeze=False)
    order = np.random.default_rng(0).permutation(len(labels))[:most]  # so that no digit lies on top
    size = float(np.clip(30_000 / max(1, len(order)), 0.4, 9))
    for line, (how, values) in zip(grid, rows, strict=True):
        shades = np.array(COLOURS)[values[order] % len(COLOURS)]
        for axes, (name, points) in zip(line, places.items(), strict=True):
            axes.scatter(*points[order].T, c=shades, s=size, lw=0, alpha=0.6, rasterized=True)
            axes.set_title(f"{name}, {how}")
            axes.set(xticks=[], yticks=[])
            axes.axis("off")
            if how == "by label":
                _name_digits(axes, points, values)
    drawn.set_dpi(_DPI)
    return drawn


def _name_digits(axes: Axes, points: Vectors, labels: Labels) -> None:
    for digit in range(DIGITS):
        some = points[labels == digit]
        if len(some):
            x, y = np.median(some, axis=0)
            style = {"facecolor": COLOURS[digit], "edgecolor": "none", "boxstyle": "circle,pad=0.2"}
            axes.text(x, y, str(digit), ha="center", va="center", color="white", weight="bold", bbox=style)


def against_labels(groups: NDArray[np.int64], labels: Labels, title: str = "") -> Figure:
    """How many images of each digit are in each group."""
    matrix = table(groups, labels)
    shades = matrix / np.maximum(1, matrix.sum(axis=1, keepdims=True))
    names = [chr(ord("A") + i) for i in range(len(matrix))]
    return heat(matrix, names, _NAMES, "label", "group", shades, title=title)


def centroids(pictures: Vectors, groups: NDArray[np.int64], labels: Labels) -> Figure:
    """The mean image of each group (k, 28, 28), with its commonest label."""
    counts = np.zeros((len(pictures), DIGITS), np.int64)
    np.add.at(counts, (groups, labels), 1)
    order = np.lexsort((-counts.max(axis=1), counts.argmax(axis=1)))
    titles = [f"{counts[i].argmax()} ({counts[i].max() / max(1, counts[i].sum()):.0%})" for i in order]
    return gallery(pictures[order], titles, columns=5, vmax=1)


@figure
def distances(matrices: dict[str, NDArray[np.float64]]) -> Figure:
    """Distances between the digits, one table an embedding; the closest are coloured strongest."""
    drawn = tables(len(matrices))
    for axes, (name, matrix) in zip(drawn.axes, matrices.items(), strict=True):
        real = np.isfinite(matrix) & (matrix > 0)
        low, high = (float(matrix[real].min()), float(matrix[real].max())) if real.any() else (0.0, 1.0)
        shades = np.where(real, (high - np.where(real, matrix, high)) / max(high - low, 1e-9), 0)
        paint_table(axes, np.where(real, matrix, 0), _NAMES, _NAMES, shades, "{:.1f}")
        axes.set_title(name)
    return drawn


@figure
def compared(names: Sequence[str], values: Sequence[float], supervised: Sequence[bool]) -> Figure:
    """ARI of several clusterings; those that learnt from labels are pale."""
    drawn = Figure(figsize=(7.5, 0.5 + 0.38 * len(names)))
    axes = drawn.add_subplot()
    for i, (value, seen) in enumerate(zip(values, supervised, strict=True)):
        axes.barh(i, value, color=QUIET if seen else ACCENT, alpha=0.5 if seen else 1)
        axes.text(value + 0.01, i, f"{value:.3f}", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.12), xlabel="adjusted Rand index (ARI)")
    axes.grid(visible=False)
    return drawn
