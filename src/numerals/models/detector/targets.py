"""What the page reader's network learns to say of a picture, from the boxes of its marks.

All is made for a whole batch at once, in tensors whose shapes do not depend on what stands on the pages, so that a GPU
need not wait for anybody who counts.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from numerals.models.detector.network import DIGITS, STRIDE

Marks = NDArray[np.float32]
"""(n, 7): label 0 to 12, left, top, right, bottom in pixels, whether it counts (1) or is left open (0), line."""
ABSENT = -1.0
"""In the place of "counts": no mark, only room in a table."""


@dataclass(frozen=True)
class Targets:
    """Targets of a batch of n pages with room for m marks each; each mark has the nine cells at its middle.

    Attributes:
        heat: (n, 2, h, w) 1 at the middle of each digit and each other mark, falling off around.
        counted: (n, 1, h, w) 0 where nothing is asked, at marks that the edge cuts.
        cells: (n, m, 9) int64, number of the cell, counted row by row.
        weights: (n, m, 9) 1 at the middle, less beside it, 0 where the cell does not stand for the mark.
        kinds: (n, m) int64 label.
        boxes: (n, m, 4) left, top, right, bottom in pixels.
    """

    heat: Tensor
    counted: Tensor
    cells: Tensor
    weights: Tensor
    kinds: Tensor
    boxes: Tensor


def table_of(pages: list[Marks]) -> Tensor:
    """The marks of all pages as one table (n, m, 7), those of a page first, the rest of its room `ABSENT`."""
    room = max(1, *(len(marks) for marks in pages))
    table = np.zeros((len(pages), room, 7), np.float32)
    table[:, :, 5] = ABSENT
    for place, marks in zip(table, pages, strict=True):
        place[: len(marks)] = marks
    return torch.from_numpy(table)


def _bells(marks: Tensor, middles: Tensor, rows: int, columns: int) -> Tensor:
    """For each mark the bell (n, m, h, w) around its middle (n, m, 2), 1 in the cell that holds it."""
    spread = ((marks[..., 3:5] - marks[..., 1:3]) / STRIDE * 0.13).clamp(0.55, 2.2)
    # The middle's own cell is 1 whatever its fraction, or small digits would never reach it.
    across, down = (
        torch.exp(
            -0.5 * ((torch.arange(count, device=marks.device) - middles[..., i, None]) / spread[..., i, None]) ** 2
        )
        for i, count in ((0, columns), (1, rows))
    )
    counts = (marks[..., 5] == 1)[..., None, None]
    return down[..., :, None] * across[..., None, :] * counts


def _open(marks: Tensor, rows: int, columns: int) -> Tensor:
    """Where (n, 1, h, w) a mark stands of which nothing is asked."""
    boxes = torch.round(marks[..., 1:5] / STRIDE)
    inside = [
        (torch.arange(count, device=marks.device) >= boxes[..., i, None])
        & (torch.arange(count, device=marks.device) <= boxes[..., i + 2, None])
        for i, count in ((0, columns), (1, rows))
    ]
    left_open = (marks[..., 5] == 0)[..., None]
    return torch.einsum("nmh,nmw->nhw", (inside[1] & left_open).float(), inside[0].float()).unsqueeze(1) > 0


def make_targets(marks: Tensor, height: int, width: int) -> Targets:
    """Targets for pictures of ``height`` x ``width`` px, from their marks (n, m, 7), see `table_of`.

    A cell next to a middle stands for the mark too, so that a middle found one cell away has a box and a kind; of two
    marks the nearer one has the cell.
    """
    rows, columns = height // STRIDE, width // STRIDE
    middles = torch.round((marks[..., 1:3] + marks[..., 3:5]) / (2 * STRIDE) - 0.5)
    bells = _bells(marks, middles, rows, columns)
    is_digit = (marks[..., 0] < DIGITS)[..., None, None]
    heat = torch.stack([(bells * is_digit).amax(1), (bells * ~is_digit).amax(1)], 1)
    nine = torch.arange(9, device=marks.device)
    row, column = middles[..., 1, None].long() + nine // 3 - 1, middles[..., 0, None].long() + nine % 3 - 1
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells = row.clamp(0, rows - 1) * columns + column.clamp(0, columns - 1)
    owner = bells.argmax(1).flatten(1).gather(1, cells.flatten(1)).view_as(cells)
    own = owner == torch.arange(marks.shape[1], device=marks.device)[None, :, None]
    bell = bells.flatten(2).gather(2, cells).clamp_min(0.1)
    weights = bell * (within & own & (marks[..., 5] == 1)[..., None])
    counted = (~_open(marks, rows, columns)).float()
    return Targets(heat, counted, cells, weights, marks[..., 0].long(), marks[..., 1:5])
