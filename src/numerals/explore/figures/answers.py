"""Figures of a model's answers: right ones, wrong ones, and why."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from numerals.evaluation.report import Evaluation
from numerals.explore.figures.style import figure, gallery, heat, mosaic
from numerals.explore.measures import DIGITS, Images, Labels
from numerals.explore.mistakes import Mistake

_NAMES = [str(digit) for digit in range(DIGITS)]


def extract(found: Evaluation, places: NDArray[np.int64], columns: int = 8) -> Figure:
    """Images with label, answer and probability: ``4 → 9, 87 %``."""
    titles = [f"{found.split.labels[i]} → {found.answers[i]}, {found.confidence[i]:.1%}" for i in places]
    return gallery(found.split.images[places], titles, columns=columns)


def confusion(matrix: NDArray[np.int64]) -> Figure:
    """What is taken for what; only mistakes are coloured."""
    apart = matrix - np.diag(matrix.diagonal())
    return heat(matrix, _NAMES, _NAMES, "answer", "label", apart / max(1, int(apart.max())))


@figure
def reasons(images: Images, labels: Labels, found: Sequence[Mistake]) -> Figure:
    """A row for each mistake: the image, what speaks for the answer, and the nearest training images.

    Args:
        images: of the study, to which the mistakes' places refer.
        labels: of the same.
        found: with their saliency.
    """
    near = max((len(one.nearest) for one in found), default=0)
    drawn = Figure(figsize=(1.0 * (near + 2) + 1.6, 1.0 * max(1, len(found)) + 0.3))
    axes = drawn.add_subplot()
    tiles = np.full((len(found), near + 2, 28, 28, 3), np.nan, np.float32)
    for row, one in enumerate(found):
        shown = images[[one.place, *one.nearest]]
        tiles[row, [0, *range(2, 2 + len(one.nearest))]] = shown[..., None] / 255
        tiles[row, 1] = _overlay(images[one.place], one.saliency)
    flat = tiles.reshape(-1, 28, 28, 3)
    if len(flat):
        gap = 10
        layers = np.stack([mosaic(flat[..., i], near + 2, gap) for i in range(3)])
        paper = np.concatenate([np.nan_to_num(layers), ~np.isnan(layers[:1])]).transpose(1, 2, 0)
        axes.imshow(paper, interpolation="nearest")
        axes.set_ylim(axes.get_ylim()[0], -10)
        for row, one in enumerate(found):
            _write(axes, row * (28 + gap), 28 + gap, one, labels)
    axes.set_axis_off()
    return drawn


def _write(axes: Axes, top: int, pitch: int, one: Mistake, labels: Labels) -> None:
    texts = [f"{one.label} → {one.answer}", f"for the {one.answer}", *(f"{labels[i]}" for i in one.nearest)]
    for column, text in enumerate(texts):
        axes.text(column * pitch + 13.5, top - 1.5, text, ha="center", va="bottom", fontsize=9)
    told = f"{one.probability:.1%} sure" + ("\nlabel doubtful" if one.doubtful else "")
    axes.text(-3, top + 13.5, told, ha="right", va="center", fontsize=9)


def _overlay(image: NDArray[np.uint8], saliency: NDArray[np.float32]) -> NDArray[np.float32]:
    """The image in grey; orange where covering makes the answer less probable, blue where more."""
    strength = saliency / max(float(np.abs(saliency).max()), 1e-6)
    base = np.repeat((image / 255 * 0.75)[..., None], 3, axis=2)
    colours = np.where(strength[..., None] > 0, np.array([1.0, 0.55, 0.1]), np.array([0.25, 0.55, 1.0]))
    share = np.abs(strength)[..., None] * 0.75
    return np.asarray(base * (1 - share) + colours * share, np.float32)
