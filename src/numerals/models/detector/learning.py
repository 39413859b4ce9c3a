"""How the page reader's network learns from pictures of ink and the boxes of their marks."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.models.detector.network import boxes_of
from numerals.models.detector.targets import ABSENT, Marks, Targets, make_targets, table_of
from numerals.models.epochs import Batch, Course, Fitted, Measure, learn
from numerals.models.ink import vary_ink
from numerals.models.networks import default_device
from numerals.models.precision import autocast
from numerals.models.watch import Watch

_KIND_WEIGHT, _BOX_WEIGHT = 1.0, 1.0
_SMOOTHING = 0.02
"""Share of a kind's target spread over the others."""
_ZOOM, _STRETCH, _SHIFT = 0.12, 0.05, 0.06
"""By how much pages are made larger or smaller as a whole and each way (logarithms), and shifted (share of a side)."""


def moved(ink: Tensor, marks: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Pictures made larger or smaller and shifted, each in its own way, with the boxes of their marks.

    Args:
        ink: (n, 1, h, w).
        marks: (n, m, 7), see `targets.table_of`; those that the edge then cuts are left open.
        rng: source of chance, where the pictures are.
    """
    n, _, height, width = ink.shape
    size = torch.cat([torch.full((1,), float(side), device=ink.device) for side in (width, height)])
    scale = torch.exp(
        _ZOOM * torch.randn(n, 1, generator=rng, device=rng.device)
        + _STRETCH * torch.randn(n, 2, generator=rng, device=rng.device)
    ).clamp(0.6, 1.6)
    shift = _SHIFT * torch.randn(n, 2, generator=rng, device=rng.device) * size
    theta = torch.zeros(n, 2, 3, device=ink.device)
    theta[:, 0, 0], theta[:, 1, 1] = 1 / scale[:, 0], 1 / scale[:, 1]
    theta[:, :, 2] = -2 * shift / size / scale
    seen = F.grid_sample(ink, F.affine_grid(theta, list(ink.shape), align_corners=False), align_corners=False)
    middle = (size / 2).repeat(2)
    boxes = (marks[..., 1:5] - middle) * scale.repeat(1, 2)[:, None] + middle + shift.repeat(1, 2)[:, None]
    clipped = torch.minimum(boxes.clamp_min(0), size.repeat(2))
    whole, part = ((b[..., 2:] - b[..., :2]).clamp_min(0).prod(-1) for b in (boxes, clipped))
    counts = torch.where((part < 0.75 * whole) & (marks[..., 5] == 1), 0.0, marks[..., 5])
    counts = torch.where(part <= 0, ABSENT, counts)
    kept = torch.where((counts == 1)[..., None], clipped, boxes)
    return seen, torch.cat([marks[..., :1], kept, counts[..., None], marks[..., 6:]], -1)


def heat_loss(logits: Tensor, heat: Tensor, counted: Tensor) -> Tensor:
    """Focal loss of the middles, for each of them (Law & Deng 2018, "CornerNet", equation 1)."""
    middle = heat == 1
    p = torch.sigmoid(logits)
    hit = middle * (1 - p) ** 2 * F.logsigmoid(logits)
    miss = ~middle * (1 - heat) ** 4 * p**2 * F.logsigmoid(-logits)
    return -(counted * (hit + miss)).sum() / middle.sum().clamp_min(1)


def overlap_loss(found: Tensor, wanted: Tensor) -> Tensor:
    """1 - generalized intersection over union of boxes (m, 4) (Rezatofighi et al. 2019); (m,)."""
    low, high = torch.maximum(found[:, :2], wanted[:, :2]), torch.minimum(found[:, 2:], wanted[:, 2:])
    common = (high - low).clamp_min(0).prod(1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).clamp_min(0).prod(1) for boxes in (found, wanted)]
    union = areas[0] + areas[1] - common
    hull = torch.maximum(found[:, 2:], wanted[:, 2:]) - torch.minimum(found[:, :2], wanted[:, :2])
    around = hull.prod(1)
    return 1 - common / union.clamp_min(1e-3) + (around - union) / around.clamp_min(1e-3)


def detector_loss(answer: Tensor, targets: Targets) -> Tensor:
    """What an answer (n, OUTPUTS, h, w) lacks."""
    answer = answer.float()
    loss = heat_loss(answer[:, :2], targets.heat, targets.counted)
    cells, weights = targets.cells.flatten(1), targets.weights.flatten(1)

    def there(values: Tensor) -> Tensor:
        """What values (n, k, h, w) are in each cell that may stand for a mark, (n * cells, k)."""
        picked = values.flatten(2).gather(2, cells.unsqueeze(1).expand(-1, values.shape[1], -1))
        return picked.transpose(1, 2).flatten(0, 1)

    nine = targets.cells.shape[2]
    kinds = targets.kinds.unsqueeze(2).expand(-1, -1, nine).flatten()
    boxes = targets.boxes.unsqueeze(2).expand(-1, -1, nine, -1).flatten(0, 2)
    kind = F.cross_entropy(there(answer[:, 2:-4]), kinds, reduction="none", label_smoothing=_SMOOTHING)
    overlap = overlap_loss(there(boxes_of(answer)), boxes)
    weighed = weights.flatten() * (_KIND_WEIGHT * kind + _BOX_WEIGHT * overlap)
    return loss + weighed.sum() / weights.sum().clamp_min(1)


def fit_detector(
    network: nn.Module,
    ink: NDArray[np.uint8],
    marks: list[Marks],
    course: Course,
    watch: Watch | None = None,
    measure: Measure | None = None,
) -> Fitted:
    """Trains a detector.

    Args:
        network: see `models.detector.network.DigitDetector`; trained in place.
        ink: (n, h, w) uint8, h and w multiples of 16.
        marks: of each picture.
        course: see `numerals.models.epochs.learn`, as for the rest.
        watch: hears of each epoch.
        measure: looks at the weights after each.
    """
    table = table_of(marks).to(default_device())
    counts = (table[..., 5] != ABSENT).sum(1)

    def loss_of(network: nn.Module, batch: Batch) -> Tensor:
        wanted = table[batch.labels]
        if not wanted.is_cuda:  # room that nobody needs costs a processor more than to count
            wanted = wanted[:, : max(1, int(counts[batch.labels].max()))]
        images, wanted = moved(batch.images, wanted, batch.rng)
        images = vary_ink(images, batch.rng).contiguous(memory_format=torch.channels_last)
        with autocast(batch.device):
            answer = network(images)
        return detector_loss(answer, make_targets(wanted, *images.shape[2:]))

    # The one time that a GPU was to record it, it refused.
    return learn(network, ink, np.arange(len(ink)), course, loss_of, watch, measure, recorded=False)
