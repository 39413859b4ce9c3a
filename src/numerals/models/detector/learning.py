"""How the page reader's network learns from pictures of ink and the boxes of their marks."""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.models.detector.network import STRIDE, boxes_of
from numerals.models.detector.targets import Marks, Targets, make_targets
from numerals.models.epochs import Batch, Course, Fitted, Measure, learn
from numerals.models.watch import Watch

_KIND_WEIGHT, _BOX_WEIGHT = 1.0, 1.0
_SMOOTHING = 0.02
"""Share of a kind's target spread over the others."""


def _vary(ink: Tensor, rng: torch.Generator) -> Tensor:
    """Pictures with stronger or weaker ink, a third of them with grain."""
    n = len(ink)
    gain = torch.exp(0.3 * torch.randn(n, 1, 1, 1, generator=rng)).clamp(0.35, 1.6)
    grain = 0.1 * torch.rand(n, 1, 1, 1, generator=rng) * (torch.rand(n, 1, 1, 1, generator=rng) < 0.33)
    return (ink * gain + grain * torch.randn(ink.shape, generator=rng)).clamp(0, 1)


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
    device = answer.device
    answer = answer.float()
    heat, counted = (torch.from_numpy(x).to(device) for x in (targets.heat, targets.counted))
    loss = heat_loss(answer[:, :2], heat, counted)
    if not len(targets.kinds):
        return loss
    image, row, column = (torch.from_numpy(np.ascontiguousarray(x)).to(device) for x in targets.places.T)
    weights = torch.from_numpy(targets.weights).to(device)
    kinds = torch.from_numpy(targets.kinds).to(device)
    boxes = torch.from_numpy(targets.boxes).to(device)
    logits = answer[:, 2:-4].permute(0, 2, 3, 1)[image, row, column]
    kind = F.cross_entropy(logits, kinds, reduction="none", label_smoothing=_SMOOTHING)
    overlap = overlap_loss(boxes_of(answer).permute(0, 2, 3, 1)[image, row, column], boxes)
    return loss + (weights * (_KIND_WEIGHT * kind + _BOX_WEIGHT * overlap)).sum() / weights.sum()


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
    height, width = ink.shape[1] // STRIDE * STRIDE, ink.shape[2] // STRIDE * STRIDE

    def loss_of(network: nn.Module, batch: Batch) -> Tensor:
        targets = make_targets([marks[i] for i in batch.labels.tolist()], height, width)
        images = _vary(batch.images, batch.rng).to(batch.device, memory_format=torch.channels_last)
        with torch.autocast(batch.device.type, dtype=torch.bfloat16):
            answer = network(images)
        return detector_loss(answer, targets)

    return learn(network, ink, np.arange(len(ink)), course, loss_of, watch, measure)
