"""Random changes of 28x28 digits that pens, papers and cameras make, on whole batches at once.

Sizes are in pixels of the 28x28 picture. The ranges are those of handwriting and of the reader's own
cropping: a digit arrives centred and 20 px tall, so shifts are small, while pen width, grey level and
slant vary widely.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

ROTATION = 12.0
"""Largest turn in degrees."""
SHEAR = 0.2
SCALE = (0.82, 1.12)
SHIFT = 2.0
"""Largest shift in pixels."""
ELASTIC = 0.7
"""Standard deviation in pixels of the local displacement, on a 5x5 grid."""


def _uniform(n: int, low: float, high: float, rng: torch.Generator) -> Tensor:
    return torch.rand(n, generator=rng, device=rng.device) * (high - low) + low


def _grid(n: int, strength: float, rng: torch.Generator) -> Tensor:
    """Sampling grid (n, 28, 28, 2) of a random affine map plus a smooth displacement."""
    angle = strength * _uniform(n, -ROTATION, ROTATION, rng) * (math.pi / 180)
    shear = strength * _uniform(n, -SHEAR, SHEAR, rng)
    scale_x = 1 + strength * (_uniform(n, *SCALE, rng) - 1)
    scale_y = 1 + strength * (_uniform(n, *SCALE, rng) - 1)
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.zeros(n, 2, 3, device=rng.device)
    theta[:, 0, 0], theta[:, 0, 1] = cos / scale_x, (shear * cos - sin) / scale_x
    theta[:, 1, 0], theta[:, 1, 1] = sin / scale_y, (shear * sin + cos) / scale_y
    theta[:, :, 2] = (torch.rand(n, 2, generator=rng, device=rng.device) * 2 - 1) * (strength * SHIFT / 14)
    grid = F.affine_grid(theta, [n, 1, 28, 28], align_corners=False)
    coarse = torch.randn(n, 2, 5, 5, generator=rng, device=rng.device) * (strength * ELASTIC / 14)
    smooth = F.interpolate(coarse, size=(28, 28), mode="bicubic", align_corners=True)
    return grid + smooth.permute(0, 2, 3, 1)


def _some(n: int, share: float, rng: torch.Generator) -> Tensor:
    """1 for a random share of the images, 0 for the others; (n,)."""
    return (torch.rand(n, generator=rng, device=rng.device) < share).float()


def _on_some(
    images: Tensor, share: float, rng: torch.Generator, change: Callable[[Tensor, torch.Generator], Tensor]
) -> Tensor:
    """Applies ``change`` to a random share of the images, and costs nothing for the others."""
    some = _some(len(images), share, rng)
    if images.is_cuda:  # to know which ones costs a GPU more than to change all
        return torch.where(some.view(-1, 1, 1, 1) > 0, change(images, rng), images)
    chosen = some.nonzero().squeeze(1)
    if len(chosen) == 0:
        return images
    return images.index_copy(0, chosen, change(images[chosen], rng))


def _pen_width(images: Tensor, rng: torch.Generator) -> Tensor:
    """Thickens or thins the strokes by up to about one pixel on each side."""
    amount = _uniform(len(images), -0.7, 1.0, rng).view(-1, 1, 1, 1)
    sign = torch.where(amount > 0, 1.0, -1.0)  # a minimum is the maximum of the negative
    return images + amount.abs() * (sign * F.max_pool2d(sign * images, 3, stride=1, padding=1) - images)


def _fade(images: Tensor, rng: torch.Generator) -> Tensor:
    """Lets the pen run dry here and there."""
    n = len(images)
    coarse = torch.rand(n, 1, 4, 4, generator=rng, device=rng.device)
    full = F.interpolate(coarse, size=(28, 28), mode="bilinear", align_corners=True)
    return images * (1 - _uniform(n, 0.0, 0.8, rng).view(n, 1, 1, 1) * (1 - full))


def _soften(images: Tensor, rng: torch.Generator) -> Tensor:
    """Blurs over 3x3."""
    soft = F.avg_pool2d(images, 3, stride=1, padding=1, count_include_pad=True)
    return images + _uniform(len(images), 0.0, 1.0, rng).view(-1, 1, 1, 1) * (soft - images)


def _grain(images: Tensor, rng: torch.Generator) -> Tensor:
    """Adds noise."""
    amount = _uniform(len(images), 0.0, 0.12, rng).view(-1, 1, 1, 1)
    return images + amount * torch.randn(images.shape, generator=rng, device=rng.device)


def _contrast(images: Tensor, strength: float, rng: torch.Generator) -> Tensor:
    """Makes edges hard or ink faint."""
    gain = torch.exp(strength * torch.randn(len(images), generator=rng, device=rng.device) * 0.3).view(-1, 1, 1, 1)
    return (images * gain).clamp(0, 1)


def _rule(images: Tensor, rng: torch.Generator) -> Tensor:
    """Draws a line across, upright or level but for three degrees, whole or dashed: ruled paper, boxes of forms."""
    n = len(images)
    places = torch.arange(28, dtype=torch.float32, device=rng.device) - 13.5
    down, across = places.view(1, 28, 1), places.view(1, 1, 28)
    upright = _some(n, 0.5, rng).view(n, 1, 1)
    tilt = _uniform(n, -0.06, 0.06, rng).view(n, 1, 1)
    along = upright * down + (1 - upright) * across
    beside = upright * across + (1 - upright) * down + tilt * along - _uniform(n, -13.0, 13.0, rng).view(n, 1, 1)
    line = (_uniform(n, 0.7, 1.5, rng).view(n, 1, 1) - beside.abs()).clamp(0, 1)
    period = _uniform(n, 2.0, 6.0, rng).view(n, 1, 1)
    gaps = torch.remainder(along, period) < 0.5 * period
    dashed = _some(n, 0.3, rng).view(n, 1, 1)
    ink = _uniform(n, 0.3, 1.0, rng).view(n, 1, 1) * line * (1 - dashed * gaps.float())
    return torch.maximum(images, ink.unsqueeze(1))


def rewrite(images: Tensor, rng: torch.Generator) -> Tensor:
    """Draws each digit as another hand might have: warped, half of them with another pen; see `augment`."""
    warped = F.grid_sample(images, _grid(len(images), 1.0, rng), mode="bilinear", align_corners=False)
    return _on_some(warped, 0.5, rng, _pen_width).clamp(0, 1)


def augment(images: Tensor, rng: torch.Generator, strength: float = 1.0, ruled: float = 0.0) -> Tensor:
    """Changes each image at random.

    Args:
        images: (n, 1, 28, 28) float32 in 0..1, ink 1.
        rng: source of chance, where the images are; the same state gives the same changes.
        strength: 1 for the full ranges, less for gentler changes of fewer images.
        ruled: share of the images that get a line across.

    Returns:
        A new tensor of the same shape and range.
    """
    warped = F.grid_sample(images, _grid(len(images), strength, rng), mode="bilinear", align_corners=False)
    warped = _on_some(warped, ruled, rng, _rule) if ruled > 0 else warped
    changed = _contrast(_on_some(warped, 0.5 * strength, rng, _pen_width), strength, rng)
    for share, change in ((0.15, _fade), (0.2, _soften), (0.2, _grain)):
        changed = _on_some(changed, share * strength, rng, change)
    return changed.clamp(0, 1)
