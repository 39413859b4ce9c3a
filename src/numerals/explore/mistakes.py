"""A model's mistakes, and what may explain each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.evaluation.scores import confused_pairs, most_wrong
from numerals.explore.features import Vectors
from numerals.explore.measures import Labels
from numerals.explore.neighbours import nearest

NEAREST = 6
"""Training images that are shown beside a mistake."""


@dataclass(frozen=True)
class Mistake:
    """One wrong answer.

    Attributes:
        place: of the image in the study.
        label, answer: what it is said to be, and what the model read.
        probability: of the answer.
        nearest: places of the training images that are most alike to the model, the nearest first.
        doubtful: whether confident learning suspects the label.
        saliency: (28, 28) what speaks for the answer, see `numerals.explore.saliency`.
    """

    place: int
    label: int
    answer: int
    probability: float
    nearest: tuple[int, ...]
    doubtful: bool
    saliency: NDArray[np.float32]


def nearest_training(vectors: Vectors, training: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.int64]:
    """The training images most alike to each image asked for, (m, 6) places, the most alike first.

    Args:
        vectors: (n, d) of all images.
        training: places of the training images.
        asked: (m,) places.
    """
    if not len(training) or not len(asked):
        return np.zeros((len(asked), 0), np.int64)
    return training[nearest(vectors[training], NEAREST, vectors[asked]).places]


@dataclass(frozen=True)
class Worst:
    """The digit that is misread most often.

    Attributes:
        digit: 0 to 9.
        images, wrong: how many of it there are, and how many of these are misread.
        answer, times: what it is most often taken for, and how often.
    """

    digit: int
    images: int
    wrong: int
    answer: int
    times: int


def worst(matrix: NDArray[np.int64]) -> Worst | None:
    """The digit of which the greatest share is misread; None if nothing is."""
    digit = most_wrong(matrix)
    if digit is None:
        return None
    (answer, times) = next((j, n) for i, j, n in confused_pairs(matrix, most=100) if i == digit)
    images = int(matrix[digit].sum())
    return Worst(digit, images, images - int(matrix[digit, digit]), answer, times)


def why(one: Mistake, labels: Labels, threshold: float) -> list[str]:
    """What may explain a mistake, in words; see `reasons_for`."""
    near = [int(labels[place]) for place in one.nearest]
    return reasons_for(one.label, one.answer, one.probability, near, one.doubtful, threshold)


def reasons_for(
    label: int, answer: int, probability: float, near: Sequence[int], doubtful: bool, threshold: float
) -> list[str]:
    """What may explain an answer, in words.

    Args:
        label: what the image is said to be.
        answer: what the model read.
        probability: of the answer.
        near: labels of the training images most alike to it.
        doubtful: whether the label is suspected.
        threshold: below which the reader calls a digit unreadable.
    """
    told: list[str] = []
    if doubtful:
        told.append(f"the label {label} is doubtful")
    if near:
        counts = f"{near.count(answer)} of the {len(near)} most alike training images are {answer}"
        told.append(counts if answer == label else f"{counts}, {near.count(label)} are {label}")
    if probability < threshold:
        told.append("the reader would call it unreadable")
    return told
