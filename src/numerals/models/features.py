"""What the classical models see: pixels, grey levels, upright digits, histograms of gradients.

They are small PyTorch modules (n, 1, 28, 28) float32 in 0..1 -> (n, columns), so that the very same code makes the
features in training and, exported to ONNX, in the reader and the browser.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.models.loop import to_tensor

_FLAT = 1e-3
"""Ink and spread below which a picture has no slant worth the name."""


class Pixels(nn.Sequential):
    """The 784 pixels, 0 to 1."""

    def __init__(self) -> None:
        super().__init__(nn.Flatten())


class GreyLevels(nn.Module):
    """The 784 pixels as whole numbers 0 to 255: a tree's thresholds then lie half-way between two of them."""

    def forward(self, images: Tensor) -> Tensor:
        return torch.round(images.flatten(1) * 255)


class Sheared(nn.Module):
    """Shears the slant away by moving each row by whole pixels: no grey level is made that was not there.

    The slant is rounded to a sixteenth and the middle to half a pixel before, so that whatever computes them moves all
    rows alike.
    """

    def __init__(self) -> None:
        super().__init__()
        places = torch.arange(28, dtype=torch.float32) - 13.5
        self.y = nn.Buffer(places.view(1, 1, 28, 1))
        self.x = nn.Buffer(places.view(1, 1, 1, 28))
        self.columns = nn.Buffer(torch.arange(28).view(1, 1, 1, 28))

    def forward(self, images: Tensor) -> Tensor:
        mass = images.sum((1, 2, 3), keepdim=True).clamp_min(_FLAT)
        centre_y = (images * self.y).sum((1, 2, 3), keepdim=True) / mass
        centre_x = (images * self.x).sum((1, 2, 3), keepdim=True) / mass
        y, x = self.y - centre_y, self.x - centre_x
        spread = (images * y * y).sum((1, 2, 3), keepdim=True).clamp_min(_FLAT)
        slant = torch.round((images * y * x).sum((1, 2, 3), keepdim=True) / spread * 16).clamp(-24, 24) / 16
        moved = torch.round(slant * (self.y - torch.round(centre_y * 2) / 2)).long()
        columns = self.columns + moved
        seen = torch.gather(images, 3, columns.clamp(0, 27).expand(images.shape))
        return seen * ((columns >= 0) & (columns < 28)).float()


class Sums(nn.Module):
    """The sums of the grey levels of all 2x2 neighbours, (n, 729) whole numbers 0 to 1020.

    What a tree asks of one pixel changes with every small shift; of four neighbours less so. Whole numbers, since a
    threshold between two of them is passed alike whatever computes the sum.
    """

    def forward(self, images: Tensor) -> Tensor:
        return (F.avg_pool2d(torch.round(images * 255), 2, stride=1) * 4).flatten(1)


class Deskew(nn.Module):
    """Moves the centre of mass to the middle and shears the slant away (LeCun et al. 1998, section III.A)."""

    def __init__(self) -> None:
        super().__init__()
        places = torch.arange(28, dtype=torch.float32) - 13.5
        self.y = nn.Buffer(places.view(1, 1, 28, 1))
        self.x = nn.Buffer(places.view(1, 1, 1, 28))

    def measured(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The centre of mass, in pixels to the right of the middle and below it, and the slant; each (n, 1, 1, 1)."""
        mass = images.sum((1, 2, 3), keepdim=True).clamp_min(_FLAT)
        centre_y = (images * self.y).sum((1, 2, 3), keepdim=True) / mass
        centre_x = (images * self.x).sum((1, 2, 3), keepdim=True) / mass
        y, x = self.y - centre_y, self.x - centre_x
        spread = (images * y * y).sum((1, 2, 3), keepdim=True) / mass
        slant = (images * y * x).sum((1, 2, 3), keepdim=True) / mass / spread.clamp_min(_FLAT)
        return centre_x, centre_y, slant.clamp(-1.5, 1.5)

    def forward(self, images: Tensor) -> Tensor:
        centre_x, centre_y, slant = (value.flatten() for value in self.measured(images))
        one, zero = torch.ones_like(slant), torch.zeros_like(slant)
        theta = torch.stack([one, slant, centre_x / 14, zero, one, centre_y / 14], dim=1)
        grid = F.affine_grid(theta.view(-1, 2, 3), [images.shape[0], 1, 28, 28], align_corners=False)
        return F.grid_sample(images, grid, align_corners=False)


class Upright(Deskew):
    """The same for a network that learns in bfloat16, in which `F.affine_grid` would lose digits."""

    def forward(self, images: Tensor) -> Tensor:
        centre_x, centre_y, slant = self.measured(images)
        # Where each pixel is taken from, -1 to 1.
        grid_x = (self.x + slant * self.y + centre_x) / 14
        grid_y = ((self.y + centre_y) / 14).expand_as(grid_x)
        return F.grid_sample(images, torch.stack([grid_x[:, 0], grid_y[:, 0]], dim=3), align_corners=False)


class Gradients(nn.Module):
    """Histograms of oriented gradients over cells of several sizes (Dalal and Triggs 2005; Maji and Malik 2009).

    The strength of the gradient along each of ``bins`` directions is summed over overlapping cells and divided by
    the strength around it. Directions are signed: a stroke's left and right edge differ.

    Args:
        cells: sides of the cells in pixels.
        bins: directions over the whole circle.
    """

    def __init__(self, cells: tuple[int, ...] = (4, 7, 14), bins: int = 9) -> None:
        super().__init__()
        self.cells = cells
        across = torch.tensor([[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]]).view(1, 1, 3, 3)
        self.slopes = nn.Buffer(torch.cat([across, across.transpose(2, 3)]))
        angles = torch.arange(bins) * (2 * math.pi / bins)
        self.directions = nn.Buffer(torch.stack([angles.cos(), angles.sin()], dim=1).view(bins, 2, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        slopes = F.conv2d(images, self.slopes, padding=1)
        # Not "+ 1e-8": the exporter takes that for nothing and leaves it out, and flat paper becomes 0 / 0.
        strength = torch.sqrt((slopes * slopes).sum(1, keepdim=True).clamp_min(1e-6))
        along = F.conv2d(slopes, self.directions).clamp_min(0) / strength
        votes = strength * along * along * along * along  # the fourth power: each gradient votes for about two bins
        return torch.cat([self._histograms(votes, cell) for cell in self.cells], dim=1)

    @staticmethod
    def _histograms(votes: Tensor, cell: int) -> Tensor:
        sums = F.avg_pool2d(votes, cell, stride=cell // 2) * cell**2
        around = torch.sqrt((F.avg_pool2d(sums * sums, 2, stride=1) * 4).sum(1, keepdim=True) + 0.01)
        rows, columns = around.shape[2:]
        return (sums[:, :, :rows, :columns] / around).flatten(1)


class Projection(nn.Linear):
    """The principal components of other features, as fitted by scikit-learn's PCA."""

    def __init__(self, components: NDArray[np.float64], mean: NDArray[np.float64]) -> None:
        super().__init__(components.shape[1], components.shape[0])
        self.weight.data = torch.tensor(components, dtype=torch.float32)
        self.bias.data = torch.tensor(-mean @ components.T, dtype=torch.float32)


def compute(features: nn.Module, images: NDArray[np.uint8], batch: int = 1000) -> NDArray[np.float32]:
    """Features (n, columns) of images (n, 28, 28)."""
    with torch.inference_mode():
        parts = [features(to_tensor(images[i : i + batch])).flatten(1) for i in range(0, len(images), batch)]
    return np.asarray(torch.cat(parts).numpy(), np.float32)
