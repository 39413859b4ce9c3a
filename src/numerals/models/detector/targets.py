"""What the page reader's network learns to say of a picture, from the boxes of its marks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.models.detector.network import DIGITS, STRIDE, TYPICAL_HEIGHT, TYPICAL_WIDTH

Marks = NDArray[np.float32]
"""(n, 7): label 0 to 12, left, top, right, bottom in pixels, whether it counts (1) or is left open (0), line."""


@dataclass(frozen=True)
class Targets:
    """Targets of a batch; the last four hold one entry for each cell that stands for a mark.

    Attributes:
        heat: (n, 2, h, w) 1 at the middle of each digit and each other mark, falling off around.
        counted: (n, 1, h, w) 0 where nothing is asked, at marks that the edge cuts.
        places: (m, 3) image, row and column.
        kinds: (m,) label.
        boxes: (m, 4) left, top, right, bottom in pixels.
        weights: (m,) 1 at the middle, less beside it.
    """

    heat: NDArray[np.float32]
    counted: NDArray[np.float32]
    places: NDArray[np.int64]
    kinds: NDArray[np.int64]
    boxes: NDArray[np.float32]
    weights: NDArray[np.float32]


def _spread(marks: Marks) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Deviation in cells, across and down, of the bell around each middle."""
    wide = np.clip((marks[:, 3] - marks[:, 1]) / STRIDE * 0.13, 0.55, 2.2)
    tall = np.clip((marks[:, 4] - marks[:, 2]) / STRIDE * 0.13, 0.55, 2.2)
    return wide.astype(np.float32), tall.astype(np.float32)


def make_targets(batch: list[Marks], height: int, width: int) -> Targets:
    """Targets for pictures of ``height`` x ``width`` px.

    A cell next to a middle stands for the mark too, so that a middle found one cell away has a box and a kind; of two
    marks the nearer one has the cell.
    """
    rows, columns = height // STRIDE, width // STRIDE
    heat = np.zeros((len(batch), 2, rows, columns), np.float32)
    counted = np.ones((len(batch), 1, rows, columns), np.float32)
    chosen: list[tuple[NDArray[np.int64], Marks, NDArray[np.float32]]] = []
    x = np.arange(columns, dtype=np.float32)
    y = np.arange(rows, dtype=np.float32)
    for number, every in enumerate(batch):
        for mark in every[every[:, 5] == 0]:
            left, top, right, bottom = np.clip(np.rint(mark[1:5] / STRIDE), 0, [columns, rows, columns, rows]).astype(
                int
            )
            counted[number, 0, top : bottom + 1, left : right + 1] = 0
        marks = every[every[:, 5] == 1]
        if not len(marks):
            continue
        middle_x = (marks[:, 1] + marks[:, 3]) / (2 * STRIDE) - 0.5
        middle_y = (marks[:, 2] + marks[:, 4]) / (2 * STRIDE) - 0.5
        wide, tall = _spread(marks)
        # The middle's own cell is 1 whatever its fraction, or small digits would never reach it.
        across = (x - np.rint(middle_x)[:, None]) / wide[:, None]
        down = (y - np.rint(middle_y)[:, None]) / tall[:, None]
        bells = np.exp(-0.5 * down[:, :, None] ** 2) * np.exp(-0.5 * across[:, None, :] ** 2)
        is_digit = marks[:, 0] < DIGITS
        for channel, own in ((0, bells[is_digit]), (1, bells[~is_digit])):
            if len(own):
                heat[number, channel] = own.max(axis=0)
        chosen.append(_cells(number, marks, bells, middle_x, middle_y))
    if not chosen:
        none = np.zeros((0, 7), np.float32)
        return Targets(heat, counted, np.zeros((0, 3), np.int64), np.zeros(0, np.int64), none[:, :4], none[:, 0])
    places, owners, weights = (np.concatenate(parts) for parts in zip(*chosen, strict=True))
    return Targets(heat, counted, places, owners[:, 0].astype(np.int64), owners[:, 1:5], weights)


def _cells(
    number: int, marks: Marks, bells: NDArray[np.float32], middle_x: NDArray[np.float32], middle_y: NDArray[np.float32]
) -> tuple[NDArray[np.int64], Marks, NDArray[np.float32]]:
    """The cells at and beside each middle, with the mark that each stands for and its weight."""
    owner = bells.argmax(axis=0)
    places, owners, weights = [], [], []
    rows, columns = bells.shape[1:]
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r = np.rint(middle_y).astype(int) + dy
            c = np.rint(middle_x).astype(int) + dx
            inside = (r >= 0) & (r < rows) & (c >= 0) & (c < columns)
            own = np.flatnonzero(inside)
            own = own[owner[r[own], c[own]] == own]
            places.append(np.column_stack([np.full(len(own), number), r[own], c[own]]))
            owners.append(marks[own])
            weights.append(np.maximum(bells[own, r[own], c[own]], 0.1))
    return np.concatenate(places).astype(np.int64), np.concatenate(owners), np.concatenate(weights).astype(np.float32)


__all__ = ["TYPICAL_HEIGHT", "TYPICAL_WIDTH", "Marks", "Targets", "make_targets"]
