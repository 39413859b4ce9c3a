"""Learning from images alone, in PyTorch: two changed views of one image shall be alike, those of two images not.

SimCLR (Chen et al. 2020, https://arxiv.org/abs/2002.05709) with the changes that another hand makes.
"""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from numerals.explore.features import Encoder, Vectors
from numerals.explore.measures import Images
from numerals.models.augment import rewrite
from numerals.models.loop import to_tensor
from numerals.models.networks import default_device

STEPS = 3000
"""Steps of learning; each sees 256 images in two views."""
VALUES = 32
"""Length of the vectors."""
_BATCH, _TEMPERATURE, _RATE, _WIDTHS = 256, 0.5, 4e-3, (16, 32, 48)


def _layer(before: int, after: int, size: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, size, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)]


def _network() -> nn.Sequential:
    """Maps of 28, 24, 12, 10, 5 and 3 rows; some 30,000 parameters."""
    one, two, three = _WIDTHS
    return nn.Sequential(
        *_layer(1, one, 5), nn.MaxPool2d(2), *_layer(one, two, 3), nn.MaxPool2d(2), *_layer(two, three, 3),
        nn.Flatten(), nn.Linear(three * 9, VALUES),
    )  # fmt: skip


def _loss(views: Tensor) -> Tensor:
    """How hard it is to find each view's partner, half the batch further on, among all others."""
    count = len(views)
    spread = F.normalize(views, dim=1)
    alike = (spread @ spread.T / _TEMPERATURE).fill_diagonal_(float("-inf"))  # nobody is compared with itself
    partner = (torch.arange(count, device=views.device) + count // 2).remainder(count)
    return F.cross_entropy(alike, partner)


def learn(images: Images, seed: int = 0, steps: int = STEPS, say: Callable[[float], None] = lambda _: None) -> Encoder:
    """Trains a small convolutional network without labels.

    Args:
        images: (n, 28, 28) uint8.
        seed: of weights, order and changes.
        steps: of learning.
        say: called after each step with the share that is done.

    Returns:
        The encoder: images -> (n, 32) float32 of length 1.
    """
    torch.manual_seed(seed)
    rng, device = torch.Generator().manual_seed(seed), default_device()
    encoder = _network().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    head = nn.Sequential(nn.BatchNorm1d(VALUES), nn.ReLU(), nn.Linear(VALUES, 2 * VALUES)).to(device)
    optimizer = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], lr=_RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    batch = min(_BATCH, len(images))
    for step in range(steps):
        chosen = torch.randint(len(images), (batch,), generator=rng).numpy()
        views = rewrite(to_tensor(images[chosen]).repeat(2, 1, 1, 1), rng).to(device)
        loss = _loss(head(encoder(views.contiguous(memory_format=torch.channels_last))))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        say((step + 1) / steps)
    encoder.eval()

    def encode(some: Images) -> Vectors:
        with torch.inference_mode():
            steps = (to_tensor(some[i : i + 1000]).to(device) for i in range(0, len(some), 1000))
            parts = [F.normalize(encoder(step), dim=1).cpu().numpy() for step in steps]
        return np.concatenate([np.zeros((0, VALUES), np.float32), *parts])

    return encode
