"""Random changes of 28x28 digits that pens, papers and cameras make, on whole batches at once.

Sizes are in pixels of the 28x28 picture. The ranges are those of handwriting and of the reader's own
cropping: a digit arrives centred and 20 px tall, so shifts are small, while pen width, grey level and
slant vary widely.
"""

import math

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
    return torch.rand(n, generator=rng) * (high - low) + low


def _grid(n: int, strength: float, rng: torch.Generator) -> Tensor:
    """Sampling grid (n, 28, 28, 2) of a random affine map plus a smooth displacement."""
    angle = strength * _uniform(n, -ROTATION, ROTATION, rng) * (math.pi / 180)
    shear = strength * _uniform(n, -SHEAR, SHEAR, rng)
    scale_x = 1 + strength * (_uniform(n, *SCALE, rng) - 1)
    scale_y = 1 + strength * (_uniform(n, *SCALE, rng) - 1)
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = cos / scale_x, (shear * cos - sin) / scale_x
    theta[:, 1, 0], theta[:, 1, 1] = sin / scale_y, (shear * sin + cos) / scale_y
    theta[:, :, 2] = (torch.rand(n, 2, generator=rng) * 2 - 1) * (strength * SHIFT / 14)
    grid = F.affine_grid(theta, [n, 1, 28, 28], align_corners=False)
    coarse = torch.randn(n, 2, 5, 5, generator=rng) * (strength * ELASTIC / 14)
    smooth = F.interpolate(coarse, size=(28, 28), mode="bicubic", align_corners=True)
    return grid + smooth.permute(0, 2, 3, 1)


def _some(n: int, share: float, rng: torch.Generator) -> Tensor:
    """1 for a random share of the images, 0 for the others; (n,)."""
    return (torch.rand(n, generator=rng) < share).float()


def _pen_width(images: Tensor, strength: float, rng: torch.Generator) -> Tensor:
    """Thickens or thins the strokes of half of the images by up to about one pixel on each side."""
    n = len(images)
    thick = F.max_pool2d(images, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-images, 3, stride=1, padding=1)
    amount = (_uniform(n, -0.7, 1.0, rng) * _some(n, 0.5 * strength, rng)).view(n, 1, 1, 1)
    return torch.where(amount > 0, images + amount * (thick - images), images - amount * (thin - images))


def _tone(images: Tensor, strength: float, rng: torch.Generator) -> Tensor:
    """Changes contrast (to hard edges or faint ink), lets the pen fade here and there, softens, adds grain."""
    n = len(images)
    gain = torch.exp(strength * torch.randn(n, generator=rng) * 0.3).view(n, 1, 1, 1)
    images = (images * gain).clamp(0, 1)
    full = F.interpolate(torch.rand(n, 1, 4, 4, generator=rng), size=(28, 28), mode="bilinear", align_corners=True)
    fading = (_uniform(n, 0.0, 0.8, rng) * _some(n, 0.15 * strength, rng)).view(n, 1, 1, 1)
    images = images * (1 - fading * (1 - full))
    soft = F.avg_pool2d(images, 3, stride=1, padding=1, count_include_pad=True)
    blend = (_uniform(n, 0.0, 1.0, rng) * _some(n, 0.2 * strength, rng)).view(n, 1, 1, 1)
    images = images + blend * (soft - images)
    grain = (_uniform(n, 0.0, 0.12, rng) * _some(n, 0.2 * strength, rng)).view(n, 1, 1, 1)
    return (images + grain * torch.randn(images.shape, generator=rng)).clamp(0, 1)


def augment(images: Tensor, rng: torch.Generator, strength: float = 1.0) -> Tensor:
    """Changes each image at random.

    Args:
        images: (n, 1, 28, 28) float32 in 0..1, ink 1.
        rng: source of chance on the CPU; the same state gives the same changes.
        strength: 1 for the full ranges, less for gentler changes of fewer images.

    Returns:
        A new tensor of the same shape and range.
    """
    warped = F.grid_sample(images, _grid(len(images), strength, rng), mode="bilinear", align_corners=False)
    return _tone(_pen_width(warped, strength, rng), strength, rng)
